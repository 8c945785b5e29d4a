"""Manual turns: the user says when a turn begins and ends (turn detection off).

What the service does then (reference, 6.8): committing speech starts the reply by itself, so no
`response.create` is sent; committing silence is answered by nothing at all, so nothing is waited
for; `clear`, right after a commit too, cancels the reply; and sound that is appended while a reply
runs stops it without a word.
"""

from typing import Final

from grokvoice.protocol.client_events import InputAudioClear, InputAudioCommit
from grokvoice.session.commands import Command, Send, Show
from grokvoice.session.listening import Listening
from grokvoice.session.microphone import MicrophoneGate
from grokvoice.session.speaking import Speaking
from grokvoice.session.updates import Notice

SILENCE_S: Final = 2.0
"""How long after a commit the server may take to say that it heard speech."""


class PushToTalk:
    """Opens and closes the microphone by key."""

    def __init__(self, gate: MicrophoneGate, listening: Listening, speaking: Speaking) -> None:
        self._gate = gate
        self._listening = listening
        self._speaking = speaking
        self._has_heard = False
        self._silent_at: float | None = None

    def began(self, now: float) -> list[Command]:
        """The key is down."""
        self._gate.is_muted = False
        self._has_heard = False
        self._silent_at = None
        return self._speaking.interrupt(now)

    def ended(self, now: float) -> list[Command]:
        """The key is up: the turn is complete and wants its answer."""
        self._gate.is_muted = True
        self._listening.expect_reply(now, now)
        self._silent_at = None if self._has_heard else now + SILENCE_S
        return [Send(InputAudioCommit())]

    def discarded(self) -> list[Command]:
        """Forget the turn, and the reply to it if there is one already."""
        self._gate.is_muted = True
        self._silent_at = None
        self._listening.reset()
        return [Send(InputAudioClear()), *self._speaking.dropped_by_server()]

    def heard(self) -> None:
        """The server heard speech: an answer will come."""
        self._has_heard = True
        self._silent_at = None

    def deadline(self) -> float | None:
        """When to stop waiting for an answer to silence."""
        return self._silent_at

    def settle(self, now: float) -> list[Command]:
        """Tell the user that nothing was heard."""
        if self._silent_at is None or now < self._silent_at:
            return []
        self._silent_at = None
        self._listening.answered()
        return [Show(Notice(code="heard-nothing", text="Nothing was heard: is the mic on?"))]
