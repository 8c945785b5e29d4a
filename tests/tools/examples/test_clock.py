"""The example of time: it loads as a tool file, and its timers ring."""

import asyncio
import re
from pathlib import Path

import pytest

import grokvoice
from grokvoice.tools.examples import clock
from grokvoice.tools.python_file import load_functions


def test_it_loads_as_a_tool_file_that_never_asks() -> None:
    functions = load_functions(Path(clock.__file__))

    assert [(one.name, one.is_safe) for one in functions] == [
        ("current_time", True),
        ("set_timer", True),
        ("timers", True),
        ("cancel_timer", True),
    ]


@pytest.mark.parametrize("zone", ["", "UTC"])
def test_the_time_is_told_with_day_and_zone(zone: str) -> None:
    told = clock.current_time(zone)

    assert re.fullmatch(r"\w+day, \d\d \w+ \d{4}, \d\d:\d\d:\d\d [\w+-]+", told)


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_is_told(zone: str) -> None:
    with pytest.raises(grokvoice.ToolError, match="There is no time zone"):
        clock.current_time(zone)


def test_a_timer_rings() -> None:
    async def scenario() -> str:
        async with asyncio.timeout(5):
            return await clock.set_timer(0.01, "tea")

    assert asyncio.run(scenario()) == "The time for 'tea' is up."


def test_timers_are_listed_and_called_off_without_a_word_of_their_own() -> None:
    async def look() -> tuple[dict[str, int], str]:
        return await clock.timers(), await clock.cancel_timer("eggs")

    async def scenario() -> tuple[str | BaseException, tuple[dict[str, int], str] | BaseException]:
        async with asyncio.timeout(5):
            return await asyncio.gather(
                clock.set_timer(600, "eggs"), look(), return_exceptions=True
            )

    stop, looked = asyncio.run(scenario())

    assert isinstance(stop, grokvoice.StopResponse)
    assert isinstance(looked, tuple)
    assert looked == ({"eggs": 600}, "The timer 'eggs' is called off.")
    assert asyncio.run(clock.timers()) == {}


def test_a_label_is_taken_only_once() -> None:
    async def scenario() -> tuple[str | BaseException, str | BaseException]:
        async with asyncio.timeout(5):
            return await asyncio.gather(
                clock.set_timer(0.05, "tea"), clock.set_timer(1, "tea"), return_exceptions=True
            )

    ended = asyncio.run(scenario())

    assert ended[0] == "The time for 'tea' is up."
    assert str(ended[1]) == "There is a timer 'tea' already."


@pytest.mark.parametrize("seconds", [0.0, -5.0, 1e9, float("nan")])
def test_a_time_that_is_none_is_told(seconds: float) -> None:
    with pytest.raises(grokvoice.ToolError, match="at most 12 hours"):
        asyncio.run(clock.set_timer(seconds))


def test_what_does_not_run_cannot_be_called_off() -> None:
    with pytest.raises(grokvoice.ToolError, match="no timer 'tea'; running: none"):
        asyncio.run(clock.cancel_timer("tea"))
