from pathlib import Path

import pytest

from grokvoice.adapters.wavfile import WavSource, write_wav
from grokvoice.app.soundtrack import Soundtrack
from grokvoice.errors import AudioDeviceError
from tests.app.stage import FakeSpeaker
from tests.virtual_time import run_virtually

SECOND = 24_000


def soundtrack(folder: Path, speaker: FakeSpeaker, seconds: int) -> Soundtrack:
    write_wav(folder / "talk.wav", bytes(2 * SECOND * seconds))
    return Soundtrack(WavSource(folder / "talk.wav"), speaker)


def test_two_seconds_wait_at_the_speaker_and_no_more(tmp_path: Path) -> None:
    speaker = FakeSpeaker(is_prompt=False)
    track = soundtrack(tmp_path, speaker, seconds=10)

    queued = []
    for heard in (0, 0, SECOND, 3 * SECOND):
        speaker.heard = heard
        track.feed()
        queued.append(speaker.queued / SECOND)
    track.close()

    assert queued == [2, 2, 3, 5]
    assert "finish" not in speaker.calls


def test_the_end_of_the_recording_is_no_gap(tmp_path: Path) -> None:
    speaker = FakeSpeaker()
    track = soundtrack(tmp_path, speaker, seconds=1)

    track.feed()
    track.feed()
    track.close()

    assert speaker.queued == SECOND
    assert "finish" in speaker.calls
    assert speaker.calls[-1] == "stop"


def test_it_begins_with_the_second_that_is_heard(tmp_path: Path) -> None:
    track = soundtrack(tmp_path, FakeSpeaker(), seconds=1)

    assert run_virtually(track.begin()) == 1.0
    track.close()


def test_a_speaker_that_plays_nothing_is_given_up(tmp_path: Path) -> None:
    track = soundtrack(tmp_path, FakeSpeaker(is_prompt=False), seconds=1)

    with pytest.raises(AudioDeviceError, match="the speaker test speaker plays nothing"):
        run_virtually(track.begin())
    track.close()
