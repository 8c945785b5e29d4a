import threading

import pytest

from grokvoice.adapters.audio_thread import AudioThread
from grokvoice.errors import AudioDeviceError


def refuse() -> None:
    raise AudioDeviceError("no")


def test_every_call_runs_on_the_same_other_thread() -> None:
    thread = AudioThread()

    names = {thread.call(lambda: threading.current_thread().name, 5) for _ in range(3)}

    assert names == {"portaudio"}


@pytest.mark.parametrize("is_asked", [True, False])
def test_an_error_of_the_work_is_raised_where_it_was_called(is_asked: bool) -> None:
    thread = AudioThread()

    with pytest.raises(AudioDeviceError, match="no"):
        thread.ask(refuse, "refuse") if is_asked else thread.call(refuse, 5)

    assert thread.ask(lambda: "still there", "answer") == "still there"


def test_a_call_that_hangs_is_given_up() -> None:
    thread, hold = AudioThread(), threading.Event()

    with pytest.raises(TimeoutError):
        thread.call(hold.wait, 0.01)

    hold.set()


def test_behind_a_call_that_hangs_nobody_waits() -> None:
    thread, hold, is_done = AudioThread(), threading.Event(), threading.Event()
    with pytest.raises(TimeoutError):
        thread.call(hold.wait, 0.01)

    with pytest.raises(AudioDeviceError) as refused:
        thread.ask(is_done.set, "open the speaker")

    assert str(refused.value) == (
        "The sound system does not answer (to open the speaker). Restart it, or talk through "
        "files: --mic FILE.wav --speaker FILE.wav."
    )
    assert not is_done.is_set()
    hold.set()
    assert is_done.wait(5)


def test_a_thread_that_answers_again_is_waited_for_again() -> None:
    thread, hold, is_done = AudioThread(), threading.Event(), threading.Event()
    for work in (hold.wait, is_done.set):
        with pytest.raises(TimeoutError):
            thread.call(work, 0.01)

    hold.set()
    assert is_done.wait(5)

    assert thread.call(lambda: "back", 5) == "back"
