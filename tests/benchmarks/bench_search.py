"""How long a search through a thousand conversations takes, written as talks write them.

python -m tests.benchmarks.bench_search
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from grokvoice.journal.entry import Entry, entry_to_json
from grokvoice.journal.header import Header
from grokvoice.journal.library import Library
from grokvoice.journal.place import new_id
from grokvoice.journal.turn_clock import Span
from grokvoice.session.updates import AssistantFinal, UserFinal

CONVERSATIONS = 1_000
TURNS = 20
SHOWN = 20
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = """
the a of to and in is it you that he was for on are with as his they at be this have from or one
had by word but not what all were we when your can said there use an each which she do how their
if will up other about out many then them these so some her would make like him into time has look
two more write go see number way could people lighthouse weather blåbær café naïve Ålesund señor
""".split()  # noqa: SIM905 - a text is easier to read than a list


def main() -> None:
    """Write the conversations, search them, and say how long that took."""
    with tempfile.TemporaryDirectory() as folder:
        size = sum(_write(Path(folder), number) for number in range(CONVERSATIONS))
        library = Library(Path(folder))
        sys.stdout.write(f"{CONVERSATIONS} conversations, {size / 1e6:.1f} MB\n")
        for name, query in (
            ("one conversation has it", "needle 500"),
            ("none has it", "giraffe"),
            ("all have it", "the weather"),
            ("all are built of it", "type ts"),
            ("with accents", "alesund blabaer"),
        ):
            _measure(name, partial(library.search, query))
        _measure("list", library.conversations)


def _measure(name: str, find: Callable[[], Iterator[object]]) -> None:
    """Take as many as the command shows."""
    began = time.perf_counter()
    count = sum(1 for _ in islice(find(), SHOWN))
    sys.stdout.write(f"{name:24} {(time.perf_counter() - began) * 1000:7.1f} ms, {count} found\n")


def _write(folder: Path, number: int) -> int:
    """Write a conversation of so many turns; returns its size."""
    chance = random.Random(number)
    header = Header(id=new_id(BEGAN + timedelta(hours=number), number), started=BEGAN)
    entries = [_turn(chance, n) for n in range(TURNS)]
    entries.append(Entry(99.0, UserFinal(item_id="u", text=f"needle {number}")))
    lines = [header.to_json(), *(entry_to_json(entry) for entry in entries)]
    text = "".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines
    )
    return (folder / f"{header.id}.jsonl").write_text(text, encoding="utf-8")


def _turn(chance: random.Random, number: int) -> Entry:
    text = " ".join(chance.choices(WORDS, k=40))
    if number % 2 == 0:
        return Entry(float(number), UserFinal(item_id=f"u{number}", text=text))
    marks = tuple((number + n / 10, n * 5) for n in range(40))
    final = AssistantFinal(
        item_id=f"a{number}", text=text, heard=text, unheard="", is_interrupted=False
    )
    return Entry(number + 4.0, final, Span(began_s=number, ended_s=number + 4.0, marks=marks))


if __name__ == "__main__":
    main()
