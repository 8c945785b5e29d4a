"""A conversation as subtitles, in the time of a recording that begins when the session does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from grokvoice.journal.conversation import Conversation, Speaker, Turn

_LONGEST: Final = 84
"""Characters of one caption: two lines of 42, as films have them."""
_PIECE: Final = re.compile(rf"\S(?:.{{0,{_LONGEST - 2}}}\S)?(?!\S)|\S{{1,{_LONGEST}}}")
"""As many whole words as fit, or a part of one that does not."""
_SHORTEST_S: Final = 1.0
"""What nobody spoke (typed turns) must be shown long enough to be read as well."""
_NAMES: Final[dict[Speaker, str]] = {"you": "You", "grok": "Grok"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """Some words, and when they are shown."""

    began_s: float
    ended_s: float
    speaker: Speaker
    text: str


def captions(conversation: Conversation) -> list[Caption]:
    """Give what was heard of all turns, in the order of time."""
    found = [caption for turn in conversation.turns for caption in _captions_of(turn)]
    return sorted(found, key=lambda caption: caption.began_s)


def srt(conversation: Conversation) -> str:
    """Write SubRip subtitles."""
    blocks = [
        f"{number}\n{_times(caption, ',')}\n{_NAMES[caption.speaker]}: {caption.text}\n"
        for number, caption in enumerate(captions(conversation), start=1)
    ]
    return "\n".join(blocks)


def vtt(conversation: Conversation) -> str:
    """Write WebVTT subtitles, with the speaker as the voice of each."""
    blocks = [
        f"{_times(caption, '.')}\n<v {_NAMES[caption.speaker]}>{_escaped(caption.text)}\n"
        for caption in captions(conversation)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _captions_of(turn: Turn) -> Iterator[Caption]:
    for piece in _PIECE.finditer(turn.heard):
        began_s = _moment(turn, piece.start())
        yield Caption(
            began_s=began_s,
            ended_s=max(_moment(turn, piece.end()), began_s + _SHORTEST_S),
            speaker=turn.speaker,
            text=piece[0],
        )


def _moment(turn: Turn, position: int) -> float:
    """When so many characters had been said; between two marks speech is taken to be even."""
    before_s, before = turn.began_s, 0
    for at_s, length in turn.marks or ((turn.ended_s, len(turn.heard)),):
        if position <= length:
            share = (position - before) / (length - before) if length > before else 1.0
            return before_s + (at_s - before_s) * share
        before_s, before = at_s, length
    return before_s


def _times(caption: Caption, point: str) -> str:
    return f"{_clock(caption.began_s, point)} --> {_clock(caption.ended_s, point)}"


def _clock(seconds: float, point: str) -> str:
    whole, ms = divmod(round(max(0.0, seconds) * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{ms:03d}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
