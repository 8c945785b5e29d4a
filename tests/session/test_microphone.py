import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.protocol.client_events import InputAudioAppend
from grokvoice.session.microphone import MicrophoneGate


def chunk(ms: int = 100, fill: bytes = b"\x01") -> bytes:
    return fill * (ms * 48)


def appended(*chunks: bytes) -> list[InputAudioAppend]:
    return [InputAudioAppend(audio=pcm) for pcm in chunks]


def accounted(gate: MicrophoneGate) -> int:
    kept = gate.acknowledged + gate.in_flight + gate.waiting
    return kept + sum(gate.dropped.values()) + gate.muted


def test_sound_waits_until_the_gate_opens() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    early = gate.push(chunk(fill=b"\x01"), 0.1) + gate.push(chunk(fill=b"\x02"), 0.2)
    waiting = gate.waiting

    assert (early, waiting) == ([], 4800)
    assert gate.open() == appended(chunk(fill=b"\x01"), chunk(fill=b"\x02"))
    assert gate.push(chunk(fill=b"\x03"), 0.3) == appended(chunk(fill=b"\x03"))
    assert (gate.waiting, gate.in_flight, gate.captured) == (0, 7200, 7200)


def test_only_the_newest_sound_is_kept() -> None:
    gate = MicrophoneGate(backlog_s=0.2)
    for number in range(1, 5):
        gate.push(chunk(fill=bytes([number])), number / 10)

    assert gate.open() == appended(chunk(fill=b"\x03"), chunk(fill=b"\x04"))
    assert dict(gate.dropped) == {"overflow": 4800}


def test_muted_sound_goes_nowhere() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.is_muted = True

    assert gate.push(chunk(), 0.1) == []
    assert (gate.muted, gate.in_flight, gate.captured) == (2400, 0, 2400)


def test_a_receipt_moves_frames_from_flight_to_the_other_machine() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(300), 0.3)

    gate.receipt(2400)
    gate.receipt(2400)
    gate.receipt(1200)
    after_two = gate.acknowledged, gate.in_flight
    gate.receipt(99_999)

    assert after_two == (2400, 4800)
    assert (gate.acknowledged, gate.in_flight) == (7200, 0)


def test_what_was_in_flight_when_the_connection_broke_is_sent_once_more() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(fill=b"\x01"), 0.1)
    gate.push(chunk(fill=b"\x02"), 0.2)
    gate.receipt(2400)

    gate.close(is_turn_open=False)
    kept = gate.push(chunk(fill=b"\x03"), 0.3)

    assert (kept, gate.waiting, gate.in_flight, gate.acknowledged) == ([], 4800, 0, 2400)
    assert gate.open() == appended(chunk(fill=b"\x02"), chunk(fill=b"\x03"))
    assert gate.dropped.total() == 0


def test_a_chunk_that_arrived_in_part_is_not_sent_again() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(), 0.1)
    gate.receipt(1000)

    gate.close(is_turn_open=False)

    assert (gate.waiting, gate.acknowledged, gate.dropped["offline"]) == (0, 1000, 1400)


def test_the_newest_sound_of_an_open_turn_is_sent_once_more_before_what_waits() -> None:
    gate = MicrophoneGate(backlog_s=0.3)
    gate.open()
    for number in range(1, 5):
        gate.push(chunk(fill=bytes([number])), number / 10)
    gate.receipt(2 * 2400)

    gate.close(is_turn_open=True)
    before = gate.acknowledged, gate.in_flight, gate.waiting
    gate.push(chunk(fill=b"\x05"), 0.5)

    assert before == (2400, 0, 7200)
    assert gate.open() == appended(*(chunk(fill=bytes([number])) for number in (3, 4, 5)))
    assert accounted(gate) == gate.captured


def test_what_was_heard_before_the_turn_began_is_not_sent_again() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    for number in range(1, 5):
        gate.push(chunk(fill=bytes([number])), number / 10)
    gate.turn_began(audio_ms=200)

    gate.close(is_turn_open=True)

    assert gate.open() == appended(chunk(fill=b"\x03"), chunk(fill=b"\x04"))
    assert accounted(gate) == gate.captured


@pytest.mark.parametrize(("audio_ms", "again"), [(-1000, 2), (2**62, 0)])
def test_a_turn_that_began_at_no_possible_position_is_cut_to_what_was_sent(
    audio_ms: int, again: int
) -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(), 0.1)
    gate.push(chunk(), 0.2)
    gate.turn_began(audio_ms)

    gate.close(is_turn_open=True)

    assert len(gate.open()) == again


def test_what_was_sent_before_the_backlog_is_lost_even_if_the_turn_is_sent_again() -> None:
    gate = MicrophoneGate(backlog_s=0.1)
    gate.open()
    gate.push(chunk(fill=b"\x01"), 0.1)
    gate.push(chunk(fill=b"\x02"), 0.2)

    gate.close(is_turn_open=True)

    assert dict(gate.dropped) == {"offline": 2400, "overflow": 0}
    assert gate.open() == appended(chunk(fill=b"\x02"))


def test_sound_is_sent_once_more_and_not_again_with_every_loss() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(), 0.1)
    gate.close(is_turn_open=True)

    gate.close(is_turn_open=True)

    assert gate.open() == appended(chunk())


