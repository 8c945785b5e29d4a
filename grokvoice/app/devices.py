"""Microphone and speaker of one conversation: opened beside it, kept open, and always closed."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Final

from grokvoice.adapters.devices import Direction
from grokvoice.app.keeper import Keeper
from grokvoice.app.ports import Microphone, Speaker
from grokvoice.errors import AudioDeviceError
from grokvoice.session.updates import Notice

_LOOK_S: Final = 0.25
_LOOKS_TO_INSPECT: Final = 6
"""Asking a sound server takes 5 ms of another process, so every 1.5 s is often enough."""


class Devices:
    """Both devices; to be used as a context manager, which closes them.

    Args:
        microphone: Not started yet; stopped here.
        speaker: Not started yet; stopped here.
        tell: Told what a person should know about them.
        may_pause: Whether a device may be closed for a fraction of a second now.
    """

    def __init__(
        self,
        microphone: Microphone,
        speaker: Speaker,
        tell: Callable[[Notice], None],
        may_pause: Callable[[Direction], bool],
    ) -> None:
        self._microphone = Keeper(microphone, "microphone", tell)
        self._speaker = Keeper(speaker, "speaker", tell)
        self._may_pause = may_pause
        self._at_work = asyncio.Lock()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_exc: object) -> None:
        try:
            self._microphone.close()
        finally:
            self._speaker.close()

    async def open(self, on_microphone: Callable[[], None], on_speaker: Callable[[], None]) -> None:
        """Open both on a thread, for the sound system may take its time, or never answer.

        Args:
            on_microphone: Called on the loop's thread whenever there is sound.
            on_speaker: Called on the loop's thread whenever a flush is complete.

        Raises:
            AudioDeviceError: one of them cannot be opened.
        """
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._speaker.open, partial(_call_later, loop, on_speaker))
        await asyncio.to_thread(self._microphone.open, partial(_call_later, loop, on_microphone))

    async def keep(self) -> None:
        """Look after both until cancelled: say when one goes away, and bring it back."""
        looks = 0
        while True:
            async with self._at_work:
                self._speaker.look()
                self._microphone.look()
                await self._attend(self._speaker, self._microphone)
                await self._attend(self._microphone, self._speaker)
                if looks % _LOOKS_TO_INSPECT == 0:
                    await self._microphone.inspect()
            looks += 1
            await asyncio.sleep(_LOOK_S)

    async def change(self, direction: Direction, wanted: str | int | None) -> None:
        """Take another card, or say why not and go on with the present one.

        Args:
            direction: Which of the two.
            wanted: None for the default, an index, or a part of the name.
        """
        chosen, other = self._microphone, self._speaker
        if direction == "speaker":
            chosen, other = other, chosen
        async with self._at_work:
            await self._with_fresh_list(chosen.change(wanted), other)

    def let_go(self) -> None:
        """Close both until the program, which is about to be stopped, goes on."""
        self._microphone.let_go()
        self._speaker.let_go()

    def check(self) -> None:
        """Make sure that both still work, or may come back.

        Raises:
            AudioDeviceError: one of them is of no use any more: a file that cannot be written.
        """
        failure = self._speaker.fatal or self._microphone.fatal
        if failure is not None:
            raise AudioDeviceError(
                f"{failure}. Make it work again, or choose another with --mic and --speaker."
            )

    async def _attend(self, keeper: Keeper, other: Keeper) -> None:
        await keeper.attend()
        if not keeper.is_due:
            return
        if keeper.needs_rescan:
            await self._with_fresh_list(keeper.retry(), other)
        else:
            await keeper.retry()

    async def _with_fresh_list(self, work: Coroutine[None, None, None], other: Keeper) -> None:
        """Do something while the other device is closed, if it can be spared for a moment.

        PortAudio looks for cards that were plugged in only while none is open.
        """
        pauses = other.can_pause and self._may_pause(other.direction)
        if pauses:
            await other.pause()
        await work
        if pauses:
            await other.resume()


def _call_later(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # a card that hangs may wake up after the loop's end
        loop.call_soon_threadsafe(act)
