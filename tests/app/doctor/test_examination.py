import asyncio
import io
import json
from pathlib import Path
from typing import Any

from grokvoice.app.doctor.doctor import doctor
from grokvoice.app.doctor.examination import Patient, examine
from grokvoice.app.doctor.judgement.finding import NAMES
from grokvoice.config import NoSound, OutputSettings, ServerSettings, Settings, SoundSettings
from grokvoice.ui.streams import Streams

SETTINGS = Settings(
    server=ServerSettings(is_local=True), sound=SoundSettings(mic=NoSound(), speaker=NoSound())
)


def patient(tmp_path: Path, settings: Settings = SETTINGS, **more: Any) -> Patient:
    streams = Streams(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        is_stderr_terminal=more.pop("is_watched", False),
    )
    return Patient(settings=settings, streams=streams, environ={}, data_folder=tmp_path, **more)


def told(stream: Any) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def test_everything_is_examined_and_told(tmp_path: Path) -> None:
    examined = patient(tmp_path)

    exit_code = doctor(examined)

    rows = [line.split() for line in told(examined.streams.stdout).splitlines()]
    assert exit_code == 0
    assert [row[2] for row in rows if row[2:] and row[2] in NAMES] == list(NAMES)
    assert told(examined.streams.stderr) == ""


def test_who_waits_at_a_terminal_is_told_what_is_done(tmp_path: Path) -> None:
    progress: list[str] = []

    asyncio.run(examine(patient(tmp_path), progress.append))

    assert progress == ["connecting to the server"]


def test_a_program_gets_one_document(tmp_path: Path) -> None:
    settings = Settings(
        server=SETTINGS.server, sound=SETTINGS.sound, output=OutputSettings(form="json")
    )
    examined = patient(tmp_path, settings)

    exit_code = doctor(examined)

    document = json.loads(told(examined.streams.stdout))
    assert (document["exit_code"], exit_code) == (0, 0)
    assert [found["name"] for found in document["findings"]] == list(NAMES)


def test_where_settings_cannot_be_read_no_key_is_missed(tmp_path: Path) -> None:
    progress: list[str] = []

    examined = patient(tmp_path, problem="It is broken. Mend it.")
    found = asyncio.run(examine(examined, progress.append))

    by_name = {finding.name: finding for finding in found}
    assert (by_name["settings"].state, by_name["settings"].remedy) == ("fail", "Mend it")
    assert by_name["key"].state == "skipped"
