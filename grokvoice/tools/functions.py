"""From an ordinary typed function to a tool that the model can call."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, get_type_hints

from grokvoice.errors import UsageError
from grokvoice.protocol.values import JsonObject
from grokvoice.tools.declaring import Declaration, declaration_of
from grokvoice.tools.docstrings import Described, describe
from grokvoice.tools.forms import REQUIRED, Form, Member, Read, UnknownForm, object_form

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_VARIADIC: Final = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of the user's, and all that is known about it."""

    name: str
    description: str
    parameters: JsonObject
    """The JSON Schema of its arguments."""
    place: str
    """File and line, for people."""
    is_safe: bool
    timeout_s: float
    call: Callable[..., object]
    read: Read
    """Makes its keyword arguments of JSON that `parameters` accepts."""

    @property
    def is_async(self) -> bool:
        """Whether a call of it is to be awaited."""
        return inspect.iscoroutinefunction(inspect.unwrap(self.call))


def place_of(function: Callable[..., object]) -> str:
    """Return file and line of a function."""
    code = inspect.unwrap(function).__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def function_from(function: Callable[..., object]) -> Function:
    """Make a tool of a function.

    Raises:
        UsageError: it has no docstring, a parameter without annotation or of a kind that JSON
            cannot say, or a name that the wire does not take; the message begins with its place.
    """
    place = place_of(function)
    declaration = declaration_of(function) or Declaration()
    name = declaration.name or function.__name__
    try:
        _check_name(name)
        described = _described(function)
        form = _form(function, declaration, described)
    except UnknownForm as problem:
        raise UsageError(
            f"{place}: {name} is no tool: {problem}. Mend it, or begin its name with _."
        ) from problem
    return Function(
        name=name,
        description=described.text,
        parameters=form.schema,
        place=place,
        is_safe=declaration.is_safe,
        timeout_s=declaration.timeout_s,
        call=function,
        read=form.read,
    )


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise UnknownForm(f"{name!r} is no name of at most 64 letters, digits, _ and -")


def _described(function: Callable[..., object]) -> Described:
    unwrapped = inspect.unwrap(function)
    if inspect.isgeneratorfunction(unwrapped) or inspect.isasyncgenfunction(unwrapped):
        raise UnknownForm("it yields; a tool returns its answer at once")
    described = describe(inspect.getdoc(function) or "")
    if not described.text:
        raise UnknownForm("it has no docstring to tell the model what it does")
    return described


def _form(function: Callable[..., object], declaration: Declaration, described: Described) -> Form:
    if declaration.parameters is not None:
        if declaration.parameters.get("type") != "object":
            raise UnknownForm('its parameters= are no JSON Schema of type "object"')
        return Form(declaration.parameters, lambda value: value)
    hints = _hints(function)
    return object_form(
        [
            _member(parameter, hints, described)
            for parameter in inspect.signature(function).parameters.values()
        ],
        dict,
    )


def _hints(function: Callable[..., object]) -> dict[str, object]:
    try:
        return get_type_hints(function, include_extras=True)
    except (NameError, TypeError) as problem:
        raise UnknownForm(f"an annotation cannot be read ({problem})") from problem


def _member(parameter: inspect.Parameter, hints: dict[str, object], described: Described) -> Member:
    name = parameter.name
    if parameter.kind in _VARIADIC or parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
        raise UnknownForm(f"{parameter} cannot be given by name")
    if name not in hints:
        raise UnknownForm(f"{name} has no annotation")
    default = REQUIRED if parameter.default is inspect.Parameter.empty else parameter.default
    return Member(name, hints[name], default, described.parameters.get(name, ""))
