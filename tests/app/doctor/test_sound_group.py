from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from grokvoice.app.doctor.judgement.finding import Finding
from grokvoice.app.doctor.sound_group import CARDS, HEARD, SOUND, SoundExamination
from grokvoice.config import DeviceNamed, NoSound, SoundSettings

if TYPE_CHECKING:
    from tests.adapters.conftest import FakeLibrary

NO_SOUND = SoundSettings(mic=NoSound(), speaker=NoSound())


def examined(settings: SoundSettings, *, is_silent: bool = False) -> dict[str, Finding]:
    found: dict[str, Finding] = {}

    def report(finding: Finding) -> None:
        found[finding.name] = finding

    examination = SoundExamination(settings, {}, lambda _text: None, is_silent=is_silent)
    asyncio.run(examination.run(report))
    assert set(found) == set(SOUND)
    return found


def test_without_portaudio_all_that_needs_it_is_left_out(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert library.scans  # the fixture's clean thread is used, not its library
    monkeypatch.setitem(sys.modules, "sounddevice", None)

    found = examined(SoundSettings())

    assert found["audio-library"].state == "fail"
    assert {found[name].state for name in SOUND[1:]} == {"skipped"}


def test_nothing_is_opened_where_nothing_may_be_heard(library: FakeLibrary) -> None:
    found = examined(SoundSettings(), is_silent=True)

    assert library.streams == []
    assert found["sound-system"].measured["inputs"] == 1
    assert {found[name].state for name in CARDS + HEARD} == {"skipped"}


def test_a_run_from_file_to_file_opens_no_card(library: FakeLibrary) -> None:
    library.devices.clear()

    found = examined(NO_SOUND)

    assert library.streams == []
    assert {found[name].state for name in SOUND[1:]} == {"skipped"}


def test_a_card_that_is_not_there_is_a_failure(library: FakeLibrary) -> None:
    found = examined(replace(NO_SOUND, mic=DeviceNamed("headset")))

    assert library.streams == []
    assert found["microphone"].state == "fail"
    assert found["microphone"].text.startswith("No microphone is called 'headset'")
    assert found["speaker"].state == found["microphone-level"].state == "skipped"
