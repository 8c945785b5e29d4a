"""The two codecs of the telephone, µ-law and A-law, as tables.

Source: ITU-T G.711. Decoding is a table of 256 levels; encoding is the inverse table over all
65,536 samples, made once, that picks the code whose interval holds the sample.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from grokvoice.audio.pcm import Samples

_ULAW_BIAS: Final = 0x84
_ALAW_MASK: Final = 0x55


def ulaw_to_samples(code: bytes) -> Samples:
    """Decode µ-law bytes, one sample each."""
    return _ulaw_levels()[np.frombuffer(code, np.uint8)]


def samples_to_ulaw(samples: Samples) -> bytes:
    """Encode samples as µ-law bytes."""
    return _encoder(is_ulaw=True)[samples.astype(np.int32) + 32_768].tobytes()


def alaw_to_samples(code: bytes) -> Samples:
    """Decode A-law bytes, one sample each."""
    return _alaw_levels()[np.frombuffer(code, np.uint8)]


def samples_to_alaw(samples: Samples) -> bytes:
    """Encode samples as A-law bytes."""
    return _encoder(is_ulaw=False)[samples.astype(np.int32) + 32_768].tobytes()


@cache
def _ulaw_levels() -> Samples:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    exponent, mantissa = (code >> 4) & 7, code & 15
    level = (((mantissa << 3) + _ULAW_BIAS) << exponent) - _ULAW_BIAS
    return np.where(code & 0x80, -level, level).astype(np.int16)


@cache
def _alaw_levels() -> Samples:
    code = np.arange(256, dtype=np.int32) ^ _ALAW_MASK
    exponent, mantissa = (code >> 4) & 7, code & 15
    linear = (mantissa << 4) + 8
    level = np.where(exponent == 0, linear, (linear + 0x100) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, level, -level).astype(np.int16)


@cache
def _encoder(*, is_ulaw: bool) -> NDArray[np.uint8]:
    """Give each sample the code of the level nearest to it."""
    levels = (_ulaw_levels() if is_ulaw else _alaw_levels()).astype(np.int32)
    order = np.argsort(levels, kind="stable")
    edges = (levels[order][1:] + levels[order][:-1]) / 2
    places = np.searchsorted(edges, np.arange(-32_768, 32_768), side="right")
    return order[places].astype(np.uint8)
