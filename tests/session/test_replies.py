from hypothesis import given
from hypothesis import strategies as st

from grokvoice.session.replies import Replies


def test_a_reply_is_open_from_its_creation_to_its_end() -> None:
    replies = Replies()

    buried = replies.begin("r1")
    meanwhile = replies.open_id
    ended = replies.end("r1")

    assert (buried, meanwhile, ended, replies.open_id) == (None, "r1", "r1", None)


def test_a_newer_reply_buries_the_one_still_open() -> None:
    replies = Replies()
    replies.begin("r1")

    buried = replies.begin("r2")

    assert (buried, replies.open_id) == ("r1", "r2")
    assert not replies.accepts("r1")


def test_a_reply_announced_twice_buries_nothing() -> None:
    replies = Replies()
    replies.begin("r1")

    assert (replies.begin("r1"), replies.open_id) == (None, "r1")


def test_a_dead_reply_cannot_be_created_again() -> None:
    replies = Replies()
    replies.begin("r1")
    replies.end("r1")

    assert (replies.begin("r1"), replies.open_id) == (None, None)


def test_a_frame_opens_a_reply_that_was_never_announced() -> None:
    replies = Replies()

    assert replies.accepts("r1")
    assert (replies.open_id, replies.begin("r1")) == ("r1", None)


def test_a_frame_of_another_reply_does_not_count_while_one_is_open() -> None:
    replies = Replies()
    replies.begin("r1")

    assert (replies.accepts("r2"), replies.open_id) == (False, "r1")


def test_late_frames_of_a_reply_that_ended_do_not_count() -> None:
    replies = Replies()
    replies.begin("r1")
    replies.end("r1")

    assert (replies.accepts("r1"), replies.open_id) == (False, None)


def test_a_frame_without_an_id_belongs_to_the_open_reply() -> None:
    replies = Replies()
    replies.begin("r1")

    assert (replies.accepts(None), replies.open_id) == (True, "r1")


def test_replies_without_ids_come_one_after_another() -> None:
    replies = Replies()
    replies.begin(None)
    accepted = replies.accepts(None)
    first = replies.end(None)
    replies.begin(None)
    second = replies.end(None)

    assert accepted
    assert (first, second) == (second, first)
    assert first is not None
    assert replies.open_id is None


def test_the_end_of_an_unknown_reply_leaves_the_open_one_alone() -> None:
    replies = Replies()
    replies.begin("r1")

    assert (replies.end("r9"), replies.open_id) == (None, "r1")
    assert not replies.accepts("r9")


def test_an_end_without_an_id_ends_the_open_reply() -> None:
    replies = Replies()
    replies.begin("r1")

    assert (replies.end(None), replies.open_id) == ("r1", None)


def test_a_cancel_names_the_reply_and_makes_its_frames_dead() -> None:
    replies = Replies()
    replies.begin("r1")

    assert (replies.cancel(0.0), replies.open_id) == ("r1", None)
    assert not replies.accepts("r1")


def test_a_cancel_of_a_reply_without_an_id_names_none_and_still_stops_it() -> None:
    replies = Replies()
    replies.begin(None)

    assert replies.cancel(0.0) is None
    assert not replies.accepts(None)
    replies.acknowledge_cancel()
    assert replies.accepts(None)


def test_a_request_waits_until_the_open_reply_has_ended() -> None:
    replies = Replies()
    replies.begin("r1")
    replies.want()
    early = replies.take_request(0.0), replies.deadline()

    replies.end("r1")

    assert early == (False, None)
    assert (replies.take_request(0.0), replies.take_request(0.0)) == (True, False)


def test_a_request_waits_for_the_acknowledgement_of_a_cancel() -> None:
    replies = Replies()
    replies.begin("r1")
    replies.cancel(10.0)
    replies.want()
    early = replies.take_request(10.9), replies.deadline()

    replies.end("r1")

    assert early == (False, 11.0)
    assert replies.take_request(10.9)