def test_receipts_count_the_frames_of_this_connection_only() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(), 0.1)
    gate.receipt(2400)
    gate.close(is_turn_open=False)
    gate.open()
    gate.push(chunk(), 0.2)

    gate.receipt(1200)

    assert (gate.acknowledged, gate.in_flight) == (3600, 1200)


def test_a_position_of_the_server_is_told_as_the_time_it_was_captured() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    for number in range(1, 11):
        gate.push(chunk(), 50.0 + number / 10)

    assert [round(gate.captured_at(ms), 3) for ms in (1000, 700, 0)] == [51.0, 50.7, 50.0]


def test_a_position_that_was_never_sent_is_told_as_the_last_that_was() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(1000), 51.0)

    assert gate.captured_at(2**62) == 51.0


def test_a_position_behind_which_sound_was_muted_is_told_as_the_time_before() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(), 50.1)
    gate.is_muted = True
    gate.push(chunk(1000), 51.1)
    gate.is_muted = False
    gate.push(chunk(), 51.2)

    assert [round(gate.captured_at(ms), 3) for ms in (100, 150, 200)] == [50.1, 51.15, 51.2]


def test_of_a_connection_without_sound_every_position_is_now() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.push(chunk(), 50.1)

    assert gate.captured_at(700) == 50.1


def test_sound_for_which_the_network_was_too_slow_is_dropped_and_not_sent_again() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    for number in range(1, 5):
        gate.push(chunk(fill=bytes([number])), number / 10)
    gate.receipt(2400)

    gate.left_out(2400, 2400)
    gate.left_out(2400, 2400)
    counted = dict(gate.dropped), gate.acknowledged, gate.in_flight
    gate.close(is_turn_open=True)

    assert counted == ({"slow": 4800}, 2400, 2400)
    assert gate.open() == appended(chunk(fill=b"\x01"), chunk(fill=b"\x04"))
    assert accounted(gate) == gate.captured


def test_positions_behind_sound_that_was_left_out_are_those_of_what_went_out() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    for number in range(1, 5):
        gate.push(chunk(), 50.0 + number / 10)

    gate.left_out(2400, 2400)

    assert [round(gate.captured_at(ms), 3) for ms in (100, 200, 300)] == [50.1, 50.3, 50.4]


def test_nobody_has_acknowledged_what_never_went_out() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(), 0.1)
    gate.push(chunk(), 0.2)
    gate.receipt(4800)

    gate.left_out(2400, 2400)

    assert (gate.acknowledged, gate.in_flight, dict(gate.dropped)) == (2400, 0, {"slow": 2400})


SILENCE = bytes(4800)


def test_a_gate_that_closes_behind_a_word_gives_the_silence_that_ends_a_turn() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(), 0.1)

    first, again = gate.mute(7000), gate.mute(7000)

    assert (first, again) == (appended(*[SILENCE] * 3), [])
    assert (gate.captured, gate.in_flight, gate.muted) == (2400, 2400, 0)
    gate.receipt(4 * 2400)
    assert (gate.acknowledged, gate.in_flight) == (2400, 0)


@pytest.mark.parametrize("silence", [0, 7000])
def test_a_gate_through_which_nothing_went_owes_no_silence(silence: int) -> None:
    gate = MicrophoneGate(backlog_s=3.0)

    assert gate.mute(silence) + gate.open() + gate.mute(silence) == []


def test_turns_that_are_not_ended_by_silence_get_none() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(), 0.1)

    assert gate.mute(0) == []


def test_sound_that_waited_is_followed_by_silence_if_the_gate_was_closed_meanwhile() -> None:
    gate = MicrophoneGate(backlog_s=3.0)
    gate.open()
    gate.push(chunk(), 0.1)
    gate.mute(2400)
    gate.close(is_turn_open=True)

    assert gate.open() == appended(chunk(), SILENCE)
    assert accounted(gate) == gate.captured


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["push", "open", "close", "resend", "mute", "unmute", "receipt", "began", "left out"]
        ),
        st.integers(0, 9_000),
    ),
    max_size=50,
)


def sent_by(gate: MicrophoneGate, step: str, frames: int) -> list[int]:
    """What a step puts on the wire, as sizes of chunks."""
    match step:
        case "push":
            appends = gate.push(bytes(2 * frames), 0.0)
        case "open":
            appends = gate.open()
        case "mute":
            appends = gate.mute(frames)
        case _:
            appends = []
    return [len(append.audio) // 2 for append in appends]


@given(STEPS, st.sampled_from([0.0, 0.1, 0.25, 3.0]))
def test_every_frame_is_accounted_for_at_any_moment(
    steps: list[tuple[str, int]], backlog_s: float
) -> None:
    gate = MicrophoneGate(backlog_s)
    wire: list[int] = []

    for step, frames in steps:
        wire += sent_by(gate, step, frames)
        match step:
            case "close" | "resend":
                gate.close(is_turn_open=step == "resend")
                wire = []
            case "unmute":
                gate.is_muted = False
            case "began":
                gate.turn_began(frames)
            case "left out" if wire:
                index = frames % len(wire)
                gate.left_out(sum(wire[:index]), wire.pop(index))
            case _:
                gate.receipt(frames)
        assert accounted(gate) == gate.captured
        assert min(gate.acknowledged, gate.in_flight, gate.waiting, *gate.dropped.values()) >= 0
        assert gate.waiting <= backlog_s * 24_000
    assert gate.captured == sum(frames for step, frames in steps if step == "push")
