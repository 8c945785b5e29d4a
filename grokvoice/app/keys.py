"""What each key does during a talk, and what the screen shows of it.

Whoever types a line simply types it: a character without a meaning begins it, and so does one that
has a meaning if another follows at once, as in a word. Only a letter that stays alone for a quarter
of a second is a key. A line in progress has all keys to itself, and `/` begins a command.

While a tool waits for consent, y, a, n, Enter and Escape are the answer, unless there is something
in the line; every other key does what it always does.
"""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from grokvoice.adapters import kitty_keys
from grokvoice.adapters.key_events import Key
from grokvoice.app.commands import Talk
from grokvoice.app.consent import Consent
from grokvoice.app.talk_key import Act, TalkKey
from grokvoice.config.endpoints import NoSound, StandardStream, WavFile
from grokvoice.config.settings import Settings
from grokvoice.session.events import (
    HangUpRequested,
    SpeechStopRequested,
    TurnBegan,
    TurnDiscarded,
    UserMuted,
)
from grokvoice.tools.approval import Verdict
from grokvoice.ui.dashboard import Dashboard, Hint
from grokvoice.ui.line_editor import LineEditor

_ALONE_S: Final = 0.25
"""Fingers that write a word are faster."""
_VERDICTS: Final = {
    "y": Verdict.ONCE,
    "a": Verdict.ALWAYS,
    "n": Verdict.NO,
    "enter": Verdict.NO,
    "escape": Verdict.NO,
}
_TYPING: Final = (Hint("enter", "send"), Hint("esc", "cancel"), Hint("/help", "commands"))


class SpokenTalk(Talk, Protocol):
    """What a key needs of the conversation."""

    def end_turn(self) -> None:
        """End a turn of push to talk, with all that the microphone has of it."""
        ...

    @property
    def is_speaking(self) -> bool:
        """Whether there is a reply to interrupt."""
        ...