def test_a_cancel_that_is_never_acknowledged_keeps_a_request_for_a_second() -> None:
    replies = Replies()
    replies.begin("r1")
    replies.cancel(10.0)
    replies.want()

    assert (replies.take_request(10.9), replies.take_request(11.0)) == (False, True)


def test_nothing_to_cancel_lets_the_request_go() -> None:
    replies = Replies()
    replies.begin("r1")
    replies.cancel(10.0)
    replies.want()

    replies.acknowledge_cancel()

    assert replies.take_request(10.0)


def test_a_refused_request_is_made_again_when_the_running_reply_has_ended() -> None:
    replies = Replies()
    replies.want()
    replies.take_request(0.0)

    replies.refused(0.1)
    assert replies.asked_at is None
    meanwhile = replies.take_request(0.2)
    replies.begin("r1")
    replies.end("r1")

    assert not meanwhile
    assert replies.take_request(0.3)


def test_a_refusal_that_comes_after_the_running_reply_was_announced_counts_as_well() -> None:
    replies = Replies()
    replies.want()
    replies.take_request(0.0)
    replies.begin("r1")

    replies.refused(0.1)
    replies.end("r1")

    assert replies.take_request(0.2)


def test_a_refusal_of_something_else_asks_for_nothing() -> None:
    replies = Replies()
    replies.want()
    replies.take_request(0.0)
    replies.begin("r1")
    replies.end("r1")

    replies.refused(0.1)

    assert (replies.is_expected, replies.take_request(9.0)) == (False, False)


def test_a_refusal_without_any_request_asks_for_nothing() -> None:
    replies = Replies()

    replies.refused(0.1)

    assert not replies.is_expected


def test_a_refusal_does_not_forget_the_next_wish() -> None:
    replies = Replies()
    replies.begin("r1")
    replies.want()

    replies.refused(0.0)
    replies.end("r1")

    assert replies.take_request(0.0)


def test_a_refused_request_is_tried_again_after_a_second_at_the_latest() -> None:
    replies = Replies()
    replies.want()
    replies.take_request(0.0)

    replies.refused(0.1)

    assert (replies.deadline(), replies.take_request(1.0), replies.take_request(1.1)) == (
        1.1,
        False,
        True,
    )


def test_a_reply_is_expected_from_the_wish_to_its_beginning() -> None:
    replies = Replies()
    seen = [replies.is_expected]
    replies.want()
    seen.append(replies.is_expected)
    replies.take_request(0.0)
    seen.append(replies.is_expected)
    asked_at = replies.asked_at
    replies.begin("r1")
    seen.append(replies.is_expected)

    assert seen == [False, True, True, False]
    assert (asked_at, replies.asked_at) == (0.0, None)


def test_a_reply_that_was_given_up_is_expected_no_more() -> None:
    replies = Replies()
    replies.want()
    replies.take_request(0.0)
    replies.want()

    replies.give_up()
    given_up = replies.is_expected
    replies.refused(0.1)

    assert (given_up, replies.is_expected) == (False, False)
    assert not replies.take_request(9.0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["begin", "accepts", "end", "cancel"]),
            st.sampled_from([None, "r1", "r2", "r3"]),
        ),
        max_size=30,
    )
)
def test_a_reply_that_ended_never_sounds_again(steps: list[tuple[str, str | None]]) -> None:
    replies = Replies()
    over: set[str] = set()

    for now, (step, response_id) in enumerate(steps):
        if step == "begin":
            over.add(replies.begin(response_id) or "")
        elif step == "end":
            over.add(replies.end(response_id) or "")
        elif step == "cancel":
            over.add(replies.cancel(float(now)) or "")
        elif response_id in over:
            assert not replies.accepts(response_id)
        assert replies.open_id is None or replies.open_id not in over
        over -= {"", "(no response id)"}


def test_a_reply_is_dead_once_it_is_over() -> None:
    replies = Replies()
    replies.begin("r1")
    before = replies.is_dead("r1")

    replies.end("r1")

    assert (before, replies.is_dead("r1"), replies.is_dead(None)) == (False, True, False)
