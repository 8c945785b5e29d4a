from pathlib import Path

import numpy as np

from grokvoice.adapters.collecting import CollectingSpeaker
from grokvoice.adapters.sinks import NullSink
from grokvoice.adapters.speaker import SpeakerStats
from grokvoice.adapters.wavfile import WavSink


class FullSink(NullSink):
    """Has no room."""

    def write(self, pcm: bytes) -> None:
        raise OSError(28, f"No space left for {len(pcm)} bytes")


def test_replies_are_kept_without_a_pause_between_them(tmp_path: Path) -> None:
    speaker = CollectingSpeaker("out.wav", WavSink(tmp_path / "out.wav"))

    speaker.play(b"\1\0\2\0")
    speaker.finish()
    speaker.play(b"\3\0")
    speaker.stop()

    assert (tmp_path / "out.wav").read_bytes()[44:] == b"\1\0\2\0\3\0"


def test_everything_counts_as_heard_at_once() -> None:
    speaker = CollectingSpeaker("out.wav", NullSink())

    speaker.play(bytes(2000))

    assert (speaker.name, speaker.progress(), speaker.pending_frames) == ("out.wav", (0, 1000), 0)
    assert speaker.stats() == SpeakerStats(1000, 1000, 0, 0, 0, 0)
    assert (speaker.gaps, speaker.played, speaker.is_abandoned) == ((0, 0), None, False)
    speaker.stop()


def test_a_flush_is_complete_at_once_and_takes_nothing_back() -> None:
    speaker, woken = CollectingSpeaker("out.wav", NullSink()), []
    speaker.start(lambda: woken.append(speaker.take_flushed()))
    speaker.play(bytes(2000))

    generation = speaker.flush()
    speaker.play(bytes(600))

    assert (generation, woken, speaker.progress()) == (1, [[(0, 1000)]], (1, 300))
    assert speaker.take_flushed() == []
    speaker.stop()


def test_the_level_is_that_of_what_was_kept() -> None:
    speaker = CollectingSpeaker("out.wav", NullSink())
    before = speaker.level_dbfs

    speaker.play(np.full(480, -32768, np.int16).tobytes())

    assert (before, speaker.level_dbfs) == (-90.0, 0.0)
    speaker.stop()


def test_what_cannot_be_kept_is_a_failure() -> None:
    speaker = CollectingSpeaker("out.wav", FullSink())
    before = speaker.failure

    speaker.play(bytes(2000))
    speaker.stop()

    assert before is None
    assert speaker.failure == "out.wav cannot be written: No space left for 2000 bytes"


def test_a_file_is_never_made_quieter(tmp_path: Path) -> None:
    speaker = CollectingSpeaker("out.wav", WavSink(tmp_path / "out.wav"))

    speaker.duck()
    speaker.play(b"\1\0\2\0")
    speaker.restore()
    speaker.stop()

    assert (tmp_path / "out.wav").read_bytes()[44:] == b"\1\0\2\0"


def test_whoever_overhears_gets_each_reply_as_if_it_had_been_played_when_it_came() -> None:
    clock, overheard = iter([5.0, 5.01, 9.0]), []
    speaker = CollectingSpeaker("none", NullSink(), lambda: next(clock))
    speaker.overhear(lambda samples, at_s: overheard.append((len(samples), at_s)))

    for frames in (2400, 240, 240):
        speaker.play(bytes(2 * frames))
    speaker.stop()

    assert overheard == [(2400, 5.0), (240, 5.1), (240, 9.0)]
