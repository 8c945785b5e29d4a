from dataclasses import replace

import pytest

from grokvoice.app.doctor.judgement.finding import State
from grokvoice.app.doctor.judgement.listening import (
    Gaps,
    Heard,
    Listening,
    judge_echo,
    judge_gaps,
    judge_listening,
    judge_stuck_speaker,
)
from grokvoice.audio.room_sound import RoomSound

ROOM = RoomSound(peak_dbfs=-41.4, rms_dbfs=-55.0, floor_dbfs=-62.0, clipped=4, is_zero=False)
ZEROS = RoomSound(-90.0, -90.0, -90.0, 0, is_zero=True)
HEARD = Heard(delay_ms=81.26, gain_db=-20.0, removed_db=31.4)


@pytest.mark.parametrize(
    ("room", "is_deaf", "state", "remedy"),
    [
        (ROOM, False, "ok", ""),
        (replace(ROOM, clipped=5), False, "warn", "It is overdriven"),
        (replace(ROOM, peak_dbfs=-76.0), False, "warn", "It is very faint"),
        (replace(ROOM, floor_dbfs=-39.0), False, "warn", "The room is loud"),
        (ZEROS, False, "ok", ""),
        (ZEROS, True, "fail", "press the switch"),
    ],
)
def test_a_level_is_judged(room: RoomSound, is_deaf: bool, state: State, remedy: str) -> None:
    found = judge_listening(Listening(room, 2.0, is_deaf), "press the switch")

    assert found.state == state
    assert found.remedy.startswith(remedy)
    assert bool(found.remedy) == bool(remedy)
    assert found.measured["all_zero"] is is_deaf


def test_a_level_is_told_in_figures() -> None:
    found = judge_listening(Listening(ROOM, 2.0, is_deaf=False), "")

    assert found.text == "Peak -41 dBFS, mean -55, quietest -62 in 2.0 s"
    assert found.measured["peak_dbfs"] == -41.4


@pytest.mark.parametrize(
    ("seconds", "is_deaf", "has_stopped"), [(0.0, True, False), (1.2, False, True)]
)
def test_a_microphone_that_stops_is_a_failure(
    seconds: float, is_deaf: bool, has_stopped: bool
) -> None:
    found = judge_listening(Listening(ROOM, seconds, is_deaf, has_stopped), "press the switch")

    assert found.state == "fail"
    assert found.text == f"It gives no sound any more, after {seconds} s of it"


def test_a_speaker_that_is_stuck_is_a_failure() -> None:
    assert judge_stuck_speaker().state == "fail"


def test_no_microphone_has_no_level() -> None:
    assert judge_listening(None, "").state == "skipped"


@pytest.mark.parametrize(
    ("heard", "state", "text", "remedy"),
    [
        (HEARD, "ok", "Heard 81 ms later at -20 dB; 31 dB of it are removed", ""),
        (replace(HEARD, removed_db=None), "ok", "too soft to be a trouble", ""),
        (replace(HEARD, removed_db=15.0), "ok", "15 dB", ""),
        (replace(HEARD, removed_db=14.0), "warn", "14 dB", "Grok may interrupt itself"),
        (replace(HEARD, removed_db=5.0), "warn", "5 dB", "It is not cancelled here"),
        (replace(HEARD, delay_ms=451.0), "warn", "451 ms", "It comes too late"),
        (None, "ok", "as with headphones", "If you heard no chirps either"),
    ],
)
def test_an_echo_is_judged_by_what_is_left_of_it(
    heard: Heard | None, state: State, text: str, remedy: str
) -> None:
    found = judge_echo(heard, "")

    assert found.state == state
    assert text in found.text
    assert found.remedy.startswith(remedy)
    assert found.measured["is_heard"] is (heard is not None)


def test_without_a_sound_there_is_no_echo() -> None:
    assert judge_echo(None, "Needs a speaker").state == "skipped"


@pytest.mark.parametrize(
    ("gaps", "state", "text"),
    [
        (Gaps(4.0, 0, 0, 0, 0), "ok", "None in 4.0 s of sound"),
        (Gaps(4.0, 1, 2, 3, 4), "warn", "10 in 4.0 s of sound (speaker 3, microphone 7)"),
        (None, "skipped", "Nothing was played or recorded"),
    ],
)
def test_gaps_are_counted(gaps: Gaps | None, state: State, text: str) -> None:
    found = judge_gaps(gaps)

    assert (found.state, found.text) == (state, text)
