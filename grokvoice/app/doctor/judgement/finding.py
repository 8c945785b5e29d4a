"""A finding: what was examined, how it is, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

State: TypeAlias = Literal["ok", "warn", "fail", "skipped"]
Figure: TypeAlias = str | int | float | bool | Mapping[str, str | None] | None

NAMES: Final = (
    *("python", "settings", "data-folder", "terminal", "push-to-talk"),
    *("key", "network", "server"),
    *("audio-library", "sound-system", "microphone", "speaker", "call-profile"),
    *("microphone-level", "echo", "gaps"),
    *("simulator", "mcp"),
)
"""Everything that is examined, in the order in which it is told."""

PROBLEMS: Final = 8
"""The exit code of an examination that found something broken."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    name: str
    """One of `NAMES`."""
    state: State
    text: str
    """What was found, with figures and units."""
    remedy: str = ""
    """What to do; "" if nothing."""
    measured: Mapping[str, Figure] = field(default_factory=dict)
    """The same for programs; the unit is in each name."""


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order of `NAMES`."""
    return sorted(findings, key=lambda finding: NAMES.index(finding.name))


def exit_code(findings: Iterable[Finding]) -> int:
    """Return 8 if something is broken, 0 if there are warnings at most."""
    return PROBLEMS if any(finding.state == "fail" for finding in findings) else 0


def failed(name: str, message: str) -> Finding:
    """Make a finding of an error's message, which says what to do in a sentence of its own.

    That of a missing key says so after a colon, in as many sentences as it takes.
    """
    before, colon, after = message.partition(" is not set: ")
    if colon:
        return Finding(name, "fail", f"{before} is not set", _sentence(after))
    text, _, remedy = message.rpartition(". ")
    if not text:
        text, _, remedy = message.partition(": ")
    return Finding(name, "fail", _sentence(text), _sentence(remedy))


def skipped(name: str, why: str) -> Finding:
    """Make a finding of something that was not examined."""
    return Finding(name, "skipped", why)


def _sentence(text: str) -> str:
    """Return a sentence without its stop, and with a capital unless it begins with a sign."""
    text = text.removesuffix(".")
    first, _, _ = text.partition(" ")
    return text[:1].upper() + text[1:] if first.isalpha() else text
