"""`/save`: what was said and heard so far, written to a file that did not exist before."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never

from grokvoice.errors import UsageError
from grokvoice.session.context import ChatContext, Entry, FunctionCall, FunctionOutput, Message
from grokvoice.ui.sanitize import harmless

_WHO: Final = {"user": "you", "assistant": "grok", "system": "system"}


def default_name(now: datetime) -> str:
    """Name a file after the moment it is saved in."""
    return f"grokvoice-{now:%Y%m%d-%H%M%S}.md"


def save(context: ChatContext, file: Path) -> int:
    """Write a conversation as Markdown, or into a `.json` file for `ChatContext.from_json`.

    Returns:
        How many entries were written; with none, no file is.

    Raises:
        UsageError: the file exists, or cannot be written.
    """
    if not context.entries:
        return 0
    text = _json(context) if file.suffix.lower() == ".json" else _markdown(context)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"cannot save to {file}: {error.strerror}.") from error
    return len(context.entries)


def _json(context: ChatContext) -> str:
    return json.dumps(context.to_json(), indent=2) + "\n"


def _markdown(context: ChatContext) -> str:
    return "\n".join(_paragraphs(context.entries))


def _paragraphs(entries: tuple[Entry, ...]) -> Iterator[str]:
    for entry in entries:
        match entry:
            case Message():
                yield f"**{_WHO[entry.role]}**: {_quoted(entry.text)}\n"
            case FunctionCall():
                yield f"**tool**: {_quoted(f'{entry.name}({entry.arguments})')}\n"
            case FunctionOutput():
                yield f"**result**: {_quoted(entry.output)}\n"
            case _:
                assert_never(entry)


def _quoted(text: str) -> str:
    """Make words harmless, and keep each speech one paragraph."""
    return "  \n".join(harmless(text).splitlines())
