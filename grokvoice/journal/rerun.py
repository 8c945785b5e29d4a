"""A wire trace run again: what the server sent then, told to a session core of today.

The core decides anew what to show, to a loudspeaker that hears everything. What the trace holds of
our own side is told only where it came from the person or a program: whatever the core says by
itself is met again in the trace, and dropped there.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from math import inf
from typing import Final

from grokvoice.journal.loudspeaker import Loudspeaker
from grokvoice.journal.playback import Shown
from grokvoice.journal.trace_file import Heard, Line
from grokvoice.journal.trace_meaning import last_lines, options_of, turns_of, wish_of
from grokvoice.protocol.client_events import InputAudioAppend, ItemTruncate
from grokvoice.protocol.codec import FromClient
from grokvoice.session import events
from grokvoice.session.commands import Command, Connect, FlushPlayback, Play, Send, Show
from grokvoice.session.machine import Session
from grokvoice.session.options import Options

_BROKEN: Final = 1006
_TOLD_ANYHOW: Final = (InputAudioAppend, ItemTruncate)
"""Sound is the microphone's whoever sends it on; a truncation of today may differ by a frame."""


def rerun(lines: Sequence[Line]) -> Iterator[Shown]:
    """Give what a trace makes the core show, each with the second at which it does."""
    run = _Rerun(options_of(lines))
    lost_after = last_lines(lines)
    turns = turns_of(lines)
    for number, line in enumerate(lines):
        run.take(line, is_turn=number in turns)
        if number in lost_after:
            run.lose()
        yield from run.take_shown()
    run.finish()
    yield from run.take_shown()


class _Rerun:
    """A session core whose world is a trace."""

    def __init__(self, options: Options) -> None:
        self._session = Session(options)
        self._speaker = Loudspeaker()
        self._now = 0.0
        self._is_dialling = False
        self._is_open = False
        self._sent: list[FromClient] = []
        """What the core said by itself, and the trace has not held yet."""
        self._shown: list[Shown] = []
        self._tell(events.Started())

    def take_shown(self) -> list[Shown]:
        """Give what was shown since the last time."""
        shown, self._shown = self._shown, []
        return shown

    def take(self, line: Line, *, is_turn: bool) -> None:
        """Let a line of the trace happen.

        Args:
            line: What went over the wire.
            is_turn: Whether it is an item that asked for a reply.
        """
        self._advance(line.at_s)
        self._connect()
        if isinstance(line, Heard):
            self._tell(events.Received(line.event))
        elif line.event in self._sent:
            self._sent.remove(line.event)
        else:
            self._say_again(line.event, is_turn=is_turn)

    def lose(self) -> None:
        """Let the connection break, as it must have: another one follows."""
        self._is_open = self._is_dialling = False
        self._tell(events.ConnectionLost(code=_BROKEN))

    def finish(self) -> None:
        """Hear what is left, and hang up."""
        while (due := self._speaker.due()) is not None:
            self._advance(due)
        self._tell(events.HangUpRequested())

    def _connect(self) -> None:
        """Open the connection, as soon as the core wants one."""
        if self._is_open:
            return
        while not self._is_dialling and (due := self._session.deadline()) is not None:
            self._advance(due)
        self._is_open = True
        self._tell(events.Connected())

    def _advance(self, until: float) -> None:
        """Let time pass, with all that is due on the way."""
        while (due := self._next_due()) <= until:
            self._now = max(self._now, due)
            if self._speaker.due() == due:
                self._tell(self._speaker.report(self._now))
            else:
                self._tell(events.DeadlineReached())
        self._now = max(self._now, until)

    def _next_due(self) -> float:
        moments = (self._session.deadline(), self._speaker.due())
        return min((moment for moment in moments if moment is not None), default=inf)

    def _tell(self, event: events.Event) -> None:
        waiting = deque([event])
        while waiting:
            for command in self._session.handle(waiting.popleft(), self._now):
                waiting.extend(self._obey(command))

    def _obey(self, command: Command) -> list[events.Event]:
        match command:
            case Connect():
                self._is_dialling = True
            case Send(event) if not isinstance(event, _TOLD_ANYHOW):
                self._sent.append(event)
            case Play(pcm):
                self._speaker.play(pcm, self._now)
            case FlushPlayback():
                return [self._speaker.flush(self._now)]
            case Show(update):
                self._shown.append((self._now, update))
            case _:  # tools ran then; nothing is to be closed
                pass
        return []

    def _say_again(self, event: FromClient, *, is_turn: bool) -> None:
        if wish := wish_of(event, is_turn=is_turn):
            self._tell(wish)
        if event in self._sent:
            self._sent.remove(event)
