import asyncio
import wave
from pathlib import Path

import numpy as np
import pytest

import grokvoice
from grokvoice.app.conductor import Conductor
from grokvoice.app.recorder import recorded, recording_in
from grokvoice.audio.pcm import Samples
from grokvoice.errors import UsageError
from grokvoice.session.events import HangUpRequested, UserMuted
from grokvoice.session.updates import SessionStarted
from tests.app.stage import CHUNK, Stage, Switchboard, hold
from tests.app.talks import has, serving
from tests.virtual_time import pass_time

ID = "20261121-134501-7f3a9c"


class Tape:
    """Remembers what it is given."""

    def __init__(self) -> None:
        self.began_at: list[float] = []
        self.heard: list[tuple[int, float]] = []
        self.played: list[tuple[int, float]] = []

    def begin(self, at_s: float) -> None:
        self.began_at.append(at_s)

    def hear(self, samples: Samples, until_s: float) -> None:
        self.heard.append((int(samples.sum()), until_s))

    def play(self, samples: Samples, at_s: float) -> None:
        self.played.append((len(samples), at_s))


def test_both_sides_are_recorded_and_a_closed_microphone_is_silence() -> None:
    tape = Tape()
    stage = Stage(Switchboard(serving()), recorder=tape)

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        assert stage.speaker.listener
        stage.speaker.listener(np.zeros(480, np.int16), 7.0)
        for is_muted in (False, True):
            conductor.tell(UserMuted(is_muted=is_muted))
            await pass_time(0.1)
            stage.microphone.captured_at_s = asyncio.get_running_loop().time()
            stage.microphone.capture()
            await pass_time(0.1)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    [began_at] = tape.began_at
    assert tape.played == [(480, 7.0)]
    spoken, closed = [one for one in tape.heard if one[1] > 0]
    assert (spoken[0], closed[0]) == (CHUNK, 0)
    assert spoken[1] - began_at == pytest.approx(0.1, abs=0.05)
    assert closed[1] - spoken[1] == pytest.approx(0.2)


def test_a_recording_is_named_like_the_conversation(tmp_path: Path) -> None:
    recording = recording_in(tmp_path / "new", ID)
    recording.begin(0.0)
    recording.play(np.ones(240, np.int16), at_s=0.0)
    recording.close()

    with wave.open(str(tmp_path / "new" / f"{ID}.wav")) as file:
        assert file.getnframes() == 240


def test_the_folder_is_told_whole_whatever_the_program_does_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    recording = recording_in(Path("new"), ID)
    recording.close()

    assert recording.path == tmp_path / "new" / f"{ID}.wav"


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(UsageError, match=r"cannot record in .*taken: .*Choose another --record"):
        recording_in(tmp_path / "taken", ID)


def test_a_program_may_record_as_well(tmp_path: Path) -> None:
    async def scene() -> str:
        async with grokvoice.connect(local=True, record=str(tmp_path)) as talk:
            return await talk.ask("Hello.")

    reply = asyncio.run(scene())

    [recording] = tmp_path.glob("*.wav")
    with wave.open(str(recording)) as file:
        assert reply
        assert any(file.readframes(file.getnframes()))


def test_without_a_folder_nothing_is_recorded(tmp_path: Path) -> None:
    with recorded(None) as recorder:
        recorder.play(np.ones(240, np.int16), 0.0)

    assert list(tmp_path.iterdir()) == []
