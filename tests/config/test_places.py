from pathlib import Path

import pytest

from grokvoice.config.places import cache_folder, config_file, key_file


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"XDG_CONFIG_HOME": "/x", "HOME": "/h"}, "linux", "/x/grokvoice/config.toml"),
        ({"XDG_CONFIG_HOME": "/x", "HOME": "/h"}, "darwin", "/x/grokvoice/config.toml"),
        (
            {"XDG_CONFIG_HOME": "relative", "HOME": "/h"},
            "linux",
            "/h/.config/grokvoice/config.toml",
        ),
        ({"HOME": "/h"}, "freebsd14", "/h/.config/grokvoice/config.toml"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Application Support/grokvoice/config.toml"),
        ({"APPDATA": "/a", "HOME": "/h"}, "win32", "/a/grokvoice/config.toml"),
    ],
)
def test_the_config_file_lies_where_the_platform_keeps_such_files(
    environ: dict[str, str], platform: str, expected: str
) -> None:
    assert config_file(environ, platform) == Path(expected)


def test_without_a_home_there_is_no_config_file() -> None:
    assert config_file({}, "linux") is None


def test_the_users_keys_lie_beside_the_config_file() -> None:
    assert key_file(Path("/x/grokvoice/config.toml")) == Path("/x/grokvoice/.env")


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "win32", "/x/grokvoice"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "linux", "/h/.cache/grokvoice"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Caches/grokvoice"),
        ({"LOCALAPPDATA": "/a", "HOME": "/h"}, "win32", "/a/grokvoice"),
    ],
)
def test_what_may_be_lost_lies_where_the_platform_keeps_such_things(
    environ: dict[str, str], platform: str, expected: str
) -> None:
    assert cache_folder(environ, platform) == Path(expected)


def test_without_a_home_nothing_is_remembered() -> None:
    assert cache_folder({}, "linux") is None
