from grokvoice.protocol.client_events import InputAudioClear, InputAudioCommit, ResponseCancel
from grokvoice.protocol.items import Response
from grokvoice.protocol.server_events import SpeechStarted
from grokvoice.session.commands import FlushPlayback, Send, Show
from grokvoice.session.listening import Listening
from grokvoice.session.microphone import MicrophoneGate
from grokvoice.session.push_to_talk import PushToTalk
from grokvoice.session.speaking import Speaking
from grokvoice.session.transcript import Transcript
from grokvoice.session.updates import Notice
from tests.session.dialogue import sound

HEARD_NOTHING = Show(Notice(code="heard-nothing", text="Nothing was heard: is the mic on?"))


class Room:
    """The key, and what it works on."""

    def __init__(self) -> None:
        self.gate = MicrophoneGate(backlog_s=3.0)
        self.listening = Listening()
        self.speaking = Speaking(Transcript())
        self.key = PushToTalk(self.gate, self.listening, self.speaking)

    def reply(self) -> None:
        """A reply is open and sounds."""
        self.speaking.created(Response(id="r1"), 0.0)
        self.speaking.sound(sound(1000), 0.0)


def test_pressing_the_key_opens_the_microphone_and_cuts_the_reply() -> None:
    room = Room()
    room.gate.is_muted = True
    room.reply()

    commands = room.key.began(1.0)

    assert commands == [FlushPlayback(0), Send(ResponseCancel(response_id="r1"))]
    assert not room.gate.is_muted


def test_letting_it_go_closes_the_microphone_and_commits_the_turn() -> None:
    room = Room()
    room.key.began(1.0)

    assert room.key.ended(2.0) == [Send(InputAudioCommit())]
    assert (room.gate.is_muted, room.listening.awaiting_since) == (True, 2.0)


def test_silence_is_told_as_silence_and_not_waited_for() -> None:
    room = Room()
    room.key.began(1.0)
    room.key.ended(2.0)
    early = room.key.deadline(), room.key.settle(3.9)

    late = room.key.settle(4.0)

    assert (early, late) == ((4.0, []), [HEARD_NOTHING])
    assert (room.key.deadline(), room.listening.awaiting_since) == (None, None)


def test_a_turn_in_which_speech_was_heard_is_waited_for() -> None:
    room = Room()
    room.key.began(1.0)
    room.key.heard()
    room.key.ended(2.0)

    assert (room.key.deadline(), room.key.settle(9.0)) == (None, [])


def test_speech_may_be_heard_after_the_key_was_let_go() -> None:
    room = Room()
    room.key.began(1.0)
    room.key.ended(2.0)

    room.key.heard()

    assert (room.key.settle(4.0), room.listening.awaiting_since) == ([], 2.0)


def test_speech_of_an_earlier_turn_does_not_count_for_this_one() -> None:
    room = Room()
    room.key.began(1.0)
    room.key.heard()
    room.key.ended(2.0)
    room.key.began(3.0)
    room.key.ended(4.0)

    assert room.key.deadline() == 6.0


def test_a_discarded_turn_is_forgotten_with_its_reply() -> None:
    room = Room()
    room.key.began(1.0)
    room.key.ended(2.0)
    room.reply()
    room.listening.started(SpeechStarted(item_id="u1"), 2.0)

    commands = room.key.discarded()

    assert commands == [Send(InputAudioClear()), FlushPlayback(0)]
    assert (room.gate.is_muted, room.key.deadline()) == (True, None)
    assert (room.listening.speaking_item, room.listening.awaiting_since) == (None, None)
    assert not room.speaking.is_interruptible


def test_a_discarded_turn_without_a_reply_only_clears() -> None:
    room = Room()
    room.key.began(1.0)

    assert room.key.discarded() == [Send(InputAudioClear())]
    assert room.gate.is_muted


def test_a_key_that_is_pressed_again_waits_for_no_silence() -> None:
    room = Room()
    room.key.began(1.0)
    room.key.ended(2.0)

    room.key.began(3.0)

    assert room.key.deadline() is None
