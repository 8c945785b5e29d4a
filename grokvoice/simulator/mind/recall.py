"""Facts said in the conversation, found again: "my name is Alice", "the code word is cobalt"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from grokvoice.simulator.brain.memory import Remembered

_SENTENCE: Final = re.compile(r"[^.!?]+[.!?]*")
_FACT: Final = re.compile(
    r"(?:^|[,;:—–-]\s*|\b(?:that|and|now|remember\w*|exactly)\s+)"
    r"(?:(?P<owner>my|your|the|our)\s+)?"
    r"(?P<thing>(?:(?!(?:my|your|the|our|that|remember\w*)\b)[a-z']+\s+){1,4}?)"
    r"(?:is|are|was)\s+(?:called\s+)?"
    r"(?P<value>[^.!?,;:—]{1,80}?)\s*(?=\band\s+(?:my|the|our)\b|[.!?,;:—]|$)",
    re.IGNORECASE,
)
_QUESTION: Final = re.compile(
    r"^\W*(?:please |can you |do you |tell me |and )*"
    r"(?:what|who|which|how|where|when|why|whose|is|are|was|do|does|did|can|could|tell)\b",
    re.IGNORECASE,
)
_MY: Final = re.compile(r"\bmy\b", re.IGNORECASE)
_POINTING: Final = frozenset(
    {"it", "this", "that", "there", "here", "he", "she", "they", "i", "you", "we"}
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was said to be something."""

    owner: str
    """"your" for what is the user's, else "the" or "our"."""
    thing: str
    value: str

    @property
    def answer(self) -> str:
        """The fact as the assistant tells it to the user."""
        return f"{self.owner} {self.thing} is {self.value}"


def facts_in(memory: Iterable[Remembered]) -> dict[str, Fact]:
    """Return what was stated, with the latest value of each thing; questions state nothing."""
    return {
        fact.thing: fact
        for one in memory
        if one.role in {"user", "assistant"}
        for sentence in _SENTENCE.findall(one.text)
        for fact in _facts_of(sentence.strip(), is_user=one.role == "user")
    }


def recall(question: str, memory: Iterable[Remembered]) -> str | None:
    """Answer a question after things that were said; None if it is about something else."""
    if not _QUESTION.search(question):
        return None
    asked = set(re.findall(r"[a-z']+", question.lower()))
    known = facts_in(memory).values()
    told = " and ".join(fact.answer for fact in known if set(fact.thing.split()) <= asked)
    if not told:
        return "You have not told me." if _MY.search(question) else None
    return f"{told[0].upper()}{told[1:]}."


def _facts_of(sentence: str, *, is_user: bool) -> Iterator[Fact]:
    if sentence.endswith("?") or _QUESTION.search(sentence):
        return
    for match in _FACT.finditer(sentence):
        thing = match["thing"].strip().lower()
        owner = (match["owner"] or "the").lower()
        if thing.split()[0] in _POINTING or (is_user and owner == "your"):
            continue  # "it is late"; "your name is Bob" is about the assistant
        yield Fact("your" if owner == "my" else owner, thing, match["value"])
