"""Finding words in conversations, whatever their case and accents.

Reading a journal as a conversation takes ten times as long as looking through its bytes, and most
journals do not hold the words. So what was said is picked out as it lies on the disk and folded
(its case and accents taken off), and only what may match is read.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from grokvoice.journal.conversation import Conversation, Turn

_ASCII: Final = bytes(range(0x80))
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_LETTERS: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"}
)
"""Letters that people without them on their keyboard spell otherwise, and Unicode does not."""
_SAID: Final = re.compile(
    rb'"type": ?"(?:user|assistant)\.final", ?"item_id": ?"[^"\n]*+", ?'
    rb'"text": ?"([^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"'
)
_ESCAPED: Final = re.compile(rb'["\\\x00-\x1f]')
"""What JSON spells otherwise than it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation in which all words were said, and the turn that says most of them."""

    conversation: Conversation
    turn: Turn


def words_of(query: str) -> tuple[bytes, ...]:
    """Give the words to look for, folded."""
    return tuple(fold(query.encode("utf-8", "replace")).split())


def fold(text: bytes) -> bytes:
    """Give UTF-8 text without case and accents: `Ça`, `ÇA` and `ca` are alike."""
    return _replaced(text.lower(), _changes(text))


def may_hold(journal: bytes, words: Sequence[bytes]) -> bool:
    """Tell, quickly, whether all words may have been said in a journal."""
    said = b"\n".join(_SAID.findall(journal)).lower()
    missing = [piece for word in words for piece in _ESCAPED.split(word) if piece not in said]
    if not missing:
        return True
    changes = _changes(said)
    if not all(part in said for piece in missing for part in _unchanged(piece, changes)):
        return False
    folded = _replaced(said, changes)
    return all(piece in folded for piece in missing)


def look(conversation: Conversation, words: Sequence[bytes]) -> Found | None:
    """Look for all words in what was said; None if one is missing."""
    said = [(turn, _fold_turn(turn)) for turn in conversation.turns]
    if not said or not all(any(word in text for _, text in said) for word in words):
        return None
    turn, _ = max(said, key=lambda one: sum(word in one[1] for word in words))
    return Found(conversation, turn)


def _fold_turn(turn: Turn) -> bytes:
    return fold(f"{turn.heard}{turn.unheard}".encode("utf-8", "replace"))


def _changes(text: bytes) -> list[tuple[bytes, bytes]]:
    """What must be replaced to fold a text, and by what."""
    letters = set(text.translate(None, _ASCII).decode("utf-8", "ignore"))
    return [change for letter in letters if (change := _change(letter))]


def _replaced(text: bytes, changes: Sequence[tuple[bytes, bytes]]) -> bytes:
    # A text has few different letters beyond ASCII, so replacing each in turn is faster than
    # finding all of their places with a regular expression (40 ms for 4 MB against 60).
    for change in changes:
        text = text.replace(*change)
    return text


def _unchanged(piece: bytes, changes: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
    """The parts of a piece that no change can have brought about: they are there as they are."""
    if not all(new for _, new in changes):  # what vanishes may have stood between them
        return []
    made = b"".join(new for _, new in changes)
    return re.split(b"[" + re.escape(made) + b"]", piece) if made else [piece]


@lru_cache(maxsize=4096)
def _change(letter: str) -> tuple[bytes, bytes] | None:
    """What a letter must be replaced by; None if by nothing else."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", letter.casefold()))
    folded = unicodedata.normalize("NFKC", bare).casefold().translate(_LETTERS)
    return None if folded == letter else (letter.encode(), folded.encode())