class Keys:
    """Obeys the keys of one talk.

    Args:
        talk: The conversation.
        settings: Which key does what, and whether turns are pushed or typed.
        enter: Called with a line that was entered.
        interrupt: Called for Ctrl-C, where the terminal makes no signal of it.
        suspend: Called for Ctrl-Z, likewise.
        consent: Holds what a tool asks.
    """

    def __init__(
        self,
        talk: SpokenTalk,
        settings: Settings,
        *,
        enter: Callable[[str], Awaitable[None]],
        interrupt: Callable[[], None],
        suspend: Callable[[], None],
        consent: Consent,
    ) -> None:
        self._talk = talk
        self._settings = settings
        self._actions = settings.keys.actions
        self._enter = enter
        self._signals = {"c-c": interrupt, "c-z": suspend}
        self._consent = consent
        self._editor = LineEditor()
        self._is_typing = settings.is_text
        self._talk_key = TalkKey()
        self._letter: tuple[str, float, str | Verdict] | None = None
        """A letter that has a meaning if it stays alone, since when it has, and the meaning."""

    def look(self) -> Dashboard:
        """Give what the screen should show of the keys at this moment."""
        return Dashboard(
            hints=_TYPING if self._is_typing else self._hints(),
            line=self._editor.text if self._is_typing else None,
            cursor=self._editor.cursor,
            question=self._question(),
            is_muted=self._talk.is_muted,
            is_animated=self._settings.output.is_animated,
        )

    async def press(self, key: Key, now: float) -> None:
        """Obey a key."""
        if key.name == kitty_keys.ANSWER:
            self._talk_key.tells_releases = True
        elif key.name in self._signals:
            if key.stroke == "press":
                self._signals[key.name]()
        elif key.stroke == "press" and await self._is_in_a_word(key):
            pass
        elif self._is_typing and self._verdict(key) is None:
            if key.stroke != "release":
                await self._type(key)
        else:
            await self._act(key, now)

    def deadline(self) -> float | None:
        """When `due` must be called."""
        alone_at = self._letter[1] + _ALONE_S if self._letter else None
        moments = [at for at in (self._talk_key.deadline(), alone_at) if at is not None]
        return min(moments, default=None)

    async def due(self, now: float) -> None:
        """Do what has become due."""
        self._obey(self._talk_key.due(now))
        if self._letter and now >= self._letter[1] + _ALONE_S:
            await self._stand_alone()

    async def _stand_alone(self) -> None:
        """Do what the letter that waited means."""
        if self._letter:
            (_, since, action), self._letter = self._letter, None
            await self._do(action, since)

    async def _act(self, key: Key, now: float) -> None:
        """Obey a key while no line is being typed."""
        action = self._verdict(key) or self._actions.get(key.name)
        if action == "talk":
            self._strike(key, now)
        elif key.stroke != "press":
            pass
        elif action and key.text.isalnum():
            self._letter = (key.text, now, action)
        elif action:
            await self._do(action, now)
        else:
            self._begin_or_end(key)

    def _verdict(self, key: Key) -> Verdict | None:
        """Give what a key answers to the question that stands."""
        question = self._consent.question
        discards = key.name == "escape" and self._talk_key.is_open
        if question is None or self._editor.text or discards:
            return None
        verdict = _VERDICTS.get(key.name.lower())
        return None if verdict is Verdict.ALWAYS and not question.may_be_always else verdict

    async def _is_in_a_word(self, key: Key) -> bool:
        """Begin a line with the letter that waited, if a character follows it."""
        if self._letter and key.text:
            letter, self._letter = self._letter[0], None
            self._begin_line(letter + key.text)
            return True
        await self._stand_alone()
        return False

    def _begin_or_end(self, key: Key) -> None:
        """Obey a key that no action is bound to."""
        if key.name == "c-d":
            self._talk.tell(HangUpRequested())
        elif key.name == "escape":
            self._discard()
        elif key.text or key.name == "enter":
            self._begin_line(key.text)

    async def _do(self, action: str | Verdict, pressed_at: float) -> None:
        match action:
            case Verdict():
                self._consent.answer(action, pressed_at)
            case "mute" if not self._settings.turns.is_push_to_talk:
                self._talk.tell(UserMuted(not self._talk.is_muted))
            case "device":
                await self._enter("/mic")
                self._begin_line("/mic ")
            case "type":
                self._begin_line("")
            case "help":
                await self._enter("/help")
            case "quit":
                self._talk.tell(HangUpRequested())
            case _:
                pass  # pushed to talk, the microphone is closed anyway

    def _strike(self, key: Key, now: float) -> None:
        """The talk key: a turn where turns are pushed, elsewhere an end to speech or silence."""
        if self._settings.turns.is_push_to_talk:
            self._obey(self._talk_key.struck(key.stroke, now))
        elif key.stroke != "press":
            pass
        elif self._talk.is_speaking:
            self._talk.tell(SpeechStopRequested())
        elif self._talk.is_muted:
            self._talk.tell(UserMuted(is_muted=False))

    def _obey(self, act: Act | None) -> None:
        if act is Act.BEGIN:
            self._talk.tell(TurnBegan())
        elif act is Act.END:
            self._talk.end_turn()

    def _discard(self) -> None:
        if self._talk_key.is_open:
            self._talk_key.discard()
            self._talk.tell(TurnDiscarded())

    def _begin_line(self, text: str) -> None:
        self._is_typing = True
        self._editor.insert(text)

    async def _type(self, key: Key) -> None:
        if key.text:
            self._editor.insert(key.text)
        elif key.name == "enter":
            self._is_typing = self._settings.is_text
            await self._enter(self._editor.enter())
        elif key.name == "c-d" and not self._editor.text:
            self._talk.tell(HangUpRequested())
        elif key.name == "escape":
            self._is_typing = self._settings.is_text
            self._editor.clear()
        else:
            self._editor.press(key.name)

    def _question(self) -> str:
        """Ask what a key can answer; "" if nothing."""
        asked = self._consent.question
        if asked is None:
            return ""
        always = ", a always" if asked.may_be_always else ""
        return f"may {asked.tool} run? y yes{always}, n no"

    def _hints(self) -> tuple[Hint, ...]:
        keys = self._settings.keys
        mute = "unmute" if self._talk.is_muted else "mute"
        hints = [Hint(keys.talk, word)] if (word := self._talk_word()) else []
        if self._talk_key.is_open:
            hints.append(Hint("esc", "discard"))
        elif not self._settings.turns.is_push_to_talk:
            hints.append(Hint(keys.mute, mute))
        hints.append(Hint(keys.type, "type"))
        if not isinstance(self._settings.sound.mic, NoSound | WavFile | StandardStream):
            hints.append(Hint(keys.device, "device"))
        return (*hints, Hint(keys.help, "help"), Hint(keys.quit, "quit"))

    def _talk_word(self) -> str:
        """What the talk key does now; "" if nothing."""
        if self._settings.turns.is_push_to_talk:
            return "send" if self._talk_key.is_open else "talk"
        if self._talk.is_speaking:
            return "stop"
        return "talk" if self._talk.is_muted else ""


def key_help(settings: Settings) -> str:
    """Give a line for each key."""
    keys = settings.keys
    is_pushed = settings.turns.is_push_to_talk
    lines = {
        keys.talk: "talk: hold it, or tap to begin and to send" if is_pushed else "stop Grok",
        keys.mute: "close or open the microphone",
        keys.type: "type a line; writing any word does, too",
        keys.device: "another microphone",
        keys.help: "this list",
        keys.quit: "end the talk; Ctrl-C stops Grok, then ends it",
    }
    if is_pushed:
        del lines[keys.mute]
    width = max(map(len, lines))
    return "\n".join(f"{key:<{width}}  {what}" for key, what in lines.items())
