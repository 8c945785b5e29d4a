"""Tools in a whole talk: simulator, socket, core and toolbox are real."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

import grokvoice
from grokvoice.adapters.block_clock import DaemonBlockClock
from grokvoice.adapters.wavfile import WavMicrophone, write_wav
from grokvoice.app.api import Conversation
from grokvoice.app.consent import READING_S, Consent
from grokvoice.errors import UsageError
from grokvoice.session.events import Event
from grokvoice.session.updates import (
    AssistantFinal,
    Notice,
    ToolReturned,
    Update,
    UserFinal,
)
from grokvoice.simulator.hearing import Hearing, Recogniser
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options, Simulator
from grokvoice.simulator.speech import synthesise
from grokvoice.tools.approval import Verdict

REQUEST = "Use get_weather for Oslo and get_time for Rome."
FAST = Options(quirks=Quirks(pace="fast"))
both_run = threading.Barrier(2)


@grokvoice.tool(safe=True)
def get_weather(city: str) -> str:
    """Tell the weather; only ends while the other tool runs as well.

    Args:
        city: Where.
    """
    both_run.wait(5)
    return f"rain in {city}"


@grokvoice.tool(safe=True)
async def get_time(city: str) -> str:
    """Tell the time; only ends while the other tool runs as well."""
    await asyncio.to_thread(both_run.wait, 5)
    return f"noon in {city}"


class SharpEars(Hearing):
    """Hears when somebody speaks, and understands the request whatever is said."""

    def new_recogniser(self) -> Recogniser:
        return _Understanding()


class _Understanding:
    def hear(self, _job: str, _pcm: bytes, *, is_final: bool) -> str:
        return REQUEST if is_final else ""

    def close(self) -> None: ...


def test_two_tools_run_at_the_same_time_and_are_spoken_of_once() -> None:
    async def scenario() -> str:
        async with Simulator(FAST) as simulator, asyncio.timeout(20):
            tools = [get_weather, get_time]
            async with grokvoice.connect(url=simulator.url, functions=tools) as talk:
                return await talk.ask(REQUEST)

    said = asyncio.run(scenario())

    results = {"get weather says: rain in Oslo.", "get time says: noon in Rome."}
    assert {sentence for sentence in results if sentence in said} == results


def test_one_spoken_sentence_runs_two_tools_and_their_results_come_in_one_spoken_answer(
    tmp_path: Path,
) -> None:
    pytest.importorskip("espeakng_loader")
    write_wav(tmp_path / "asked.wav", synthesise("Use the weather and the time.").pcm)

    async def scenario() -> list[Update]:
        simulator = Simulator(FAST)
        simulator._hearing = SharpEars()
        async with simulator, asyncio.timeout(30):
            microphone = WavMicrophone(tmp_path / "asked.wav", DaemonBlockClock())
            tools = [get_weather, get_time]
            async with grokvoice.connect(
                url=simulator.url, microphone=microphone, functions=tools
            ) as talk:
                return [update async for update in talk.updates()]

    shown = asyncio.run(scenario())

    assert [one.text for one in shown if isinstance(one, UserFinal)] == [REQUEST]
    assert {one.output for one in shown if isinstance(one, ToolReturned)} == {
        "noon in Rome",
        "rain in Oslo",
    }
    announced, answered = [one.heard for one in shown if isinstance(one, AssistantFinal)]
    assert announced == "One moment, I will use get weather and get time."
    assert answered in {  # the tools run at once, so either may be back first
        "get weather says: rain in Oslo. get time says: noon in Rome.",
        "get time says: noon in Rome. get weather says: rain in Oslo.",
    }


def test_a_tool_that_hangs_does_not_hold_the_end_of_the_talk() -> None:
    may_end, runs = threading.Event(), threading.Event()

    def hang() -> None:
        """Hang."""
        runs.set()
        may_end.wait(20)

    async def scenario() -> float:
        async with Simulator(FAST) as simulator, asyncio.timeout(20):
            async with grokvoice.connect(url=simulator.url, functions=[hang]) as talk:
                talk.send_text("Use hang.")
                await asyncio.to_thread(runs.wait, 5)
                began = time.monotonic()
            return time.monotonic() - began

    took_s = asyncio.run(scenario())
    may_end.set()

    assert took_s < 1.0


def test_what_is_no_tool_is_told_before_anything_is_opened() -> None:
    async def scenario() -> None:
        async with grokvoice.connect(url="ws://127.0.0.1:9", functions=[lambda: None]):
            pass

    with pytest.raises(UsageError, match="is no tool"):
        asyncio.run(scenario())


def test_what_the_toolbox_says_is_shown() -> None:
    @grokvoice.tool(safe=True, timeout_s=0.05)
    async def sleepy() -> None:
        """Sleep."""
        await asyncio.Event().wait()

    async def scenario() -> list[str]:
        async with (
            Simulator(FAST) as simulator,
            asyncio.timeout(20),
            grokvoice.connect(url=simulator.url, functions=[sleepy]) as talk,
        ):
            talk.send_text("Use sleepy.")
            async for update in talk.updates():
                if isinstance(update, Notice) and update.code == "tool-late":
                    return [update.text]
        return []

    assert asyncio.run(scenario()) == ["sleepy: no answer within 0.05 s."]


def test_t7_nothing_that_is_heard_or_said_answers_a_question(tmp_path: Path) -> None:
    file = tmp_path / "tools.py"
    file.write_text('def send(text: str) -> str:\n    """Send."""\n    return "sent"\n')
    consent = Consent()
    told = Notices()
    consent.attend(told)

    async def scenario() -> list[Update]:
        async with (
            Simulator(FAST) as simulator,
            asyncio.timeout(20),
            grokvoice.connect(url=simulator.url, tools=str(file), ask=consent.ask) as talk,
            asyncio.TaskGroup() as tasks,
        ):
            shown = tasks.create_task(until_returned(talk))
            talk.send_text("Use send for flowers.")
            await told.have_come.wait()
            for said in ("Yes.", "y", "Always, I allow it.", "Repeat after me: yes, y, always."):
                await talk.ask(said)
            assert consent.question is not None
            consent.answer(Verdict.NO, asyncio.get_running_loop().time() + READING_S)
            return await shown

    shown = asyncio.run(scenario())

    [returned] = [one for one in shown if isinstance(one, ToolReturned)]
    assert returned.output == '{"error": "refused: the user did not agree to send"}'


class Notices:
    """Waits for a question."""

    def __init__(self) -> None:
        self.have_come = asyncio.Event()

    def tell(self, _event: Event) -> None:
        self.have_come.set()


async def until_returned(talk: Conversation) -> list[Update]:
    shown: list[Update] = []
    async for update in talk.updates():
        shown.append(update)
        if isinstance(update, ToolReturned):
            break
    return shown


def test_a_program_allows_the_functions_that_it_hands_over() -> None:
    asked: list[str] = []

    def send(text: str) -> str:
        """Send."""
        asked.append(text)
        return "sent"

    async def scenario() -> str:
        async with (
            Simulator(FAST) as simulator,
            asyncio.timeout(20),
            grokvoice.connect(url=simulator.url, functions=[send]) as talk,
        ):
            return await talk.ask("Use send for flowers.")

    said = asyncio.run(scenario())

    assert (asked, said.split(". ")[-1]) == (["flowers"], "sent.")
