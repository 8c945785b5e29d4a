from __future__ import annotations

import struct
import wave
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from grokvoice.adapters.microphone import unheard
from grokvoice.adapters.wavfile import (
    WavMicrophone,
    WavSink,
    WavSource,
    WavSpeaker,
    write_wav,
)
from grokvoice.audio.envelope import EDGE_FRAMES
from grokvoice.audio.pcm import Samples
from grokvoice.audio.wav_header import wav_header
from grokvoice.errors import UsageError

if TYPE_CHECKING:
    from tests.adapters.conftest import ManualClock


def frames_in(path: Path) -> list[int]:
    with wave.open(str(path)) as file:
        frames = file.readframes(file.getnframes())
    return [int(sample) for sample in np.frombuffer(frames, np.int16)]


def test_a_file_is_read_back_frame_by_frame(
    tmp_path: Path, sound: Callable[[int], Samples]
) -> None:
    write_wav(tmp_path / "in.wav", sound(30_000).tobytes())

    source = WavSource(tmp_path / "in.wav")
    blocks = [source.read(480) for _ in range(64)]

    assert np.concatenate(blocks).tolist() == sound(30_000).tolist()
    assert [len(block) for block in blocks[-2:]] == [30_000 % 480, 0]


def test_a_file_has_ended_with_its_last_frame(
    tmp_path: Path, sound: Callable[[int], Samples]
) -> None:
    write_wav(tmp_path / "in.wav", sound(960).tobytes())
    source = WavSource(tmp_path / "in.wav")

    ends = [(len(source.read(480)), source.has_ended) for _ in range(3)]

    assert ends == [(480, False), (480, True), (0, True)]


def test_any_rate_and_any_channels_come_to_24_khz_mono(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "in.wav"), "wb") as file:
        file.setparams((2, 2, 48_000, 0, "NONE", ""))
        file.writeframes(np.full(2 * 48_000, 5000, np.int16).tobytes())
    source = WavSource(tmp_path / "in.wav")

    heard = source.read(100_000)

    assert len(heard) == 24_000
    assert np.abs(heard[1000:-1000] - 5000).max() <= 2


def test_a_file_that_was_cut_off_is_read_up_to_its_last_whole_frame(tmp_path: Path) -> None:
    (tmp_path / "in.wav").write_bytes(wav_header(1000) + b"\1\0\2\0\3")
    source = WavSource(tmp_path / "in.wav")

    assert source.read(480).tolist() == [1, 2]
    assert source.read(480).tolist() == []


def test_what_follows_the_sound_is_not_played(tmp_path: Path) -> None:
    (tmp_path / "in.wav").write_bytes(wav_header(4) + b"\1\0\2\0" + b"LIST" + bytes(8))
    source = WavSource(tmp_path / "in.wav")

    assert source.read(480).tolist() == [1, 2]


def test_a_closed_source_gives_only_what_it_had_read(
    tmp_path: Path, sound: Callable[[int], Samples]
) -> None:
    write_wav(tmp_path / "in.wav", sound(100_000).tobytes())
    source = WavSource(tmp_path / "in.wav")

    source.close()
    source.close()

    assert 0 < len(source.read(100_000)) < 100_000


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        WavSource(tmp_path / "no.wav")

    assert str(refused.value) == f"Cannot read {tmp_path}/no.wav: No such file or directory."


def test_a_file_that_is_no_wav_is_named_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(b"ID3\4" + bytes(100))

    with pytest.raises(UsageError) as refused:
        WavSource(path)

    assert str(refused.value) == (
        f"Cannot use {path}: it is not a WAV file. "
        f"Convert it: ffmpeg -i {path} -ar 24000 -ac 1 song_24k.wav"
    )


def test_a_file_without_sound_is_refused(tmp_path: Path) -> None:
    write_wav(tmp_path / "empty.wav", b"")

    with pytest.raises(UsageError, match=r"empty\.wav: it holds no sound"):
        WavSource(tmp_path / "empty.wav")


def test_a_growing_file_is_valid_after_each_second(tmp_path: Path) -> None:
    sink = WavSink(tmp_path / "out.wav")

    sizes = [len(frames_in(tmp_path / "out.wav"))]
    for _ in range(5):
        sink.write(bytes(24_000))
        sizes.append(len(frames_in(tmp_path / "out.wav")))
    sink.close()
    sink.close()
    sizes.append(len(frames_in(tmp_path / "out.wav")))

    assert sizes == [0, 0, 24_000, 24_000, 48_000, 48_000, 60_000]


def test_a_file_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        WavSink(tmp_path / "no" / "out.wav")

    assert str(refused.value) == f"Cannot write {tmp_path}/no/out.wav: No such file or directory."


def test_a_whole_file_is_written_at_once(tmp_path: Path) -> None:
    write_wav(tmp_path / "out.wav", struct.pack("<3h", 1, 2, 3))

    assert frames_in(tmp_path / "out.wav") == [1, 2, 3]


def test_a_wav_microphone_says_its_file_and_then_is_silent(
    tmp_path: Path, clock: ManualClock, sound: Callable[[int], Samples]
) -> None:
    write_wav(tmp_path / "in.wav", sound(500).tobytes())
    microphone = WavMicrophone(tmp_path / "in.wav", clock)
    microphone.start(unheard)

    clock.tick(3)

    assert (microphone.name, microphone.at_end) == ("in.wav", True)
    assert microphone.read().tolist() == [*sound(500), *[0] * (3 * 480 - 500)]
    microphone.stop()


def test_a_wav_speaker_keeps_sound_and_silence(
    tmp_path: Path, clock: ManualClock, sound: Callable[[int], Samples]
) -> None:
    speaker = WavSpeaker(tmp_path / "out.wav", clock)
    speaker.start(unheard)

    clock.tick()
    speaker.play(sound(480).tobytes())
    speaker.finish()
    clock.tick(2)
    speaker.stop()

    heard = frames_in(tmp_path / "out.wav")
    assert speaker.name == "out.wav"
    assert heard[480 + EDGE_FRAMES : 960] == sound(480)[EDGE_FRAMES:].tolist()
    assert (len(heard), any(heard[:480])) == (3 * 480, False)
