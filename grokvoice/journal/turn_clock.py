"""When each turn began and ended, found out from the updates that are shown.

The final words of a turn come late: the user's when they were understood, a reply's when what came
before it has been shown. What happened meanwhile tells the truth about its sound:

    the user       from "hearing" until it is left, told apart by the words that arrive in between
    a reply        from "speaking", or the last word of the item before it, to its own last word

Moments are seconds since the session began, as a recording of it would have them.
"""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from grokvoice.session.updates import (
    AssistantDelta,
    Interrupted,
    State,
    StateChanged,
    Update,
    UserPartial,
)

Mark: TypeAlias = tuple[float, int]
"""At this moment so many characters of the item had been heard."""

_LATE_WORDS_S: Final = 10.0
"""Words that come later than this after some speech are not those of that speech."""
_FIRST_WORD_S: Final = 1.0
"""A reply is shown word by word as it was heard; its first word took no longer than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When a turn sounded."""

    began_s: float
    ended_s: float
    marks: tuple[Mark, ...] = ()
    """Of a reply: when which of its words were heard."""


@dataclass(slots=True)
class _Speech:
    """A stretch of time in which the user was heard."""

    began_s: float
    ended_s: float | None = None
    item_id: str | None = None


@dataclass(slots=True)
class _Reply:
    """What is heard of an item, so far."""

    began_s: float
    ended_s: float
    length: int = 0
    marks: list[Mark] = field(default_factory=list)


class TurnClock:
    """Notes every update, and answers for each final one."""

    def __init__(self) -> None:
        self._speeches: list[_Speech] = []
        self._replies: dict[str, _Reply] = {}
        self._quiet_until: float | None = None
        """While a reply sounds: when the last word was heard, or when it began to sound."""

    def note(self, update: Update, at_s: float) -> None:
        """Take an update and when it was shown; those that tell nothing of turns are ignored."""
        match update:
            case StateChanged(state):
                self._note_state(state, at_s)
            case UserPartial(item_id=item_id) if self._speeches:
                last = self._speeches[-1]
                last.item_id = last.item_id or item_id
            case AssistantDelta(item_id=item_id, text=text):
                reply = self._replies.setdefault(item_id, _Reply(self._began(at_s), at_s))
                reply.length += len(text)
                reply.marks.append((at_s, reply.length))
                reply.ended_s = self._quiet_until = at_s
            case Interrupted(item_id=item_id) if item_id in self._replies:
                self._replies[item_id].ended_s = at_s
            case _:
                pass

    def take_user(self, item_id: str, at_s: float) -> Span:
        """Tell when a turn of the user's, final at `at_s`, was spoken; typed ones take no time."""
        own = [speech for speech in self._speeches if speech.item_id == item_id]
        if not own:
            own = [s for s in self._speeches if s.item_id is None and _is_recent(s, at_s)][-1:]
        if not own:
            return Span(began_s=at_s, ended_s=at_s)
        last = self._speeches.index(own[-1])
        self._speeches = self._speeches[last + 1 :]
        ended_s = own[-1].ended_s
        return Span(began_s=own[0].began_s, ended_s=at_s if ended_s is None else ended_s)

    def take_reply(self, item_id: str, at_s: float) -> Span:
        """Tell when a reply's item, final at `at_s`, was heard."""
        reply = self._replies.pop(item_id, None)
        if reply is None:
            return Span(began_s=at_s, ended_s=at_s)
        return Span(began_s=reply.began_s, ended_s=reply.ended_s, marks=tuple(reply.marks))

    def _note_state(self, state: State, at_s: float) -> None:
        is_heard = bool(self._speeches) and self._speeches[-1].ended_s is None
        if state is State.HEARING and not is_heard:
            self._speeches.append(_Speech(at_s))
        elif state is not State.HEARING and is_heard:
            self._speeches[-1].ended_s = at_s
        self._quiet_until = at_s if state is State.SPEAKING else None

    def _began(self, at_s: float) -> float:
        return at_s if self._quiet_until is None else max(self._quiet_until, at_s - _FIRST_WORD_S)


def _is_recent(speech: _Speech, at_s: float) -> bool:
    return speech.ended_s is None or at_s - speech.ended_s <= _LATE_WORDS_S
