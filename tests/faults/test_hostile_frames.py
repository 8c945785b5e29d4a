"""A server that sends broken frames all the time is survived, and its true ones are heard."""

import asyncio
import contextlib
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

import grokvoice
from grokvoice.errors import ServerError
from grokvoice.session.events import InputEnded, UserText
from grokvoice.session.updates import AssistantFinal, UserFinal
from grokvoice.simulator.brain.dice import Dice
from grokvoice.simulator.brain.hostile import mutate
from grokvoice.simulator.brain.plans import Situation, Speak, Step
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options, Simulator
from tests.faults.confidant import Confidant
from tests.faults.rough_talk import RoughTalk
from tests.faults.storm import BATCH
from tests.faults.troubles import talking

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is read by getrusage")
def test_100_000_broken_frames_leave_every_clean_reply_spoken_and_the_memory_small() -> None:
    storm = subprocess.run(
        [sys.executable, "-m", "tests.faults.storm", "100000", "1"],
        cwd=ROOT, capture_output=True, check=True, timeout=120,
    )  # fmt: skip

    result = json.loads(storm.stdout)
    assert result["spoken"] == 100_000 // BATCH
    assert result["grown_mib"] <= 50.0


class Spoiler:
    """Replaces a share of the frames by broken ones."""

    def __init__(self, share: float, seed: int) -> None:
        self._share = share
        self._random, self._dice = Random(seed), Dice(seed)

    def __call__(self, frame: str) -> str | bytes:
        is_spoiled = self._random.random() < self._share
        return mutate(json.loads(frame), self._dice) if is_spoiled else frame


@pytest.mark.parametrize(("share", "least"), [(0.05, 190), (0.2, 150)])
def test_turns_are_finished_though_a_share_of_all_frames_is_broken(
    share: float, least: int
) -> None:
    talk = RoughTalk(talking(), Quirks(), Confidant(), spoil=Spoiler(share, seed=1))
    for number in range(200):
        talk.tell(UserText(f"Line {number}.", waits=True))
    talk.tell(InputEnded())

    talk.run(lambda: talk.exit_code is not None, within_s=200 * 40.0)

    finished = [reply for reply in talk.only(AssistantFinal) if reply.heard]
    assert len(talk.only(UserFinal)) == 200
    assert len({reply.item_id for reply in finished}) >= least


class Echo:
    """Says what was said last."""

    def plan(self, situation: Situation) -> tuple[Step, ...]:
        """Give the steps of a reply."""
        return (Speak(f"You said {situation.memory[-1].text}"),)


@pytest.mark.parametrize(("share", "least"), [(0.05, 48), (0.2, 40)])
def test_turns_are_finished_over_a_real_socket_that_carries_broken_frames_as_well(
    share: float, least: int
) -> None:
    quirks = Quirks(pace="fast", hostile=share)

    async def scenario() -> int:
        finished = 0
        simulator = Simulator(Options(quirks=quirks, new_planner=Echo))
        async with (
            asyncio.timeout(60),
            simulator,
            grokvoice.connect(url=simulator.url) as talk,
        ):
            for number in range(50):
                with contextlib.suppress(ServerError):
                    finished += str(number) in await talk.ask(f"line {number}")
        return finished

    assert asyncio.run(scenario()) >= least
