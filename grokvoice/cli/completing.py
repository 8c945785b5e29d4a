"""What may come next in a line that is being typed, read off the commands themselves.

The walk goes by what Typer knows of every command: its commands, its options and its arguments.
"""

import contextlib
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from grokvoice.cli.known import values
from grokvoice.cli.remembered import Pair

Parameter: TypeAlias = TyperArgument | TyperOption

_HELP: Pair = ("--help", "Show this message and exit.")


def candidates(root: TyperGroup, words: Sequence[str], last: str) -> list[Pair]:
    """Return what the last word may become; nothing where that is anything, or a file.

    Args:
        root: The program.
        words: What was typed after its name, as the shell splits it; `=` may be a word of its own.
        last: The word the cursor is in, from its beginning to the cursor; quotes are read away.
    """
    place = _Place(root)
    for word in words:
        place.pass_by(_unquoted(word))
    last = "" if last == "=" else _unquoted(last)
    return [(value, about) for value, about in place.next_words(last) if _fits(value, last)]


class _Place:
    """Where in a command line one is, having passed some words."""

    def __init__(self, root: TyperGroup) -> None:
        self._command: TyperGroup | TyperCommand = root
        self._path: list[str] = []
        self._awaited: TyperOption | None = None
        self._arguments = 0
        self._before = ""
        self._is_literal = False

    def pass_by(self, word: str) -> None:
        """Take notice of a word."""
        if word == "=":  # bash makes one of `--voice=eve`
            return
        if self._awaited:
            self._awaited = None
        elif word == "--":
            self._is_literal = True
        elif word.startswith("-") and not self._is_literal:
            name, equals, _ = word.partition("=")
            self._awaited = None if equals else self._taking_value(name)
        elif isinstance(self._command, TyperGroup) and word in self._command.commands:
            self._enter(word, self._command)
        else:
            self._arguments += 1
        self._before = word

    def next_words(self, last: str) -> Iterable[Pair]:
        """Give all that may stand here, whether or not it begins like the last word."""
        name, equals, value = last.partition("=")
        if self._awaited:
            return self._values(self._awaited, last)
        if last.startswith("-") and not self._is_literal:
            option = self._taking_value(name) if equals else None
            if option:
                return [(f"{name}={one}", about) for one, about in self._values(option, value)]
            return self._options()
        if isinstance(self._command, TyperGroup):
            return _commands(self._command)
        argument = self._argument()
        return self._values(argument, last) if argument else []

    def _enter(self, word: str, group: TyperGroup) -> None:
        command = group.commands[word]
        if isinstance(command, TyperGroup | TyperCommand):
            self._command = command
        self._path.append(word)
        self._arguments = 0

    def _taking_value(self, name: str) -> TyperOption | None:
        for option in self._command.params:
            if isinstance(option, TyperOption) and name in option.opts:
                return None if option.is_flag or option.count else option
        return None

    def _argument(self) -> TyperArgument | None:
        """The one that is next; one that takes many takes all the rest."""
        arguments = [one for one in self._command.params if isinstance(one, TyperArgument)]
        passed = arguments[: self._arguments + 1]
        many = next((one for one in passed if one.nargs == -1), None)
        return many or (passed[-1] if len(passed) > self._arguments else None)

    def _options(self) -> Iterator[Pair]:
        for option in self._command.params:
            if isinstance(option, TyperOption) and not option.hidden:
                yield from ((name, option.help or "") for name in option.opts)
        yield _HELP

    def _values(self, parameter: Parameter, last: str) -> list[Pair]:
        metavar, name = parameter.metavar or "", parameter.name or ""
        of_command = f"{' '.join(self._path)}.{name}"
        found = values(of_command, metavar, self._before) or values(name, metavar, self._before)
        if name != "tools":
            return found
        begun, comma, _ = last.rpartition(",")
        return [(begun + comma + value, about) for value, about in found]


def _commands(group: TyperGroup) -> Iterator[Pair]:
    for name, command in group.commands.items():
        if not command.hidden:
            yield name, command.get_short_help_str(limit=80)


def _fits(value: str, last: str) -> bool:
    return value.lower().startswith(last.lower())


def _unquoted(word: str) -> str:
    """Read a word as a shell would, be its quotes closed or not."""
    for end in ("", "'", '"'):
        lexer = shlex.shlex(word + end, posix=True)
        lexer.whitespace, lexer.commenters, lexer.whitespace_split = "", "", True
        with contextlib.suppress(ValueError):
            return lexer.get_token() or ""
    return word
