import asyncio
import io

import pytest

from grokvoice.app.doctor.terminal import colors, probe_terminal
from grokvoice.ui.streams import Streams


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 1 << 24),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, 1 << 24),
        ({"TERM": "xterm"}, 16),
        ({}, 16),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, 0),
        ({"TERM": "xterm", "NO_COLOR": "1"}, 0),
    ],
)
def test_a_terminal_says_itself_how_many_colours_it_has(
    environ: dict[str, str], expected: int
) -> None:
    assert colors(environ) == expected


def test_without_a_terminal_nothing_is_asked() -> None:
    memory = io.StringIO()
    streams = Streams(stdin=memory, stdout=memory, stderr=memory)

    assert asyncio.run(probe_terminal(streams)) is None
    assert memory.getvalue() == ""
