"""The part of a reply that is heard: one message item, from its opening to its end.

Order of events: as recorded (reference, 6.2). Every promise on the agenda belongs to the reply, so
that forgetting the reply silences it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypedDict, assert_never

from grokvoice.audio.pcm import FRAME_BYTES, RATE_HZ, to_samples
from grokvoice.protocol.conversation_events import ItemAdded
from grokvoice.protocol.items import ContentPart
from grokvoice.protocol.response_events import (
    ContentPartAdded,
    ContentPartDone,
    OutputAudioDelta,
    OutputAudioDone,
    OutputItemAdded,
    OutputItemDone,
    OutputTranscriptDelta,
    OutputTranscriptDone,
)
from grokvoice.protocol.values import UNSET, Unset
from grokvoice.simulator.brain.delivery import Sound, Words, deliveries
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.dice import Dice
from grokvoice.simulator.brain.memory import Entry
from grokvoice.simulator.brain.messages import SendFrame, Synthesized
from grokvoice.simulator.brain.reply import Reply, Utterance, opened_item


class _Place(TypedDict):
    item_id: str
    response_id: str
    content_index: int
    output_index: int


class Recital:
    """Sends the sound and the words of one utterance, piece by piece."""

    def __init__(self, desk: Desk, reply: Reply, sound: Synthesized) -> None:
        self._desk = desk
        self._reply = reply
        self._dice = Dice(desk.quirks.seed)
        self._is_binary = desk.settings.has_binary_output
        self._format = desk.settings.output_format
        self._encoded = self._format.encode_whole(to_samples(sound.pcm))
        self._frames = len(sound.pcm) // FRAME_BYTES
        # A delta names the event that tells its words, which may be sent only afterwards.
        self._words_ids = tuple(desk.new_id() for _ in sound.phrases)
        entry = Entry(item=opened_item(desk.new_id()), seen_text="", phrases=sound.phrases)
        self._utterance = Utterance(entry=entry)

    def begin(self, start: float, on_end: Callable[[], None]) -> None:
        """Promise everything, from the opening at the time `start` to the end and `on_end`."""
        agenda, owner = self._desk.agenda, self._reply.id
        agenda.at(start, self._open, owner)
        end, quirks = start, self._desk.quirks
        for number, piece in enumerate(deliveries(self._utterance.entry.phrases)):
            planned = start + self._desk.stretched(piece.at_s) + number * quirks.delta_gap_s
            end = max(end, planned + quirks.jitter_s * self._dice.fraction())
            agenda.at(end, partial(self._deliver, piece), owner)
        agenda.at(end, self._close, owner)
        agenda.at(end, on_end, owner)

    def _open(self) -> None:
        entry = self._utterance.entry
        self._reply.utterance = self._utterance
        before = self._desk.memory.last_id
        self._desk.memory.add(entry)
        self._desk.send(
            OutputItemAdded(item=entry.item, response_id=self._reply.id, output_index=0)
        )
        self._desk.send(ItemAdded(item=replace(entry.item, content=()), previous_item_id=before))
        part = ContentPart(type="audio", transcript="")
        self._desk.send(ContentPartAdded(**self._place, previous_item_id="0", part=part))

    def _deliver(self, piece: Sound | Words) -> None:
        match piece:
            case Sound():
                self._send_sound(piece)
            case Words():
                self._send_words(piece.phrase)
            case _:
                assert_never(piece)

    def _send_sound(self, piece: Sound) -> None:
        latency = self._note_sound(piece.stop - piece.start)
        pcm = self._cut(piece)
        if self._is_binary:
            self._desk.ask(SendFrame(frame=pcm))
            return
        self._desk.send(
            OutputAudioDelta(
                **self._place,
                delta=pcm,
                rid=self._words_ids[piece.phrase],
                latency=latency,
                audio_duration_ms=piece.duration_ms,
                ts=self._desk.unix_ms,
            )
        )

    def _note_sound(self, frames: int) -> str | Unset:
        """Count sound, and tell the latency of the very first of a reply."""
        reply = self._reply
        is_first = reply.frames == 0
        reply.frames += frames
        return f"{self._desk.now - reply.began_at:.2f}" if is_first else UNSET

    def _cut(self, piece: Sound) -> bytes:
        whole = len(self._encoded) // self._format.frame_bytes
        first, last = (n * whole // self._frames for n in (piece.start, piece.stop))
        size = self._format.frame_bytes
        return self._encoded[first * size : last * size]

    def _send_words(self, number: int) -> None:
        phrase, words_id = self._utterance.entry.phrases[number], self._words_ids[number]
        self._reply.said += phrase.text
        self._utterance.said += phrase.text
        if not self._utterance.entry.is_cut:
            self._utterance.entry.seen_text = self._utterance.said
        self._desk.send(
            OutputTranscriptDelta(
                **self._place,
                event_id=words_id,
                delta=phrase.text,
                rid=words_id,
                start_time=phrase.start / RATE_HZ,
            )
        )

    def _close(self) -> None:
        reply = self._reply
        reply.utterance = None
        spoken = self._utterance.finish("completed")
        reply.output.append(spoken)
        item = replace(spoken, content=UNSET)
        self._desk.send(OutputTranscriptDone(**self._place, transcript=self._utterance.said))
        self._desk.send(ContentPartDone(**self._place))
        self._desk.send(OutputAudioDone(**self._place))
        self._desk.send(OutputItemDone(item=item, response_id=reply.id, output_index=0))

    @property
    def _place(self) -> _Place:
        return _Place(
            item_id=self._utterance.id,
            response_id=self._reply.id,
            content_index=0,
            output_index=0,
        )
