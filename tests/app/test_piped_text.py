import asyncio
import io
import os
from collections.abc import Awaitable, Callable, Iterator
from typing import TextIO

import pytest

from grokvoice.app.piped_text import PipedText
from grokvoice.session.events import Event, InputEnded, VerbatimText


class Speaker:
    """Takes a part whenever it is let."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[Event] = asyncio.Queue()
        self.has_waiting_turns = False

    def tell(self, event: Event) -> None:
        self.told.put_nowait(event)

    async def next_part(self) -> str:
        async with asyncio.timeout(5):
            event = await self.told.get()
        assert isinstance(event, VerbatimText)
        return event.text


class Pipe:
    """Both ends of a pipe."""

    def __init__(self) -> None:
        reading, self._writing = os.pipe()
        self.reader: TextIO = os.fdopen(reading, encoding="utf-8")

    def write(self, data: str | bytes) -> None:
        os.write(self._writing, data if isinstance(data, bytes) else data.encode())

    def end(self) -> None:
        if self._writing >= 0:
            os.close(self._writing)
            self._writing = -1


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.end()
    made.reader.close()


def while_speaking(text: PipedText, act: Callable[[Speaker], Awaitable[None]]) -> None:
    """Have a text spoken, and act meanwhile; in the end nothing more may be told."""

    assert text.wait()

    async def run() -> None:
        speaker = Speaker()
        async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
            tasks.create_task(text.speak(speaker))
            await act(speaker)
        assert speaker.told.get_nowait() == InputEnded()
        assert speaker.told.empty()

    asyncio.run(run())


def test_a_sentence_is_spoken_before_the_pipe_ends(pipe: Pipe) -> None:
    async def act(speaker: Speaker) -> None:
        assert await speaker.next_part() == "One."
        pipe.write("two. ")
        assert await speaker.next_part() == "And two."
        pipe.write("The rest")
        pipe.end()
        assert await speaker.next_part() == "The rest"

    pipe.write("One. And ")
    while_speaking(PipedText(pipe.reader), act)


def test_a_line_is_spoken_when_nothing_follows_it(pipe: Pipe) -> None:
    async def act(speaker: Speaker) -> None:
        assert await speaker.next_part() == "build failed"
        pipe.write("build fixed\n")
        assert await speaker.next_part() == "build fixed"
        pipe.end()

    pipe.write("build failed\n")
    while_speaking(PipedText(pipe.reader), act)


def test_nothing_is_told_while_a_part_waits(pipe: Pipe) -> None:
    async def act(speaker: Speaker) -> None:
        speaker.has_waiting_turns = True
        assert await speaker.next_part() == "One."
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await speaker.told.get()
        speaker.has_waiting_turns = False
        assert await speaker.next_part() == "Two."

    pipe.write("One. Two. ")
    pipe.end()
    while_speaking(PipedText(pipe.reader), act)


def test_words_may_follow_and_letters_may_come_in_halves(pipe: Pipe) -> None:
    async def act(speaker: Speaker) -> None:
        pipe.write(b"\xa5 er tent\xff")
        pipe.end()
        assert await speaker.next_part() == "Lyset på er tent\N{REPLACEMENT CHARACTER}"
        assert await speaker.next_part() == "Done."

    pipe.write(b"Lyset p\xc3")
    while_speaking(PipedText(pipe.reader, "Done."), act)


def test_it_waits_for_the_first_words(pipe: Pipe) -> None:
    pipe.write("\n \nHello.")
    pipe.end()

    async def act(speaker: Speaker) -> None:
        assert await speaker.next_part() == "Hello."

    while_speaking(PipedText(pipe.reader), act)


def test_a_pipe_may_hold_no_words(pipe: Pipe) -> None:
    pipe.write("\n\n")
    pipe.end()

    assert not PipedText(pipe.reader).wait()
    assert PipedText(pipe.reader, "but these").wait()


def test_a_stream_without_a_descriptor_has_none() -> None:
    assert not PipedText(io.StringIO("nobody can wait for this")).wait()
