import pytest

from grokvoice.protocol.client_events import ItemTruncate, ResponseCancel
from grokvoice.session.commands import Command, Duck, FlushPlayback, Restore, Send, Show
from grokvoice.session.events import (
    Event,
    Observed,
    SpeechConfirmed,
    SpeechDismissed,
    SpeechSuspected,
    UserMuted,
    VerbatimText,
)
from grokvoice.session.updates import EchoMeasured
from tests.session.dialogue import (
    Dialogue,
    flushed,
    heard,
    is_flushed,
    reply_created,
    reply_done,
    sent,
    sound,
    sound_done,
    speech_started,
)


def speaking(ms: int = 5000) -> Dialogue:
    """A reply is open; half a second of it was heard."""
    dialogue = Dialogue()
    dialogue.connect()
    dialogue.tell(reply_created(), sound(ms), heard(500))
    return dialogue


def levels(commands: list[Command]) -> list[Command]:
    return [command for command in commands if isinstance(command, Duck | Restore)]


def test_the_first_sign_of_a_voice_makes_the_reply_quieter_and_no_more() -> None:
    assert speaking().tell(SpeechSuspected()) == [Duck()]


def test_a_cough_brings_the_sound_back() -> None:
    dialogue = speaking()
    dialogue.tell(SpeechSuspected())

    assert dialogue.tell(SpeechDismissed()) == [Restore()]


def test_a_certain_voice_cuts_the_reply_where_it_was_heard() -> None:
    dialogue = speaking()
    dialogue.tell(SpeechSuspected())

    cut = dialogue.tell(SpeechConfirmed())
    told = dialogue.tell(flushed(560))

    assert cut[:2] == [FlushPlayback(0), Send(ResponseCancel(response_id="r1"))]
    assert levels(cut) == [Restore()]
    assert sent(told) == [ItemTruncate(item_id="a1", audio_end_ms=560)]


def test_the_server_s_word_is_enough_for_a_cut() -> None:
    dialogue = speaking()
    dialogue.tell(SpeechSuspected())

    cut = dialogue.tell(speech_started())

    assert is_flushed(cut)
    assert levels(cut) == [Restore()]


def test_the_server_s_word_after_a_cut_changes_nothing_more() -> None:
    dialogue = speaking()
    dialogue.tell(SpeechSuspected(), SpeechConfirmed(), flushed(560))

    assert sent(dialogue.tell(speech_started())) == []


def test_noise_that_nobody_confirms_brings_the_sound_back_for_good() -> None:
    dialogue = speaking()
    dialogue.tell(SpeechSuspected())

    early = levels(dialogue.wait(1.4))
    late = levels(dialogue.wait(0.2))

    assert (early, late) == ([], [Restore()])
    assert dialogue.tell(SpeechDismissed()) == []


def test_the_next_reply_is_not_quieter_than_usual() -> None:
    dialogue = speaking(500)
    dialogue.tell(SpeechSuspected())

    ended = dialogue.tell(sound_done(), reply_done(), heard(500))

    assert levels(ended) == [Restore()]


def test_a_second_sign_changes_nothing() -> None:
    dialogue = speaking()
    dialogue.tell(SpeechSuspected())

    assert dialogue.tell(SpeechSuspected()) == []


@pytest.mark.parametrize("event", [SpeechSuspected(), SpeechConfirmed(), SpeechDismissed()])
def test_a_voice_means_nothing_while_nothing_sounds(event: Event) -> None:
    dialogue = Dialogue()
    dialogue.connect()

    assert dialogue.tell(event) == []


@pytest.mark.parametrize("event", [SpeechSuspected(), SpeechConfirmed()])
def test_a_muted_voice_interrupts_nothing(event: Event) -> None:
    dialogue = speaking()
    dialogue.tell(UserMuted(is_muted=True))

    assert dialogue.tell(event) == []


@pytest.mark.parametrize("event", [SpeechSuspected(), SpeechConfirmed()])
def test_what_must_be_heard_in_full_is_not_interrupted(event: Event) -> None:
    dialogue = Dialogue()
    dialogue.connect()
    dialogue.tell(VerbatimText("Recording.", is_interruptible=False))
    dialogue.tell(reply_created(), sound(1000), heard(100))

    assert dialogue.tell(event) == []


def test_what_the_shell_observes_is_shown() -> None:
    dialogue = speaking()
    echo = EchoMeasured(step="aec", removed_db=31.0)

    assert dialogue.tell(Observed(echo)) == [Show(echo)]
