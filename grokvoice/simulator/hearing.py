"""The simulator's ears: Silero and PocketSphinx where they are installed, honest stand-ins else.

The detector takes half a millisecond a frame and is asked in line. The recogniser takes a third of
real time, so it lives in a process of its own and is waited for in a worker thread.
"""

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from grokvoice.audio.pcm import bytes_to_frames
from grokvoice.audio.silero import SileroDetector, has_silero
from grokvoice.child_environment import without_secrets
from grokvoice.simulator.brain.endpointing import Detector, EnergyDetector
from grokvoice.simulator.brain.formats import HEARING_HZ


class Recogniser(Protocol):
    """Something that writes down speech; used by one thread at a time."""

    def hear(self, job: str, pcm: bytes, *, is_final: bool) -> str:
        """Listen to more of a job and return its words so far.

        Args:
            job: Which speech it belongs to; forgotten after the final piece.
            pcm: PCM16 at 16 kHz; may be empty.
            is_final: Nothing more will come.
        """
        ...

    def close(self) -> None:
        """Give back what it holds; `hear` says nothing any more."""
        ...


class SphinxRecogniser:
    """Writes down English with PocketSphinx, in a process that starts when first needed."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def hear(self, job: str, pcm: bytes, *, is_final: bool) -> str:
        """Listen to more of a job and return its words so far; "" once closed."""
        if self._is_closed:
            return ""
        if self._child is None:
            self._child = _start_child()
        header = f"{job} {len(pcm)} {is_final:d}\n"
        try:
            return _exchange(self._child, header.encode() + pcm)
        except OSError:  # the child is gone: it was closed, or somebody ended it
            return ""

    def close(self) -> None:
        """End the process; a call of `hear` that waits for it returns."""
        self._is_closed = True
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            with suppress(OSError):  # what it had not read yet cannot be flushed any more
                if pipe:
                    pipe.close()


def _start_child() -> "subprocess.Popen[bytes]":
    child = Path(__file__).with_name("sphinx_child.py")
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-P", str(child)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=without_secrets(os.environ),
    )


def _exchange(child: "subprocess.Popen[bytes]", question: bytes) -> str:
    if child.stdin is None or child.stdout is None:
        raise BrokenPipeError
    child.stdin.write(question)
    child.stdin.flush()
    return child.stdout.readline().decode().strip()


class LengthRecogniser:
    """Cannot understand words and says so: "(speech, 2.3 s)"."""

    def __init__(self) -> None:
        self._frames: dict[str, int] = {}

    def hear(self, job: str, pcm: bytes, *, is_final: bool) -> str:
        """Listen to more of a job and return how long it is so far."""
        frames = self._frames.pop(job, 0) + bytes_to_frames(len(pcm))
        if not is_final:
            self._frames[job] = frames
        return f"(speech, {frames / HEARING_HZ:.1f} s)" if frames else ""

    def close(self) -> None:
        """Forget unfinished jobs."""
        self._frames.clear()


@dataclass(frozen=True, slots=True)
class Hearing:
    """What this machine hears with."""

    has_detector: bool = field(default_factory=has_silero)
    has_recogniser: bool = field(default_factory=lambda: find_spec("pocketsphinx") is not None)

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know about it; empty if it is as good as it gets."""
        notices = []
        if not self.has_detector:
            notices.append("no voice detector found, loud sounds count as speech")
        if not self.has_recogniser:
            notices.append("no speech recogniser found, spoken words are not understood")
        remedy = ": pip install 'grokvoice[local]'"
        return tuple(notice + remedy for notice in notices)

    def new_detector(self) -> Detector:
        """Return a detector for one connection."""
        if not self.has_detector:
            return EnergyDetector()
        return SileroDetector.load()

    def new_recogniser(self) -> Recogniser:
        """Return a recogniser for one connection."""
        return SphinxRecogniser() if self.has_recogniser else LengthRecogniser()
