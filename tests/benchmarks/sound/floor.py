"""What PortAudio itself can do: a tone switched on and off by lines on stdin, nothing in between.

floor always    the stream runs all the time, as most programs have it
floor demand    it is started with the tone in it, and aborted
"""

import sys
import time

import numpy as np
import sounddevice

from tests.benchmarks.sound.script import tone


def main(mode: str) -> None:
    """Obey until stdin ends; each line is answered with the moment it was read."""
    ring = np.frombuffer(tone(1000, 0, 480), np.int16)
    silence = np.zeros_like(ring)
    sound = silence

    def give(out: memoryview, *_others: object) -> None:
        np.frombuffer(out, np.int16)[:] = sound

    stream = sounddevice.RawOutputStream(
        samplerate=24_000, blocksize=480, channels=1, dtype="int16", latency="low", callback=give
    )
    stream.start()
    for line in sys.stdin:
        read_s = time.monotonic()
        if mode == "demand":
            stream.abort()
        sound = ring if line.strip() == "on" else silence
        if mode == "demand":
            stream.start()
        sys.stdout.write(f"{read_s}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
