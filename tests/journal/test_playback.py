from collections.abc import Callable

from grokvoice.journal.conversation import Conversation
from grokvoice.journal.entry import Entry
from grokvoice.journal.playback import playback
from grokvoice.journal.turn_clock import Mark, Span
from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    Interrupted,
    Notice,
    SessionEnded,
    SessionStarted,
    State,
    StateChanged,
    UserFinal,
    UserPartial,
)

NewTalk = Callable[..., Conversation]
BEGINNING = (0.0, StateChanged(State.CONNECTING))
HELLO = UserFinal(item_id="u1", text="Hello.")


def reply(heard: str, unheard: str = "") -> AssistantFinal:
    return AssistantFinal(
        item_id="a1",
        text=heard + unheard,
        heard=heard,
        unheard=unheard,
        is_interrupted=bool(unheard),
    )


def span(began_s: float, ended_s: float, *marks: Mark) -> Span:
    return Span(began_s=began_s, ended_s=ended_s, marks=marks)


def test_a_talk_is_shown_again_with_all_that_came_in_between(talk: NewTalk) -> None:
    began = SessionStarted(conversation_id="c", model="m", voice="ara")
    ended = SessionEnded(exit_code=0, reason="hung up", elapsed_s=9.0, turns=1)
    conversation = talk(
        (0.5, began),
        Entry(3.0, HELLO, span(1.0, 2.0)),
        Entry(6.0, reply("Hi you."), span(4.0, 5.5, (4.5, 2), (5.5, 7))),
        (9.0, ended),
    )

    assert playback(conversation) == [
        BEGINNING,
        (0.5, began),
        (0.5, StateChanged(State.LISTENING)),
        (1.0, StateChanged(State.HEARING)),
        (2.0, StateChanged(State.THINKING)),
        (3.0, HELLO),
        (4.0, StateChanged(State.SPEAKING)),
        (4.5, AssistantDelta(item_id="a1", text="Hi")),
        (5.5, AssistantDelta(item_id="a1", text=" you.")),
        (5.5, StateChanged(State.LISTENING)),
        (6.0, reply("Hi you.")),
        (9.0, StateChanged(State.ENDED)),
        (9.0, ended),
    ]


def test_after_a_cut_somebody_speaks(talk: NewTalk) -> None:
    conversation = talk(
        (5.2, Interrupted(item_id="a1", heard_ms=1200)),
        Entry(5.2, reply("Hi", " you."), span(4.0, 5.2, (4.5, 2))),
        Entry(7.0, HELLO, span(5.0, 6.0)),
    )

    states = [update for _, update in playback(conversation) if isinstance(update, StateChanged)]
    assert [one.state for one in states] == [
        State.CONNECTING,
        State.SPEAKING,
        State.HEARING,
        State.THINKING,
    ]


def test_a_typed_turn_is_not_heard(talk: NewTalk) -> None:
    assert playback(talk(Entry(3.0, HELLO, span(3.0, 3.0)))) == [
        BEGINNING,
        (3.0, StateChanged(State.THINKING)),
        (3.0, HELLO),
    ]


def test_marks_that_do_not_fit_the_words_lose_none_and_double_none(talk: NewTalk) -> None:
    marks: tuple[Mark, ...] = ((4.1, 2), (4.2, 1), (4.3, 2), (4.4, 99))

    shown = playback(talk(Entry(6.0, reply("Hi you."), span(4.0, 5.0, *marks))))

    deltas = [(at_s, one.text) for at_s, one in shown if isinstance(one, AssistantDelta)]
    assert deltas == [(4.1, "Hi"), (4.4, " you.")]


def test_what_json_mode_wrote_is_shown_as_it_is(talk: NewTalk) -> None:
    partial = UserPartial(item_id="u1", text="Hel")
    notice = Notice(code="c", text="t")

    assert playback(talk((1.0, partial), (2.0, HELLO), (3.0, notice))) == [
        BEGINNING,
        (1.0, partial),
        (2.0, HELLO),
        (3.0, notice),
    ]
