"""The time anywhere, and timers that speak up.

    grokvoice talk --tools clock

A timer is a tool that takes as long as the timer runs. The talk goes on meanwhile, and Grok speaks
of it when it returns.
"""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import grokvoice

_LONGEST_S = 12 * 3600
_running: dict[str, tuple[datetime, asyncio.Event]] = {}
"""When each timer rings, and what calls it off. All async tools share one loop, and so this."""


@grokvoice.tool(safe=True)
def current_time(timezone: str = "") -> str:
    """Tell date and time, here or elsewhere.

    Args:
        timezone: A name of the IANA database such as Europe/Oslo; empty means here.
    """
    try:
        there = ZoneInfo(timezone) if timezone else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise grokvoice.ToolError(
            f"There is no time zone {timezone!r}; try e.g. Asia/Tokyo."
        ) from error
    return f"{datetime.now(there).astimezone(there):%A, %d %B %Y, %H:%M:%S %Z}"


@grokvoice.tool(safe=True, timeout_s=_LONGEST_S + 60)
async def set_timer(seconds: float, label: str = "timer") -> str:
    """Set a timer; it returns when the time is up, which may be long after.

    Args:
        seconds: How long it runs, at most twelve hours.
        label: What it is for, in a word or two.
    """
    if not 0 < seconds <= _LONGEST_S:
        raise grokvoice.ToolError("A timer runs for more than 0 seconds and at most 12 hours.")
    if label in _running:
        raise grokvoice.ToolError(f"There is a timer {label!r} already.")
    called_off = asyncio.Event()
    _running[label] = (datetime.now().astimezone() + timedelta(seconds=seconds), called_off)
    try:
        async with asyncio.timeout(seconds):
            await called_off.wait()
    except TimeoutError:
        return f"The time for {label!r} is up."
    finally:
        del _running[label]
    raise grokvoice.StopResponse(f"The timer {label!r} was called off.")


@grokvoice.tool(safe=True)
async def timers() -> dict[str, int]:
    """Tell which timers run, and how many seconds each has left."""
    now = datetime.now().astimezone()
    return {label: round((rings - now).total_seconds()) for label, (rings, _) in _running.items()}


@grokvoice.tool(safe=True)
async def cancel_timer(label: str = "timer") -> str:
    """Call a timer off.

    Args:
        label: What it was called when it was set.
    """
    if label not in _running:
        known = ", ".join(_running) or "none"
        raise grokvoice.ToolError(f"There is no timer {label!r}; running: {known}.")
    _running[label][1].set()
    return f"The timer {label!r} is called off."
