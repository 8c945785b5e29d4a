"""The example of the computer: what it tells is true, and what it cannot know it does not say."""

from pathlib import Path

import pytest

import grokvoice
from grokvoice.tools.examples import system
from grokvoice.tools.python_file import load_functions


def test_it_loads_as_a_tool_file_that_never_asks() -> None:
    functions = load_functions(Path(system.__file__))

    assert [(one.name, one.is_safe) for one in functions] == [
        ("computer", True),
        ("disk_space", True),
        ("battery", True),
    ]


def test_the_computer_is_described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 16777216 kB\nMemAvailable: 8388608 kB\n")
    (tmp_path / "uptime").write_text("9000.5 100.0\n")
    monkeypatch.setattr(system, "_MEMORY", tmp_path / "meminfo")
    monkeypatch.setattr(system, "_UPTIME", tmp_path / "uptime")

    told = system.computer()

    assert (told.memory_gib, told.memory_free_gib, told.hours_since_start) == (16.0, 8.0, 2.5)
    assert told.system


def test_what_cannot_be_known_is_left_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_MEMORY", tmp_path / "none")
    monkeypatch.setattr(system, "_UPTIME", tmp_path / "none")

    told = system.computer()

    assert (told.memory_gib, told.hours_since_start) == (None, None)


def test_room_on_a_disk_is_told(tmp_path: Path) -> None:
    disk = system.disk_space(str(tmp_path))

    assert 0 <= disk.free <= disk.total


def test_a_folder_that_does_not_exist_is_told() -> None:
    with pytest.raises(grokvoice.ToolError, match="There is no folder '/no/such'"):
        system.disk_space("/no/such")


def test_a_battery_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "BAT0").mkdir()
    (tmp_path / "BAT0" / "capacity").write_text("81\n")
    (tmp_path / "BAT0" / "status").write_text("Discharging\n")
    monkeypatch.setattr(system, "_POWER", tmp_path)

    assert system.battery() == "81 percent, discharging"


def test_a_computer_without_a_battery_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "_POWER", tmp_path)

    with pytest.raises(grokvoice.ToolError, match="no battery"):
        system.battery()
