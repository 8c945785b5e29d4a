"""A whole text becomes sound, phrase by phrase, so that it is known where each one lies.

The same text, voice and speed always give the same sound on one machine, but for the last bit,
which soxr dithers: tests find in a recording what was said by synthesising it again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from grokvoice.audio.pcm import Samples, ms_to_frames, to_bytes
from grokvoice.simulator.brain.phrases import Phrase, split_phrases
from grokvoice.simulator.engines import Engine, find_engine
from grokvoice.simulator.voices import style_of

_SENTENCE_PAUSE_MS: Final = 300
_COMMA_PAUSE_MS: Final = 120
_SPEECH_TAG: Final = re.compile(r"\[[a-z-]+\]|</?[a-z-]+>")
"""`[laugh]`, `<whisper>`: how to speak, not what (reference, 8.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A spoken text."""

    pcm: bytes
    """PCM16 mono at 24 kHz."""
    phrases: tuple[Phrase, ...]


@cache
def engine() -> Engine:
    """Return how this machine speaks; found out once."""
    return find_engine()


def synthesise(
    text: str, voice: str = "", speed: float = 1.0, replace: Sequence[tuple[str, str]] = ()
) -> Speech:
    """Speak a text; takes some 50 ms, in another process.

    Args:
        text: What to say.
        voice: A voice of the service; unknown ones and "" sound like the default.
        speed: 0.7-1.5.
        replace: Words as written and as they are to be spoken; the phrases keep the written form.

    Raises:
        GrokVoiceError: the synthesiser failed.
    """
    written = split_phrases(text)
    spoken = [_SPEECH_TAG.sub(" ", pronounced(phrase, replace)) for phrase in written]
    sounds = engine().render(spoken, style_of(voice), speed) if spoken else []
    phrases: list[Phrase] = []
    whole: list[Samples] = [np.empty(0, np.int16)]
    start = 0
    for phrase, sound in zip(written, sounds, strict=True):
        padded = np.concatenate((sound, _pause_after(phrase, speed)))
        phrases.append(Phrase(text=phrase, start=start, frames=len(padded)))
        whole.append(padded)
        start += len(padded)
    return Speech(pcm=to_bytes(np.concatenate(whole)), phrases=tuple(phrases))


def pronounced(text: str, replace: Sequence[tuple[str, str]]) -> str:
    """Put in how words are to be spoken: whole words, any case, the longest first."""
    spoken = {written.casefold(): as_said for written, as_said in replace if written}
    if not spoken:
        return text
    longest_first = sorted(spoken, key=len, reverse=True)
    pattern = "|".join(re.escape(written) for written in longest_first)
    return re.sub(
        rf"(?<!\w)(?:{pattern})(?!\w)",
        lambda match: spoken[match.group().casefold()],
        text,
        flags=re.IGNORECASE,
    )


def _pause_after(phrase: str, speed: float) -> Samples:
    is_comma = phrase.rstrip().endswith((",", ";", ":"))
    pause_ms = _COMMA_PAUSE_MS if is_comma else _SENTENCE_PAUSE_MS
    return np.zeros(ms_to_frames(pause_ms / speed), np.int16)
