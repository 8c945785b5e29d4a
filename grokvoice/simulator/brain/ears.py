"""From the bytes a client appends to frames of detection, on one time line."""

from collections.abc import Iterator

from grokvoice.audio.chunker import Chunker
from grokvoice.audio.pcm import Samples
from grokvoice.audio.resampler import Resampler
from grokvoice.simulator.brain.endpointing import FRAME, FRAME_MS, Detector
from grokvoice.simulator.brain.formats import HEARING_HZ, WireFormat


class Ears:
    """Decodes, resamples and cuts what the client appends."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._frames = 0
        self._format = WireFormat()
        self._resampler = Resampler(self._format.rate_hz, HEARING_HZ)
        self._chunker = Chunker(FRAME)
        self._odd = b""

    @property
    def position_ms(self) -> int:
        """Where on the time line of all appended audio the last frame ended."""
        return self._frames * FRAME_MS

    def listen(self, data: bytes, wire_format: WireFormat) -> Iterator[tuple[Samples, float]]:
        """Take a piece of audio; give each frame it completes and how likely that is speech."""
        if wire_format != self._format:
            self._tune(wire_format)
        data = self._odd + data
        whole = len(data) // wire_format.frame_bytes * wire_format.frame_bytes
        self._odd = data[whole:]
        samples = self._resampler.push(wire_format.decode(data[:whole]))
        for frame in self._chunker.push(samples):
            self._frames += 1
            yield frame, self._detector.speech_probability(frame)

    def reset(self) -> None:
        """Forget audio that does not fill a frame: the buffer was emptied."""
        self._tune(self._format)
        self._detector.reset()

    def _tune(self, wire_format: WireFormat) -> None:
        self._format = wire_format
        self._resampler = Resampler(wire_format.rate_hz, HEARING_HZ)
        self._chunker = Chunker(FRAME)
        self._odd = b""
