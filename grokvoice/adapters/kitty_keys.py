"""The keys of terminals that report releases, told apart from all that other terminals send.

A terminal that answers `CSI ? u` speaks kitty's keyboard protocol. Asked for it with flags 1+2+8+16
it sends every key as `CSI code ; modifiers : stroke ; text u` (arrows and function keys keep their
old letters, with the stroke inside): only then does the space bar report that it was let go.

Source: sw.kovidgoyal.net/kitty/keyboard-protocol, "Progressive enhancement".
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from grokvoice.adapters.key_events import Key, Stroke, typed

ASK: Final = "\x1b[?u"
"""Written to learn whether the terminal knows the protocol; answered by `ANSWER`."""
BEGIN: Final = "\x1b[>27u"
END: Final = "\x1b[<u"
ANSWER: Final = "answer"
"""The name of the key that stands for the terminal's yes."""

_REPORT: Final = re.compile(
    r"\x1b\[(?:"
    r"(?P<code>\d+)(?::[\d:]*)?(?:;(?P<mods>\d*)(?::(?P<stroke>\d))?)?(?:;(?P<text>[\d:]*))?u"
    r"|(?P<yes>\?)\d+u"
    r"|(?P<number>\d+);(?P<fmods>\d*):(?P<fstroke>\d)(?P<letter>[A-HP-S~])"
    r")"
)
_UNFINISHED: Final = re.compile(r"\x1b(?:\[[?\d:;]*)?$")
_STROKES: Final[Mapping[str, Stroke]] = MappingProxyType(
    {"1": "press", "2": "repeat", "3": "release"}
)
_NAMES: Final[Mapping[int, str]] = MappingProxyType(
    {9: "tab", 13: "enter", 27: "escape", 127: "backspace", 57414: "enter"}
)
_SHIFT, _ALT, _CTRL = 1, 2, 4


class KittyKeys:
    """Splits what a terminal sends into kitty's reports, read here, and the rest."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, data: str) -> list[Key | str]:
        """Take what came and give keys, and text for another parser, in order.

        A report that is not complete yet waits for `feed` or `flush`.
        """
        data = self._rest + data
        found: list[Key | str] = []
        at = 0
        for match in _REPORT.finditer(data):
            found += [data[at : match.start()], *_keys(match)]
            at = match.end()
        unfinished = _UNFINISHED.search(data, at)
        end = unfinished.start() if unfinished else len(data)
        self._rest = data[end:]
        return [item for item in (*found, data[at:end]) if item]

    def flush(self) -> str:
        """Give what has waited in vain for its end: the escape key, most likely."""
        rest, self._rest = self._rest, ""
        return rest


def _keys(match: re.Match[str]) -> list[Key | str]:
    if match["yes"]:
        return [Key(ANSWER)]
    if match["letter"]:
        return _functional(match)
    stroke = _STROKES.get(match["stroke"] or "1", "press")
    if text := _text(match["text"]):
        return [typed(text, stroke)]
    return _coded(int(match["code"]), _modifiers(match["mods"]), stroke)


def _coded(code: int, mods: int, stroke: Stroke) -> list[Key | str]:
    """Name a key that types nothing; none for modifiers alone and keys nobody needs here."""
    if code in _NAMES:
        return [Key(_NAMES[code], "", stroke)]
    if not 32 <= code < 57344:
        return []
    if mods & (_CTRL | _ALT):
        return [Key(f"{'c' if mods & _CTRL else 'alt'}-{chr(code)}", "", stroke)]
    return [typed(chr(code), stroke)]


def _functional(match: re.Match[str]) -> list[Key | str]:
    """Give an arrow or the like as it always was, for the parser that knows all of them."""
    if match["fstroke"] == "3":
        return []
    mods = _modifiers(match["fmods"])
    number = match["number"]
    if match["letter"] == "~":
        return [f"\x1b[{number};{mods + 1}~" if mods else f"\x1b[{number}~"]
    return [f"\x1b[1;{mods + 1}{match['letter']}" if mods else f"\x1b[{match['letter']}"]


def _modifiers(field: str | None) -> int:
    """Read modifiers; Caps Lock and Num Lock, which kitty counts among them, are left out."""
    return (int(field or "1") - 1) & (_SHIFT | _ALT | _CTRL)


def _text(field: str | None) -> str:
    codes = [int(code) for code in (field or "").split(":") if code]
    return "".join(chr(code) for code in codes if 32 <= code < 0x110000)
