"""The example of notes: nothing outside of its folder, nothing overwritten."""

import os
from pathlib import Path

import pytest

import grokvoice
from grokvoice.tools.examples import notes
from grokvoice.tools.python_file import load_functions


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder for notes, which does not exist yet."""
    monkeypatch.setenv("GROKVOICE_NOTES", str(tmp_path / "notes"))
    return tmp_path / "notes"


def test_it_loads_as_a_tool_file_in_which_writing_asks() -> None:
    functions = load_functions(Path(notes.__file__))

    assert {one.name for one in functions if one.is_safe} == {
        "list_notes",
        "read_note",
        "search_notes",
    }
    assert {one.name for one in functions if not one.is_safe} == {"write_note", "add_to_note"}


def test_a_note_is_written_found_and_added_to(folder: Path) -> None:
    told = notes.write_note("Shopping list", "Milk\nBread and butter\n\n")
    notes.add_to_note("shopping LIST.", "Coffee")

    assert told == "Written: Shopping list"
    assert notes.list_notes() == ["Shopping list"]
    assert notes.read_note("Shopping list!") == "Milk\nBread and butter\nCoffee\n"
    assert notes.search_notes("BUTTER bread") == ["Shopping list: Bread and butter"]
    assert notes.search_notes("") == []
    assert [path.name for path in folder.iterdir()] == ["Shopping list.txt"]


def test_the_newest_note_is_listed_first(folder: Path) -> None:
    for number, title in enumerate(("old", "new")):
        notes.write_note(title, "x")
        os.utime(folder / f"{title}.txt", (number, number))

    assert notes.list_notes() == ["new", "old"]


def test_a_note_is_not_overwritten(folder: Path) -> None:
    notes.write_note("a", "first")

    with pytest.raises(grokvoice.ToolError, match="There is a note 'a' already"):
        notes.write_note("a", "second")

    assert (folder / "a.txt").read_text() == "first\n"


@pytest.mark.parametrize("title", ["../escape", "/etc/passwd", "..\\..\\x", "a/../../b", "~/x"])
def test_no_title_leads_out_of_the_folder(folder: Path, title: str) -> None:
    notes.write_note(title, "x")

    assert [path.parent for path in folder.parent.rglob("*.txt")] == [folder]


@pytest.mark.parametrize("title", ["", "..", "///", "🙂"])
def test_what_is_no_title_is_told(folder: Path, title: str) -> None:
    with pytest.raises(grokvoice.ToolError, match="is no title"):
        notes.write_note(title, "x")

    assert not folder.exists()


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("hunter2")
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")

    assert notes.list_notes() == []
    with pytest.raises(grokvoice.ToolError, match="There is no note 'link'"):
        notes.read_note("link")


def test_a_long_search_ends(folder: Path) -> None:
    folder.mkdir()
    (folder / "a.txt").write_text("word\n" * 500)

    assert notes.search_notes("word") == ["a: word"] * 20
