"""The thread on which PortAudio is called, so that a hanging sound server hangs nothing else.

PortAudio is not safe for concurrent calls, and on Windows cards must be opened by the thread that
initialised the library (COM): hence one thread for everything. With a stalled server
`Pa_AbortStream` never returns: hence a daemon thread, and a limit for every call.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, TypeVar

from grokvoice.errors import AudioDeviceError

_ASK_TIMEOUT_S: Final = 5.0

_Result = TypeVar("_Result")


class AudioThread:
    """Runs one call after another on a daemon thread of its own."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._is_answering: Callable[[], bool] = lambda: True
        threading.Thread(target=self._run, name="portaudio", daemon=True).start()

    def call(self, work: Callable[[], _Result], timeout_s: float) -> _Result:
        """Return what `work` returns.

        Raises:
            AudioDeviceError: `work` raised it; it may raise nothing else.
            TimeoutError: It takes longer. It goes on; until it is done, later calls are queued
                behind it and fail at once.
        """
        future: Future[_Result] = Future()
        self._calls.put(lambda: _complete(future, work))
        if not self._is_answering():
            timeout_s = 0
        try:
            return future.result(timeout_s)
        except TimeoutError:
            if timeout_s:
                self._is_answering = future.done
            raise

    def post(self, work: Callable[[], None]) -> None:
        """Have `work` done soon, behind what was asked before; it may raise nothing."""
        self._calls.put(work)

    def ask(self, work: Callable[[], _Result], purpose: str) -> _Result:
        """Return what `work` returns, within 5 s.

        Raises:
            AudioDeviceError: `work` raised it, or the sound system does not answer.
        """
        try:
            return self.call(work, _ASK_TIMEOUT_S)
        except TimeoutError:
            raise AudioDeviceError(
                f"The sound system does not answer (to {purpose}). Restart it, or talk through "
                "files: --mic FILE.wav --speaker FILE.wav."
            ) from None

    def _run(self) -> None:
        while True:
            self._calls.get()()


def _complete(future: Future[_Result], work: Callable[[], _Result]) -> None:
    try:
        future.set_result(work())
    except AudioDeviceError as error:
        future.set_exception(error)
