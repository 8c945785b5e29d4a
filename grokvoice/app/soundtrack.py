"""The recording of a conversation, heard beside its replay."""

import asyncio
from typing import Final

from grokvoice.adapters.wavfile import WavSource
from grokvoice.app.ports import Speaker
from grokvoice.audio.pcm import RATE_HZ, to_bytes
from grokvoice.errors import AudioDeviceError

_AHEAD: Final = 2 * RATE_HZ
"""Frames that wait at the speaker."""
_LOOK_S: Final = 0.01
_LOOKS: Final = 300
"""How often to look for the first sound of a speaker that was started."""


class Soundtrack:
    """Plays a recording, both voices mixed.

    Args:
        source: The recording; closed here.
        speaker: Not started yet; stopped here.
    """

    def __init__(self, source: WavSource, speaker: Speaker) -> None:
        self._source = source
        self._speaker = speaker
        self._queued = 0

    async def begin(self) -> float:
        """Begin to play; returns the second of the recording that is heard now.

        Raises:
            AudioDeviceError: the speaker cannot be opened, or plays nothing.
        """
        self.feed()
        await asyncio.to_thread(self._speaker.start, lambda: None)
        for _ in range(_LOOKS):
            if heard := self._heard:
                return heard / RATE_HZ
            await asyncio.sleep(_LOOK_S)
        raise AudioDeviceError(f"the speaker {self._speaker.name} plays nothing.")

    def feed(self) -> None:
        """Let the speaker have what it will need next; due every second."""
        wanted = self._heard + _AHEAD - self._queued
        if wanted <= 0:
            return
        samples = self._source.read(wanted)
        self._queued += len(samples)
        self._speaker.play(to_bytes(samples))
        if len(samples) < wanted:
            self._speaker.finish()

    def close(self) -> None:
        """Play no more."""
        self._source.close()
        self._speaker.stop()

    @property
    def _heard(self) -> int:
        return self._speaker.progress()[1]
