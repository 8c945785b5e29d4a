"""S6: frames are taken up to 16 MiB, within 50 MiB of memory; larger ones are met once more."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

import grokvoice
from grokvoice.session.updates import AssistantFinal, ErrorShown, Update
from tests.faults.loopback import answer, open_session, serving
from tests.faults.raw_talk import RawTalk, frame
from tests.session.dialogue import only, played_ms
from tests.virtual_time import run_virtually

MIB = 2**20


def large(kind: str, field: str, size: int) -> str:
    """A frame of so many bytes, nearly all of them in one field."""
    bare = frame(kind, item_id="large", **{field: ""})
    return bare.replace(f'"{field}": ""', f'"{field}": "{"A" * ((size - len(bare)) // 4 * 4)}"')


def test_s6_a_delta_of_900_kb_is_played_and_a_text_of_1_mb_is_shown() -> None:
    talk = RawTalk()
    delta = large("response.output_audio.delta", "delta", 900_000)
    text = large("response.output_audio_transcript.done", "transcript", 1_000_000)

    asked = talk.hears(delta, text, frame("response.output_audio.done", item_id="large"))
    asked += talk.plays()

    assert played_ms(asked) == 14_061
    assert [len(final.text) for final in only(AssistantFinal, asked)] == [999_912]
    assert talk.is_alive()


def test_s6_frames_larger_than_16_mib_are_met_with_one_more_connection() -> None:
    connections: list[int] = []

    async def behave(socket: ServerConnection, number: int) -> None:
        connections.append(number)
        await open_session(socket)
        await socket.send(large("ping", "x", 17 * MIB))
        await socket.wait_closed()

    async def scenario() -> list[Update]:
        async with serving(behave) as url, grokvoice.connect(url=url) as talk:
            return [update async for update in talk.updates()]

    shown = run_virtually(scenario(), grace_s=0.05)

    [error] = [update for update in shown if isinstance(update, ErrorShown)]
    assert connections == [1, 2]
    assert error.code == "frame-too-large"
    assert "1009" in error.text


@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is read by getrusage")
def test_s6_a_frame_of_16_mib_takes_no_more_than_50_mib_of_memory() -> None:
    async def behave(socket: ServerConnection, _number: int) -> None:
        await open_session(socket)
        await answer(socket, 1)
        for kind in ("ping", "rain", "response.output_audio_transcript.delta"):
            await socket.send(large(kind, "text", 16 * MIB - 100))
        await answer(socket, 2)
        await socket.wait_closed()

    async def scenario() -> str:
        async with serving(behave) as url, asyncio.timeout(30):
            client = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.faults.client_process", url,
                cwd=Path(__file__).parents[2], stdout=subprocess.PIPE,
            )  # fmt: skip
            output, _ = await client.communicate()
            return output.decode()

    first, second, grown_mib = asyncio.run(scenario()).splitlines()

    assert (first, second) == ("I am here.", "I am here.")
    assert float(grown_mib) <= 50.0
