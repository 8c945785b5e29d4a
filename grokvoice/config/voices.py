"""The voices Grok has, each with its character in a few words, and what counts as a voice id.

Source: xAI's voice list and live listings until September 2026. The list is for help and for
catching slips of the finger: the server takes an unknown voice silently for its default.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from grokvoice.errors import UsageError

DEFAULT_VOICE: Final = "ara"

VOICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "altair": "elegant, premium",
        "ara": "warm, friendly",
        "atlas": "confident, commanding",
        "aurora": "",
        "carina": "soft, empathetic",
        "castor": "charismatic, easygoing",
        "celeste": "compassionate",
        "cosmo": "bright, curious",
        "eve": "energetic, upbeat",
        "helios": "upbeat, versatile",
        "helix": "bold, dynamic",
        "iris": "friendly, upbeat",
        "kepler": "inventive, charismatic",
        "leo": "authoritative, strong",
        "liora": "",
        "lumen": "warm, articulate",
        "luna": "gentle, nurturing",
        "lux": "grounded, calm",
        "naksh": "warm, thoughtful",
        "orion": "rich, cinematic",
        "perseus": "strong, confident",
        "rex": "confident, clear",
        "rigel": "precise, professional",
        "sal": "smooth, balanced",
        "sirius": "quick-witted, playful",
        "ursa": "friendly, warm",
        "zagan": "powerful, dramatic",
        "zenith": "sharp, focused",
    }
)
"""Canonical id to character; two newer voices have no published character."""

_CUSTOM_ID: Final = re.compile(r"[a-z0-9]{8}")
_PREFIXED: Final = re.compile(r"xai_[a-z0-9_-]+")
"""How to name a voice that is newer than the list; the service takes all its voices so."""


def voice_id(text: str) -> str:
    """Return the canonical id of a voice, given in any case and with or without `xai_`.

    Raises:
        UsageError: `text` is neither a known voice, nor one that begins with `xai_`, nor shaped
            like a custom one (8 characters).
    """
    return voice_among(VOICES, text)


def voice_among(known: Iterable[str], text: str) -> str:
    """Return the canonical id of one of these voices, or of a custom one.

    Args:
        known: Ids in lower case.
        text: In any case, with or without `xai_`; with it, it need not be known.

    Raises:
        UsageError: as `voice_id`.
    """
    typed, names = text.strip().lower(), list(known)
    voice = typed.removeprefix("xai_")
    if voice in names or _CUSTOM_ID.fullmatch(voice):
        return voice
    if _PREFIXED.fullmatch(typed):
        return typed
    near = get_close_matches(voice, names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(names)}."
    raise UsageError(f"there is no voice {text!r}: {hint}")
