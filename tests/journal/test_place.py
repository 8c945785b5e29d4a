from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from grokvoice.journal.place import new_id, sessions_folder, started_at

OSLO = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({"HOME": "/home/a"}, "linux", "/home/a/.local/share/grokvoice/sessions"),
        ({"HOME": "/home/a", "XDG_DATA_HOME": "/d"}, "linux", "/d/grokvoice/sessions"),
        (
            {"HOME": "/home/a", "XDG_DATA_HOME": "here"},
            "linux",
            "/home/a/.local/share/grokvoice/sessions",
        ),
        (
            {"HOME": "/Users/a"},
            "darwin",
            "/Users/a/Library/Application Support/grokvoice/sessions",
        ),
        ({"HOME": "/Users/a", "XDG_DATA_HOME": "/d"}, "darwin", "/d/grokvoice/sessions"),
        ({"LOCALAPPDATA": "/Local", "HOME": "/a"}, "win32", "/Local/grokvoice/sessions"),
    ],
)
def test_journals_lie_where_the_platform_keeps_data(
    environ: Mapping[str, str], platform: str, folder: str
) -> None:
    assert sessions_folder(environ, platform) == Path(folder)


def test_without_a_home_there_is_no_place() -> None:
    assert sessions_folder({}, "linux") is None


def test_a_name_holds_the_time_in_utc() -> None:
    started = datetime(2026, 11, 21, 14, 45, 1, tzinfo=OSLO)

    assert new_id(started, 0x7F3A9C) == "20261121-134501-003a9c"


def test_names_sort_by_time_whatever_chance_says() -> None:
    earlier = datetime(2026, 11, 21, 13, 45, 1, tzinfo=UTC)

    assert new_id(earlier, 0xFFFFFF) < new_id(earlier + timedelta(milliseconds=1), 0)


def test_the_time_can_be_read_back() -> None:
    assert started_at("20261121-134501-7f3a9c") == datetime(2026, 11, 21, 13, 45, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["", "notes", "20261121-134501", "20261121-134501-7f3a9c0", "20261321-134501-7f3a9c"]
)
def test_a_name_that_is_not_ours_has_no_time(name: str) -> None:
    assert started_at(name) is None
