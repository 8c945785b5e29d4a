"""Probing the sound: the room is listened to, then a soft sound is played and looked for in it.

All of it goes the way of a talk: the same cards in the same shape, the same echo canceller, fed by
the same ring. What is measured here is what a talk will get.
"""

import asyncio
from statistics import median
from typing import Final

from grokvoice.app.doctor.cards import Listener, Player
from grokvoice.app.doctor.judgement.listening import Gaps, Heard, Listening
from grokvoice.audio.pcm import RATE_HZ, ms_to_frames
from grokvoice.audio.room_sound import measure
from grokvoice.audio.sounding import chirp_begins, chirps, find

_SETTLING: Final = ms_to_frames(300)
"""Frames in which a card that was just opened may click."""
_LISTENING: Final = _SETTLING + ms_to_frames(2000)
_AFTERWARDS: Final = ms_to_frames(900)
"""How long after its end a sound may still be on its way through buffers and room."""


class SoundProbe:
    """Listens and plays, with what could be opened.

    Args:
        listener: An open microphone; None to do without.
        player: An open speaker; None to do without.
    """

    def __init__(self, listener: Listener | None, player: Player | None) -> None:
        self._listener = listener
        self._player = player
        self._played_from: int | None = None
        self._losses_before = (0, 0, 0, 0)
        self._has_stopped = False

    @property
    def can_hear(self) -> bool:
        """Whether there is a microphone."""
        return self._listener is not None

    @property
    def can_play(self) -> bool:
        """Whether there is a speaker."""
        return self._player is not None

    async def listen(self) -> None:
        """Listen to the room for two seconds, once the cards have settled."""
        await self._hear(_SETTLING)
        self._losses_before = self._losses
        await self._hear(_LISTENING)

    async def play(self) -> bool:
        """Play the test sound and hear it fade away; returns False if it cannot be played."""
        if not self._player:
            return False
        if not self._listener:
            return await self._player.play(chirps())
        self._played_from = self._listener.frames
        until = self._played_from + len(chirps()) + _AFTERWARDS
        async with asyncio.TaskGroup() as tasks:
            playing = tasks.create_task(self._player.play(chirps()), name="chirps")
            await self._hear(until)
        return playing.result()

    def listening(self) -> Listening | None:
        """Return what was heard before anything was played; None if there was no microphone."""
        if not self._listener:
            return None
        heard = self._listener.samples
        room = heard[_SETTLING : self._played_from]
        return Listening(measure(room), len(room) / RATE_HZ, not heard.any(), self._has_stopped)

    def heard(self) -> Heard | None:
        """Return the test sound as it came back; None if it did not."""
        listener, player, begin = self._listener, self._player, self._played_from
        if not listener or not player or begin is None:
            return None
        near = listener.samples[begin:]
        echo = find(near) if len(near) >= len(chirps()) else None
        if echo is None:
            return None
        played_s = [player.heard_at_s(frame) for frame in chirp_begins()]
        came_s = [listener.made_at_s(begin + place) for place in echo.places]
        delays_s = [came - played for came, played in zip(came_s, played_s, strict=True)]
        return Heard(median(delays_s) * 1000, echo.gain_db, listener.removed_db)

    def gaps(self) -> Gaps | None:
        """Return how often sound was lost once the cards had settled; None without any."""
        if not self._listener and not self._player:
            return None
        frames = self._listener.frames - _SETTLING if self._listener else len(chirps())
        lost = [now - before for now, before in zip(self._losses, self._losses_before, strict=True)]
        return Gaps(frames / RATE_HZ, *lost)

    async def _hear(self, until: int) -> None:
        if self._listener and not self._has_stopped:
            self._has_stopped = not await self._listener.hear(until)

    @property
    def _losses(self) -> tuple[int, int, int, int]:
        """Losses so far, as `Gaps` has them; opening a card makes some."""
        player, listener = self._player, self._listener
        return (player.losses if player else (0, 0)) + (listener.losses if listener else (0, 0))
