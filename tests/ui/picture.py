"""Makes `docs/screen.svg`: the live view of a short talk, drawn by the program itself.

python -m tests.ui.picture

The view draws on a terminal in memory, and every cell of it is put into the picture. A test fails
when the view would draw something else by now.
"""

import io
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final

import pyte
from pyte.screens import Char
from wcwidth import wcswidth

from grokvoice.session.updates import (
    AssistantFinal,
    CostMeasured,
    EchoMeasured,
    Interrupted,
    LatencyMeasured,
    SessionStarted,
    State,
    StateChanged,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
    UserPartial,
)
from grokvoice.ui.dashboard import Dashboard, Hint
from grokvoice.ui.live import LiveView
from grokvoice.ui.streams import Streams

PICTURE: Final = Path(__file__).parents[2] / "docs" / "screen.svg"
COLUMNS: Final = 88
CELL: Final = (8.4, 19.0)
"""Width and height of a character of 14 pixels."""
MARGIN: Final = (22.0, 50.0)
COLORS: Final = {
    "default": "#d7dae0",
    "cyan": "#56b6c2",
    "green": "#98c379",
    "magenta": "#c678dd",
    "brown": "#e5c07b",
    "red": "#e06c75",
}
FRAME: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" \
xml:space="preserve">
<title>{title}</title>
<style>text {{ font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', \
monospace; }}</style>
<rect width="{width:.0f}" height="{height:.0f}" rx="10" fill="#1f2329"/>
<circle cx="22" cy="20" r="6" fill="#e06c75"/>
<circle cx="42" cy="20" r="6" fill="#e5c07b"/>
<circle cx="62" cy="20" r="6" fill="#98c379"/>
<text x="{middle:.0f}" y="25" text-anchor="middle" fill="#8b919c">{title}</text>
{rows}
</svg>
"""

QUESTION: Final = "What's the weather in Oslo, and set a timer for ten minutes."
ANSWER: Final = "It's nine degrees and raining in Oslo. Your timer is set for ten minutes."
HEARD: Final = "Tomorrow looks better, with sun from about noon"
HINTS: Final = (
    Hint("m", "mute"),
    Hint("t", "type"),
    Hint("d", "device"),
    Hint("?", "help"),
    Hint("q", "quit"),
)


def called(call_id: str, name: str, arguments: str, _output: str) -> ToolCalled:
    return ToolCalled(call_id=call_id, name=name, arguments=arguments, is_hosted=False)


def returned(call_id: str, name: str, _arguments: str, output: str) -> ToolReturned:
    return ToolReturned(call_id=call_id, name=name, output=output, is_error=False)


def heard(item_id: str, text: str, unheard: str = "") -> AssistantFinal:
    return AssistantFinal(
        item_id=item_id,
        text=text + unheard,
        heard=text,
        unheard=unheard,
        is_interrupted=bool(unheard),
    )


CALLS: Final = (
    ("t1", "get_weather", '{"city": "Oslo"}', "rain, 9 °C"),
    ("t2", "set_timer", '{"minutes": 10}', "done"),
)
TALK: Final[tuple[tuple[float, Update], ...]] = (
    (0.4, SessionStarted(conversation_id="c", model="grok-voice-latest", voice="ara")),
    (6.0, UserFinal(item_id="u1", text=QUESTION)),
    *((6.1, called(*call)) for call in CALLS),
    *((6.9, returned(*call)) for call in CALLS),
    (12.0, heard("a1", ANSWER)),
    (14.0, UserFinal(item_id="u2", text="And tomorrow?")),
    (14.6, LatencyMeasured(response_id="r2", seconds=0.64)),
    (17.9, Interrupted(item_id="a2", heard_ms=3100)),
    (17.9, heard("a2", HEARD, " and a high of")),
    (17.9, StateChanged(State.HEARING)),
    (18.0, EchoMeasured(step="aec", removed_db=31.0)),
    (18.0, CostMeasured(audio_s=161.0, dollars=0.21, prices_as_of="2026-11-01")),
    (161.0, UserPartial(item_id="u3", text="sorry, I meant in Ber")),
)
LEVELS: Final = (-60.0, -42.0, -30.0, -12.0, -22.0, -38.0)
"""What the microphone last gave, in dBFS."""


class Screen(pyte.Screen):
    """Shows faint text as blinking text, for it knows no faint one."""

    def select_graphic_rendition(self, *attrs: int, **kwargs: bool) -> None:
        super().select_graphic_rendition(*(5 if a == 2 else a for a in attrs), **kwargs)


class Window(io.StringIO):
    """A terminal in memory."""

    encoding = "utf-8"

    def __init__(self) -> None:
        super().__init__()
        self.screen = Screen(COLUMNS, 24)
        self._stream = pyte.Stream(self.screen)

    def write(self, text: str) -> int:
        self._stream.feed(text)
        return len(text)


@dataclass(slots=True)
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def picture() -> str:
    """Let the view draw the talk, and give its picture."""
    window, clock = Window(), Clock()
    streams = Streams(
        stdin=window,
        stdout=window,
        stderr=window,
        is_stdout_terminal=True,
        is_stderr_terminal=True,
        columns=lambda: COLUMNS,
    )
    view = LiveView(streams, lambda: Dashboard(hints=HINTS), clock)
    for at_s, update in TALK:
        clock.now = at_s
        view.show(update, at_s)
    for level in LEVELS:
        clock.now += 0.1
        view.meters(level, float("-inf"))
    return svg(window.screen)


def svg(screen: pyte.Screen) -> str:
    """Put every cell of a screen into a picture."""
    used = [y for y, row in enumerate(screen.display) if row.strip()]
    rows = [row_of(screen, y) for y in used]
    width = COLUMNS * CELL[0] + 2 * MARGIN[0]
    return FRAME.format(
        width=width,
        middle=width / 2,
        height=(used[-1] + 1) * CELL[1] + MARGIN[1] + 12,
        title=escape(screen.title),
        rows="\n".join(filter(None, rows)),
    )


def row_of(screen: pyte.Screen, y: int) -> str:
    """Draw what differs in style, word by word, so that no font can move it far."""
    cells = [(x, screen.buffer[y][x]) for x in range(screen.columns)]
    runs = ((style, list(run)) for style, run in groupby(cells, lambda cell: style_of(cell[1])))
    return "\n".join(text_of(style, run, y) for style, run in runs if words_of(run).strip())


def text_of(style: str, run: list[tuple[int, Char]], y: int) -> str:
    """Draw a run of cells of one style."""
    words = words_of(run)
    first = run[0][0] + len(words) - len(words.lstrip())
    words = words.strip()
    x, down = MARGIN[0] + first * CELL[0], MARGIN[1] + (y + 1) * CELL[1] - 5
    length = wcswidth(words) * CELL[0]
    place = f'x="{x:.1f}" y="{down:.1f}" textLength="{length:.1f}"'
    return f"<text {place} {style}>{escape(words, quote=False)}</text>"


def words_of(run: list[tuple[int, Char]]) -> str:
    return "".join(cell.data for _, cell in run)


def style_of(cell: Char) -> str:
    """Give colour, weight and the like as attributes."""
    parts = [f'fill="{COLORS[cell.fg]}"']
    parts += ['font-weight="bold"'] if cell.bold else []
    parts += ['font-style="italic"'] if cell.italics else []
    parts += ['opacity="0.55"'] if cell.blink else []
    return " ".join(parts)


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
