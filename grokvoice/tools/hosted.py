"""Tools that xAI runs itself: web search, X search, search in collections, remote MCP servers.

Every documented limit is checked before connecting, because the service answers a bad filter with
an error and then goes on with the tools it had before (reference, 4.3 and quirk 29).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from grokvoice.errors import UsageError
from grokvoice.protocol.settings import Tool
from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.tools.tool_list import ToolList

RESERVED_BY: Final[Mapping[str, frozenset[str]]] = {
    "web_search": frozenset({"web_search", "browse_page"}),
    "x_search": frozenset(
        {"x_keyword_search", "x_semantic_search", "x_user_search", "x_thread_fetch"}
    ),
    "file_search": frozenset({"collections_search", "file_search"}),
}
"""Function names that each hosted tool keeps for itself: a function of ours with such a name breaks
the first reply of the session."""
_MOST_DOMAINS: Final = 5
_MOST_HANDLES: Final = 20
_DOMAIN: Final = re.compile(r"(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_HANDLE: Final = re.compile(r"\w{1,15}", re.ASCII)
_PLACE_WORDS: Final = ("country", "region", "city", "timezone")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFilters:
    """How the web is searched."""

    allow: tuple[str, ...] = ()
    """Only these domains; at most 5, and not together with `block`."""
    block: tuple[str, ...] = ()
    """All but these domains; at most 5."""
    sees_images: bool = False
    location: Mapping[str, str] = field(default_factory=dict)
    """Where the user is: country, region, city, timezone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class XFilters:
    """How X is searched."""

    allow: tuple[str, ...] = ()
    """Only posts of these handles; at most 20, and not together with `block`."""
    block: tuple[str, ...] = ()
    """No posts of these handles; at most 20."""
    begin: str = ""
    """First day, YYYY-MM-DD."""
    end: str = ""
    """Last day."""
    sees_images: bool = False
    sees_videos: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteMcp:
    """An MCP server that xAI connects to."""

    url: str
    label: str = ""
    """What the model knows it by; empty makes one of the URL."""
    description: str = ""
    allowed_tools: tuple[str, ...] = ()
    """Which of its tools may be used; empty means all."""
    authorization: str = field(default="", repr=False)
    """Value of the `Authorization` header; never taken from the command line."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """How hosted tools are to search."""

    web: WebFilters = field(default_factory=WebFilters)
    x: XFilters = field(default_factory=XFilters)
    files_max: int | None = None
    """How many results a search in collections may give; None leaves it to the service."""


def hosted_tools(named: ToolList, filters: Filters) -> tuple[Tool, ...]:
    """Return the searches that `--tools` names.

    Raises:
        UsageError: a filter that the service would refuse, or for a search that is not named.
    """
    _check_named("web", named.has_web, filters.web, WebFilters())
    _check_named("x", named.has_x, filters.x, XFilters())
    _check_named("files", bool(named.collections), filters.files_max, None)
    tools = []
    if named.has_web:
        tools.append(web_search(filters.web))
    if named.has_x:
        tools.append(x_search(filters.x))
    if named.collections:
        tools.append(file_search(named.collections, filters.files_max))
    return (*tools, *(remote_mcp(RemoteMcp(url=url)) for url in named.urls))


def _check_named(name: str, is_named: bool, given: object, none: object) -> None:
    if given != none and not is_named:
        raise UsageError(f"a --{name}-... filter needs the search itself: add {name} to --tools.")


def web_search(filters: WebFilters) -> Tool:
    """Return the tool that searches the web.

    Raises:
        UsageError: a filter that the service would refuse.
    """
    _check_either("--web-allow", filters.allow, "--web-block", filters.block, _MOST_DOMAINS)
    for domain in (*filters.allow, *filters.block):
        if not _DOMAIN.fullmatch(domain):
            raise UsageError(f"{domain!r} is no domain: give it bare, e.g. example.org.")
    for word in filters.location:
        if word not in _PLACE_WORDS:
            raise UsageError(f"{word!r} is no part of a place: use {', '.join(_PLACE_WORDS)}.")
    return _tool(
        "web_search",
        allowed_domains=list(filters.allow),
        excluded_domains=list(filters.block),
        enable_image_understanding=filters.sees_images,
        location=dict(filters.location),
    )


def x_search(filters: XFilters) -> Tool:
    """Return the tool that searches X.

    Raises:
        UsageError: a filter that the service would refuse.
    """
    _check_either("--x-allow", filters.allow, "--x-block", filters.block, _MOST_HANDLES)
    begin, end = _day(filters.begin), _day(filters.end)
    if begin and end and begin > end:
        raise UsageError(f"--x-from {begin} is after --x-to {end}: exchange them.")
    return _tool(
        "x_search",
        allowed_x_handles=[_handle(one) for one in filters.allow],
        excluded_x_handles=[_handle(one) for one in filters.block],
        from_date=begin,
        to_date=end,
        enable_image_understanding=filters.sees_images,
        enable_video_understanding=filters.sees_videos,
    )


def file_search(collections: Sequence[str], most_results: int | None = None) -> Tool:
    """Return the tool that searches collections of documents.

    Raises:
        UsageError: `most_results` is less than 1.
    """
    if most_results is not None and most_results < 1:
        raise UsageError(f"--files-max {most_results} finds nothing: give 1 or more.")
    return _tool(
        "file_search", vector_store_ids=list(collections), max_num_results=most_results or 0
    )


def remote_mcp(server: RemoteMcp) -> Tool:
    """Return the tool that lets xAI use an MCP server.

    Raises:
        UsageError: a URL that xAI cannot reach or that holds a password, or a label with dots.
    """
    parts = urlsplit(server.url)
    if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname:
        raise UsageError(
            f"xAI cannot reach {server.url!r}: give an https URL on the internet, or put a server "
            "of your own network into the configuration and name it: mcp:NAME."
        )
    if parts.username or parts.password:
        raise UsageError(
            f"the URL of {parts.hostname} holds a password, which every listing would show: "
            "put it into the configuration as a header."
        )
    label = server.label or parts.hostname.replace(".", "-")
    if "." in label:
        raise UsageError(f"the label {label!r} of an MCP server may hold no dots.")
    return _tool(
        "mcp",
        server_url=server.url,
        server_label=label,
        server_description=server.description,
        allowed_tools=list(server.allowed_tools),
        authorization=server.authorization,
        headers=dict(server.headers),
    )


def reserver_of(name: str, tools: Sequence[Tool]) -> str | None:
    """Return the hosted tool among `tools` that keeps a function name for itself."""
    kinds = [tool.type for tool in tools]
    return next((kind for kind in kinds if name in RESERVED_BY.get(kind, ())), None)


def read_location(text: str) -> dict[str, str]:
    """Read `country=NO,city=Oslo,timezone=Europe/Oslo`.

    Raises:
        UsageError: a part without `=`.
    """
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    for name, sign, value in pairs:
        if not (sign and value.strip()):
            raise UsageError(f"{name!r} says nothing: give e.g. country=NO,city=Oslo.")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _tool(kind: str, **fields: JsonValue) -> Tool:
    """Make a tool of the fields that say something."""
    extra: JsonObject = {name: value for name, value in fields.items() if value}
    return Tool(type=kind, extra=extra)


def _check_either(
    allow: str, allowed: Sequence[str], block: str, blocked: Sequence[str], most: int
) -> None:
    if allowed and blocked:
        raise UsageError(f"{allow} and {block} exclude each other: give one of them.")
    for flag, names in ((allow, allowed), (block, blocked)):
        if len(names) > most:
            raise UsageError(f"{flag} takes at most {most}, not {len(names)}.")


def _handle(text: str) -> str:
    handle = text.removeprefix("@")
    if not _HANDLE.fullmatch(handle):
        raise UsageError(f"{text!r} is no handle on X: letters, digits and _, at most 15.")
    return handle


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise UsageError(f"{text!r} is no day: give YYYY-MM-DD.") from error
