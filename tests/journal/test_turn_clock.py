from grokvoice.journal.turn_clock import Span, TurnClock
from grokvoice.session.updates import (
    AssistantDelta,
    Interrupted,
    Notice,
    State,
    StateChanged,
    Update,
    UserPartial,
)


def clock_of(*shown: tuple[float, Update]) -> TurnClock:
    clock = TurnClock()
    for at_s, update in shown:
        clock.note(update, at_s)
    return clock


def state(word: str) -> StateChanged:
    return StateChanged(State(word))


def partial(item_id: str) -> UserPartial:
    return UserPartial(item_id=item_id, text="…")


def phrase(item_id: str, text: str) -> AssistantDelta:
    return AssistantDelta(item_id=item_id, text=text)


def test_a_turn_of_the_users_lasts_as_long_as_it_was_heard() -> None:
    clock = clock_of((1.0, state("hearing")), (3.0, state("thinking")))

    assert clock.take_user("u1", 3.5) == Span(began_s=1.0, ended_s=3.0)


def test_a_turn_that_went_on_after_a_pause_is_one() -> None:
    clock = clock_of(
        (1.0, state("hearing")),
        (1.5, partial("u1")),
        (2.0, state("thinking")),
        (2.2, state("hearing")),
        (2.5, partial("u1")),
        (4.0, state("thinking")),
    )

    assert clock.take_user("u1", 4.5) == Span(began_s=1.0, ended_s=4.0)


def test_words_that_come_late_belong_to_the_speech_they_began_with() -> None:
    clock = clock_of(
        (1.0, state("hearing")),
        (1.5, partial("u1")),
        (2.0, state("speaking")),
        (5.0, state("hearing")),
        (5.5, partial("u2")),
        (6.0, state("thinking")),
    )

    assert clock.take_user("u1", 6.1) == Span(began_s=1.0, ended_s=2.0)
    assert clock.take_user("u2", 6.5) == Span(began_s=5.0, ended_s=6.0)


def test_a_turn_whose_end_is_not_known_yet_ends_with_its_words() -> None:
    clock = clock_of((1.0, state("hearing")), (1.5, partial("u1")))

    assert clock.take_user("u1", 2.0) == Span(began_s=1.0, ended_s=2.0)


def test_final_words_during_the_speech_need_no_partial_ones() -> None:
    clock = clock_of((1.0, state("hearing")))

    assert clock.take_user("u1", 2.0) == Span(began_s=1.0, ended_s=2.0)


def test_a_typed_turn_takes_no_time() -> None:
    assert clock_of((1.0, state("listening"))).take_user("typed-1", 3.0) == Span(
        began_s=3.0, ended_s=3.0
    )


def test_a_cough_of_long_ago_is_not_the_beginning_of_a_typed_turn() -> None:
    clock = clock_of((1.0, state("hearing")), (1.4, state("listening")))

    assert clock.take_user("typed-1", 30.0) == Span(began_s=30.0, ended_s=30.0)


def test_a_cough_before_a_turn_is_forgotten_with_it() -> None:
    clock = clock_of(
        (1.0, state("hearing")),
        (1.4, state("listening")),
        (4.0, state("hearing")),
        (4.5, partial("u2")),
        (5.0, state("thinking")),
    )

    assert clock.take_user("u2", 5.5) == Span(began_s=4.0, ended_s=5.0)
    assert clock.take_user("typed-1", 6.0) == Span(began_s=6.0, ended_s=6.0)


def test_partial_words_without_speech_tell_nothing() -> None:
    assert clock_of((1.0, partial("u1"))).take_user("u1", 2.0) == Span(began_s=2.0, ended_s=2.0)


def test_a_reply_lasts_from_the_first_sound_to_the_last_word() -> None:
    clock = clock_of(
        (1.0, state("speaking")),
        (1.4, phrase("a1", "one")),
        (1.9, phrase("a1", " two")),
        (2.5, state("listening")),
    )

    assert clock.take_reply("a1", 3.0) == Span(began_s=1.0, ended_s=1.9, marks=((1.4, 3), (1.9, 7)))


def test_the_second_item_of_a_reply_begins_behind_the_first() -> None:
    clock = clock_of(
        (1.0, state("speaking")),
        (1.4, phrase("a1", "one")),
        (1.8, phrase("a2", "two")),
    )

    assert clock.take_reply("a1", 2.0) == Span(began_s=1.0, ended_s=1.4, marks=((1.4, 3),))
    assert clock.take_reply("a2", 2.0) == Span(began_s=1.4, ended_s=1.8, marks=((1.8, 3),))


def test_a_first_word_takes_at_most_a_second() -> None:
    clock = clock_of((1.0, state("speaking")), (5.0, phrase("a1", "late")))

    assert clock.take_reply("a1", 6.0) == Span(began_s=4.0, ended_s=5.0, marks=((5.0, 4),))


def test_words_that_nobody_speaks_take_no_time() -> None:
    assert clock_of((1.0, phrase("a1", "text"))).take_reply("a1", 1.0) == Span(
        began_s=1.0, ended_s=1.0, marks=((1.0, 4),)
    )


def test_a_reply_of_which_nothing_was_heard_takes_no_time() -> None:
    assert TurnClock().take_reply("a1", 2.0) == Span(began_s=2.0, ended_s=2.0)


def test_a_reply_that_was_cut_ends_with_the_cut() -> None:
    clock = clock_of(
        (1.0, state("speaking")),
        (1.4, phrase("a1", "one")),
        (1.6, Interrupted(item_id="a1", heard_ms=600)),
    )

    assert clock.take_reply("a1", 1.6) == Span(began_s=1.0, ended_s=1.6, marks=((1.4, 3),))


def test_what_says_nothing_of_turns_changes_nothing() -> None:
    clock = clock_of(
        (1.0, Notice(code="c", text="t")), (1.0, Interrupted(item_id="a9", heard_ms=0))
    )

    assert clock.take_reply("a9", 2.0) == Span(began_s=2.0, ended_s=2.0)
