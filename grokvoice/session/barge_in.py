"""A voice that this machine itself hears over a reply.

Barge-in has two stages, because a cut cannot be taken back. At the first sign of a voice the reply
is only made quieter; the cut follows once the voice is certain, and a cough brings the sound back:

    SpeechSuspected ──► Duck ──┬─ server: speech_started ──► cut
                               ├─ SpeechConfirmed ─────────► cut
                               ├─ SpeechDismissed ─────────► Restore
                               └─ nothing for 1.5 s ───────► Restore

Why a local voice may cut at all: docs/decisions/0004-two-stage-barge-in.md.
"""

from typing import Final, assert_never

from grokvoice.session.commands import Command, Duck, Restore
from grokvoice.session.events import (
    SpeechConfirmed,
    SpeechDismissed,
    SpeechSuspected,
    VoiceHeard,
)
from grokvoice.session.microphone import MicrophoneGate
from grokvoice.session.speaking import Speaking

LONGEST_S: Final = 1.5
"""How long a reply may stay quiet for a voice that nobody confirms: by then it is the room."""


class BargeIn:
    """Makes a reply quiet, cuts it or brings it back, as the voice over it becomes certain."""

    def __init__(self, gate: MicrophoneGate, speaking: Speaking) -> None:
        self._gate = gate
        self._speaking = speaking
        self._quiet_until: float | None = None

    def sense(self, event: VoiceHeard, now: float) -> list[Command]:
        """Take what is heard."""
        match event:
            case SpeechSuspected():
                return self._suspected(now)
            case SpeechConfirmed():
                return self._confirmed(now)
            case SpeechDismissed():
                return self._restore()
            case _:
                assert_never(event)

    def deadline(self) -> float | None:
        """When a quiet reply is brought back whatever is heard."""
        return self._quiet_until

    def settle(self, now: float) -> list[Command]:
        """Bring the sound back when its time has come, or for what sounds next."""
        if self._quiet_until is None:
            return []
        is_over = now >= self._quiet_until or not self._speaking.is_sounding
        return self._restore() if is_over else []

    def _suspected(self, now: float) -> list[Command]:
        if self._quiet_until is not None or not self._may_interrupt():
            return []
        self._quiet_until = now + LONGEST_S
        return [Duck()]

    def _confirmed(self, now: float) -> list[Command]:
        return self._speaking.interrupt(now) if self._may_interrupt() else []

    def _may_interrupt(self) -> bool:
        """Whether a voice now means that the reply should stop."""
        is_open = self._speaking.is_sounding and not self._speaking.is_protected
        return is_open and not self._gate.is_muted

    def _restore(self) -> list[Command]:
        if self._quiet_until is None:
            return []
        self._quiet_until = None
        return [Restore()]
