import re
import sys
import tomllib
from pathlib import Path

import pytest

from grokvoice.app.doctor.machine import (
    probe_config_files,
    probe_data_folder,
    probe_extras,
    probe_program,
)
from grokvoice.config import Origin, Secret, ServerSettings, Settings, Source

ROOT = Path(__file__).parents[3]

needs_modes = pytest.mark.skipif(sys.platform == "win32", reason="files have no modes there")


def test_everything_that_is_needed_is_installed() -> None:
    program = probe_program()

    assert program.python.startswith(f"{sys.version_info.major}.{sys.version_info.minor}")
    assert None not in program.packages.values()


def test_what_is_needed_is_what_the_project_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    needed = [re.split("[><=]", one)[0] for one in project["dependencies"]]

    assert list(probe_program().packages) == needed


def test_the_config_file_is_looked_for_where_it_is_read(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    before = probe_config_files(Settings(), environ)
    file = tmp_path / "grokvoice" / "config.toml"
    file.parent.mkdir()
    file.touch()

    after = probe_config_files(Settings(), environ, "broken")

    assert (before.path, before.is_there, before.problem) == (str(file), False, "")
    assert (after.is_there, after.problem) == (True, "broken")
    assert probe_config_files(Settings(), {}).path == ""


@needs_modes
@pytest.mark.parametrize(("mode", "is_exposed"), [(0o600, False), (0o640, True), (0o604, True)])
def test_a_key_in_a_dotenv_that_others_can_read_is_seen(
    tmp_path: Path, mode: int, is_exposed: bool
) -> None:
    file = tmp_path / ".env"
    file.touch()
    file.chmod(mode)
    origin = Origin(Source.DOTENV, str(file))

    files = probe_config_files(
        Settings(server=ServerSettings(key=Secret("key"), key_origin=origin)), {}
    )

    assert files.exposed == (str(file) if is_exposed else "")


def test_a_data_folder_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"

    found = probe_data_folder(folder)

    assert (found.path, found.is_writable, found.is_exposed) == (str(folder), True, False)
    assert found.free_bytes
    assert list(tmp_path.iterdir()) == []


@needs_modes
def test_a_data_folder_that_others_can_look_into_is_seen(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    assert probe_data_folder(tmp_path).is_exposed


def test_a_data_folder_that_is_a_file_cannot_be_written_to(tmp_path: Path) -> None:
    file = tmp_path / "sessions"
    file.touch()

    assert not probe_data_folder(file).is_writable


def test_there_may_be_no_home_folder() -> None:
    assert probe_data_folder(None).path == ""


def test_what_is_optional_is_looked_for() -> None:
    extras = probe_extras(Settings())

    assert extras.speech
    assert extras.mcp_servers == 0
    assert all("pip install" not in lack for lack in extras.lacks)
