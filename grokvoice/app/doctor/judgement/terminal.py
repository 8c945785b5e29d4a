"""Judging what the terminal can show and tell."""

from dataclasses import dataclass
from typing import Final

from grokvoice.app.doctor.judgement.finding import Figure, Finding, skipped

_NARROW: Final = 40


@dataclass(frozen=True, slots=True)
class Terminal:
    """The terminal behind the standard streams."""

    columns: int
    lines: int
    kind: str
    """What TERM says."""
    colors: int
    """Colours it can show; 0 if none are wanted."""
    has_unicode: bool
    can_draw: bool
    """Whether it understands what redraws a part of it."""
    is_accessible: bool
    """Whether append-only lines are wanted: ACCESSIBLE is set."""
    reports_releases: bool | None
    """Whether it tells when a key is let go; None if it was not asked."""


def judge_terminal(terminal: Terminal | None) -> Finding:
    """Judge what a talk would look like; None if there is no terminal."""
    if terminal is None:
        return skipped("terminal", "No terminal here: a talk prints plain lines")
    measured: dict[str, Figure] = {
        "columns": terminal.columns,
        "lines": terminal.lines,
        "term": terminal.kind or None,
        "colors": terminal.colors,
        "unicode": terminal.has_unicode,
        "live_view": terminal.can_draw and not terminal.is_accessible,
    }
    text, remedy = _described(terminal), _wanting(terminal)
    return Finding("terminal", "warn" if remedy else "ok", text, remedy, measured)


def judge_push_to_talk(terminal: Terminal | None) -> Finding:
    """Judge how turns may be begun and ended with the space bar."""
    name = "push-to-talk"
    if terminal is None or terminal.reports_releases is None:
        return skipped(name, "Nobody can press a key here")
    measured: dict[str, Figure] = {"reports_releases": terminal.reports_releases}
    if terminal.reports_releases:
        text = "--ptt: hold the space bar while you speak, or tap it twice"
    else:
        text = "--ptt: tap the space bar to begin and to end; this terminal reports no releases"
    return Finding(name, "ok", text, measured=measured)


def _described(terminal: Terminal) -> str:
    colors = f"{terminal.colors} colours" if terminal.colors else "no colour"
    letters = "Unicode" if terminal.has_unicode else "ASCII only"
    return f"{terminal.columns}x{terminal.lines}, {colors}, {letters}; {_view(terminal)}"


def _view(terminal: Terminal) -> str:
    if terminal.is_accessible:
        return "plain lines, as ACCESSIBLE asks for"
    if not terminal.can_draw:
        return f"plain lines, for TERM is {terminal.kind or 'not set'}"
    return "live view"


def _wanting(terminal: Terminal) -> str:
    if not terminal.can_draw and not terminal.is_accessible:
        return "For a live view, use another terminal, or set TERM to what this one is"
    if not terminal.has_unicode:
        return "For all letters, choose a UTF-8 locale: export LC_ALL=C.UTF-8"
    if terminal.columns < _NARROW:
        return f"Make the window wider than {_NARROW} columns"
    return ""
