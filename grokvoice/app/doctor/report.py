"""The findings as a person and as a program read them."""

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from grokvoice import __version__
from grokvoice.app.doctor.judgement.finding import Figure, Finding, State, exit_code
from grokvoice.ui.sanitize import one_line

VERSION: Final = 1
SCHEMA: Final = Path(__file__).with_name("report.schema.json")
"""Where the JSON Schema of the document lies."""

Redact = Callable[[str], str]

_WORDS: Final[Mapping[State, str]] = {
    "ok": "ok",
    "warn": "warn",
    "fail": "FAIL",
    "skipped": "skipped",
}
_UNICODE: Final[Mapping[State, str]] = {"ok": "✓", "warn": "!", "fail": "✗", "skipped": "·"}
_ASCII: Final[Mapping[State, str]] = {"ok": "+", "warn": "!", "fail": "x", "skipped": "-"}
_INDENT: Final = 28
_NARROWEST: Final = 60
"""Columns below which lines are not broken: the terminal does it better."""


def lines(
    findings: Sequence[Finding], redact: Redact, *, has_unicode: bool, columns: int | None
) -> Iterator[str]:
    """Give the report in columns: mark, word, name, and what was found with its remedy.

    Args:
        findings: In order.
        redact: Takes keys out of a text.
        has_unicode: Whether marks may be other than ASCII.
        columns: Where to break lines; None keeps each finding and each remedy on one.
    """
    marks = _UNICODE if has_unicode else _ASCII
    arrow = "→ " if has_unicode else "-> "
    width = columns - 1 if columns is not None and columns >= _NARROWEST else 10_000
    for it in findings:
        head = f"{marks[it.state]} {_WORDS[it.state]:<8} {it.name:<16} "
        yield _wrapped(head, redact(one_line(it.text)), width)
        if it.remedy:
            yield _wrapped(" " * _INDENT + arrow, redact(one_line(it.remedy)), width)
    yield _sum(findings)


def document(findings: Sequence[Finding], redact: Redact, elapsed_s: float) -> str:
    """Return the report as one JSON document; all that is not ASCII is escaped."""
    content = {
        "v": VERSION,
        "grokvoice": __version__,
        "exit_code": exit_code(findings),
        "elapsed_s": round(elapsed_s, 1),
        "findings": [
            {
                "name": it.name,
                "state": it.state,
                "text": redact(one_line(it.text)),
                "remedy": redact(one_line(it.remedy)),
                "measured": {name: _clean(value, redact) for name, value in it.measured.items()},
            }
            for it in findings
        ],
    }
    return json.dumps(content, indent=2)


def _clean(value: Figure, redact: Redact) -> Figure:
    return redact(one_line(value)) if isinstance(value, str) else value


def _wrapped(head: str, text: str, width: int) -> str:
    indent = " " * _INDENT
    return textwrap.fill(
        text,
        width,
        initial_indent=head,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sum(findings: Sequence[Finding]) -> str:
    fails = sum(finding.state == "fail" for finding in findings)
    warns = sum(finding.state == "warn" for finding in findings)
    if not fails and not warns:
        return "All is well."
    return f"Found: {_counted(fails, 'problem')} and {_counted(warns, 'warning')}."


def _counted(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
