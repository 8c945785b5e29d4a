"""The room of what the user says: the input buffer, and when a turn of speech begins and ends.

Under server VAD the silence after speech ends a turn, commits it and starts the reply; `commit` is
ignored. Without it the client ends its turns, and everything is as strange as it was observed to be
(reference, 6.8): speech is announced all the same, committing it starts a reply, committing silence
does nothing at all, and audio that arrives during a reply stops that reply without an end.
"""

from collections import deque
from functools import partial
from typing import Final

from grokvoice.audio.pcm import Samples
from grokvoice.protocol.client_events import ResponseCreate
from grokvoice.protocol.conversation_events import InputAudioCleared
from grokvoice.protocol.settings import ResponseSettings
from grokvoice.simulator.brain import refusals
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.ears import Ears
from grokvoice.simulator.brain.endpointing import FRAME_MS, Detector, Endpointer, Patience
from grokvoice.simulator.brain.messages import Transcribed
from grokvoice.simulator.brain.replies import Replies
from grokvoice.simulator.brain.speech_turn import SpeechTurn

_THRESHOLD_SCALE: Final = 0.5 / 0.85
"""The documented default, 0.85, means what 0.5 means to our detectors."""
_DEFAULT_PADDING_MS: Final = 333
_LONGEST_PADDING_MS: Final = 10_000


