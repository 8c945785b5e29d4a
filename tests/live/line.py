"""A bare connection to a server: sends what a script says, and keeps every frame but the sound."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, Self, TypeAlias

from grokvoice.adapters.address import Address
from grokvoice.adapters.websocket import Closed, Wire
from grokvoice.app.trace import without_audio
from grokvoice.protocol.client_events import (
    AnyClientEvent,
    InputAudioAppend,
    ItemCreate,
    SessionUpdate,
)
from grokvoice.protocol.codec import decode_server, encode
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.settings import (
    AudioFormat,
    AudioInput,
    AudioOutput,
    AudioSettings,
    SessionSettings,
    Transcription,
)
from tests.wire_comparison import Event

Log: TypeAlias = list[tuple[str, Event]]

CHUNK_BYTES: Final = 4800
_CHUNK_S: Final = 0.1
_PATIENCE_S: Final = 20.0
_PCM: Final = AudioFormat(type="audio/pcm", rate=24_000)
_SOUND: Final = AudioSettings(
    input=AudioInput(format=_PCM, transcription=Transcription(model="grok-transcribe")),
    output=AudioOutput(format=_PCM),
)


class Line:
    """One connection; what was sent and received stays in `log`.

    Args:
        wire: Open already.
        log: Where it stays, with "in" or "out" before it.
        pace: What pauses are multiplied by; 1.0 is the pace of speech.
    """

    def __init__(self, wire: Wire, log: Log, pace: float) -> None:
        self._wire = wire
        self._log = log
        self._pace = pace

    @classmethod
    async def open(cls, address: Address, log: Log, pace: float) -> Self:
        """Connect.

        Raises:
            ConnectError: no connection came about.
        """
        return cls(await Wire.open(address), log, pace)

    async def configure(self, settings: SessionSettings) -> None:
        """Set the session up, sound and transcription as always; wait until that is confirmed."""
        known = {
            name: getattr(settings, name) for name in ("turn_detection", "tools", "resumption")
        }
        await self.send(SessionUpdate(session=SessionSettings(audio=_SOUND, **known)))
        await self.until("session.updated")

    async def send(self, *events: AnyClientEvent) -> None:
        """Send events one after another."""
        for event in events:
            self._log.append(("out", without_audio(event)))
            await self._wire.send(encode(event))

    async def type(self, text: str) -> None:
        """Send a typed turn; it asks for no reply yet."""
        part = ContentPart(type="input_text", text=text)
        await self.send(ItemCreate(item=Item(type="message", role="user", content=(part,))))

    async def speak(self, pcm: bytes) -> None:
        """Send sound at the pace at which it would be spoken."""
        for start in range(0, len(pcm), CHUNK_BYTES):
            await self.send(InputAudioAppend(audio=pcm[start : start + CHUNK_BYTES]))
            await asyncio.sleep(_CHUNK_S * self._pace)

    async def until(self, kind: str, within_s: float = _PATIENCE_S) -> Event | None:
        """Receive up to the next event of a type; None if it stays away, which is logged."""
        try:
            async with asyncio.timeout(within_s):
                while (event := await self._receive())["type"] != kind:
                    if event["type"] == "(closed)":
                        return None
                return event
        except TimeoutError:
            self._log.append(("in", {"type": f"(no {kind} within {within_s:g} s)"}))
            return None

    async def rest(self, seconds: float) -> None:
        """Receive whatever comes for a while."""
        try:
            async with asyncio.timeout(seconds * self._pace):
                while (await self._receive())["type"] != "(closed)":
                    pass
        except TimeoutError:
            return

    async def close(self) -> None:
        """Say goodbye."""
        await self._wire.close()

    async def _receive(self) -> Event:
        frame = await self._wire.receive()
        if isinstance(frame, Closed):
            event: Event = {"type": "(closed)", "code": frame.code}
        else:
            event = without_audio(decode_server(frame))
        self._log.append(("in", event))
        return event


Dial: TypeAlias = Callable[[str], Awaitable[Line]]
"""Opens a connection; resumes a conversation if its id is given."""


def write_log(log: Log, file: Path) -> None:
    """Keep a log as JSON lines; nobody else may read the file, though no key and sound is in it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    lines = (json.dumps({"dir": way, "event": event}) for way, event in log)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
