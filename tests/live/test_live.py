"""The same turns are played to the real service and to the simulator, and their answers compared.

pytest -m live tests/live

It takes about a minute of the service, and a key in XAI_API_KEY. What differs is listed, line by
line; the wire is kept in build/live, or wherever GROKVOICE_LIVE_FOLDER says.
"""

import asyncio
from pathlib import Path

import pytest

from grokvoice.adapters.address import Address
from grokvoice.simulator.server import Simulator
from tests.live.scripts import SCRIPTS
from tests.live.stage import played
from tests.wire_comparison import differences


@pytest.mark.live
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_simulator_does_as_the_service_does(name: str, service: Address, folder: Path) -> None:
    async def scenario() -> list[str]:
        theirs = await played(SCRIPTS[name], service, folder / f"{name}.service.jsonl")
        async with Simulator() as simulator:
            local = Address(url=f"{simulator.url}?model=grok-voice-latest")
            ours = await played(SCRIPTS[name], local, folder / f"{name}.simulator.jsonl")
        return differences(theirs, ours)

    found = asyncio.run(scenario())

    assert not found, "\n".join([f"{len(found)} differences in {name}:", *found])
