"""Writes down English speech with PocketSphinx, as a program of its own; imports nothing of ours.

A process of its own because PocketSphinx holds Python's lock while it works, a third of the time
the speech lasts; in the process of a sound card's callbacks that would be heard.

It reads pieces of speech from stdin, each a line `JOB SIZE FINAL` and SIZE bytes of PCM16 at
16 kHz, and answers each with a line: the words of that job so far. FINAL is 1 for the last piece.
"""

import signal
import sys
from typing import Final

from pocketsphinx import Decoder

_HZ: Final = 16_000


def main() -> int:
    """Answer until stdin ends; Ctrl-C at the terminal is for the program that started us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    busy: dict[bytes, Decoder] = {}
    idle: list[Decoder] = []
    while line := sys.stdin.buffer.readline():
        job, size, is_final = line.split()
        pcm = sys.stdin.buffer.read(int(size))
        if job not in busy:
            decoder = idle.pop() if idle else Decoder(samprate=_HZ, loglevel="FATAL")
            decoder.start_utt()
            busy[job] = decoder
        decoder = busy[job]
        if pcm:  # PocketSphinx refuses an empty piece
            decoder.process_raw(pcm)
        if is_final == b"1":
            decoder.end_utt()
            idle.append(busy.pop(job))
        hypothesis = decoder.hyp()
        print(hypothesis.hypstr if hypothesis else "", flush=True)  # noqa: T201 - the protocol
    return 0


if __name__ == "__main__":
    sys.exit(main())
