import asyncio
import contextlib
import io
import json
from pathlib import Path

import numpy as np
import pytest

from grokvoice.adapters.wavfile import WavSource, write_wav
from grokvoice.app.replaying import Wish, show_again, show_file
from grokvoice.app.soundtrack import Soundtrack
from grokvoice.audio.pcm import to_samples
from grokvoice.config.endpoints import WavFile
from grokvoice.errors import AudioDeviceError, UsageError
from grokvoice.session.updates import Notice, Update, UserFinal
from grokvoice.ui.streams import Streams
from tests.app.stage import FakeSpeaker
from tests.virtual_time import run_virtually

HELLO = UserFinal(item_id="u", text="Hello.")
LATER = Notice(code="c", text="t")


class Screen:
    """Remembers when what was drawn."""

    def __init__(self) -> None:
        self.drawn: list[tuple[float, Update, float]] = []
        self.ticks = 0
        self.is_closed = False
        self.is_gone = False

    def show(self, update: Update, at_s: float) -> None:
        if self.is_gone:
            raise BrokenPipeError
        self.drawn.append((asyncio.get_running_loop().time(), update, at_s))

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        assert mic_dbfs == speaker_dbfs == float("-inf")
        self.ticks += 1

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(("speed", "took_s"), [(1.0, 4.0), (4.0, 1.0), (0.5, 8.0)])
def test_updates_come_at_their_time_or_faster_and_bear_their_own(
    speed: float, took_s: float
) -> None:
    screen = Screen()

    run_virtually(show_again([(0.0, HELLO), (4.0, LATER)], screen, speed))

    (began_at, *first), (ended_at, *second) = screen.drawn
    assert ended_at - began_at == pytest.approx(took_s)
    assert (first, second) == ([HELLO, 0.0], [LATER, 4.0])
    assert screen.is_closed


def test_a_live_view_may_draw_while_nothing_happens() -> None:
    screen = Screen()

    run_virtually(show_again([(0.0, HELLO), (1.0, LATER)], screen, 1.0))

    assert 18 <= screen.ticks <= 22


def test_a_view_that_fails_is_closed() -> None:
    screen = Screen()
    screen.is_gone = True

    with pytest.raises(BrokenPipeError):
        run_virtually(show_again([(0.0, HELLO)], screen, 1.0))

    assert screen.is_closed


def test_a_file_is_shown_as_a_talk_is(tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"
    line = {"v": 1, "ts": 3600, "type": "user.final", "item_id": "u", "text": "Hello."}
    file.write_text(json.dumps(line) + "\n")
    streams = Streams(stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO())

    code = show_file(file, streams, Wish(speed=1e9, form="json"))

    assert code == 0
    assert isinstance(streams.stdout, io.StringIO)
    assert json.loads(streams.stdout.getvalue()) == line


def test_a_file_that_holds_nothing_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"
    file.write_text("nothing\n")
    streams = Streams(stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO())

    with pytest.raises(UsageError, match="holds no conversation"):
        show_file(file, streams, Wish(form="plain"))


def recorded(folder: Path, seconds: float = 3.0) -> Path:
    """A recording that says nothing for so long."""
    path = folder / "talk.wav"
    write_wav(path, bytes(int(seconds * 48_000)))
    return path


def test_updates_come_when_their_sound_is_heard(tmp_path: Path) -> None:
    screen, speaker = Screen(), FakeSpeaker()

    async def scene() -> float:
        began_at = asyncio.get_running_loop().time()
        with contextlib.closing(Soundtrack(WavSource(recorded(tmp_path)), speaker)) as soundtrack:
            await show_again([(4.0, LATER)], screen, 1.0, soundtrack)
        return began_at

    began_at = run_virtually(scene())

    [(drawn_at, *_)] = screen.drawn
    assert drawn_at - began_at == pytest.approx(2.0, abs=0.1)  # two seconds were heard at once
    assert speaker.queued == 3 * 24_000


def test_a_recording_that_cannot_be_played_is_told_and_missed(tmp_path: Path) -> None:
    screen, speaker = Screen(), FakeSpeaker(error=AudioDeviceError("there is no card."))

    with contextlib.closing(Soundtrack(WavSource(recorded(tmp_path)), speaker)) as soundtrack:
        run_virtually(show_again([(0.0, HELLO)], screen, 1.0, soundtrack))

    [(_, notice, _), (_, hello, _)] = screen.drawn
    text = "The recording is not played: there is no card."
    assert notice == Notice(code="replay-silent", text=text)
    assert hello == HELLO


def test_a_recording_is_played_on_the_speaker_that_was_named(tmp_path: Path) -> None:
    journal, played = tmp_path / "talk.jsonl", tmp_path / "played.wav"
    line = {"v": 1, "ts": 0.3, "type": "user.final", "item_id": "u", "text": "Hello."}
    journal.write_text(json.dumps(line) + "\n")
    sound = np.arange(1, 4_801, dtype=np.int16)
    write_wav(tmp_path / "talk.wav", sound.tobytes())
    streams = Streams(stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO())

    show_file(journal, streams, Wish(form="plain", speaker=WavFile(played)))

    heard = to_samples(played.read_bytes()[44:])
    begin = int(np.argmax(heard > 2_000))
    assert heard[begin : begin + 2_000].tolist() == sound[2_000:4_000].tolist()
