import pytest

from grokvoice.app.outcome import OverError, reason_of
from grokvoice.errors import AudioDeviceError

DEVICE = AudioDeviceError("no such microphone")
FAULT = ZeroDivisionError()


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ([OverError()], None),
        ([OverError(), FAULT], FAULT),
        ([FAULT, OverError(), DEVICE], DEVICE),
        ([ExceptionGroup("a tool", [FAULT])], FAULT),
        ([FAULT, ExceptionGroup("a tool", [ExceptionGroup("deeper", [DEVICE])])], DEVICE),
    ],
)
def test_the_error_a_person_can_act_on_goes_before_our_own_faults(
    errors: list[Exception], reason: Exception | None
) -> None:
    assert reason_of(ExceptionGroup("tasks", errors)) is reason
