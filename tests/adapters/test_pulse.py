import os
import sys
from pathlib import Path

import pytest

from grokvoice.adapters.pulse import Recording, Row, Source, own_recording

US = 1234

needs_a_shell = pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")


def output(source: int, process: int = US) -> Row:
    return {"source": source, "properties": {"application.process.id": str(process)}}


def source(index: int, name: str, **properties: str) -> Row:
    named = {key.replace("_", "."): value for key, value in properties.items()}
    return {"index": index, "name": name, "properties": named}


class Server:
    """A sound server that answers what the test lets it, and counts the questions."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {
            "source-outputs": [{"source": 9}, output(9, process=1), output(2)],
            "sources": [
                source(1, "spk.monitor", device_class="monitor"),
                source(2, "usb", device_class="sound", device_bus="usb"),
                source(3, "bluez_input.headset", device_bus="bluetooth"),
            ],
        }
        self.asked: list[str] = []

    def __call__(self, what: str) -> list[Row]:
        self.asked.append(what)
        return self.rows[what]


def test_the_source_of_our_own_recording_is_told() -> None:
    assert Recording(Server(), US).source() == Source("usb")


def test_a_source_is_told_as_the_sound_settings_have_it() -> None:
    server = Server()
    described = {"description": "USB Microphone", "mute": True}
    server.rows["sources"] = [row | described for row in map(dict, server.rows["sources"])]

    assert Recording(server, US).source() == Source(
        "usb", description="USB Microphone", is_muted=True
    )


def test_a_recording_that_was_moved_to_a_monitor_is_noticed() -> None:
    server = Server()
    recording = Recording(server, US)
    recording.source()

    server.rows["source-outputs"] = [output(1)]

    assert recording.source() == Source("spk.monitor", is_monitor=True)


def test_a_headset_s_microphone_is_told_as_such() -> None:
    server = Server()
    server.rows["source-outputs"] = [output(3)]

    assert Recording(server, US).source() == Source("bluez_input.headset", is_bluetooth=True)


def test_a_recording_that_stays_where_it_is_costs_one_question() -> None:
    server = Server()
    recording = Recording(server, US)

    for _ in range(3):
        recording.source()

    assert server.asked == ["source-outputs", "sources", "source-outputs", "source-outputs"]


@pytest.mark.parametrize("outputs", [[], [output(2, process=1)], [{}], [output(7)]])
def test_a_recording_that_is_not_listed_comes_from_nowhere(outputs: list[Row]) -> None:
    server = Server()
    server.rows["source-outputs"] = outputs

    assert Recording(server, US).source() is None


def pactl(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program called pactl in place of the system's."""
    program = folder / "pactl"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/bin{os.pathsep}/usr/bin")
    monkeypatch.delenv("PULSE_SOURCE", raising=False)


@needs_a_shell
def test_the_system_s_program_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = f'[{{"source": 4, "properties": {{"application.process.id": "{os.getpid()}"}}}}]'
    sources = '[{"index": 4, "name": "usb", "properties": {}}]'
    script = f"[ \"$*\" = '--format=json list sources' ] && echo '{sources}' || echo '{outputs}'"
    pactl(tmp_path, script, monkeypatch)

    recording = own_recording()

    assert recording is not None
    assert recording.source() == Source("usb")


@needs_a_shell
@pytest.mark.parametrize("script", ["exit 1", "echo nonsense", "echo 5", "echo '[5]'"])
def test_a_program_that_does_not_say_is_no_error(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pactl(tmp_path, script, monkeypatch)

    recording = own_recording()

    assert recording is not None
    assert recording.source() is None


def test_without_the_program_nothing_can_be_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert own_recording() is None


@needs_a_shell
def test_a_source_that_was_named_is_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pactl(tmp_path, "exit 0", monkeypatch)
    monkeypatch.setenv("PULSE_SOURCE", "spk.monitor")

    assert own_recording() is None


@needs_a_shell
def test_the_program_that_is_asked_knows_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pactl(tmp_path, f"env > {tmp_path}/environment; exit 1", monkeypatch)
    monkeypatch.setenv("XAI_API_KEY", "xai-secret")
    monkeypatch.setenv("PULSE_SERVER", "unix:/there")

    recording = own_recording()

    assert recording is not None
    assert recording.source() is None
    known = (tmp_path / "environment").read_text()
    assert "xai-secret" not in known
    assert "PULSE_SERVER=unix:/there" in known
