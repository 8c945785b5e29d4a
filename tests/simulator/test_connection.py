import asyncio
import json
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from grokvoice.errors import GrokVoiceError
from grokvoice.protocol.values import JsonObject
from grokvoice.simulator import connection as module
from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.endpointing import EnergyDetector
from grokvoice.simulator.brain.messages import Connected
from grokvoice.simulator.brain.plans import Disconnect, GoSilent, Planner, Situation, Speak, Step
from grokvoice.simulator.connection import Connection
from grokvoice.simulator.hearing import LengthRecogniser
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import counted_ids

OPENING = Connected(wall=datetime(2026, 1, 1, tzinfo=UTC))
CREATE = '{"type":"response.create"}'
FAST = Quirks(pace="fast", resumption="none")


class Always:
    def __init__(self, *steps: Step) -> None:
        self._steps = steps

    def plan(self, _situation: Situation) -> tuple[Step, ...]:
        return self._steps


class FakeSocket:
    """A client that says what it was given and then waits until `last` was heard, or for ever."""

    def __init__(self, *frames: str | bytes, last: str = "") -> None:
        self._frames = list(frames)
        self._last = last
        self._heard = asyncio.Event()
        self.sent: list[str | bytes] = []
        self.closed: tuple[int, str] | None = None
        self.is_stalled = False

    async def send(self, frame: str | bytes) -> None:
        self.sent.append(frame)
        if isinstance(frame, bytes) or self._last in frame:
            self._heard.set()

    async def receive(self) -> str | bytes | None:
        if self._frames:
            return self._frames.pop(0)
        await self._heard.wait()
        return None

    async def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)
        self._heard.set()

    def stall(self) -> None:
        self.is_stalled = True
        self._heard.set()

    @property
    def types(self) -> list[str]:
        return [json.loads(frame)["type"] for frame in self.sent if isinstance(frame, str)]


def serve(socket: FakeSocket, planner: Planner, quirks: Quirks = FAST) -> list[tuple[str, object]]:
    """Serve one client to its end; return what crossed the wire."""
    crossed: list[tuple[str, object]] = []

    async def run(workers: ThreadPoolExecutor) -> None:
        connection = Connection(
            socket,
            Brain(counted_ids(), planner, EnergyDetector(), quirks),
            LengthRecogniser(),
            workers,
            lambda direction, event: crossed.append((direction, event)),
        )
        async with asyncio.timeout(5):
            await connection.serve(OPENING)

    with ThreadPoolExecutor(1) as workers:
        asyncio.run(run(workers))
    return crossed


@contextmanager
def voiceless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def fail(*_args: object) -> None:
        raise GrokVoiceError("cannot speak with nothing: gone")

    with monkeypatch.context() as patched:
        patched.setattr(module, "synthesise", fail)
        yield


def test_a_reply_is_spoken_by_a_worker() -> None:
    socket = FakeSocket(CREATE, last='"response.done"')

    crossed = serve(socket, Always(Speak("Hello.")))

    assert socket.types[:4] == [
        "session.created",
        "conversation.created",
        "ping",
        "response.created",
    ]
    assert socket.types[-1] == "response.done"
    assert [direction for direction, _ in crossed].count("received") == 1
    assert len(crossed) == len(socket.sent) + 1


def test_speech_is_heard_by_a_worker() -> None:
    buzz = b64encode((b"\0\x40" * 40 + b"\0\xc0" * 40) * 300).decode()
    append = json.dumps({"type": "input_audio_buffer.append", "audio": buzz})
    commit = '{"type":"input_audio_buffer.commit"}'
    socket = FakeSocket(append, commit, last='"response.done"')

    serve(socket, Always(Speak("Heard.")))

    texts = [frame for frame in socket.sent if isinstance(frame, str)]
    assert any('"transcript":"(speech, ' in frame for frame in texts)


def test_minutes_of_audio_in_one_frame_are_taken_in_pieces() -> None:
    audio = "AAAA" * 4 * 16_000
    append = json.dumps({"type": "input_audio_buffer.append", "audio": audio})
    socket = FakeSocket(append, '{"type":"input_audio_buffer.clear"}', last="cleared")

    crossed = serve(socket, Always())

    assert socket.types[-1] == "input_audio_buffer.cleared"
    assert [direction for direction, _ in crossed].count("received") == 2


def test_a_voice_that_fails_is_told_to_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    socket = FakeSocket(CREATE, last='"response.done"')

    with voiceless(monkeypatch):
        serve(socket, Always(Speak("Hello.")))

    assert socket.types[-2:] == ["error", "response.done"]


def test_the_brain_can_close_the_socket() -> None:
    socket = FakeSocket(CREATE, last="never")

    serve(socket, Always(Disconnect(1011, "gone")))

    assert socket.closed == (1011, "gone")


def test_the_brain_can_let_the_network_die() -> None:
    socket = FakeSocket(CREATE, last="never")

    serve(socket, Always(GoSilent(), Speak("Never.")))

    assert socket.is_stalled
    assert socket.types[-1] == "response.created"


def test_bare_frames_are_sent_and_traced() -> None:
    output: JsonObject = {"output": {"transport": "binary"}}
    update = json.dumps({"type": "session.update", "session": {"audio": output}})
    socket = FakeSocket(update, CREATE, last='"response.done"')

    crossed = serve(socket, Always(Speak("Hello.")))

    frames = [frame for frame in socket.sent if isinstance(frame, bytes)]
    assert sum(map(len, frames)) > 10_000
    assert len(crossed) == len(socket.sent) + 2


def test_a_client_that_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deaf(FakeSocket):
        async def send(self, _frame: str | bytes) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(module, "_MOST_UNSENT", 20)
    socket = Deaf(*[CREATE] * 40, last="never")

    serve(socket, Always())

    assert socket.sent == []


def test_hostile_frames_are_answered_and_survived() -> None:
    frames: list[str | bytes] = [
        "",
        "[]",
        "{",
        '{"type":1}',
        "\ufeff{}",
        '{"type":"x"}',
        b"\xff\x00",
    ]
    socket = FakeSocket(*frames, '{"type":"input_audio_buffer.clear"}', last="cleared")

    serve(socket, Always())

    assert socket.types.count("error") == len(frames) - 1
