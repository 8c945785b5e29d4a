"""What `--tools` may name."""

from pathlib import Path

import pytest

from grokvoice.errors import UsageError
from grokvoice.tools.python_file import load_functions
from grokvoice.tools.tool_list import BUNDLED, ToolList, read_tool_list


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", ToolList()),
        ("web", ToolList(has_web=True)),
        (" x , web,x", ToolList(has_web=True, has_x=True)),
        ("files:a+b,files:b+c+", ToolList(collections=("a", "b", "c"))),
        ("./a.py,/b/c.py", ToolList(files=(Path("a.py"), Path("/b/c.py")))),
        ("C:\\tools\\a.py", ToolList(files=(Path("C:\\tools\\a.py"),))),
        ("~/a.py", ToolList(files=(Path.home() / "a.py",))),
        ("mcp:notes,mcp:mail", ToolList(servers=("notes", "mail"))),
        ("mcp:https://a.example/mcp", ToolList(urls=("https://a.example/mcp",))),
    ],
)
def test_a_list_is_read(text: str, named: ToolList) -> None:
    assert read_tool_list(text) == named


@pytest.mark.parametrize("word", ["wep", "files", "files:", "mcp", "mcp:", "web:x", "a.txt"])
def test_what_is_no_tool_is_told_with_what_there_is(word: str) -> None:
    with pytest.raises(UsageError, match="is no tool: give web, x, files:ID"):
        read_tool_list(f"web,{word}")


@pytest.mark.parametrize("name", BUNDLED)
def test_files_that_come_with_the_program_have_short_names(name: str) -> None:
    (path,) = read_tool_list(name).files

    assert load_functions(path)


def test_the_home_of_nobody_is_told() -> None:
    with pytest.raises(UsageError, match="home of an unknown user"):
        read_tool_list("~nobody-of-that-name/a.py")
