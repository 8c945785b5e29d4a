"""How a function says what kind of tool it is, and the two ways in which it may answer specially.

    import grokvoice

    @grokvoice.tool(safe=True)
    def sunrise(city: str) -> str:
        '''Tell when the sun rises in a city.'''

A tool that says nothing about itself asks on the keyboard before it runs.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar, overload

from grokvoice.errors import UsageError
from grokvoice.protocol.values import JsonObject

DEFAULT_TIMEOUT_S: Final = 30.0
_KEY: Final = "__grokvoice_tool__"

F = TypeVar("F", bound=Callable[..., object])


class ToolError(Exception):
    """Raised by a tool that cannot do what was asked; the model is told the message, to explain it.

    Any other exception reaches the model too, but under the name of its class.
    """


class StopResponse(Exception):  # noqa: N818 - like StopIteration, it tells no error
    """Raised by a tool that is done and needs no spoken follow-up.

    Args:
        output: What the model is told, for later.
    """

    def __init__(self, output: object = "done") -> None:
        super().__init__(output)
        self.output = output


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a function says about itself beyond its signature."""

    name: str | None = None
    """How the model calls it; None is the function's own name."""
    is_safe: bool = False
    """Whether it runs without asking."""
    timeout_s: float = DEFAULT_TIMEOUT_S
    parameters: JsonObject | None = None
    """A JSON Schema in place of the one made from the signature; arguments then come as JSON."""


@overload
def tool(name: F) -> F: ...


@overload
def tool(
    name: str | None = None,
    *,
    safe: bool = False,
    timeout_s: float = DEFAULT_TIMEOUT_S,
    parameters: JsonObject | None = None,
) -> Callable[[F], F]: ...


def tool(
    name: F | str | None = None,
    *,
    safe: bool = False,
    timeout_s: float = DEFAULT_TIMEOUT_S,
    parameters: JsonObject | None = None,
) -> F | Callable[[F], F]:
    """Declare a function as a tool; it stays the ordinary function that it is.

    Args:
        name: How the model calls it, if not by the function's own name.
        safe: Whether it runs without asking: it changes nothing and tells nothing to others.
        timeout_s: After how many seconds the model is told that it did not answer.
        parameters: A JSON Schema of type "object", where the signature cannot say it.

    Raises:
        UsageError: `timeout_s` is no positive number.
    """
    if not (math.isfinite(timeout_s) and timeout_s > 0):
        raise UsageError(f"timeout_s={timeout_s} is no time: give seconds above 0.")
    declaration = Declaration(
        name=name if isinstance(name, str) else None,
        is_safe=safe,
        timeout_s=timeout_s,
        parameters=parameters,
    )

    def declare(function: F) -> F:
        vars(function)[_KEY] = declaration
        return function

    return declare(name) if callable(name) else declare


def declaration_of(function: Callable[..., object]) -> Declaration | None:
    """Return what `tool` was told about a function; None if it was not declared."""
    found = vars(function).get(_KEY)
    return found if isinstance(found, Declaration) else None
