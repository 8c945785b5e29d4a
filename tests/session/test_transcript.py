from hypothesis import given
from hypothesis import strategies as st

from grokvoice.session.transcript import Transcript
from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    Update,
    UserFinal,
    UserPartial,
)

SECOND = 24_000


def reply(transcript: Transcript, item: str = "a1", text: str = "one two") -> None:
    """A reply of one second whose sound and words are there, and of which nothing was heard."""
    transcript.reply_began(item, "r1")
    transcript.reply_phrase(item, text, 0.0)
    transcript.reply_received(item, SECOND)
    transcript.reply_complete(item)


def partial(text: str, item: str = "u1") -> UserPartial:
    return UserPartial(item_id=item, text=text)


def said(text: str, item: str = "u1") -> UserFinal:
    return UserFinal(item_id=item, text=text)


def delta(text: str, item: str = "a1") -> AssistantDelta:
    return AssistantDelta(item_id=item, text=text)


def final(heard: str, unheard: str = "", item: str = "a1") -> AssistantFinal:
    return AssistantFinal(
        item_id=item,
        text=heard + unheard,
        heard=heard,
        unheard=unheard,
        is_interrupted=bool(unheard),
    )


def test_a_users_words_are_shown_as_they_change_and_once_when_they_are_final() -> None:
    transcript = Transcript()
    shown: list[list[Update]] = []

    for text, is_final in [("Hello?", False), ("Hello?", False), ("Hello, I", False), ("Hi", True)]:
        transcript.user_spoke("u1", text, is_final=is_final)
        shown.append(transcript.take(0.0))

    assert shown == [[partial("Hello?")], [], [partial("Hello, I")], [said("Hi")]]


def test_final_words_are_never_shown_again() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1", "Hello", is_final=True)
    transcript.take(0.0)

    transcript.user_spoke("u1", "Hello", is_final=True)
    transcript.user_spoke("u1", "Hello again")

    assert transcript.take(0.0) == []


def test_final_words_that_wait_for_others_are_not_replaced() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1")
    transcript.user_spoke("u2", "Second", is_final=True)

    transcript.user_spoke("u2", "in progress")
    transcript.user_spoke("u1", "First", is_final=True)

    assert transcript.take(0.0) == [said("First"), said("Second", "u2")]


def test_silence_replaces_no_words() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1", "Hello")
    transcript.user_spoke("u1", "")
    transcript.user_spoke("u1", "", is_final=True)

    assert transcript.take(0.0) == [said("Hello")]


def test_a_user_who_said_nothing_is_not_shown() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1", "", is_final=True)

    assert transcript.take(0.0) == []


