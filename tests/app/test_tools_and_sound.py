"""The sound goes on without a gap, whatever a tool does meanwhile (faults T1-T4, T12)."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass

import grokvoice
from grokvoice.adapters.block_clock import DaemonBlockClock
from grokvoice.adapters.paced import PacedSpeaker
from grokvoice.adapters.sinks import NullSink
from grokvoice.app.api import Conversation
from grokvoice.session.updates import AssistantFinal, ToolCalled, ToolReturned, Update
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options, Simulator
from tests.app.conftest import running

SENTENCE = "One, two, three, four."
PATIENCE_S = 20.0


may_end = threading.Event()
"""Set when the tools may stop misbehaving."""


@grokvoice.tool(safe=True)
def block() -> str:
    """Block a thread."""
    may_end.wait(PATIENCE_S)
    return "done"


@grokvoice.tool(safe=True)
async def hold() -> str:
    """Block the loop of all asynchronous tools."""
    may_end.wait(PATIENCE_S)
    return "done"


@grokvoice.tool(safe=True, timeout_s=0.3)
def hang() -> None:
    """Take longer than is allowed."""
    may_end.wait(PATIENCE_S)


@grokvoice.tool(safe=True)
def compute() -> int:
    """Take all the time of the interpreter that there is."""
    count = 0
    while not may_end.is_set():
        count += 1
    return count


@grokvoice.tool(safe=True)
def fail() -> None:
    """Raise."""
    raise ValueError("broken")


@grokvoice.tool(safe=True)
def leave() -> None:
    """Exit."""
    raise SystemExit(1)


@grokvoice.tool(safe=True)
def flood() -> list[str]:
    """Return what would be a hundred megabytes of text."""
    return ["x" * 1000] * 100_000


class WatchedClock(DaemonBlockClock):
    """A sound card's clock that notes how late its blocks were, at worst."""

    worst_s = 0.0

    def start(self, on_block: Callable[[float], None]) -> None:
        def watched(due_s: float) -> None:
            self.worst_s = max(self.worst_s, self.now() - due_s)
            on_block(due_s)

        super().start(watched)


@dataclass
class Heard:
    """What came of a sentence that was spoken while a tool ran."""

    underruns: int
    worst_block_s: float
    text: str


async def follow(talk: Conversation, is_last: Callable[[Update], bool]) -> list[Update]:
    """Return what is shown, up to the update that is waited for."""
    shown: list[Update] = []
    async for update in talk.updates():
        shown.append(update)
        if is_last(update):
            break
    return shown


def hear_while(*tools: Callable[..., object]) -> Heard:
    """Have a sentence spoken while tools misbehave, on a loudspeaker that takes its time."""
    may_end.clear()
    clock = WatchedClock()
    speaker = PacedSpeaker("test", NullSink(), clock)

    async def scenario(url: str) -> list[Update]:
        async with (
            asyncio.timeout(PATIENCE_S),
            grokvoice.connect(url=url, speaker=speaker, functions=tools) as talk,
            asyncio.TaskGroup() as tasks,
        ):
            called = tasks.create_task(follow(talk, calls(len(tools))))
            spoken = tasks.create_task(follow(talk, is_spoken))
            talk.send_text(f"Use {', '.join(tool.__name__ for tool in tools)}.")
            await called
            talk.speak(SENTENCE)
            shown = await spoken
            may_end.set()
            return shown

    # The simulator has a thread of its own, as the service has a machine of its own; it sends just
    # fast enough, so that a client which does not listen for a moment runs dry.
    with running(Options(quirks=Quirks(first_audio_s=0.1, delta_gap_s=0.05))) as url:
        shown = asyncio.run(scenario(url))
    [final] = [update for update in shown if is_spoken(update)]
    assert isinstance(final, AssistantFinal)
    return Heard(speaker.stats().underruns, clock.worst_s, final.heard)


def calls(count: int) -> Callable[[Update], bool]:
    """Tell whether so many calls were made."""
    left = count

    def is_last(update: Update) -> bool:
        nonlocal left
        left -= isinstance(update, ToolCalled)
        return left == 0

    return is_last


def is_spoken(update: Update) -> bool:
    return isinstance(update, AssistantFinal) and update.text == SENTENCE


def test_no_gap_is_heard_while_tools_do_not_end() -> None:
    heard = hear_while(block, hold, hang, compute)

    assert (heard.underruns, heard.text) == (0, SENTENCE)
    assert heard.worst_block_s < 0.2


def test_no_gap_is_heard_while_tools_end_badly() -> None:
    heard = hear_while(fail, leave, flood)

    assert (heard.underruns, heard.text) == (0, SENTENCE)
    assert heard.worst_block_s < 0.2


def test_t12_who_interrupts_a_tool_is_answered_and_its_result_is_spoken_of_once() -> None:
    may_end.clear()

    @grokvoice.tool(safe=True)
    def look_up() -> str:
        """Look something up, slowly."""
        may_end.wait(PATIENCE_S)
        return "the answer is heron"

    def tells(update: Update) -> bool:
        return isinstance(update, AssistantFinal) and "heron" in update.text

    async def scenario() -> tuple[str, list[Update]]:
        async with (
            Simulator(Options(quirks=Quirks(pace="fast"))) as simulator,
            asyncio.timeout(PATIENCE_S),
            grokvoice.connect(url=simulator.url, functions=[look_up]) as talk,
            asyncio.TaskGroup() as tasks,
        ):
            everything = tasks.create_task(follow(talk, tells))
            called = tasks.create_task(follow(talk, calls(1)))
            talk.send_text("Use look_up.")
            await called
            answer = await talk.ask("What is two plus three?")
            may_end.set()
            return answer, await everything

    answer, shown = asyncio.run(scenario())

    spoken = [one.heard for one in shown if isinstance(one, AssistantFinal)]
    assert "2 plus 3 is 5." in answer
    assert [one.output for one in shown if isinstance(one, ToolReturned)] == ["the answer is heron"]
    assert [text for text in spoken if "heron" in text] == ["the answer is heron."]
