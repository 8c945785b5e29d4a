from dataclasses import replace

import pytest

from grokvoice.adapters.devices import DeviceInfo
from grokvoice.cli.devices import json_row, names, rows, show

HEADSET = DeviceInfo(
    index=2,
    name="USB Headset\x1b[2J",
    host_api="ALSA",
    input_channels=1,
    output_channels=2,
    rate_hz=48_000,
    is_default_input=True,
    is_default_output=False,
)
SCREEN = DeviceInfo(
    index=10,
    name="Screen",
    host_api="ALSA",
    input_channels=0,
    output_channels=8,
    rate_hz=44_100,
    is_default_input=False,
    is_default_output=True,
)


def test_a_device_is_a_row_with_its_channels_and_rate_and_the_defaults_marked() -> None:
    assert rows([HEADSET, SCREEN]) == [
        "  #  mic     speaker   rate  name",
        "  2  1 ch*   2 ch     48000  USB Headset\\x1b[2J (ALSA)",
        " 10  -       8 ch*    44100  Screen (ALSA)",
    ]


def test_no_device_is_no_row() -> None:
    assert rows([]) == []


def test_a_device_is_an_object_on_one_line() -> None:
    assert json_row(SCREEN) == (
        '{"index": 10, "name": "Screen", "host_api": "ALSA", "input_channels": 0, '
        '"output_channels": 8, "rate_hz": 44100, "is_default_input": false, '
        '"is_default_output": true}'
    )


def test_devices_go_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    show([HEADSET, SCREEN], as_json=False)
    show([HEADSET, SCREEN], as_json=True)

    lines = [*rows([HEADSET, SCREEN]), json_row(HEADSET), json_row(SCREEN)]
    assert capsys.readouterr() == ("\n".join(lines) + "\n", "")


def test_that_there_is_no_device_is_told_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    show([], as_json=False)

    assert capsys.readouterr() == ("", "grokvoice: there is no sound card, or no sound server.\n")


def test_a_card_is_known_by_its_name_and_its_host_api_too_where_that_is_not_enough() -> None:
    twin = replace(SCREEN, host_api="OSS")

    assert names([HEADSET, SCREEN], "speaker") == [HEADSET.name, "Screen"]
    assert names([HEADSET, SCREEN, twin], "speaker") == [
        HEADSET.name,
        "Screen, ALSA",
        "Screen, OSS",
    ]
    assert names([HEADSET, SCREEN], "microphone") == [HEADSET.name]
