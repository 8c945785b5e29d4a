"""Short answers to short things, by pattern."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeAlias

from grokvoice.simulator.brain.plans import Situation

Answer: TypeAlias = Callable[[Situation], str]

_NAME: Final = re.compile(
    r"\b(?i:your name is|you are called|you're called|call yourself|you are|you're)\s+"
    r"(?P<name>[A-Z][\w'-]*)"
)
_ABILITIES: Final = (
    "I can tell the time and the date, count as far as a hundred, repeat what you say, do sums, "
    "remember things for you, tell a long story that you may interrupt, and use your tools."
)


def small_talk(said: str, situation: Situation) -> str | None:
    """Answer a greeting, a question after the time, and the like; None for anything else."""
    return next((answer(situation) for pattern, answer in _RULES if pattern.search(said)), None)


def own_name(instructions: str) -> str:
    """Return the name that the instructions give the assistant; "" if they give none."""
    match = _NAME.search(instructions)
    return match["name"] if match else ""


def _greet(situation: Situation) -> str:
    name = own_name(situation.instructions)
    return f"Hello, this is {name}. What can I do for you?" if name else "Hello there! How are you?"


def _introduce(situation: Situation) -> str:
    name = own_name(situation.instructions)
    begin = f"I am {name}, played by" if name else "I am"
    return f"{begin} the simulator that comes with grokvoice. {_ABILITIES}"


def _tell_instructions(situation: Situation) -> str:
    told = situation.instructions.strip()
    return f"My instructions are: {told}" if told else "I was given no instructions."


def _tell_time(situation: Situation) -> str:
    return f"It is {_clock(situation.wall)}."


def _tell_date(situation: Situation) -> str:
    wall = situation.wall
    return f"Today is {wall:%A}, {wall:%B} {wall.day}, {wall.year}."


def _clock(wall: datetime) -> str:
    hour = wall.hour % 12 or 12
    return f"{hour}:{wall.minute:02d} {'AM' if wall.hour < 12 else 'PM'}"


def _always(text: str) -> Answer:
    return lambda _situation: text


def _rule(pattern: str, answer: Answer) -> tuple[re.Pattern[str], Answer]:
    return re.compile(pattern, re.IGNORECASE), answer


_RULES: Final[tuple[tuple[re.Pattern[str], Answer], ...]] = (
    _rule(r"\bwhat(?:'s| is)?\b.*\btime\b|\btime is it\b|\bthe time\b", _tell_time),
    _rule(r"\bwhat\b.*\b(?:date|day)\b|\btoday'?s date\b|\bwhat year\b", _tell_date),
    _rule(r"\b(?:your|the) instructions\b", _tell_instructions),
    _rule(r"\bwho are you\b|\bwhat are you\b|\byour name\b|\bintroduce yourself\b", _introduce),
    _rule(r"\bwhat can you\b|\bhelp\b|\bwhat do you do\b|\bwhat should i say\b", _introduce),
    _rule(r"\bhow are you\b|\bhow do you do\b", _always("I am very well, thank you. And you?")),
    _rule(r"\bthank(?:s| you)\b", _always("You are welcome.")),
    _rule(r"\b(?:good ?bye|bye|see you|good night)\b", _always("Goodbye!")),
    _rule(r"\bjoke\b", _always("Why did the packet cross the network? It had no other route.")),
    _rule(r"^\W*(?:hello|hi|hey|good (?:morning|evening|afternoon))\b|\bgreeting\b", _greet),
)
