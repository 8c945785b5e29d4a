"""Commands whose values stay as they were typed: `config` reads them, and answers slips alike.

Typer would build a validator for each option, even for one nobody has given, with a library that
takes longer to load than `grokvoice talk` needs to have its socket open (60 of 150 ms).
"""

from collections.abc import Callable
from functools import partial

import typer.core


class PlainCommand(typer.core.TyperCommand):
    """A command whose parameters are texts, switches and counts."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer makes no other
        """Read the parameters; their values are taken as they are."""
        for parameter in self.get_params(ctx):
            parameter.process_value = partial(_as_typed, parameter, parameter.callback)  # type: ignore[method-assign]  # of this one object
        return super().parse_args(ctx, args)


class PlainGroup(typer.core.TyperGroup):
    """A group of commands with such parameters of its own."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # as above
        """Read the parameters; their values are taken as they are."""
        for parameter in self.get_params(ctx):
            parameter.process_value = partial(_as_typed, parameter, parameter.callback)  # type: ignore[method-assign]  # as above
        return super().parse_args(ctx, args)


def _as_typed(
    parameter: object, callback: Callable[..., object] | None, context: object, value: object
) -> object:
    return callback(context, parameter, value) if callback else value
