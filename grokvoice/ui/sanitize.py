"""Making what the server, the model or a device says harmless to the terminal it is shown on.

Each dangerous character is replaced by itself, so that a sequence which arrives in two halves is
disarmed as well, and so that cut pieces still add up to the whole. Shown are: controls of both
sets (ESC, CSI, OSC, BS, NUL, …), characters that reorder the text around them, and lone
surrogates, which no encoding can write. Tabs and line feeds stay; carriage returns are dropped.
"""

import re
from typing import Final

_DANGEROUS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional marks and overrides
    "\u2028\u2029\ufff9-\ufffb\ud800-\udfff]"  # separators, annotations, surrogates
)


def harmless(text: str) -> str:
    """Return `text` with every dangerous character spelt out."""
    return _DANGEROUS.sub(_spelt_out, text)


def one_line(text: str) -> str:
    """Return `text` harmless and on a single line."""
    return " ".join(harmless(text).split())


def _spelt_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x0D:
        return ""
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
