"""Text that is spoken while it comes down a pipe: `tail -f log | grokvoice say --verbatim -`."""

import asyncio
import codecs
import os
from collections.abc import AsyncIterator
from typing import Final, TextIO

from grokvoice.app.sentences import Sentences
from grokvoice.app.turn_taking import Speaks, until_sent
from grokvoice.session.events import InputEnded, VerbatimText

_PAUSE_S: Final = 0.3
"""When nothing has followed a line for so long, it is spoken even without a full stop."""
_MOST_BYTES: Final = 4096


class PipedText:
    """Reads a stream, no faster than what it says is spoken.

    Args:
        stream: A pipe, a file or a terminal; nobody else may read it.
        then: What is to be said when it has ended.
    """

    def __init__(self, stream: TextIO, then: str = "") -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(stream.encoding or "utf-8")("replace")
        self._then = then
        self._first = ""
        self._sentences = Sentences()

    def wait(self) -> bool:
        """Wait for the first words, however long they take; False if there are none."""
        piece = "more"
        while piece and not self._first.strip():
            piece = self._read()
            self._first += piece
        return bool(self._first.strip() or self._then)

    async def speak(self, talk: Speaks) -> None:
        """Have it all spoken, part after part, and then tell that nothing more will come.

        Args:
            talk: The conversation; `wait` was called before it was worth having.
        """
        async for part in self._parts():
            talk.tell(VerbatimText(part))
            await until_sent(talk)
        talk.tell(InputEnded())

    async def _parts(self) -> AsyncIterator[str]:
        loop, sentences = asyncio.get_running_loop(), self._sentences
        piece = self._first
        while piece:
            for part in sentences.add(piece):
                yield part
            reading = loop.run_in_executor(None, self._read)
            await asyncio.wait({reading}, timeout=_PAUSE_S if sentences.has_line else None)
            if not reading.done():
                for part in sentences.take():
                    yield part
            piece = await reading
        for part in (*sentences.take(), self._then):
            if part:
                yield part

    def _read(self) -> str:
        """Wait for more; "" at the end."""
        while data := self._available():
            if text := self._decoder.decode(data):
                return text
        return self._decoder.decode(b"", final=True)

    def _available(self) -> bytes:
        try:
            return os.read(self._stream.fileno(), _MOST_BYTES)
        except OSError:  # closed, or a terminal that went away: nothing more will come
            return b""
