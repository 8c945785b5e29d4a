import pytest

from grokvoice.session.tool_calls import MOST_CALLS, MOST_ROUNDS, Call, ToolCalls


def call(number: int = 1) -> Call:
    return Call(call_id=f"k{number}", name="weather", arguments="{}")


def test_a_call_is_run_once_however_often_it_is_announced() -> None:
    calls = ToolCalls()

    verdicts = [calls.begin(call(), "r1") for _ in range(3)]

    assert verdicts == ["", None, None]
    assert calls.running == {"k1"}


def test_a_call_has_one_answer() -> None:
    calls = ToolCalls()
    calls.begin(call(), "r1")

    assert [calls.finish("k1"), calls.finish("k1"), calls.finish("k9")] == [True, False, False]
    assert calls.running == frozenset()


def test_one_reply_is_wished_for_when_all_calls_of_a_response_are_answered() -> None:
    calls = ToolCalls()
    for number in (1, 2):
        calls.begin(call(number), "r1")
    wishes = [calls.take_reply_wish(None)]

    calls.finish("k1")
    wishes.append(calls.take_reply_wish(None))
    calls.finish("k2")
    wishes += [calls.take_reply_wish(None), calls.take_reply_wish(None)]

    assert wishes == [False, False, True, False]


def test_no_reply_is_wished_for_before_the_response_is_over() -> None:
    calls = ToolCalls()
    calls.begin(call(), "r1")
    calls.finish("k1")

    assert [calls.take_reply_wish("r1"), calls.take_reply_wish("r9")] == [False, True]


def test_one_answer_that_wants_no_reply_keeps_it_from_being_asked_for() -> None:
    calls = ToolCalls()
    for number in (1, 2):
        calls.begin(call(number), "r1")

    calls.finish("k1", wants_reply=False)
    calls.finish("k2")

    assert not calls.take_reply_wish(None)


def test_a_turn_of_the_users_covers_the_answers_that_have_landed_and_no_others() -> None:
    calls = ToolCalls()
    calls.begin(call(1), "r1")
    calls.begin(call(2), "r2")
    calls.finish("k1")

    calls.user_turn()
    covered = calls.take_reply_wish(None)
    calls.finish("k2")

    assert (covered, calls.take_reply_wish(None)) == (False, True)


@pytest.mark.parametrize(("is_known", "is_due"), [(True, False), (False, True)])
def test_the_end_of_a_spoken_turn_covers_the_answers_that_the_server_had_by_then(
    is_known: bool, is_due: bool
) -> None:
    calls = ToolCalls()
    calls.begin(call(), "r1")
    calls.user_turn()
    calls.finish("k1")
    if is_known:
        calls.landed("k1")

    calls.user_fell_silent()

    assert calls.take_reply_wish(None) is is_due


def test_ten_thousand_calls_announced_twice_are_run_eight_times() -> None:
    calls = ToolCalls()

    verdicts = [calls.begin(call(number % 10_000), "r1") for number in range(20_000)]

    assert verdicts.count("") == MOST_CALLS
    assert verdicts[10_000:] == [None] * 10_000


def test_more_calls_than_allowed_in_one_response_are_refused() -> None:
    calls = ToolCalls()

    verdicts = [calls.begin(call(number), "r1") for number in range(MOST_CALLS + 1)]

    assert verdicts == [""] * MOST_CALLS + ["refused: limit of 8 calls in one reply"]


def test_more_rounds_than_allowed_in_a_row_are_refused_until_the_user_speaks() -> None:
    calls = ToolCalls()

    verdicts = [calls.begin(call(number), f"r{number}") for number in range(MOST_ROUNDS + 1)]
    calls.user_turn()

    assert verdicts == [""] * MOST_ROUNDS + ["refused: limit of 5 rounds of calls in a row"]
    assert calls.begin(call(99), "r99") == ""
