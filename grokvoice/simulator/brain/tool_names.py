"""Names that server tools keep for themselves (reference, 4.3)."""

from collections.abc import Iterable
from typing import Final

from grokvoice.protocol.settings import Tool
from grokvoice.simulator.brain.settings import flat

RESERVED: Final = {
    "web_search": frozenset({"web_search", "browse_page"}),
    "x_search": frozenset(
        {"x_keyword_search", "x_semantic_search", "x_user_search", "x_thread_fetch"}
    ),
    "file_search": frozenset({"collections_search", "file_search"}),
}
"""The internal function names that enabling each server tool reserves."""


def has_reserved_name(tools: Iterable[Tool]) -> bool:
    """Tell whether a function is named like an internal one of an enabled server tool."""
    known = list(tools)
    taken = {name for tool in known for name in RESERVED.get(tool.type, ())}
    return any(flat(tool).name in taken for tool in known if tool.type == "function")
