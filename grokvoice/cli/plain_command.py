"""Commands whose values stay as they were typed: `config` reads them, and answers slips alike.

Typer would build a validator for each option, even for one nobody has given, with a library that
takes longer to load than `grokvoice talk` needs to have its socket open (60 of 150 ms).
"""

from collections.abc import Callable
from functools import partial

import typer.core

from grokvoice.errors import UsageError


class PlainCommand(typer.core.TyperCommand):
    """A command whose parameters are texts, switches and counts."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer makes no other
        """Read the parameters; their values are taken as they are."""
        _take_as_typed(self, ctx)
        return super().parse_args(ctx, args)


class PlainGroup(typer.core.TyperGroup):
    """A group of commands with such parameters of its own."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # as above
        """Read the parameters; their values are taken as they are."""
        _take_as_typed(self, ctx)
        return super().parse_args(ctx, args)


def _take_as_typed(command: PlainCommand | PlainGroup, context: typer.Context) -> None:
    for parameter in command.get_params(context):
        if isinstance(parameter, typer.core.TyperArgument | typer.core.TyperOption):
            parameter.process_value = partial(_as_typed, parameter)  # type: ignore[method-assign]  # of this one object


def _as_typed(
    parameter: typer.core.TyperArgument | typer.core.TyperOption,
    context: typer.Context,
    value: object,
) -> object:
    if parameter.required and value is None:
        name = parameter.metavar or parameter.name
        raise UsageError(f"{name} is missing: see {context.command_path} -h.")
    callback: Callable[..., object] | None = parameter.callback
    return callback(context, parameter, value) if callback else value
