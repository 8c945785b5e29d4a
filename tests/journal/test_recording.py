import errno
import os
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from grokvoice.audio.pcm import Samples
from grokvoice.journal.line_file import FileCalls
from grokvoice.journal.recording import Recording
from grokvoice.session.updates import Notice, SessionEnded

BEGAN = 100.0
PATIENCE_S = 5
PIECE = 12_000
"""Frames of half a second, of which as many tell where a sound belongs."""


def tone(frames: int, value: int) -> Samples:
    return np.full(frames, value, np.int16)


def channels(path: Path) -> NDArray[np.int16]:
    """Read a recording as any player would: shape (frames, 2)."""
    with wave.open(str(path)) as file:
        assert file.getparams()[:3] == (2, 2, 24_000)
        pcm = file.readframes(file.getnframes())
    return np.frombuffer(pcm, "<i2").reshape(-1, 2)


class Disk:
    """Full until there is room; can be waited for."""

    def __init__(self) -> None:
        self.is_full = False
        self.wrote = threading.Semaphore(0)
        self.refused = threading.Semaphore(0)
        self.hangs: threading.Event | None = None

    def write(self, fd: int, data: bytes) -> int:
        if self.hangs:
            self.hangs.wait(PATIENCE_S)
        if self.is_full:
            self.refused.release()
            raise OSError(errno.ENOSPC, "No space left on device")
        written = os.write(fd, data)
        self.wrote.release()
        return written

    @property
    def calls(self) -> FileCalls:
        return FileCalls(write=self.write)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where no file and no folder is yet."""
    return tmp_path / "recordings" / "talk.wav"


def told(recording: Recording) -> Iterator[str]:
    return (notice.code for notice in recording.take_notices())


def test_you_are_on_the_left_and_grok_is_on_the_right_from_the_beginning_on(path: Path) -> None:
    recording = Recording(path)
    recording.begin(BEGAN)

    recording.hear(tone(24, 1), until_s=BEGAN + 0.002)
    recording.play(tone(24, 2), at_s=BEGAN + 0.002)
    recording.close()

    left, right = channels(path).T.tolist()
    assert left == [0] * 24 + [1] * 24 + [0] * 24
    assert right == [0] * 48 + [2] * 24


def test_a_buffer_may_be_used_again_once_it_was_played(path: Path) -> None:
    recording = Recording(path)
    recording.begin(BEGAN)
    buffer = tone(24, 2)

    recording.play(buffer, at_s=BEGAN)
    buffer.fill(9)
    recording.close()

    assert channels(path).T.tolist() == [[0] * 24, [2] * 24]


def test_sound_is_on_the_disk_while_the_talk_goes_on(path: Path) -> None:
    disk = Disk()
    recording = Recording(path, lambda: BEGAN, disk.calls, every_s=0.001)
    recording.begin(BEGAN)

    recording.hear(tone(PIECE, 1), until_s=BEGAN + 0.5)
    recording.play(tone(PIECE, 2), at_s=BEGAN)
    for _ in range(3):  # the header, the sound, the header again
        assert disk.wrote.acquire(timeout=PATIENCE_S)

    assert channels(path).tolist() == [[1, 2]] * PIECE
    recording.close()


def test_a_full_disk_is_told_once_and_what_it_did_not_take_is_silence(path: Path) -> None:
    disk = Disk()
    recording = Recording(path, lambda: BEGAN, disk.calls, every_s=0.001)
    recording.begin(BEGAN)
    disk.is_full = True

    for number in range(2):
        recording.hear(tone(PIECE, 1), until_s=BEGAN + 0.5 * (number + 1))
        recording.play(tone(PIECE, 2), at_s=BEGAN + 0.5 * number)
        assert disk.refused.acquire(timeout=PATIENCE_S)
    assert list(told(recording)) == ["recording", "recording-failed"]
    disk.is_full = False
    recording.hear(tone(PIECE, 3), until_s=BEGAN + 1.5)
    recording.play(tone(PIECE, 4), at_s=BEGAN + 1.0)
    recording.close()

    assert channels(path).tolist() == [[0, 0]] * 2 * PIECE + [[3, 4]] * PIECE
    assert list(told(recording)) == ["recording-back"]
    text = f"The recording has gaps, or lacks its end: {path}"
    assert recording.farewell() == [Notice(code="recorded-in-part", text=text)]


def test_a_disk_that_hangs_holds_nobody_up_longer_than_it_may(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grokvoice.journal.recording._CLOSE_S", 0.01)
    disk = Disk()
    recording = Recording(path, lambda: BEGAN, disk.calls)
    disk.hangs = threading.Event()
    recording.begin(BEGAN)

    recording.play(tone(24, 2), at_s=BEGAN)
    farewell = recording.farewell()
    disk.hangs.set()
    recording.close()

    assert [notice.code for notice in farewell] == ["recorded-in-part"]


def test_where_it_is_is_told_first_and_last(path: Path) -> None:
    recording = Recording(path)
    recording.begin(BEGAN)

    [first] = recording.take_notices()
    recording.show(SessionEnded(exit_code=0, reason="", elapsed_s=1.0, turns=0), 1.0)
    recording.play(tone(24, 2), at_s=BEGAN)
    [last] = recording.farewell()

    assert first == Notice(
        code="recording", text=f"Both sides are recorded in {path}", level="info"
    )
    assert last == Notice(code="recorded", text=f"Recorded in {path}", level="info")
    assert recording.take_notices() == []


def test_a_talk_that_never_began_leaves_no_file(path: Path) -> None:
    recording = Recording(path)

    assert recording.farewell() == []
    recording.close()

    assert list(path.parent.iterdir()) == []


def test_a_file_that_cannot_be_finished_is_told(path: Path) -> None:
    def refuse(_fd: int, _size: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    recording = Recording(path, calls=FileCalls(truncate=refuse))
    recording.begin(BEGAN)

    recording.play(tone(24, 2), at_s=BEGAN)

    assert [notice.code for notice in recording.farewell()] == ["recorded-in-part"]
    assert len(channels(path)) == 24
