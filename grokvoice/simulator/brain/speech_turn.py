"""One turn of the user's speech: what is announced of it, and what of it was understood."""

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from grokvoice.audio.pcm import Samples, to_bytes
from grokvoice.protocol.conversation_events import (
    InputAudioCommitted,
    InputTranscriptCompleted,
    InputTranscriptUpdated,
    ItemAdded,
    SpeechStarted,
    SpeechStopped,
)
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.settings import ResponseSettings
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.endpointing import FRAME_MS
from grokvoice.simulator.brain.memory import Entry
from grokvoice.simulator.brain.messages import Transcribe

_PARTIAL_EVERY_MS: Final = 640
"""How often the words so far are looked at while somebody speaks."""


class SpeechTurn:
    """Tells the client about one turn, in the events of the reference, 5.2-5.4.

    Args:
        desk: The shared tools.
        is_manual: Whether the client ends the turn, by a commit.
    """

    def __init__(self, desk: Desk, *, is_manual: bool) -> None:
        self._desk = desk
        self._unheard: list[Samples] = []
        self._frames = 0
        self._shown = ""
        self._untold: list[Callable[[], None]] = []
        self._entry: Entry | None = None
        self.id = desk.new_id()
        self.is_manual = is_manual
        self.is_stopped = False
        self.wanted: ResponseSettings | None = None
        """What the client wishes for the reply, if it asked for one."""

    def begin(self, at_ms: int) -> None:
        """Announce that speech began, or began again before it was committed."""
        is_resumed = self.is_stopped
        self.is_stopped = False
        self._desk.send(SpeechStarted(item_id=self.id, audio_start_ms=at_ms))
        if not is_resumed:
            self._tell(partial(self.announce, status="in_progress", transcript=""))

    def hear(self, frame: Samples) -> None:
        """Take the next frame of the turn, and look at its words every now and then."""
        self._frames += 1
        self._unheard.append(frame)
        if len(self._unheard) * FRAME_MS >= _PARTIAL_EVERY_MS:
            self._transcribe(is_final=False)

    def stop(self, at_ms: int) -> None:
        """Announce that speech ended."""
        self.is_stopped = True
        self._desk.send(SpeechStopped(item_id=self.id, audio_end_ms=at_ms))
        self._transcribe(is_final=False)

    def join(self, *, is_awaited: bool) -> None:
        """Make the turn an item of the conversation; its words come later.

        Args:
            is_awaited: Whether replies have to wait for the words.
        """
        if self._entry is None:
            self._entry = Entry(item=self._item("completed", ""), seen_text="")
            self._desk.memory.add(self._entry)
        self._entry.is_awaiting_transcript = is_awaited

    def commit(self) -> None:
        """Announce that the turn is complete, and have all of it understood."""
        self._desk.send(InputAudioCommitted(item_id=self.id))
        self._transcribe(is_final=True)

    def drop(self) -> None:
        """Let the recogniser forget the turn."""
        self._unheard.clear()
        self._transcribe(is_final=True)

    def show(self, text: str) -> None:
        """Tell the words so far, if they are new and the client wants them."""
        if not text or text == self._shown or not self._desk.settings.has_transcripts:
            return
        self._shown = text
        self._tell(partial(self._update, text))

    def _update(self, text: str) -> None:
        self._desk.send(InputTranscriptUpdated(item_id=self.id, transcript=text, content_index=0))
        self._complete(text, status="in_progress")

    def settle(self, text: str) -> None:
        """Tell and remember the final words."""
        if self._entry:
            self._entry.is_awaiting_transcript = False
            self._entry.seen_text = text
            self._entry.item = self._item("completed", text)
        self._desk.billing.add_input(text, self._frames * FRAME_MS / 1000)
        if self._is_whole_told or not self._desk.settings.has_transcripts:
            self.announce(status="completed", transcript=text)
        if self._desk.settings.has_transcripts:
            self._complete(text, status="completed")

    def tell_late(self) -> None:
        """Tell now what came out of order: how the turn began, after how it ended."""
        for tell in self._untold:
            tell()
        self._untold.clear()

    @property
    def _is_whole_told(self) -> bool:
        """Whether the item is announced again when it is complete."""
        return self.is_manual or self._desk.quirks.order == "late"

    def _tell(self, tell: Callable[[], None]) -> None:
        if self._desk.quirks.order == "late":
            self._untold.append(tell)
        else:
            tell()

    def announce(self, *, status: str, transcript: str) -> None:
        """Tell the item."""
        before = self._desk.memory.last_id
        item = self._item(status, transcript)
        previous = None if before == self.id else before
        self._desk.send(ItemAdded(item=item, previous_item_id=previous))

    def _item(self, status: str, transcript: str) -> Item:
        return Item(
            id=self.id,
            object="realtime.item",
            type="message",
            status=status,
            role="user",
            content=(ContentPart(type="input_audio", transcript=transcript),),
        )

    def _complete(self, text: str, *, status: str) -> None:
        self._desk.send(
            InputTranscriptCompleted(
                item_id=self.id, transcript=text, content_index=0, status=status
            )
        )

    def _transcribe(self, *, is_final: bool) -> None:
        pcm = to_bytes(np.concatenate(self._unheard)) if self._unheard else b""
        self._unheard.clear()
        self._desk.ask(Transcribe(job=self.id, pcm=pcm, is_final=is_final))
