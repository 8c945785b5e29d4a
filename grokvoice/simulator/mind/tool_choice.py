"""Which functions a request asks for, and with what arguments; by words, not by understanding."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from grokvoice.protocol.settings import Tool
from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.simulator.brain.plans import CallFunction, CallMcp

_DOING: Final = frozenset(
    {"get", "set", "run", "fetch", "find", "look", "lookup", "up", "do", "show", "list", "make",
     "call", "use", "read", "check", "tell", "query", "search", "the", "a", "of", "for", "my"}
)  # fmt: skip
"""Words in a function's name that say nothing of what it is about."""
_LEAD: Final = re.compile(r"^\W*(?:for|with|on|of|in|at|to|about|from|and)\b\s*", re.IGNORECASE)
_TAIL: Final = re.compile(
    r"[\s,;]*(?:\b(?:and|then|also|please|use|call|run|try|the)\b[\s,;]*)*[.?!]*$", re.IGNORECASE
)
_PLACE: Final = re.compile(r"\b(?:for|in|at|of|about|on|to|named|called)\s+(.+)$", re.IGNORECASE)
_ALIKE: Final = 0.8
"""How alike a long word must be to one that a recogniser wrote: "whether" is "weather"."""
_TELLING: Final = 6
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    stop: int
    tool: Tool


def choose_calls(said: str, tools: Sequence[Tool]) -> tuple[CallFunction | CallMcp, ...]:
    """Return the calls that a request asks for, in the order of asking; often none.

    A function is asked for by its name, spoken or written ("use get_weather for Oslo and get time
    for Rome"), or else by the telling words of its name ("what is the weather in Oslo?").
    """
    mentions = _mentions(said, tools)
    if mentions:
        stops = [mention.start for mention in mentions[1:]] + [len(said)]
        texts = [said[m.stop : stop] for m, stop in zip(mentions, stops, strict=True)]
        return tuple(_call(m.tool, _trim(text)) for m, text in zip(mentions, texts, strict=True))
    hinted = [tool for tool in tools if _is_hinted(said, tool)]
    place = _PLACE.search(said)
    return tuple(_call(tool, _trim(place[1] if place else "")) for tool in hinted[:1])


def spoken_name(name: str) -> str:
    """Return a function's name as words: "get weather" for `get_weather` and `getWeather`."""
    return " ".join(_words_of(name)).lower()


def _mentions(said: str, tools: Sequence[Tool]) -> list[_Mention]:
    found = [
        _Mention(match.start(), match.end(), tool)
        for tool in tools
        if (name := _name_of(tool))
        for match in re.finditer(_spoken_pattern(name), said, re.IGNORECASE)
    ]
    return sorted(found, key=lambda mention: mention.start)


def _name_of(tool: Tool) -> str:
    match tool.type:
        case "function":
            return tool.name or ""
        case "mcp":
            return str(tool.extra.get("server_label", ""))
        case _:
            return ""


def _spoken_pattern(name: str) -> str:
    words = [re.escape(word) for word in _words_of(name)]
    return r"\b" + r"[\s_-]*".join(words) + r"\b"


def _words_of(name: str) -> list[str]:
    return re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)


def _is_hinted(said: str, tool: Tool) -> bool:
    if tool.type != "function":
        return False
    telling = {word.lower() for word in _words_of(tool.name or "")} - _DOING
    said_words = set(re.findall(r"\w+", said.lower()))
    return bool(telling) and all(_is_among(word, said_words) for word in telling)


def _is_among(word: str, said: set[str]) -> bool:
    """Tell whether a word was said: perhaps with another ending, perhaps misheard a little."""
    stem = word[: max(4, len(word) - 2)]
    return any(one.startswith(stem) for one in said) or bool(
        get_close_matches(word, said, n=1, cutoff=_ALIKE) if len(word) >= _TELLING else ()
    )


def _trim(text: str) -> str:
    return _TAIL.sub("", _LEAD.sub("", text.strip())).strip(" \"'")


def _call(tool: Tool, about: str) -> CallFunction | CallMcp:
    if tool.type == "mcp":
        arguments = json.dumps({"query": about})
        return CallMcp(_name_of(tool), arguments)
    return CallFunction(tool.name or "", json.dumps(_arguments(tool, about), ensure_ascii=False))


def _arguments(tool: Tool, about: str) -> JsonObject:
    """Fill the required arguments; if none is required, the first one there is."""
    schema = tool.parameters or {}
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return {}
    required = schema.get("required")
    asked = required if isinstance(required, list) else []
    wanted = [name for name in properties if name in asked]
    return {
        name: _value(properties[name], about)
        for name in wanted or list(properties)[: 1 if about else 0]
    }


def _value(schema: JsonValue, about: str) -> JsonValue:
    """Make what a schema asks for out of some words."""
    described = schema if isinstance(schema, dict) else {}
    choices = described.get("enum")
    if isinstance(choices, list) and choices:
        return next((c for c in choices if str(c).lower() in about.lower()), choices[0])
    match described.get("type"):
        case "integer" | "number" as kind:
            number = _NUMBER.search(about)
            value = float(number[0]) if number else 1.0
            return int(value) if kind == "integer" else value
        case "boolean":
            return not re.search(r"\b(?:no|not|off|false)\b", about, re.IGNORECASE)
        case "array":
            return [part for part in re.split(r"\s*,\s*|\s+and\s+", about) if part]
        case "object":
            return {}
        case _:
            return about
