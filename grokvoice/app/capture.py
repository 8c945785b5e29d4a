"""The microphone's sound on its way into the inbox: fetched, cut into chunks, and told."""

from collections.abc import Callable

from grokvoice.app.ear import Ear
from grokvoice.audio.chunker import Chunker
from grokvoice.audio.pcm import Samples, to_bytes
from grokvoice.session.events import Event, InputEnded, MicrophoneChunk


class Capture:
    """Fetches when the microphone wakes it; used on the event loop's thread.

    Args:
        ear: What hears the microphone.
        chunker: What the sound is cut with.
        tell: Told every chunk, what was noticed, and once that the input has ended.
        record: Given all sound, as soon as it is fetched.
        has_ended: Whether a microphone at its end means that the person has said everything, and
            this one is.
    """

    def __init__(
        self,
        ear: Ear,
        chunker: Chunker,
        tell: Callable[[Event], None],
        record: Callable[[Samples], None],
        has_ended: Callable[[], bool],
    ) -> None:
        self._ear = ear
        self._chunker = chunker
        self._tell = tell
        self._record = record
        self._has_ended = has_ended
        self._has_told_end = False

    def fetch(self) -> None:
        """Tell all sound since the last call, but for the last part of a chunk."""
        samples, noticed = self._ear.hear()
        self._record(samples)
        for event in noticed:
            self._tell(event)
        for chunk in self._chunker.push(samples):
            self._tell(MicrophoneChunk(to_bytes(chunk)))
        if self._has_ended() and not self._has_told_end:
            self._has_told_end = True
            self._tell(InputEnded())

    def flush(self) -> None:
        """Tell all there is, down to the last sample."""
        self.fetch()
        if len(rest := self._chunker.flush()):
            self._tell(MicrophoneChunk(to_bytes(rest)))
