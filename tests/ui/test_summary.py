import pytest

from grokvoice.session.updates import (
    CostMeasured,
    EchoMeasured,
    GapsCounted,
    SessionEnded,
    State,
    StateChanged,
    SumsCounted,
)
from grokvoice.ui.summary import Summary, clock_time, sums_lines


def ended(
    elapsed_s: float = 161.2, turns: int = 5, waits: tuple[float, float] | None = None
) -> SessionEnded:
    return SessionEnded(
        exit_code=0,
        reason="hung up",
        elapsed_s=elapsed_s,
        turns=turns,
        latency_p50_s=waits[0] if waits else None,
        latency_p95_s=waits[1] if waits else None,
    )


def sums(**dropped: int) -> SumsCounted:
    zeros = dict.fromkeys(
        ("captured", "acknowledged", "in_flight", "waiting", "muted", "received", "played"), 0
    )
    return SumsCounted(**zeros, flushed=0, stale=0, buffered=0, dropped=dropped)


@pytest.mark.parametrize(
    ("end", "lines"),
    [
        (ended(), ["ended (hung up) after 2:41, 5 replies", "no gaps"]),
        (ended(59.7, 1), ["ended (hung up) after 1:00, 1 reply", "no gaps"]),
        (ended(0.0, 0), ["ended (hung up) after 0:00, 0 replies"]),
    ],
)
def test_the_end_tells_how_long_and_how_much(end: SessionEnded, lines: list[str]) -> None:
    assert Summary().lines(end) == lines


def test_the_figures_there_are_follow() -> None:
    summary = Summary()
    summary.note(StateChanged(State.MUTED))
    summary.note(CostMeasured(audio_s=1.0, dollars=0.2149, prices_as_of="2026-11-20"))
    summary.note(EchoMeasured(step="aec", removed_db=31.4))
    summary.note(GapsCounted(network=2, device=0))
    summary.note(sums(overflow=0, offline=36_000))

    lines = summary.lines(ended(waits=(0.637, 0.9)))

    assert lines[1] == (
        "waits 0.64 s (p95 0.90 s); cost about $0.21 (prices of 2026-11-20); "
        "gaps: 2 of the network, 0 of the sound card; echo aec, 31 dB removed; "
        "1.5 s of your voice lost (offline)"
    )


def test_a_reason_from_elsewhere_is_harmless() -> None:
    end = SessionEnded(exit_code=5, reason="gone\x1b]0;x\x07", elapsed_s=0.0, turns=0)

    assert Summary().lines(end) == ["ended (gone\\x1b]0;x\\x07) after 0:00, 0 replies"]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0:00"), (59.6, "1:00"), (161.0, "2:41"), (3761.0, "1:02:41")]
)
def test_time_is_told_as_a_clock_does(seconds: float, words: str) -> None:
    assert clock_time(seconds) == words


def test_an_echo_nobody_could_measure_is_named_without_a_figure() -> None:
    summary = Summary()
    summary.note(EchoMeasured(step="half", removed_db=None))

    assert summary.lines(ended())[1] == "no gaps; echo half"


def test_whoever_wants_to_know_more_is_told_where_every_frame_went() -> None:
    counted = SumsCounted(
        captured=7440,
        acknowledged=1000,
        in_flight=1400,
        waiting=0,
        dropped={"overflow": 4000, "offline": 0, "slow": 800},
        muted=240,
        received=2640,
        played=480,
        flushed=0,
        stale=240,
        buffered=1920,
    )
    summary = Summary(is_verbose=True)
    summary.note(counted)

    assert summary.lines(ended(turns=0))[-2:] == [
        "microphone: 7440 frames captured = 1000 acknowledged + 1400 in flight + 0 waiting"
        " + 4800 dropped (overflow 4000, slow 800) + 240 muted",
        "speaker: 2640 frames received = 480 played + 0 flushed + 240 stale + 1920 buffered",
    ]


def test_without_losses_no_causes_are_named() -> None:
    assert " + 0 dropped + " in sums_lines(sums(offline=0))[0]
