"""Plays a script to a server, and gives what it said."""

import asyncio
from pathlib import Path

from grokvoice.adapters.address import Address
from tests.live.line import Line, Log, write_log
from tests.live.scripts import Script
from tests.wire_comparison import Event

LONGEST_S = 120.0


async def played(
    script: Script, address: Address, file: Path | None = None, pace: float = 1.0
) -> list[Event]:
    """Play a script; what went over the wire is written to a file, if one is given."""
    log: Log = []
    lines: list[Line] = []

    async def dial(conversation_id: str) -> Line:
        resumed = f"&conversation_id={conversation_id}" if conversation_id else ""
        there = Address(url=address.url + resumed, headers=address.headers)
        lines.append(await Line.open(there, log, pace))
        return lines[-1]

    try:
        async with asyncio.timeout(LONGEST_S):
            await script(dial)
    finally:
        for line in lines:
            await line.close()
        if file:
            write_log(log, file)
    return [event for way, event in log if way == "in"]
