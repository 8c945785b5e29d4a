"""Every setting with its value and where that came from, whether or not the value is any good."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from grokvoice.config.choices import Choices
from grokvoice.config.layers import OTHER_KEY, XAI_KEY
from grokvoice.config.options import OPTIONS, Option
from grokvoice.config.origins import Origin, Source
from grokvoice.config.urls import host_of
from grokvoice.errors import UsageError

Plain: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One setting as it stands."""

    name: str
    """As `config.toml` calls it."""
    text: str
    """As it was typed; empty for none. Of a key, and of an MCP server, what may be shown."""
    value: Plain
    """The same as JSON and TOML have it; None for none."""
    origin: Origin
    problem: str = ""
    """Why it cannot be meant."""


def entries(choices: Choices) -> Iterator[Entry]:
    """Give every setting, the MCP servers, and of the keys whether there are any."""
    for option in OPTIONS:
        yield entry_of(option, choices)
    for layer in choices.layers:
        for table in layer.servers:
            shown = table.command or host_of(table.url)
            yield Entry(name=f"mcp.{table.name}", text=shown, value=shown, origin=layer.origin)
    for name in (XAI_KEY, OTHER_KEY):
        yield _key(name, choices)


def entry_of(option: Option[object], choices: Choices) -> Entry:
    """Give one setting."""
    text, problem = choices.text(option), ""
    try:
        choices.value(option)
    except UsageError as error:
        problem = str(error)
    return Entry(
        name=option.key,
        text=text,
        value=plain_value(option, text),
        origin=choices.origin(option),
        problem=problem,
    )


def plain_value(option: Option[object], text: str) -> Plain:
    """Return a text as TOML would have it: a switch, a number, or the text itself."""
    try:
        value = option.read(text) if text else None
    except UsageError:
        return text
    match value:
        case None if not text:
            return None
        case bool():
            return value
        case int() | float() if _is_number(text):
            return value
        case str() if value.lower() == text.strip().lower():  # a name, typed in any case
            return value
        case _:
            return text


def _key(name: str, choices: Choices) -> Entry:
    for layer in choices.layers:
        if name in layer.keys:
            shown = f"set, {layer.keys[name]}"
            return Entry(name=name, text=shown, value=shown, origin=layer.origin)
    return Entry(name=name, text="", value=None, origin=Origin(Source.DEFAULT))


def _is_number(text: str) -> bool:
    """Tell a number from a word for one, such as `normal` for 500 ms."""
    return any(character.isdigit() for character in text)