def test_a_replys_words_are_shown_as_they_are_heard() -> None:
    transcript = Transcript()
    reply(transcript)
    shown = [transcript.take(0.0)]

    for frames in (SECOND // 2, SECOND // 2, SECOND):
        transcript.reply_heard("a1", frames)
        shown.append(transcript.take(0.0))

    assert shown == [[], [delta("one")], [], [delta(" two"), final("one two")]]
    assert transcript.turns == 1


def test_a_reply_that_was_cut_tells_what_was_heard_and_what_was_not() -> None:
    transcript = Transcript()
    reply(transcript)

    transcript.reply_cut("a1", SECOND // 2)

    assert transcript.take(0.0) == [delta("one"), final("one", " two")]


def test_a_cut_between_phrases_leaves_the_space_where_it_was_shown() -> None:
    transcript = Transcript()
    reply(transcript, text="one ")
    transcript.reply_phrase("a1", "two", 0.5)

    transcript.reply_cut("a1", SECOND // 2)

    assert transcript.take(0.0) == [delta("one "), final("one ", "two")]


def test_a_reply_cut_before_its_first_sound_was_not_heard() -> None:
    transcript = Transcript()
    reply(transcript)

    transcript.reply_cut("a1", 0)

    assert transcript.take(0.0) == [final("", "one two")]
    assert transcript.turns == 0


def test_words_that_were_shown_count_as_heard_even_if_the_cut_says_less() -> None:
    transcript = Transcript()
    reply(transcript)
    transcript.reply_heard("a1", SECOND // 2)
    transcript.take(0.0)

    transcript.reply_cut("a1", SECOND // 3)

    assert transcript.take(0.0) == [final("one", " two")]


def test_a_reply_heard_to_its_end_can_no_longer_be_cut() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1")
    reply(transcript)
    transcript.reply_heard("a1", SECOND)

    transcript.reply_cut("a1", 0)
    transcript.user_spoke("u1", "Count.", is_final=True)

    assert transcript.take(0.0) == [delta("one two"), said("Count."), final("one two")]


def test_the_final_words_correct_those_that_were_shown() -> None:
    transcript = Transcript()
    reply(transcript, text="one too")
    transcript.reply_heard("a1", SECOND // 2)
    transcript.take(0.0)

    transcript.reply_text("a1", "")
    transcript.reply_text("a1", "On, to.")
    transcript.reply_heard("a1", SECOND)

    assert transcript.take(0.0) == [final("On, to.")]


def test_a_cut_goes_between_words_even_where_the_final_ones_are_others() -> None:
    transcript = Transcript()
    reply(transcript, text="one two three")
    transcript.reply_heard("a1", SECOND * 2 // 3)
    transcript.take(0.0)

    transcript.reply_text("a1", "eleven twelve")
    transcript.reply_cut("a1", SECOND * 2 // 3)

    assert transcript.take(0.0) == [final("eleven", " twelve")]


def test_a_reply_without_sound_is_shown_when_it_is_complete() -> None:
    transcript = Transcript()
    transcript.reply_began("a1", "r1")
    transcript.reply_text("a1", "In writing.")
    transcript.reply_complete("a1")

    assert transcript.take(0.0) == [delta("In writing."), final("In writing.")]
    assert transcript.turns == 1


def test_a_reply_of_neither_sound_nor_words_is_not_shown() -> None:
    transcript = Transcript()
    transcript.reply_began("a1", "r1")
    transcript.reply_complete("a1")

    assert (transcript.take(0.0), transcript.turns) == ([], 0)


def test_a_reply_of_several_items_is_one_turn() -> None:
    transcript = Transcript()
    for item in ("a1", "a2"):
        reply(transcript, item)
        transcript.reply_heard(item, SECOND)

    transcript.take(0.0)

    assert transcript.turns == 1


def test_an_item_announced_again_after_its_end_stays_closed() -> None:
    transcript = Transcript()
    reply(transcript)
    transcript.reply_cut("a1", 0)
    transcript.take(0.0)

    reply(transcript)
    transcript.reply_heard("a1", SECOND)
    transcript.reply_text("a1", "again")

    assert (transcript.take(0.0), transcript.response_of("a1")) == ([], "")


def test_an_unfinished_item_knows_its_reply() -> None:
    transcript = Transcript()
    reply(transcript)
    transcript.user_spoke("u1", "Hello")

    assert [transcript.response_of(item) for item in ("a1", "u1", "a9")] == ["r1", "", ""]


def test_an_item_is_complete_when_all_of_it_has_arrived_or_it_was_shown() -> None:
    transcript = Transcript()
    transcript.reply_began("a1", "r1")
    seen = [transcript.is_complete("a1")]
    transcript.reply_complete("a1")
    seen.append(transcript.is_complete("a1"))
    transcript.take(0.0)
    seen.append(transcript.is_complete("a1"))

    assert seen == [False, True, True]
    assert not transcript.is_complete("a2")


def test_an_item_has_one_side_of_the_talk_only() -> None:
    transcript = Transcript()
    transcript.user_spoke("x", "mine")
    transcript.reply_began("x", "r1")
    transcript.reply_phrase("x", "yours", 0.0)
    reply(transcript)
    transcript.user_spoke("a1", "mine", is_final=True)

    assert transcript.take(0.0) == [partial("mine", "x")]


def test_a_users_words_come_first_even_if_they_arrive_after_the_answer() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1")
    reply(transcript)
    transcript.reply_heard("a1", SECOND)
    early = transcript.take(10.0), transcript.deadline()

    transcript.user_spoke("u1", "Count.", is_final=True)

    assert early == ([delta("one two")], 11.5)
    assert transcript.take(11.0) == [said("Count."), final("one two")]
    assert transcript.deadline() is None


def test_a_finished_reply_waits_for_the_words_before_it_only_a_moment() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1", "Cou")
    reply(transcript)
    transcript.reply_heard("a1", SECOND)
    transcript.take(10.0)

    early, late = transcript.take(11.4), transcript.take(11.5)
    transcript.user_spoke("u1", "Count.", is_final=True)

    assert (early, late) == ([], [said("Cou"), final("one two")])
    assert transcript.take(12.0) == []


def test_several_turns_without_words_keep_a_reply_no_longer_than_one() -> None:
    transcript = Transcript()
    for item in ("u1", "u2", "u3"):
        transcript.user_spoke(item)
    reply(transcript)
    transcript.reply_heard("a1", SECOND)
    transcript.take(10.0)

    assert transcript.take(11.5) == [final("one two")]
    assert transcript.deadline() is None


def test_each_reply_waits_a_moment_of_its_own() -> None:
    transcript = Transcript()
    for user, item in (("u1", "a1"), ("u2", "a2")):
        transcript.user_spoke(user)
        reply(transcript, item)
    transcript.reply_heard("a1", SECOND)
    transcript.take(10.0)
    transcript.reply_heard("a2", SECOND)

    first = transcript.take(11.5)

    assert first == [delta("one two", "a2"), final("one two")]
    assert transcript.deadline() == 13.0
    assert transcript.take(13.0) == [final("one two", item="a2")]


def test_nothing_waits_any_more_once_the_words_have_come() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1")
    reply(transcript)
    transcript.reply_cut("a1", 0)
    transcript.user_spoke("u2")
    transcript.take(10.0)

    transcript.user_spoke("u1", "Count.", is_final=True)

    assert transcript.take(11.0) == [said("Count."), final("", "one two")]
    assert transcript.deadline() is None


def test_a_turn_that_is_still_being_spoken_does_not_give_way() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1", "I want")
    reply(transcript)
    transcript.reply_cut("a1", 0)
    transcript.take(10.0, "u1")

    meanwhile = transcript.take(15.0, "u1"), transcript.deadline()
    transcript.user_spoke("u1", "I want to know.", is_final=True)

    assert meanwhile == ([], None)
    assert transcript.take(16.0) == [said("I want to know."), final("", "one two")]


def test_patience_begins_anew_when_a_turn_goes_on() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1", "I want")
    reply(transcript)
    transcript.reply_cut("a1", 0)
    transcript.take(10.0)

    transcript.take(10.5, "u1")

    assert transcript.deadline() is None
    assert (transcript.take(12.0), transcript.deadline()) == ([], 13.5)


def test_only_a_reply_is_worth_cutting_a_turn_short_for() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1")
    transcript.user_spoke("u2", "Second", is_final=True)

    assert (transcript.take(10.0), transcript.deadline()) == ([], None)


def test_a_turn_that_was_lost_with_the_connection_is_forgotten() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1", "Cou")
    transcript.user_spoke("u2", "Hello", is_final=True)

    dropped = transcript.drop_unfinished_user(), transcript.drop_unfinished_user()
    transcript.user_spoke("u1", "Count.", is_final=True)

    assert dropped == (True, False)
    assert transcript.take(0.0) == [said("Hello", "u2")]


def test_a_reply_that_sounds_keeps_back_what_comes_after_it() -> None:
    transcript = Transcript()
    reply(transcript)
    transcript.user_spoke("u1", "And", is_final=True)

    early = transcript.take(0.0), transcript.deadline()
    transcript.reply_cut("a1", 0)

    assert early == ([], None)
    assert transcript.take(9.0) == [final("", "one two"), said("And")]


def test_the_end_shows_what_is_left_as_it_stands() -> None:
    transcript = Transcript()
    transcript.user_spoke("u1", "Cou")
    reply(transcript)
    transcript.reply_heard("a1", SECOND // 2)
    reply(transcript, "a2")
    transcript.reply_heard("a2", SECOND)

    assert transcript.close() == [
        said("Cou"),
        final("one", " two"),
        final("one two", item="a2"),
    ]


ITEMS = st.sampled_from(["x1", "x2", "x3"])
TEXTS = st.sampled_from(["", "one", "one two", "one two three", "eleven twelve "])
FRAMES = st.integers(0, 2 * SECOND)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("user"), ITEMS, TEXTS, st.booleans()),
        st.tuples(st.just("phrase"), ITEMS, TEXTS, st.none() | st.floats(0, 2)),
        st.tuples(st.just("text"), ITEMS, TEXTS),
        st.tuples(st.just("received"), ITEMS, FRAMES),
        st.tuples(st.just("heard"), ITEMS, FRAMES),
        st.tuples(st.just("complete"), ITEMS),
        st.tuples(st.just("cut"), ITEMS, FRAMES),
        st.tuples(st.just("wait"), st.floats(0, 2)),
    ),
    max_size=40,
)


def note(transcript: Transcript, step: tuple[object, ...]) -> None:
    match step:
        case ("user", str(item), str(text), bool(is_final)):
            transcript.user_spoke(item, text, is_final=is_final)
        case ("phrase", str(item), str(text), start_s):
            transcript.reply_began(item, "r1")
            transcript.reply_phrase(item, text, start_s if isinstance(start_s, float) else None)
        case ("text", str(item), str(text)):
            transcript.reply_text(item, text)
        case ("received", str(item), int(frames)):
            transcript.reply_received(item, frames)
        case ("heard", str(item), int(frames)):
            transcript.reply_heard(item, frames)
        case ("complete", str(item)):
            transcript.reply_complete(item)
        case ("cut", str(item), int(frames)):
            transcript.reply_cut(item, frames)


@given(STEPS)
def test_whatever_happens_each_item_is_shown_once_and_adds_up(
    steps: list[tuple[object, ...]],
) -> None:
    transcript = Transcript()
    now = 0.0
    updates: list[Update] = []

    for step in steps:
        now += step[1] if isinstance(step[1], float) else 0.0
        note(transcript, step)
        updates += transcript.take(now)
        assert (transcript.deadline() or now + 1) > now
    updates += transcript.close()

    finals = [u for u in updates if isinstance(u, UserFinal | AssistantFinal)]
    assert len({u.item_id for u in finals}) == len(finals)
    for update in finals:
        before = updates[: updates.index(update)]
        assert not [u for u in updates[len(before) + 1 :] if _item(u) == update.item_id]
        if isinstance(update, AssistantFinal):
            assert update.heard + update.unheard == update.text
            assert update.is_interrupted or not update.unheard


def _item(update: Update) -> str:
    named = UserPartial | UserFinal | AssistantDelta | AssistantFinal
    return update.item_id if isinstance(update, named) else ""


def test_words_are_awaited_until_every_turn_has_its_final_ones() -> None:
    transcript = Transcript()
    reply(transcript)
    seen = [transcript.awaits_user]
    transcript.user_spoke("u1", "Cou")
    seen.append(transcript.awaits_user)
    transcript.user_spoke("u1", "Count.", is_final=True)
    seen.append(transcript.awaits_user)

    assert seen == [False, True, False]


def test_the_user_is_awaited_until_the_words_are_final() -> None:
    transcript = Transcript()
    awaited = [transcript.awaits_user]
    transcript.user_spoke("u1", "Hel")
    awaited.append(transcript.awaits_user)

    transcript.user_spoke("u1", "Hello", is_final=True)

    assert [*awaited, transcript.awaits_user] == [False, True, False]


def test_the_oldest_entries_give_way_where_nobody_finishes_any() -> None:
    transcript = Transcript()
    transcript.user_spoke("u0", "Hello")
    reply(transcript, "a0")
    for number in range(1, 64):
        transcript.user_spoke(f"u{number}")
    updates = transcript.take(0.0)
    transcript.reply_began("a1", "r1")

    assert updates == [said("Hello", "u0")]
    assert transcript.take(0.0) == [final("", "one two", "a0")]
