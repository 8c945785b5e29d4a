from collections.abc import Callable

import pytest

from grokvoice.protocol.client_events import InputAudioAppend, ResponseCreate, SessionUpdate
from grokvoice.protocol.conversation_events import IdleTimeoutTriggered
from grokvoice.protocol.settings import SessionSettings, TurnDetection
from grokvoice.simulator.rehearsal import Rehearsal

Rehearse = Callable[..., Rehearsal]


def patient(rehearsal: Rehearsal, idle_timeout_ms: int | None) -> Rehearsal:
    detection = TurnDetection(type="server_vad", idle_timeout_ms=idle_timeout_ms)
    rehearsal.receive(SessionUpdate(session=SessionSettings(turn_detection=detection)))
    rehearsal.run_until(1.0)
    return rehearsal


def check_ins(rehearsal: Rehearsal) -> list[float]:
    return [one.at for one in rehearsal.sent if isinstance(one.event, IdleTimeoutTriggered)]


def test_the_server_checks_in_after_each_reply_until_somebody_speaks(
    rehearse: Rehearse, loud: Callable[[int], InputAudioAppend]
) -> None:
    rehearsal = patient(rehearse("Hello there!"), 5000)
    rehearsal.receive(ResponseCreate())

    rehearsal.run_until(16.0)
    first, second = check_ins(rehearsal)
    rehearsal.receive(loud(300))
    rehearsal.run_until(60.0)

    heard_after = 0.5 + 0.72
    assert first == 1.0 + heard_after + 5.0
    assert second == first + heard_after + 5.0
    assert check_ins(rehearsal) == [first, second]


def test_a_check_in_tells_which_silence_it_means(
    rehearse: Rehearse, quiet: Callable[[int], InputAudioAppend]
) -> None:
    rehearsal = patient(rehearse("Hello there!"), 5000)
    rehearsal.receive(quiet(8000), ResponseCreate())

    rehearsal.run_until(9.0)

    (event,) = [s.event for s in rehearsal.sent if isinstance(s.event, IdleTimeoutTriggered)]
    assert isinstance(event.audio_end_ms, int)
    assert event.audio_end_ms == pytest.approx(8000, abs=64)
    assert event.audio_start_ms == event.audio_end_ms - 5000


def test_nobody_checks_in_unless_asked_to(rehearse: Rehearse) -> None:
    rehearsal = patient(rehearse(), None)
    rehearsal.receive(ResponseCreate())

    rehearsal.run_until(60.0)

    assert check_ins(rehearsal) == []


def test_nobody_checks_in_while_a_reply_runs(rehearse: Rehearse) -> None:
    rehearsal = patient(rehearse("Hello there!"), 1000)
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(3.0)

    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(3.4)

    assert check_ins(rehearsal) == []
