"""A Python file as a set of tools, and all that may be wrong with it."""

import logging
import os
import sys
from pathlib import Path

import pytest

from grokvoice.errors import UsageError
from grokvoice.tools.python_file import load_functions

WEATHER = '''
from __future__ import annotations
from dataclasses import dataclass
from json import dumps
import grokvoice

@dataclass
class Place:
    """A place."""
    city: str

def _helper():
    return 1

def weather(place: Place) -> str:
    """Tell the weather."""
    print("asked for", place.city, sep="|")
    return f"{place.city} {_helper()}"

again = weather

@grokvoice.tool(safe=True)
def _hidden() -> str:
    """Declared, so it counts."""
    raise grokvoice.StopResponse("x")
'''


def tool_file(folder: Path, text: str, name: str = "tools.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_all_functions_of_a_file_are_tools_but_those_that_begin_with_a_line(
    tmp_path: Path,
) -> None:
    functions = load_functions(tool_file(tmp_path, WEATHER))

    assert [(one.name, one.is_safe) for one in functions] == [("weather", False), ("_hidden", True)]
    assert functions[0].place == f"{tmp_path / 'tools.py'}:15"


def test_what_a_file_prints_goes_to_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    weather, _ = load_functions(tool_file(tmp_path, WEATHER))
    keywords = weather.read({"place": {"city": "Oslo"}})
    assert isinstance(keywords, dict)

    with caplog.at_level(logging.INFO):
        said = weather.call(**keywords)

    assert said == "Oslo 1"
    assert caplog.messages == ["tools.py: asked for|Oslo"]
    assert capsys.readouterr() == ("", "")


def test_a_file_may_still_print_into_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_functions(
        tool_file(
            tmp_path,
            "import sys\nprint('beside', file=sys.stderr, end='!')\nsys.stdout.write('over')\n"
            "def f() -> None:\n    'Do.'\n",
        )
    )

    assert capsys.readouterr() == ("", "beside!over")


def test_two_files_of_one_name_are_two_modules(tmp_path: Path) -> None:
    text = "def {}() -> None:\n    'Do.'\n"
    (tmp_path / "other").mkdir()

    first = load_functions(tool_file(tmp_path, text.format("a")))
    second = load_functions(tool_file(tmp_path / "other", text.format("b")))

    modules = {first[0].call.__module__, second[0].call.__module__}
    assert len(modules) == 2
    assert modules <= sys.modules.keys()


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("x = 1\ndef f(:\n", 2, "SyntaxError: "),
        ("x = 1\n\nimport no_such_module\n", 3, "ModuleNotFoundError: No module named"),
        ("def g():\n    1 / 0\n\ng()\n", 2, "ZeroDivisionError: division by zero"),
        ("import sys\nsys.exit(3)\n", 2, "SystemExit: 3"),
        ("raise BaseException('odd')\n", 1, "BaseException: odd"),
        ("import grokvoice\n@grokvoice.tool(timeout_s=0)\ndef f(): ...\n", 2, "UsageError: "),
        ("import json\njson.loads('{')\n", 2, "JSONDecodeError: "),
        ("x = 1\ndef f(a): \n    'Do.'\n", 2, "f is no tool: a has no annotation"),
        ("x = '\x00'", 1, "SyntaxError: source code string cannot contain null bytes"),
    ],
)
def test_a_bad_file_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, problem: str
) -> None:
    path = tool_file(tmp_path, text)

    with pytest.raises(UsageError) as caught:
        load_functions(path)

    assert str(caught.value).startswith(f"{path}:{line}: {problem}")


def test_a_file_without_functions_is_told(tmp_path: Path) -> None:
    path = tool_file(tmp_path, "from json import dumps\ndef _f(): ...\nclass C: ...\n")

    with pytest.raises(UsageError, match="there is no function in it"):
        load_functions(path)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.py: cannot be read: No such file"):
        load_functions(tmp_path / "none.py")


@pytest.mark.skipif(os.name != "posix", reason="opening a folder is an error of its own there")
def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"(is no file|Is a directory)"):
        load_functions(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="Windows tells neither owner nor mode")
def test_a_file_that_anybody_may_write_is_refused_before_it_runs(tmp_path: Path) -> None:
    path = tool_file(tmp_path, "raise AssertionError\n")
    path.chmod(0o646)

    with pytest.raises(UsageError, match=r"tools\.py: anybody may write to it; chmod o-w"):
        load_functions(path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs to give files away")
def test_a_file_of_another_user_is_refused_before_it_runs(tmp_path: Path) -> None:
    path = tool_file(tmp_path, "raise AssertionError\n")
    os.chown(path, 12345, 12345)

    with pytest.raises(UsageError, match=r"tools\.py: belongs to another user"):
        load_functions(path)


@pytest.mark.skipif(os.name != "posix", reason="there are no pipes in folders")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    writer = os.open(tmp_path / "pipe.py", os.O_RDWR)

    with pytest.raises(UsageError, match="is no file"):
        load_functions(tmp_path / "pipe.py")

    os.close(writer)


def test_a_key_press_while_the_file_runs_ends_the_program(tmp_path: Path) -> None:
    path = tool_file(tmp_path, "raise KeyboardInterrupt\n")

    with pytest.raises(KeyboardInterrupt):
        load_functions(path)


def test_reading_a_file_leaves_nothing_beside_it(tmp_path: Path) -> None:
    load_functions(tool_file(tmp_path, WEATHER))

    assert [path.name for path in tmp_path.iterdir()] == ["tools.py"]
