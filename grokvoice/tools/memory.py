"""What was agreed to for good: allowed and denied tools, and what MCP tools said they were.

A file of its own in the user's configuration folder, because a program may not reorder a file that
people write. It is replaced whole, so that a crash leaves the old one or the new one, readable by
nobody else (faults D4, D5).
"""

import json
import os
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from grokvoice.errors import UsageError

_HEAD: Final = (
    '# Written by grokvoice when you answer "always"; yours to edit while no talk runs.\n'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What the file holds."""

    allow: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    pins: Mapping[str, str] = field(default_factory=dict)
    """The fingerprint of each MCP tool that was seen, by its name."""


class Memory:
    """Reads and writes that file.

    Args:
        path: Where it is, or will be; None remembers for this run only.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._held = _read(path) if path else Remembered()

    @property
    def held(self) -> Remembered:
        """What is remembered now."""
        return self._held

    def allow(self, name: str) -> str:
        """Remember that a tool may always run; returns why only for now, or ""."""
        return self._change(replace(self._held, allow=self._held.allow | {name}))

    def pin(self, pins: Mapping[str, str]) -> str:
        """Remember what tools say they are; returns why only for now, or ""."""
        return self._change(replace(self._held, pins={**self._held.pins, **pins}))

    def _change(self, held: Remembered) -> str:
        is_new, self._held = held != self._held, held
        if self._path is None or not is_new:
            return ""
        try:
            _write(self._path, held)
        except OSError as error:
            return f"{self._path} cannot be written: {error.strerror}. It holds for this talk only."
        return ""


def _read(path: Path) -> Remembered:
    """Read the file, if there is one.

    Raises:
        UsageError: it cannot be read, or is not what `_write` writes.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Remembered()
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {error}. Mend or delete it.") from error
    allow, deny, pins = table.pop("allow", []), table.pop("deny", []), table.pop("pins", {})
    is_fine = isinstance(allow, list) and isinstance(deny, list) and isinstance(pins, dict)
    if table or not is_fine:
        raise UsageError(f"{path}: holds allow, deny and [pins], nothing else. Mend or delete it.")
    return Remembered(
        allow=frozenset(map(str, allow)),
        deny=frozenset(map(str, deny)),
        pins={str(name): str(pin) for name, pin in pins.items()},
    )


def _write(path: Path, held: Remembered) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_text(held))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _text(held: Remembered) -> str:
    """Write TOML: its texts and lists of texts are those of JSON."""
    lines = [
        _HEAD,
        f"allow = {_quoted_list(held.allow)}\n",
        f"deny = {_quoted_list(held.deny)}\n",
        "\n[pins]\n",
        *(f"{_quoted(name)} = {_quoted(pin)}\n" for name, pin in sorted(held.pins.items())),
    ]
    return "".join(lines)


def _quoted_list(names: frozenset[str]) -> str:
    return f"[{', '.join(map(_quoted, sorted(names)))}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
