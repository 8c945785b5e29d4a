"""A small assistant of rules: enough to try out everything that a voice client can do.

It knows only what is in the situation, so what it remembers is what the model would see: cut where
the user interrupted, and replayed where a conversation was taken up again.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from grokvoice.simulator.brain.memory import Remembered
from grokvoice.simulator.brain.plans import CallFunction, CallMcp, Situation, Speak, Step
from grokvoice.simulator.mind.arithmetic import answer_sum
from grokvoice.simulator.mind.counting import asked_range, count_aloud, last_counted
from grokvoice.simulator.mind.recall import facts_in, recall
from grokvoice.simulator.mind.small_talk import small_talk
from grokvoice.simulator.mind.stories import is_story, tell_on
from grokvoice.simulator.mind.tool_choice import choose_calls, spoken_name
from grokvoice.simulator.mind.tool_results import fresh_results, tell_results

_REPEAT: Final = re.compile(
    r"^\W*(?:please |can you |could you )*(?:say|repeat(?: after me)?|echo)\b[\s,:]*"
    r"(?!an? |something)(?P<words>\S.*?)(?:,? please)?\W*$",
    re.IGNORECASE | re.DOTALL,
)
"""Not "say a short greeting": that asks for one."""
_UNHEARD: Final = re.compile(r"^\(speech, (?P<seconds>[\d.]+) s\)$")
_GO_ON: Final = re.compile(r"\b(?:go on|continue|carry on|keep going)\b", re.IGNORECASE)
_LAST_WORDS: Final = re.compile(
    r"\b(?:what did you (?:just )?say|where (?:did you stop|were you)|say (?:that|it) again)\b",
    re.IGNORECASE,
)
_STORY: Final = re.compile(r"\bstory\b|\btale\b", re.IGNORECASE)
_STATEMENT: Final = re.compile(r"\bremember\w*\b|^\W*my\b|\bmy name is\b", re.IGNORECASE)

_LONGEST_ATTENTION: Final = 2000
"""Letters that are looked at; some rules take time that grows with the square of them."""
_LONGEST_ECHO: Final = 200

_Rule: TypeAlias = Callable[[str, Situation], str | None]


class Assistant:
    """Answers what was said last."""

    def plan(self, situation: Situation) -> tuple[Step, ...]:
        """Return what to say and which functions to call."""
        if situation.cause == "idle":
            return (Speak("Are you still there?"),)
        results = fresh_results(situation.memory)
        if results:
            return (Speak(tell_results(results)),)
        said = _last_said(situation.memory) or situation.request.strip().rpartition("\n")[2]
        calls = choose_calls(said, situation.tools)
        if calls:
            return (Speak(_preamble(calls)), *calls)
        return (Speak(answer(said, situation)),)


def answer(said: str, situation: Situation) -> str:
    """Answer in words; the first rule that knows something wins."""
    return next(filter(None, (rule(said, situation) for rule in _RULES)))


def _last_said(memory: Sequence[Remembered]) -> str:
    """Return the last of what the user said since the assistant spoke."""
    said: list[str] = []
    for one in reversed(memory):
        if one.role == "assistant":
            break
        if one.role == "user":
            said.append(one.text)
    return " ".join(reversed(said))[-_LONGEST_ATTENTION:]


def _last_told(memory: Sequence[Remembered]) -> str:
    return next((one.text for one in reversed(memory) if one.role == "assistant"), "")


def _preamble(calls: Sequence[CallFunction | CallMcp]) -> str:
    names = [spoken_name(call.name) for call in calls]
    return f"One moment, I will use {' and '.join(names)}."


def _miss(said: str, situation: Situation) -> str | None:
    if said.strip():
        return None
    is_first = not situation.memory
    return "Hello! What can I do for you?" if is_first else "Sorry, I did not catch that."


def _admit_deafness(said: str, _situation: Situation) -> str | None:
    match = _UNHEARD.match(said)
    if match is None:
        return None
    return (
        f"I heard {match['seconds']} seconds of speech, but I cannot understand words here. "
        "Type to me instead."
    )


def _say_again(said: str, situation: Situation) -> str | None:
    told = _last_told(situation.memory)
    if not _LAST_WORDS.search(said):
        return None
    return f"The last thing I said was: {told}" if told else "I have not said anything yet."


def _repeat(said: str, _situation: Situation) -> str | None:
    match = _REPEAT.match(said)
    return f"{match['words']}." if match else None


def _go_on(said: str, situation: Situation) -> str | None:
    if not _GO_ON.search(said):
        return None
    told = _last_told(situation.memory)
    place = last_counted(told)
    if place is not None:
        return _count_on(place, situation.memory)
    return tell_on(told) if is_story(told) else None


def _count_on(place: int, memory: Sequence[Remembered]) -> str:
    """Count on from where the user stopped it, to where it was to end."""
    asked = [asked_range(one.text) for one in memory if one.role == "user"]
    last = next((wanted[1] for wanted in reversed(asked) if wanted), place)
    if place == last:
        return "I had already finished."
    return count_aloud(place + (1 if place < last else -1), last)


def _count(said: str, _situation: Situation) -> str | None:
    wanted = asked_range(said)
    return count_aloud(*wanted) if wanted else None


def _sum(said: str, _situation: Situation) -> str | None:
    return answer_sum(said)


def _tell_story(said: str, _situation: Situation) -> str | None:
    return tell_on("") if _STORY.search(said) else None


def _recall(said: str, situation: Situation) -> str | None:
    return recall(said, situation.memory)


def _note(said: str, _situation: Situation) -> str | None:
    """Confirm what was just stated; it is remembered because it is in the conversation."""
    if not _STATEMENT.search(said):
        return None
    noted = facts_in([Remembered(role="user", text=said)]).values()
    told = " and ".join(fact.answer for fact in noted)
    return f"Got it: {told}." if told else None


def _admit_ignorance(said: str, _situation: Situation) -> str | None:
    heard = said.strip().rstrip(".!?")[:_LONGEST_ECHO]
    return f"You said: {heard}. I am only a simulator: ask me what I can do."


_RULES: Final[tuple[_Rule, ...]] = (
    _miss,
    _admit_deafness,
    _say_again,
    _repeat,
    _go_on,
    _count,
    _sum,
    _tell_story,
    _recall,
    _note,
    small_talk,
    _admit_ignorance,
)
