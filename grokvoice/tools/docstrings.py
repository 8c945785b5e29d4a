"""What a docstring says, in any of the usual styles: Google, NumPy, reST and Epydoc."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import docstring_parser


@dataclass(frozen=True, slots=True)
class Described:
    """A docstring, taken apart."""

    text: str
    """What the thing is or does; without the sections about parameters and results."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What each parameter means, on one line."""


def describe(docstring: str) -> Described:
    """Take a docstring apart; one that follows no style is all text."""
    parsed = docstring_parser.parse(docstring)
    parameters = {
        parameter.arg_name: " ".join(parameter.description.split())
        for parameter in parsed.params
        if parameter.description
    }
    return Described((parsed.description or "").strip(), parameters)