class Turns:
    """Listens to one client."""

    def __init__(self, desk: Desk, replies: Replies, detector: Detector) -> None:
        self._desk = desk
        self._replies = replies
        self._ears = Ears(detector)
        self._endpointer = Endpointer()
        self._recent: deque[Samples] = deque(maxlen=_LONGEST_PADDING_MS // FRAME_MS)
        self._turn: SpeechTurn | None = None
        self._committed: dict[str, SpeechTurn] = {}
        self._is_answered = False
        """A manual turn was answered, and nothing new came since (reference, 6.8)."""

    @property
    def position_ms(self) -> int:
        """How much audio was listened to."""
        return self._ears.position_ms

    @property
    def is_quiet(self) -> bool:
        """Whether nobody speaks and everything that was said is understood."""
        return self._turn is None and not self._committed

    def append(self, data: bytes) -> None:
        """Listen to a piece of audio."""
        if self._replies.is_protected:
            return
        if self._is_strange:
            self._replies.abandon()
        wire_format = self._desk.settings.input_format
        self._count(len(data) / wire_format.frame_bytes / wire_format.rate_hz)
        for frame, probability in self._ears.listen(data, wire_format):
            self._take(frame, probability)

    def commit(self) -> None:
        """End a manual turn; nothing happens under VAD, or if nothing was said."""
        if self._turn is None and self._desk.quirks.empty_commit == "error":
            self._desk.refuse(refusals.empty_commit())
        if self._desk.settings.detection:
            return
        if self._turn:
            self._turn.stop(self.position_ms)
            self._commit(self._turn)
        self._endpointer.reset()

    def clear(self) -> None:
        """Forget what was not committed, and the reply to what was committed just now."""
        for turn in (*self._committed.values(), *filter(None, [self._turn])):
            self._desk.agenda.forget(turn.id)
            turn.drop()
        if self._committed or self._is_strange:
            self._replies.interrupt()
        self._committed.clear()
        self._turn = None
        self._is_answered = False
        self._endpointer.reset()
        self._ears.reset()
        self._recent.clear()
        self._desk.send(InputAudioCleared())

    def note_input(self) -> None:
        """Something other than audio joined the conversation."""
        self._is_answered = False

    def create_reply(self, event: ResponseCreate) -> None:
        """Obey `response.create`, which may also commit what was said in a manual turn."""
        if self._turn and self._is_strange:
            self._turn.wanted = event.response or None
            self.commit()
        elif not self._is_answered:
            self._replies.create(event.response or ResponseSettings())

    def understand(self, event: Transcribed) -> bool:
        """Learn the words of a turn; False if the job is not one of ours."""
        turn = self._committed.get(event.job) or self._turn
        if turn is None or turn.id != event.job:
            return False
        if not event.is_final:
            turn.show(event.text)
        elif self._committed.pop(event.job, None):
            turn.settle(event.text)
            self._answer(turn)
            turn.tell_late()
        return True

    @property
    def _is_strange(self) -> bool:
        """Whether this is a manual turn as xAI has it, with all its side effects."""
        is_manual = self._desk.settings.detection is None
        return is_manual and self._desk.quirks.commit == "replies"

    @property
    def _is_hasty(self) -> bool:
        """Whether replies begin before the commit (reference, 6.3)."""
        return self._desk.quirks.order == "september"

    def _count(self, seconds: float) -> None:
        self._desk.billing.receive_audio(seconds, self._desk.elapsed_s)

    def _take(self, frame: Samples, probability: float) -> None:
        if self._desk.quirks.barge_in == "deaf" and self._replies.open:
            return
        edge = self._endpointer.push(probability, self._patience())
        if edge == "started" and (self._turn is None or self._turn.is_stopped):
            self._begin()
        if self._turn and not self._turn.is_stopped:
            self._turn.hear(frame)
            if edge == "stopped" and self._desk.settings.detection:
                self._end(self._turn)
        self._recent.append(frame)

    def _begin(self) -> None:
        is_resumed = self._turn is not None
        turn = self._turn or SpeechTurn(self._desk, is_manual=not self._desk.settings.detection)
        self._turn = turn
        self._desk.agenda.forget(turn.id)
        before = list(self._recent)[-self._padding_frames() :]
        turn.begin(self.position_ms - (len(before) + 1) * FRAME_MS)
        for frame in before:
            turn.hear(frame)
        self._barge_in(is_silent=is_resumed)

    def _barge_in(self, *, is_silent: bool) -> None:
        """Stop the reply that is open; without its end if it was begun before its turn ended."""
        detection, quirks = self._desk.settings.detection, self._desk.quirks
        is_off = detection is not None and detection.interrupt_response is False
        if is_off and quirks.create_response == "honoured":
            return
        if is_silent or quirks.barge_in == "silent":
            self._replies.abandon()
        else:
            self._replies.interrupt()

    def _end(self, turn: SpeechTurn) -> None:
        turn.is_manual = False  # perhaps it began as one, before turn detection was switched on
        turn.stop(self.position_ms)
        if not self._is_hasty:
            self._commit(turn)
            return
        turn.join(is_awaited=True)
        self._replies.answer()
        self._desk.later(self._desk.quirks.commit_delay_s, partial(self._commit, turn), turn.id)

    def _commit(self, turn: SpeechTurn) -> None:
        self._turn = None
        self._committed[turn.id] = turn
        turn.join(is_awaited=self._is_hasty)
        turn.commit()

    def _answer(self, turn: SpeechTurn) -> None:
        """Reply to a turn, unless the user goes on or a reply was asked for in the meantime."""
        if self._is_hasty and not turn.is_manual:
            self._replies.think()
        elif not self._turn and self._may_answer(turn):
            self._replies.answer(turn.wanted)
            self._is_answered = turn.is_manual

    def _may_answer(self, turn: SpeechTurn) -> bool:
        detection, quirks = self._desk.settings.detection, self._desk.quirks
        if turn.is_manual:
            return quirks.commit == "replies" and self._replies.open is None
        is_off = detection is not None and detection.create_response is False
        return not (is_off and quirks.create_response == "honoured")

    def _patience(self) -> Patience:
        detection = self._desk.settings.detection
        if detection is None:
            return Patience()
        scale = _THRESHOLD_SCALE if self._desk.quirks.dialect == "xai" else 1.0
        asked = detection.threshold
        silence = detection.silence_duration_ms
        return Patience(
            threshold=asked * scale if asked else Patience().threshold,
            silence_ms=silence if isinstance(silence, int) else Patience().silence_ms,
        )

    def _padding_frames(self) -> int:
        detection = self._desk.settings.detection
        padding = detection.prefix_padding_ms if detection else _DEFAULT_PADDING_MS
        wanted = padding if isinstance(padding, int) else _DEFAULT_PADDING_MS
        return wanted // FRAME_MS + 2  # the two frames before the one that decided were speech
