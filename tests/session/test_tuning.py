import pytest

from grokvoice.protocol.client_events import SessionUpdate
from grokvoice.protocol.items import ErrorInfo
from grokvoice.protocol.settings import (
    AudioFormat,
    AudioInput,
    AudioOutput,
    AudioSettings,
    SessionSettings,
    TurnDetection,
)
from grokvoice.protocol.values import UNSET, Unset
from grokvoice.session.commands import Send, Show
from grokvoice.session.tuning import Tuning, difference, merged
from grokvoice.session.updates import Notice

OLD = SessionSettings(voice="ara", turn_detection=TurnDetection(type="server_vad", threshold=0.5))
REFUSED = Show(
    Notice(
        code="settings-refused",
        text="The change was refused, the old settings stay in force: no such voice",
    )
)


def refusal(message: str = "no such voice", kind: str = "invalid_request_error") -> ErrorInfo:
    return ErrorInfo(type=kind, message=message)


def test_only_what_differs_is_sent() -> None:
    tuning = Tuning(OLD)
    wanted = SessionSettings(
        voice="ara", turn_detection=TurnDetection(type="server_vad", threshold=0.7)
    )

    commands = tuning.change(wanted, is_connected=True)

    news = SessionSettings(turn_detection=TurnDetection(threshold=0.7))
    assert commands == [Send(SessionUpdate(session=news))]
    assert tuning.current == wanted


def test_a_change_that_changes_nothing_is_not_sent() -> None:
    assert Tuning(OLD).change(SessionSettings(voice="ara"), is_connected=True) == []


def test_a_change_without_a_connection_is_kept_for_the_next() -> None:
    tuning = Tuning(OLD)

    assert tuning.change(SessionSettings(voice="rex"), is_connected=False) == []
    assert tuning.current.voice == "rex"


def test_a_refused_change_is_taken_back_and_noticed_once() -> None:
    tuning = Tuning(OLD)
    tuning.change(SessionSettings(voice="rex"), is_connected=True)
    tuning.change(SessionSettings(voice="eve"), is_connected=True)

    assert [tuning.refused(refusal()), tuning.refused(refusal())] == [[REFUSED], None]
    assert tuning.current == OLD


def test_an_accepted_change_cannot_be_refused_any_more() -> None:
    tuning = Tuning(OLD)
    tuning.change(SessionSettings(voice="rex"), is_connected=True)
    tuning.accepted()

    assert (tuning.refused(refusal()), tuning.current.voice) == (None, "rex")


@pytest.mark.parametrize(
    "error",
    [refusal(kind="server_error"), refusal("Cancellation failed: no active response found")],
    ids=["of another kind", "a harmless race"],
)
def test_errors_about_something_else_refuse_nothing(error: ErrorInfo) -> None:
    tuning = Tuning(OLD)
    tuning.change(SessionSettings(voice="rex"), is_connected=True)

    assert (tuning.refused(error), tuning.current.voice) == (None, "rex")


def test_parts_of_parts_are_merged_and_told_apart() -> None:
    pcm = AudioFormat(type="audio/pcm", rate=24_000)
    old = SessionSettings(audio=AudioSettings(input=AudioInput(format=pcm)))
    new = SessionSettings(
        audio=AudioSettings(
            input=AudioInput(format=AudioFormat(rate=16_000)), output=AudioOutput(speed=1.2)
        )
    )

    both = merged(old, new)

    assert both == SessionSettings(
        audio=AudioSettings(
            input=AudioInput(format=AudioFormat(type="audio/pcm", rate=16_000)),
            output=AudioOutput(speed=1.2),
        )
    )
    assert difference(old, both) == new
    assert difference(both, both) is None


def test_turn_detection_may_be_switched_off_and_on() -> None:
    off = SessionSettings(turn_detection=None)

    assert merged(OLD, off).turn_detection is None
    assert difference(OLD, off) == off
    assert difference(off, OLD) == OLD
    assert merged(off, OLD) == OLD


def test_fields_nobody_knows_are_kept_and_sent() -> None:
    old = SessionSettings(extra={"alpha": 0, "beta": 1, "gamma": 2})
    new = SessionSettings(extra={"beta": 1, "gamma": 3})

    assert merged(old, new).extra == {"alpha": 0, "beta": 1, "gamma": 3}
    assert difference(old, new) == SessionSettings(extra={"gamma": 3})


@pytest.mark.parametrize(
    ("detection", "silence_ms"),
    [
        (TurnDetection(type="server_vad", silence_duration_ms=500), 900),
        (TurnDetection(type="server_vad"), 1200),
        (TurnDetection(type=None), 0),
        (None, 0),
        (UNSET, 0),
    ],
)
def test_what_ends_a_turn_follows_from_how_turns_are_detected(
    detection: TurnDetection | Unset | None, silence_ms: int
) -> None:
    assert Tuning(SessionSettings(turn_detection=detection)).turn_silence_ms == silence_ms
