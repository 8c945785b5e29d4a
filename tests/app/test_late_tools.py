"""Tools that are slow to start: a person need not wait for them, a script does."""

import asyncio
from dataclasses import dataclass, field

from grokvoice.adapters.collecting import CollectingSpeaker
from grokvoice.adapters.none import SilentMicrophone
from grokvoice.adapters.sinks import NullSink
from grokvoice.app.assembly import Wiring, assembled, core_options
from grokvoice.app.conductor import Conductor
from grokvoice.config.settings import ServerSettings, Settings
from grokvoice.protocol.client_events import AnyClientEvent, SessionUpdate
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.settings import Tool
from grokvoice.session.events import HangUpRequested, ToolFinished, UserText
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import SessionStarted, ToolReturned, Update
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options, Simulator
from tests.app.stage import FakeView

WEB = Tool(type="web_search")
SLOW = Tool(type="function", name="slow_tool", description="Slow.", parameters={"type": "object"})


@dataclass
class SlowTools:
    """A search, and a function that is there once somebody lets it."""

    may_come: asyncio.Event = field(default_factory=asyncio.Event)
    specs: tuple[Tool, ...] = (WEB,)
    functions: frozenset[str] = frozenset()
    is_closed: bool = False

    async def open(self) -> None:
        await self.may_come.wait()
        self.specs, self.functions = (WEB, SLOW), frozenset({"slow_tool"})

    async def close(self) -> None:
        self.is_closed = True

    async def run(self, call: Call) -> ToolFinished:
        return ToolFinished(call_id=call.call_id, output=f"{call.name} ran")


class Scene:
    """A talk with such tools."""

    def __init__(self) -> None:
        self.tools = SlowTools()
        self.view = FakeView()
        self.told: list[object] = []
        """The tools of every `session.update`."""
        self._all_are_told = asyncio.Event()

    def observe(self, _direction: str, event: FromServer | AnyClientEvent) -> None:
        if isinstance(event, SessionUpdate):
            self.told.append(event.session.tools)
            if event.session.tools == (WEB, SLOW):
                self._all_are_told.set()

    async def play(self, conductor: Conductor) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(conductor.run())
            await self.view.until(lambda shown: has(SessionStarted, shown))
            self.tools.may_come.set()
            await self._all_are_told.wait()
            conductor.tell(UserText("Use the slow tool."))
            await self.view.until(lambda shown: has(ToolReturned, shown))
            conductor.tell(HangUpRequested())


def has(kind: type[Update], shown: list[Update]) -> bool:
    return any(isinstance(update, kind) for update in shown)


def settings_for(url: str) -> Settings:
    return Settings(server=ServerSettings(url=url))


def silence() -> tuple[SilentMicrophone, CollectingSpeaker]:
    return SilentMicrophone(), CollectingSpeaker("none", NullSink())


def test_a_talk_begins_without_the_slow_ones_and_has_them_when_they_come() -> None:
    scene = Scene()

    async def run() -> None:
        async with Simulator(Options(quirks=Quirks(pace="fast"))) as simulator, asyncio.timeout(10):
            settings = settings_for(simulator.url)
            core = core_options(settings, listens=False)
            wiring = Wiring(awaits_tools=False, observe=scene.observe)
            async with assembled(
                settings, core, silence(), scene.view, wiring, lambda _tell: scene.tools
            ) as conductor:
                await scene.play(conductor)

    asyncio.run(run())

    [returned] = [one for one in scene.view.shown if isinstance(one, ToolReturned)]
    assert scene.told == [(WEB,), (WEB, SLOW)]
    assert (returned.name, returned.output) == ("slow_tool", "slow_tool ran")
    assert scene.tools.is_closed


def test_a_talk_that_ends_before_they_come_does_not_wait_for_them() -> None:
    scene = Scene()

    async def run() -> int:
        async with asyncio.timeout(10):
            settings = settings_for("ws://127.0.0.1:9")
            core = core_options(settings, listens=False)
            wiring = Wiring(awaits_tools=False)
            async with assembled(
                settings, core, silence(), scene.view, wiring, lambda _tell: scene.tools
            ) as conductor:
                conductor.tell(HangUpRequested(130))
                return await conductor.run()

    assert asyncio.run(run()) == 130
    assert scene.tools.is_closed


def test_a_script_begins_when_all_are_there() -> None:
    scene = Scene()

    async def run() -> None:
        settings = settings_for("ws://127.0.0.1:9")
        core = core_options(settings, listens=False)
        async with asyncio.timeout(10):
            scene.tools.may_come.set()
            async with assembled(
                settings, core, silence(), scene.view, None, lambda _tell: scene.tools
            ) as conductor:
                assert conductor.tools == (WEB, SLOW)

    asyncio.run(run())
