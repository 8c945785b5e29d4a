from typing import Annotated

import pytest
import typer

from grokvoice.cli.plain_command import PlainCommand, PlainGroup
from grokvoice.errors import UsageError

Seen = dict[str, object]


def run(*arguments: str) -> Seen:
    """The values that a command is called with."""
    seen: Seen = {}
    app = typer.Typer(cls=PlainGroup, add_completion=False)

    @app.callback()
    def group(loud: Annotated[bool, typer.Option("--loud")] = False) -> None:
        seen["loud"] = loud

    @app.command(cls=PlainCommand)
    def command(
        words: Annotated[list[str] | None, typer.Argument()] = None,
        name: Annotated[str | None, typer.Option("--name")] = None,
        is_big: Annotated[bool, typer.Option("--big")] = False,
        level: Annotated[int, typer.Option("-v", count=True)] = 0,
    ) -> None:
        seen.update(words=words, name=name, is_big=is_big, level=level)

    app(args=list(arguments), standalone_mode=False)
    return seen


def test_what_is_not_given_keeps_its_default() -> None:
    assert run("command") == {
        "loud": False,
        "words": None,
        "name": None,
        "is_big": False,
        "level": 0,
    }


def test_values_are_what_was_typed() -> None:
    seen = run("--loud", "command", "--name", "9", "--big", "-vv", "one", "two")

    assert seen == {
        "loud": True,
        "words": ["one", "two"],
        "name": "9",
        "is_big": True,
        "level": 2,
    }


def test_what_is_demanded_is_asked_for() -> None:
    app = typer.Typer(cls=PlainGroup, add_completion=False)

    @app.callback()
    def group() -> None: ...

    @app.command(cls=PlainCommand)
    def get(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None: ...

    with pytest.raises(UsageError, match="NAME is missing: see it get -h"):
        app(args=["get"], prog_name="it", standalone_mode=False)


def test_slips_are_still_told() -> None:
    with pytest.raises(typer.TyperException, match="--nmae"):
        run("command", "--nmae", "x")


def test_help_still_helps(capsys: pytest.CaptureFixture[str]) -> None:
    run("command", "--help")

    assert "--name" in capsys.readouterr().out
