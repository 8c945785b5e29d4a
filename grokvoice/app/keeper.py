"""One device, kept open: its loss is noticed and told, and it is opened again as soon as it can be.

    well ──(failure)──► failed ──(stopped)──► away ──(0.5, 1, 2, 2, ... s)──► trial ──► well
                          ▲                                                     │
                          └──────────(cannot be opened, or fails again)─────────┘

To stop a card that hangs takes two seconds, so its loss is told before. A card that opens is not
believed before it has moved sound: a suspended one opens as well.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from enum import Enum
from typing import Final

from grokvoice.adapters.devices import Direction
from grokvoice.app.ports import Device, Wake
from grokvoice.errors import AudioDeviceError
from grokvoice.session.updates import Notice

logger = logging.getLogger(__name__)

_WAITS_S: Final = (0.5, 1.0, 2.0)
"""Before each try to open it again; the last one from then on, so that it is back within 3 s."""
_PATIENCE_S: Final = 0.5
"""How long the end waits for a device that is starting or stopping."""
_MEANWHILE: Final[dict[Direction, str]] = {
    "microphone": "you are not heard",
    "speaker": "what Grok says waits",
}


class _State(Enum):
    WELL = "well"
    FAILED = "failed"
    AWAY = "away"
    TRIAL = "trial"


class Keeper:
    """Opens, watches and opens again one device; no two of its coroutines may run at a time.

    Args:
        device: Not started yet.
        direction: What it is for.
        tell: Told what a person should know.
    """

    def __init__(
        self, device: Device, direction: Direction, tell: Callable[[Notice], None]
    ) -> None:
        self.direction: Direction = direction
        self._device = device
        self._tell = tell
        self._wake: Wake = lambda: None
        self._state = _State.WELL
        self._tries = 0
        self._next_try_at = 0.0
        self._told_advice = ""
        self._has_opened = False
        self._is_closed = False
        self._at_work = threading.Lock()
        """Held while the device starts or stops: it bears only one of the two at a time."""

    @property
    def is_well(self) -> bool:
        """Whether the device is open and works, as far as was noticed."""
        return self._state is _State.WELL

    @property
    def can_pause(self) -> bool:
        """Whether it may be closed and opened again: a file cannot."""
        return self.is_well and self._device.can_return

    @property
    def is_due(self) -> bool:
        """Whether it is time to try to open it again."""
        return self._state is _State.AWAY and _now() >= self._next_try_at

    @property
    def needs_rescan(self) -> bool:
        """Whether simply opening it again has failed, so that the list of cards may be stale."""
        return self._tries > 0

    @property
    def fatal(self) -> str | None:
        """Why a device that cannot come back is of no use any more."""
        return None if self._device.can_return else self._device.failure

    def open(self, wake: Wake) -> None:
        """Start the device; on any thread. What is ready only after `close` is stopped again.

        Raises:
            AudioDeviceError: it cannot be opened.
        """
        self._wake = wake
        with self._at_work:
            if not self._is_closed:
                self._device.start(wake)
                self._has_opened = True
            if self._is_closed:
                self._device.stop()

    def close(self) -> None:
        """Stop the device for good; one that hangs in starting is stopped when it is done."""
        self._is_closed = True
        if self._at_work.acquire(timeout=_PATIENCE_S):
            try:
                self._device.stop()
            finally:
                self._at_work.release()

    async def inspect(self) -> None:
        """Have the device look closer, and tell what is worth knowing about it."""
        if self.can_pause:
            await asyncio.to_thread(self._device.inspect)
            self._advise()

    def look(self) -> None:
        """Notice, and tell, what became of the device since the last look; then `attend` to it."""
        if not self._device.can_return:
            return
        failure = self._device.failure
        match self._state:
            case _State.WELL if failure is not None:
                self._lose(failure)
            case _State.TRIAL if failure is not None:
                self._state = _State.FAILED
            case _State.TRIAL if self._device.is_steady:
                self._state = _State.WELL
                self._say(
                    "back", f"The {self.direction} is back: {self._device.name}.", is_good=True
                )
            case _:
                pass

    async def attend(self) -> None:
        """Stop a device that has failed, so that it can be opened again."""
        if self._state is not _State.FAILED:
            return
        await asyncio.to_thread(self._stop)
        self._state = _State.AWAY
        self._next_try_at = _now() + _WAITS_S[min(self._tries, len(_WAITS_S) - 1)]

    async def retry(self) -> None:
        """Try to open it again."""
        self._tries += 1
        try:
            await asyncio.to_thread(self.open, self._wake)
        except AudioDeviceError as error:
            logger.info("no %s yet: %s", self.direction, error)
            self._state = _State.FAILED
            await self.attend()
        else:
            self._state = _State.TRIAL

    def let_go(self) -> None:
        """Stop it at once, for the program itself is about to be; it is opened again after that.

        A microphone left open would keep for later what it hears meanwhile.
        """
        if not self._at_work.acquire(timeout=_PATIENCE_S):
            return
        try:
            is_open = self._has_opened and self._state in {_State.WELL, _State.TRIAL}
            if is_open and self._device.can_return:
                self._device.stop()
                self._state, self._tries, self._next_try_at = _State.AWAY, 0, _now()
        finally:
            self._at_work.release()

    async def pause(self) -> None:
        """Close it for a moment, until `resume`."""
        await asyncio.to_thread(self._stop)

    async def resume(self) -> None:
        """Open it again after a pause."""
        try:
            await asyncio.to_thread(self.open, self._wake)
        except AudioDeviceError as error:
            self._lose(str(error))
            await self.attend()

    async def change(self, wanted: str | int | None) -> None:
        """Take another card in its place, or stay with this one if that cannot be opened."""
        try:
            before = self._device.choose(wanted)
        except AudioDeviceError as error:
            self._say("unchanged", str(error))
            return
        await self.pause()
        try:
            await asyncio.to_thread(self.open, self._wake)
        except AudioDeviceError as error:
            self._say("unchanged", f"The {self.direction} stays as it was. {error}")
            self._device.choose(before)
            await self.resume()
        else:
            self._state = _State.WELL
            self._say("changed", f"The {self.direction} is now {self._device.name}.", is_good=True)

    def _stop(self) -> None:
        with self._at_work:
            self._device.stop()

    def _lose(self, failure: str) -> None:
        meanwhile = f"{_MEANWHILE[self.direction]} until it is back"
        self._say("lost", f"The {self.direction} is gone ({failure}): {meanwhile}.")
        self._tries = 0
        self._state = _State.FAILED

    def _advise(self) -> None:
        advice = self._device.advice
        if advice and advice != self._told_advice:
            self._say("advice", advice)
        self._told_advice = advice

    def _say(self, what: str, text: str, *, is_good: bool = False) -> None:
        code = f"{self.direction}-{what}"
        self._tell(Notice(code=code, text=text, level="info" if is_good else "warning"))


def _now() -> float:
    return asyncio.get_running_loop().time()
