"""The ways to turn a phrase into sound: eSpeak NG, flite, or at worst a tone for each word."""

import io
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from grokvoice.audio.pcm import RATE_HZ, Samples, ms_to_frames, to_samples
from grokvoice.audio.resampler import Resampler
from grokvoice.child_environment import without_secrets
from grokvoice.errors import GrokVoiceError
from grokvoice.simulator.voices import VoiceStyle

Render: TypeAlias = Callable[[Sequence[str], VoiceStyle, float], list[Samples]]
"""Phrases, voice and speed to the sound of each phrase at 24 kHz."""

_TIMEOUT_S: Final = 30
_TONE_MS_PER_LETTER: Final = 45
_TONE_AMPLITUDE: Final = 6000


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to speak."""

    name: str
    render: Render
    notice: str = ""
    """What a person should know about it; "" if it is as good as it gets."""


def find_engine() -> Engine:
    """Return the best way to speak that this machine has."""
    if find_spec("espeakng_loader"):
        return Engine("espeak-ng", _render_with_library)
    for name, render in (("espeak-ng", _render_with_espeak), ("flite", _render_with_flite)):
        if shutil.which(name):
            return Engine(name, render)
    notice = "no speech synthesiser found, words become tones: pip install 'grokvoice[local]'"
    return Engine("tones", _render_as_tones, notice)


def _render_with_library(phrases: Sequence[str], style: VoiceStyle, speed: float) -> list[Samples]:
    import espeakng_loader

    child = Path(__file__).with_name("espeak_child.py")
    library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    command = [sys.executable, "-I", "-S", str(child), library, data, f"en-us+{style.variant}"]
    command += [str(round(style.words_per_minute * speed)), str(style.pitch)]
    out = _run(command, b"".join(_plain(phrase).encode() + b"\0" for phrase in phrases))
    rate_hz, position = int.from_bytes(out[:4], "little"), 4
    sounds = []
    for _ in phrases:
        size = int.from_bytes(out[position : position + 4], "little")
        position += 4 + size
        sounds.append(_at_our_rate(to_samples(out[position - size : position]), rate_hz))
    return sounds


def _render_with_espeak(phrases: Sequence[str], style: VoiceStyle, speed: float) -> list[Samples]:
    command = ["espeak-ng", "--stdin", "--stdout", "-b", "1", "-v", f"en-us+{style.variant}"]
    command += ["-s", str(round(style.words_per_minute * speed)), "-p", str(style.pitch)]
    return [_read_wav(_run(command, _plain(phrase).encode())) for phrase in phrases]


def _render_with_flite(phrases: Sequence[str], style: VoiceStyle, speed: float) -> list[Samples]:
    command = ["flite", "-voice", "slt" if style.is_female else "rms"]
    command += ["--setf", f"duration_stretch={170 / style.words_per_minute / speed:.3f}"]
    command += ["--setf", f"int_f0_target_mean={style.pitch * (3 if style.is_female else 2) + 40}"]
    command += ["-o", "/dev/stdout", "-t"]
    return [_read_wav(_run([*command, f" {_plain(phrase)}"], b"")) for phrase in phrases]


def _render_as_tones(phrases: Sequence[str], style: VoiceStyle, speed: float) -> list[Samples]:
    return [_tones(_plain(phrase).split(), style, speed) for phrase in phrases]


def _tones(words: Sequence[str], style: VoiceStyle, speed: float) -> Samples:
    """Give each word a tone as long as the word, and each voice another pitch."""
    hz = 110 * 2 ** (style.pitch / 40)
    sound = [np.empty(0, np.int16)]
    for word in words:
        frames = ms_to_frames(_TONE_MS_PER_LETTER * (len(word) + 1) / speed)
        envelope = np.sin(np.pi * np.arange(frames) / frames)
        tone = np.sin(2 * np.pi * hz * np.arange(frames) / RATE_HZ)
        sound.append((_TONE_AMPLITUDE * envelope * tone).astype(np.int16))
    return np.concatenate(sound)


def _plain(phrase: str) -> str:
    return " ".join(phrase.replace("\0", " ").split())


def _run(command: Sequence[str], text: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the text is data on its stdin
            command,
            input=text,
            capture_output=True,
            check=True,
            timeout=_TIMEOUT_S,
            env=without_secrets(os.environ),
        )
    except (OSError, subprocess.SubprocessError) as problem:
        raise GrokVoiceError(f"cannot speak with {Path(command[0]).name}: {problem}") from problem
    return done.stdout


def _read_wav(data: bytes) -> Samples:
    with wave.open(io.BytesIO(data)) as sound:
        # A program that writes to a pipe cannot go back and fill in the length: read all there is.
        return _at_our_rate(to_samples(sound.readframes(sound.getnframes())), sound.getframerate())


def _at_our_rate(samples: Samples, rate_hz: int) -> Samples:
    resampler = Resampler(rate_hz, RATE_HZ)
    return np.concatenate((resampler.push(samples), resampler.flush()))
