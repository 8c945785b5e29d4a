"""A mind that follows a script, step by step, and may fall back on the assistant."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from grokvoice.simulator.brain.memory import Remembered
from grokvoice.simulator.brain.plans import (
    CallFunction,
    CallMcp,
    Fail,
    Planner,
    Situation,
    Speak,
    Step,
)
from grokvoice.simulator.mind.tool_results import fresh_results, tell_results

Occasion: TypeAlias = Literal["user", "result", "idle"]

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptStep:
    """One reply of a script, and when it is given."""

    on: Occasion = "user"
    """Whether it answers words, results of functions, or silence."""
    when: re.Pattern[str] | None = None
    """What has to be found in the words or results; None for anything."""
    times: int = 1
    """How often it may be given; 0 for ever."""
    actions: tuple[Step, ...] = ()
    """What happens; texts may hold `{said}`, `{result}` and the names of the pattern's groups."""


class ScriptedPlanner:
    """Gives, each time, the first step that fits and is not used up.

    Args:
        steps: The script, in order.
        fallback: Answers what no step fits; without one, such replies are empty.
    """

    def __init__(self, steps: Sequence[ScriptStep], fallback: Planner | None) -> None:
        self._steps = steps
        self._fallback = fallback
        self._given: Counter[int] = Counter()

    def plan(self, situation: Situation) -> tuple[Step, ...]:
        """Return the actions of the step that fits, with their placeholders filled in."""
        occasion, text = _occasion(situation)
        for number, step in enumerate(self._steps):
            words = self._fit(number, step, occasion, text)
            if words is not None:
                self._given[number] += 1
                return tuple(_filled(action, words) for action in step.actions)
        return self._fallback.plan(situation) if self._fallback else ()

    def _fit(
        self, number: int, step: ScriptStep, occasion: Occasion, text: str
    ) -> Mapping[str, str] | None:
        """Return the words for the placeholders of a step; None if it does not fit."""
        is_used_up = 0 < step.times <= self._given[number]
        if step.on != occasion or is_used_up:
            return None
        match = step.when.search(text) if step.when else None
        if step.when and match is None:
            return None
        groups = match.groupdict(default="") if match else {}
        return {"said": text, "result": text, **groups}


def _occasion(situation: Situation) -> tuple[Occasion, str]:
    if situation.cause == "idle":
        return "idle", ""
    results = fresh_results(situation.memory)
    if results:
        return "result", tell_results(results)
    return "user", _last_said(situation.memory)


def _last_said(memory: Sequence[Remembered]) -> str:
    return next((one.text for one in reversed(memory) if one.role == "user"), "")


def _filled(action: Step, words: Mapping[str, str]) -> Step:
    match action:
        case Speak():
            return Speak(_fill(action.text, words))
        case CallFunction() | CallMcp():
            in_json = {name: json.dumps(word)[1:-1] for name, word in words.items()}
            return replace(action, arguments=_fill(action.arguments, in_json))
        case Fail():
            return replace(action, message=_fill(action.message, words))
        case _:
            return action


def _fill(text: str, words: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), text)
