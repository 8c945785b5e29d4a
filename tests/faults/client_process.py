"""A client in a process of its own, so that its memory can be measured: `… URL`.

Asks twice, and prints both answers and by how many MiB the peak of its memory rose in between.
"""

import asyncio
import resource
import sys

import grokvoice


async def main(url: str) -> None:
    """Ask twice."""
    async with grokvoice.connect(url=url) as talk:
        answers = [await talk.ask("Are you there?")]
        before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answers.append(await talk.ask("Still there?"))
        grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib
    sys.stdout.write("\n".join([*answers, f"{grown_kib / 1024:.1f}"]))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
