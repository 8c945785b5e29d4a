"""A Python file of the user's as a set of tools: all its functions but those that begin with _.

The file is the user's own code and runs with the user's rights. It is therefore read once, from a
descriptor whose owner and mode were looked at, and only if it was named: nothing is searched for,
and its folder is not put on the import path (faults T13, T14).
"""

import inspect
import logging
import os
import stat
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final, TextIO
from zlib import crc32

from grokvoice.errors import UsageError
from grokvoice.tools.declaring import declaration_of
from grokvoice.tools.functions import Function, function_from

logger = logging.getLogger(__name__)

_MODULE: Final = "grokvoice_tools_"
_ROOT: Final = 0


def load_functions(path: Path) -> tuple[Function, ...]:
    """Run a file and return its tools, in the order of the file.

    Raises:
        UsageError: the file cannot be read or is not to be trusted, does not run, or holds no
            function, or one that is no tool; the message begins with file and line.
    """
    module = _run(path)
    own = [one for name, one in vars(module).items() if _is_tool(name, one, module)]
    functions = tuple(function_from(one) for one in dict.fromkeys(own))
    if not functions:
        raise UsageError(f"{path}: there is no function in it whose name does not begin with _.")
    return functions


def _is_tool(name: str, value: object, module: ModuleType) -> bool:
    if not inspect.isfunction(value) or value.__module__ != module.__name__:
        return False
    return not name.startswith("_") or declaration_of(value) is not None


def _run(path: Path) -> ModuleType:
    code = _compile(path, _read(path))
    module = ModuleType(f"{_MODULE}{path.stem}_{crc32(str(path).encode()):08x}")
    module.__file__ = str(path)
    vars(module)["print"] = _printer(path)
    sys.modules[module.__name__] = module  # where dataclasses look up their annotations
    try:
        # Standard output carries the talk's result; what the file says goes beside it.
        with redirect_stdout(sys.stderr):
            exec(code, vars(module))  # noqa: S102 - to run the file is what the user asked for
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # whatever a file of the user's may raise, SystemExit too
        del sys.modules[module.__name__]
        place = f"{path}:{_line_of(problem, path)}"
        raise UsageError(f"{place}: {type(problem).__name__}: {problem}") from problem
    return module


def _printer(path: Path) -> Callable[..., None]:
    """Make the file's own `print`: standard output and the screen belong to the talk."""

    def to_log(*values: object, file: TextIO | None = None, **style: str) -> None:
        if file is not None:
            print(*values, file=file, **style)  # type: ignore[call-overload]
        else:
            logger.info("%s: %s", path.name, (style.get("sep") or " ").join(map(str, values)))

    return to_log


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            _check_trust(path, os.fstat(file.fileno()))
            return file.read()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}.") from error


def _check_trust(path: Path, status: os.stat_result) -> None:
    """Refuse a file that somebody else could have written."""
    if not stat.S_ISREG(status.st_mode):
        raise UsageError(f"{path}: is no file.")
    if os.name != "posix":
        return  # Windows says neither owner nor mode here
    if status.st_uid not in {os.geteuid(), _ROOT}:
        raise UsageError(f"{path}: belongs to another user; copy it to run it as your own.")
    if status.st_mode & stat.S_IWOTH:
        raise UsageError(f"{path}: anybody may write to it; chmod o-w makes it yours alone.")


def _compile(path: Path, source: bytes) -> CodeType:
    try:
        return compile(source, str(path), "exec")
    except SyntaxError as problem:
        raise UsageError(f"{path}:{problem.lineno or 1}: SyntaxError: {problem.msg}") from problem


def _line_of(problem: BaseException, path: Path) -> int:
    """Return the last line of the file on the way to a problem."""
    frames = traceback.extract_tb(problem.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    return next((line for line in reversed(lines) if line), 1)
