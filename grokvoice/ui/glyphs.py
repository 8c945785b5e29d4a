"""The few signs the live view draws with, once for every terminal and once for ASCII ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from grokvoice.session.updates import State


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A set of signs, each one cell wide."""

    bars: str
    """Levels from silence to full scale."""
    rule: str
    cut: str
    """Where a reply was cut short."""
    minus: str
    more: str
    """Stands for words that are still to come, or were left out."""
    marks: Mapping[State, str]
    """What goes with the word of each state; a state is never told by colour alone."""


UNICODE: Final = Glyphs(
    bars="▁▂▃▄▅▆▇█",
    rule="─",
    cut="╌",
    minus="−",
    more="…",
    marks={
        State.CONNECTING: "◌",
        State.LISTENING: "○",
        State.HEARING: "●",
        State.THINKING: "◇",
        State.SPEAKING: "▶",
        State.MUTED: "×",
        State.RECONNECTING: "◌",
        State.ENDED: "■",
    },
)

ASCII: Final = Glyphs(
    bars="_.:-=+*#",
    rule="-",
    cut="/",
    minus="-",
    more="~",
    marks={
        State.CONNECTING: "?",
        State.LISTENING: "o",
        State.HEARING: "@",
        State.THINKING: "%",
        State.SPEAKING: ">",
        State.MUTED: "x",
        State.RECONNECTING: "?",
        State.ENDED: "=",
    },
)
