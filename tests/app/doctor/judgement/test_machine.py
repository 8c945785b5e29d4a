from dataclasses import replace

import pytest

from grokvoice.app.doctor.judgement.finding import State
from grokvoice.app.doctor.judgement.machine import (
    ConfigFiles,
    DataFolder,
    Extras,
    Program,
    judge_data_folder,
    judge_mcp,
    judge_program,
    judge_settings,
    judge_simulator,
)

PROGRAM = Program("3.11.7", "0.1", "Linux 6 x86_64", {"numpy": "2.0", "soxr": "0.5"})
EXTRAS = Extras("espeak-ng", (), "2.3", 2)
FOLDER = DataFolder("/d", is_writable=True, is_exposed=False, free_bytes=2_500_000_000)


def test_what_runs_is_told() -> None:
    found = judge_program(PROGRAM)

    assert (found.state, found.remedy) == ("ok", "")
    assert found.text == "Python 3.11.7, grokvoice 0.1, Linux 6 x86_64"
    assert found.measured["packages"] == {"numpy": "2.0", "soxr": "0.5"}


@pytest.mark.parametrize(
    ("packages", "end"),
    [
        ({"numpy": "2.0", "soxr": None}, "soxr is missing"),
        ({"numpy": None, "soxr": None}, "numpy, soxr are missing"),
    ],
)
def test_a_package_that_is_missing_is_a_failure(packages: dict[str, str | None], end: str) -> None:
    found = judge_program(replace(PROGRAM, packages=packages))

    assert found.state == "fail"
    assert found.text.endswith(end)
    assert found.remedy.startswith("pip install --force-reinstall ")


@pytest.mark.parametrize(
    ("files", "state", "text", "remedy"),
    [
        (ConfigFiles("/c.toml", is_there=True), "ok", "/c.toml is read", ""),
        (ConfigFiles("/c.toml", is_there=False), "ok", "No config file; it would be /c.toml", ""),
        (ConfigFiles("", is_there=False), "ok", "No home folder, so no config file", ""),
        (
            ConfigFiles("/c.toml", is_there=True, problem="voise in /c.toml is unknown"),
            "fail",
            "Voise in /c.toml is unknown",
            "Correct it there",
        ),
        (
            ConfigFiles("/c.toml", is_there=False, exposed=".env"),
            "warn",
            "Others on this machine can read the key in .env",
            "chmod 600 .env",
        ),
    ],
)
def test_settings_are_judged(files: ConfigFiles, state: State, text: str, remedy: str) -> None:
    found = judge_settings(files)

    assert (found.state, found.text, found.remedy) == (state, text, remedy)


@pytest.mark.parametrize(
    ("folder", "state", "text", "remedy"),
    [
        (FOLDER, "ok", "/d, 2.5 GB free", ""),
        (replace(FOLDER, free_bytes=None), "ok", "/d", ""),
        (replace(FOLDER, free_bytes=150_000_000), "ok", "/d, 150 MB free", ""),
        (
            replace(FOLDER, free_bytes=9_000_000),
            "warn",
            "Only 9 MB free where /d lies",
            "Make room",
        ),
        (
            replace(FOLDER, is_exposed=True),
            "warn",
            "Others on this machine can look into /d",
            "chmod",
        ),
        (replace(FOLDER, is_writable=False), "fail", "/d cannot be written to", "Make it writable"),
        (DataFolder(""), "warn", "No home folder: conversations are not kept", "Set HOME"),
    ],
)
def test_the_data_folder_is_judged(
    folder: DataFolder, state: State, text: str, remedy: str
) -> None:
    found = judge_data_folder(folder)

    assert (found.state, found.text) == (state, text)
    assert found.remedy.startswith(remedy)
    assert bool(found.remedy) == bool(remedy)


@pytest.mark.parametrize(
    ("lacks", "is_wanted", "state", "remedy"),
    [
        ((), True, "ok", ""),
        ((), False, "ok", ""),
        (("no ears", "no mouth"), True, "warn", "pip install 'grokvoice[local]'"),
        (("no ears", "no mouth"), False, "skipped", "pip install 'grokvoice[local]'"),
    ],
)
def test_the_simulator_may_manage_with_less(
    lacks: tuple[str, ...], is_wanted: bool, state: State, remedy: str
) -> None:
    found = judge_simulator(replace(EXTRAS, lacks=lacks), is_wanted=is_wanted)

    assert (found.state, found.remedy) == (state, remedy)
    assert found.measured["lacks"] == ("; ".join(lacks) or None)


@pytest.mark.parametrize(
    ("version", "servers", "state"),
    [("2.3", 0, "ok"), ("2.3", 1, "ok"), (None, 0, "skipped"), (None, 1, "fail")],
)
def test_mcp_matters_where_servers_are_configured(
    version: str | None, servers: int, state: State
) -> None:
    found = judge_mcp(replace(EXTRAS, mcp_version=version, mcp_servers=servers))

    assert found.state == state
    assert ("grokvoice[mcp]" in found.remedy) == (state == "fail")
