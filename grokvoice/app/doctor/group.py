"""Probes that depend on each other, kept from stopping any others.

A group tells each finding as soon as it has it. What a group that fails or hangs has not told yet
becomes a finding that says so.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from grokvoice.app.doctor.judgement.finding import Finding

logger = logging.getLogger(__name__)

Report: TypeAlias = Callable[[Finding], None]
"""Takes a finding."""
Progress: TypeAlias = Callable[[str], None]
"""Takes what is being done, for a person who waits."""


@dataclass(frozen=True, slots=True)
class Group:
    """Probes that depend on each other."""

    names: tuple[str, ...]
    """The findings it has to tell."""
    examine: Callable[[Report], Awaitable[None]]
    limit_s: float

    async def findings(self) -> list[Finding]:
        """Return one finding for each name, whatever happens."""
        found: dict[str, Finding] = {}

        def report(finding: Finding) -> None:
            found[finding.name] = finding

        try:
            async with asyncio.timeout(self.limit_s):
                await self.examine(report)
        except TimeoutError:
            why = f"No answer within {self.limit_s:g} s"
        except Exception as error:  # whatever is broken here, the others are to be told
            logger.exception("a probe failed")
            why = f"It cannot be examined: unexpected {type(error).__name__}, a fault of ours"
        else:
            why = "It was not reached"
        return [found.get(name) or _untold(name, why) for name in self.names]


def _untold(name: str, why: str) -> Finding:
    return Finding(name, "fail", why, "Run grokvoice doctor -vv to see what happens")
