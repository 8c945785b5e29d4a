"""What is said to both servers: the same turns, in the same words, at the same pace."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Final, TypeAlias

from grokvoice.protocol.client_events import (
    InputAudioAppend,
    InputAudioCommit,
    ItemCreate,
    ItemTruncate,
    ResponseCancel,
    ResponseCreate,
)
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.settings import Resumption, SessionSettings, Tool, TurnDetection
from grokvoice.simulator.speech import synthesise
from tests.live.line import CHUNK_BYTES, Dial, Line
from tests.wire_comparison import Event

Script: TypeAlias = Callable[[Dial], Awaitable[None]]

DONE: Final = "response.done"
_VAD: Final = SessionSettings(
    turn_detection=TurnDetection(type="server_vad", silence_duration_ms=500)
)
_BY_HAND: Final = SessionSettings(turn_detection=None)
_WEATHER: Final = Tool(
    type="function",
    name="get_weather",
    description="Tells the weather of a city.",
    parameters={
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
)
_HEARD_MS: Final = 500
_SILENCE: Final = bytes(10 * CHUNK_BYTES)


@cache
def question() -> bytes:
    """A question in a synthesised voice."""
    return synthesise("What is two plus three?").pcm


async def typed_turn(dial: Dial) -> None:
    """One question is typed."""
    line = await _ready(dial, _BY_HAND)
    await _ask(line, "What is two plus three? Answer in one short sentence.")


async def spoken_turn(dial: Dial) -> None:
    """One question is spoken, and silence tells that it is over."""
    line = await _ready(dial, _VAD)
    await line.speak(question() + _SILENCE)
    await line.until(DONE)


async def barge_in(dial: Dial) -> None:
    """A long reply is interrupted by a spoken question, the way our client does it."""
    line = await _ready(dial, _VAD)
    await line.type("Tell me a long story about a king, in twenty sentences.")
    await line.send(ResponseCreate())
    begun = await line.until("response.output_audio.delta")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(line.speak(question() + _SILENCE), name="speech")
        if await line.until("input_audio_buffer.speech_started") and begun:
            cut = ItemTruncate(item_id=begun["item_id"], audio_end_ms=_HEARD_MS)
            await line.send(ResponseCancel(response_id=begun["response_id"]), cut)
        await line.until("input_audio_buffer.committed")
    await line.until(DONE)


async def tool_call(dial: Dial) -> None:
    """A function is called, and its result spoken of."""
    line = await _ready(dial, SessionSettings(turn_detection=None, tools=(_WEATHER,)))
    done = await _ask(line, "What is the weather in Oslo? Use the tool.")
    items = done["response"]["output"] if done else []
    calls = [item["call_id"] for item in items if item["type"] == "function_call"]
    for call_id in calls:
        output = Item(type="function_call_output", call_id=call_id, output="rain, 9 degrees")
        await line.send(ItemCreate(item=output))
    await line.send(ResponseCreate())
    await line.until(DONE)


async def exact_words(dial: Dial) -> None:
    """Words are spoken as they are (`force_message`)."""
    line = await _ready(dial, _BY_HAND)
    part = ContentPart(type="output_text", text="The train leaves at nine.")
    await line.send(ItemCreate(item=Item(type="force_message", role="assistant", content=(part,))))
    await line.until(DONE)


async def push_to_talk(dial: Dial) -> None:
    """A spoken turn is committed by hand, and then one of silence."""
    line = await _ready(dial, _BY_HAND)
    await line.speak(question())
    await line.send(InputAudioCommit())
    await line.until(DONE)
    await line.send(InputAudioAppend(audio=_SILENCE), InputAudioCommit())
    await line.rest(3.0)


async def resumption(dial: Dial) -> None:
    """A conversation is taken up again on another connection."""
    settings = SessionSettings(turn_detection=None, resumption=Resumption(enabled=True))
    line = await dial("")
    created = await line.until("conversation.created")
    await line.configure(settings)
    await _ask(line, "Remember the code word heron. Say only: noted.")
    await line.close()
    again = await dial(created["conversation"]["id"] if created else "")
    await again.configure(settings)
    await _ask(again, "What is the code word? Answer in one word.")


SCRIPTS: Final[dict[str, Script]] = {
    script.__name__: script
    for script in (
        typed_turn,
        spoken_turn,
        barge_in,
        tool_call,
        exact_words,
        push_to_talk,
        resumption,
    )
}


async def _ready(dial: Dial, settings: SessionSettings) -> Line:
    line = await dial("")
    await line.configure(settings)
    return line


async def _ask(line: Line, text: str) -> Event | None:
    await line.type(text)
    await line.send(ResponseCreate())
    return await line.until(DONE)
