"""What the sound card's thread spends in our callbacks, as a share of the 20 ms block they serve.

python -m tests.benchmarks.bench_callback [BLOCKS]

The speaker plays a reply that is cut every 10 s, at the card's rate of 24 and of 48 kHz; the
microphone captures. No card is needed, and nothing else runs: waiting for the interpreter, which
the event loop may hold for some ms in a talk, is not in these figures.
"""

import sys
import time
from collections.abc import Callable

import numpy as np

from grokvoice.adapters.device_stream import Shape
from grokvoice.adapters.output_feed import OutputFeed
from grokvoice.adapters.portaudio_microphone import PortAudioMicrophone
from grokvoice.adapters.portaudio_speaker import PortAudioSpeaker
from grokvoice.audio.pcm import Samples, ms_to_frames

BLOCK_MS = 20
BLOCKS_A_CUT = 500
SECOND = bytes(np.random.default_rng(1).integers(-9000, 9000, 24_000, dtype=np.int16))


def main() -> None:
    """Measure, and print a line for each callback."""
    blocks = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    for rate_hz in (24_000, 48_000):
        told(f"speaker, {rate_hz} Hz", speaker_times(rate_hz, blocks))
    told("microphone, 24000 Hz", microphone_times(blocks))


def speaker_times(rate_hz: int, blocks: int) -> list[float]:
    """Play, and cut now and then; returns the seconds of each callback."""
    speaker = PortAudioSpeaker()
    speaker.shape = Shape("speaker", rate_hz, 1)
    if rate_hz != 24_000:
        speaker._feed = OutputFeed(speaker._give, rate_hz, 1)
        speaker._fill = speaker._feed.fill
    speaker._begin(lambda: None)
    out = np.zeros(ms_to_frames(BLOCK_MS, rate_hz), np.int16)

    def block(number: int) -> Callable[[], None]:
        if number % BLOCKS_A_CUT == 0:
            speaker.flush()
        if number % 50 == 0:
            speaker.play(SECOND)
            speaker.played.discard_to(speaker.played.written)
            speaker.progress()
        return lambda: speaker._on_block(out, 0.04, False)

    return timed(block, blocks)


def microphone_times(blocks: int) -> list[float]:
    """Capture; returns the seconds of each callback."""
    microphone = PortAudioMicrophone()
    microphone.shape = Shape("microphone", 24_000, 1)
    microphone._begin(lambda: None, 24_000)
    captured: Samples = np.frombuffer(SECOND, np.int16)[: ms_to_frames(BLOCK_MS)]

    def block(number: int) -> Callable[[], None]:
        if number % 5 == 0:
            microphone.read()
        return lambda: microphone._on_block(captured, -0.02, False)

    return timed(block, blocks)


def timed(block: Callable[[int], Callable[[], None]], blocks: int) -> list[float]:
    """Run the callback of every block, and return how long each took."""
    times = []
    for number in range(blocks):
        callback = block(number)
        began_s = time.perf_counter()
        callback()
        times.append(time.perf_counter() - began_s)
    return times


def told(name: str, times: list[float]) -> None:
    """Print the middle and the slowest of them."""
    p50, p99, most = (1000 * float(np.quantile(times, at)) for at in (0.5, 0.99, 1.0))
    share = 100 * p99 / BLOCK_MS
    figures = f"p50 {p50:.3f} ms, p99 {p99:.3f} ms ({share:.1f} % of a block), most {most:.2f} ms"
    sys.stdout.write(f"{name:22} {figures}\n")


if __name__ == "__main__":
    main()
