"""A text cut into phrases: the units in which replies are spoken, announced and cut short."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_CLAUSE: Final = re.compile(r".+?[.!?,;:…]+[\"')\]]*(?=\s|$)|.+$")
_SENTENCE_END: Final = re.compile(r"[.!?…][\"')\]]*$")
_FEWEST_WORDS: Final = 3
_MOST_WORDS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A stretch of a spoken text."""

    text: str
    """With the space before it, so that joined phrases give the text back."""
    start: int
    """Frame of the item's 24 kHz sound at which it begins."""
    frames: int


def split_phrases(text: str) -> tuple[str, ...]:
    """Cut a text at sentence ends and at commas, but never so that a phrase is tiny or endless.

    Returns:
        The phrases in order; joined they are `text` with its outer spaces gone and inner ones
        made single. Sentences are kept apart; commas part a sentence only between at least three
        words; a clause of more than twelve words is cut after the twelfth.
    """
    phrases: list[str] = []
    for clause in _clauses(" ".join(text.split())):
        if phrases and _may_go_on(phrases[-1]):
            phrases[-1] += clause
        else:
            phrases.append(clause)
    return tuple(phrases)


def heard_part(phrases: tuple[Phrase, ...], frames: int) -> str:
    """Return the words of the first `frames` frames; a word counts once half of it was heard.

    Within a phrase, words are taken to last as long as they have letters.
    """
    heard = "".join(p.text for p in phrases if p.start + p.frames <= frames)
    broken = next((p for p in phrases if p.start < frames < p.start + p.frames), None)
    if broken is None:
        return heard
    share = (frames - broken.start) / broken.frames
    position = 0
    for word in re.findall(r"\s*\S+", broken.text):
        if (position + len(word) / 2) / len(broken.text) > share:
            break
        heard += word
        position += len(word)
    return heard


def _clauses(text: str) -> Iterator[str]:
    for match in _CLAUSE.finditer(text):
        words = re.findall(r"\s*\S+", match.group())
        for start in range(0, len(words), _MOST_WORDS):
            yield "".join(words[start : start + _MOST_WORDS])


def _may_go_on(phrase: str) -> bool:
    return not _SENTENCE_END.search(phrase) and len(phrase.split()) < _FEWEST_WORDS
