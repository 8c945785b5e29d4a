import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from grokvoice.adapters.key_events import Key, Stroke, typed
from grokvoice.app.consent import Consent
from grokvoice.app.keys import Keys, key_help
from grokvoice.config.bindings import KeySettings
from grokvoice.config.endpoints import NoSound, WavFile
from grokvoice.config.settings import OutputSettings, Settings, SoundSettings, TurnSettings
from grokvoice.session.events import (
    Event,
    HangUpRequested,
    SpeechStopRequested,
    TurnBegan,
    TurnDiscarded,
    TurnEnded,
    UserMuted,
)
from grokvoice.ui.dashboard import Dashboard, Hint
from tests.app.test_commands import FakeTalk as FakeCommanded

TALK = Settings()
PTT = Settings(turns=TurnSettings(is_push_to_talk=True))
TYPED = Settings(is_text=True)
ENTER, ESCAPE = Key("enter"), Key("escape")


@dataclass
class FakeTalk(FakeCommanded):
    is_speaking: bool = False

    def end_turn(self) -> None:
        self.told.append(TurnEnded())


class Pressed:
    """A talk, and keys that are pressed in it."""

    def __init__(self, settings: Settings = TALK, talk: FakeTalk | None = None) -> None:
        self.talk = talk or FakeTalk()
        self.done: list[str] = []
        self.consent = Consent()
        self.keys = Keys(
            self.talk,
            settings,
            enter=self._enter,
            interrupt=lambda: self.done.append("interrupt"),
            suspend=lambda: self.done.append("suspend"),
            consent=self.consent,
        )

    async def _enter(self, line: str) -> None:
        self.done.append(f"entered {line}")

    def press(self, *keys: Key | str, at: float = 1.0) -> "Pressed":
        """Press keys one by one; a letter stays alone for long enough."""
        for key in keys:
            self.strike(key, at)
            if isinstance(key, str) and key.isalnum():
                asyncio.run(self.keys.due(at + 0.25))
        return self

    def strike(self, key: Key | str, at: float = 1.0) -> "Pressed":
        asyncio.run(self.keys.press(typed(key) if isinstance(key, str) else key, at))
        return self

    @property
    def told(self) -> list[Event | str]:
        return [*self.talk.told, *self.done]

    @property
    def board(self) -> Dashboard:
        return self.keys.look()

    @property
    def hints(self) -> list[str]:
        return [f"{hint.key} {hint.word}" for hint in self.board.hints]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("m", [UserMuted(is_muted=True)]),
        ("q", [HangUpRequested()]),
        ("?", ["entered /help"]),
        (Key("c-d"), [HangUpRequested()]),
        (Key("c-c"), ["interrupt"]),
        (Key("c-z"), ["suspend"]),
        (" ", []),
        (ESCAPE, []),
        (Key("tab"), []),
        (Key("m", "m", "repeat"), []),
        (Key("q", "q", "release"), []),
        (Key("c-c", "", "release"), []),
    ],
)
def test_every_key_has_its_meaning(key: Key | str, told: list[Event | str]) -> None:
    pressed = Pressed().press(key)

    assert pressed.told == told
    assert pressed.board.line is None


def test_keys_can_be_bound_otherwise() -> None:
    settings = Settings(keys=KeySettings(mute="f1", quit="x"))

    assert Pressed(settings).press(Key("f1"), "x").told == [
        UserMuted(is_muted=True),
        HangUpRequested(),
    ]
    assert Pressed(settings).press("m").board.line == "m"


def test_the_talk_key_stops_a_reply() -> None:
    talking = FakeTalk(is_speaking=True)

    assert Pressed(talk=talking).press(" ", Key("space", " ", "release")).told == [
        SpeechStopRequested()
    ]


def test_the_talk_key_opens_a_closed_microphone() -> None:
    assert Pressed(talk=FakeTalk(is_muted=True)).press(" ").told == [UserMuted(is_muted=False)]


def test_muting_a_closed_microphone_opens_it() -> None:
    assert Pressed(talk=FakeTalk(is_muted=True)).press("m").told == [UserMuted(is_muted=False)]


def test_a_line_is_typed_and_entered() -> None:
    pressed = Pressed().press("t", "m", " ", "q", Key("left"))

    assert pressed.board == Dashboard(
        hints=(Hint("enter", "send"), Hint("esc", "cancel"), Hint("/help", "commands")),
        line="m q",
        cursor=2,
    )
    assert pressed.press(ENTER).told == ["entered m q"]
    assert pressed.board.line is None


def test_any_other_character_begins_a_line() -> None:
    assert Pressed().press("/").board.line == "/"
    assert Pressed().press("H").board.line == "H"
    assert Pressed().press(ENTER).board.line == ""
    assert Pressed().press(Key("paste", "two\nlines")).board.line == "two lines"


def test_a_word_typed_at_once_is_a_line_whatever_its_letters_mean() -> None:
    pressed = Pressed().strike("q", at=1.0).strike("u", at=1.24).strike("i", at=1.5)

    assert pressed.board.line == "qui"
    assert pressed.told == []


def test_a_letter_that_stays_alone_is_a_key() -> None:
    pressed = Pressed().strike("q", at=1.0)
    due_at = pressed.keys.deadline()

    assert due_at == 1.25
    asyncio.run(pressed.keys.due(1.2))
    assert pressed.told == []
    asyncio.run(pressed.keys.due(1.25))
    assert pressed.told == [HangUpRequested()]
    assert pressed.keys.deadline() is None


def test_a_letter_is_a_key_if_what_follows_types_nothing() -> None:
    assert Pressed().strike("m").strike(ESCAPE).told == [UserMuted(is_muted=True)]
    assert Pressed().strike("m").strike(Key("m", "m", "release")).told == []


def test_a_key_of_the_keyboard_is_text_within_a_line() -> None:
    repeated: list[Stroke] = ["press", "repeat", "release"]
    strokes = [Key("a", "a", stroke) for stroke in repeated]

    assert Pressed().press("t", *strokes).board.line == "aa"


@pytest.mark.parametrize("key", [ESCAPE])
def test_a_line_can_be_given_up(key: Key) -> None:
    pressed = Pressed().press("t", "x", key)

    assert pressed.board.line is None
    assert pressed.press("t").board.line == ""


def test_ctrl_d_deletes_in_a_line_and_ends_the_talk_from_an_empty_one() -> None:
    pressed = Pressed().press("t", "a", "b", Key("home"), Key("c-d"))

    assert pressed.board.line == "b"
    assert pressed.press(Key("c-d"), Key("c-d")).told == [HangUpRequested()]


def test_the_device_key_lists_microphones_and_asks_which() -> None:
    pressed = Pressed().press("d")

    assert pressed.told == ["entered /mic"]
    assert pressed.board.line == "/mic "


def test_a_typed_talk_always_has_its_line() -> None:
    pressed = Pressed(TYPED).press("m", ENTER, "q", ESCAPE)

    assert pressed.told == ["entered m"]
    assert pressed.board.line == ""


def test_pushed_to_talk_a_tap_begins_and_a_tap_sends() -> None:
    pressed = Pressed(PTT).press(" ", at=1.0).press(" ", at=3.0)
    due_at = pressed.keys.deadline()

    assert due_at == 3.12
    asyncio.run(pressed.keys.due(due_at))
    assert pressed.told == [TurnBegan(), TurnEnded()]


def test_pushed_to_talk_where_releases_are_told_the_key_is_held() -> None:
    pressed = Pressed(PTT).press(Key("answer"))

    pressed.press(" ", at=1.0).press(Key("space", " ", "release"), at=2.0)

    assert pressed.told == [TurnBegan(), TurnEnded()]


def test_pushed_to_talk_a_turn_can_be_discarded() -> None:
    pressed = Pressed(PTT).press(" ", ESCAPE)

    assert pressed.told == [TurnBegan(), TurnDiscarded()]
    assert pressed.keys.deadline() is None


def test_pushed_to_talk_the_microphone_is_opened_by_nothing_else() -> None:
    assert Pressed(PTT).press("m").told == []


def test_hints_say_what_keys_do_now() -> None:
    rest = ["t type", "d device", "? help", "q quit"]

    assert Pressed().hints == ["m mute", *rest]
    assert Pressed(talk=FakeTalk(is_muted=True)).hints == ["space talk", "m unmute", *rest]
    assert Pressed(talk=FakeTalk(is_speaking=True)).hints == ["space stop", "m mute", *rest]
    assert Pressed(PTT).hints == ["space talk", *rest]
    assert Pressed(PTT).press(" ").hints == ["space send", "esc discard", *rest]


@pytest.mark.parametrize("mic", [NoSound(), WavFile(Path("x.wav"))])
def test_without_a_card_none_can_be_changed(mic: NoSound | WavFile) -> None:
    assert "d device" not in Pressed(Settings(sound=SoundSettings(mic=mic))).hints


def test_the_screen_learns_what_else_is_set() -> None:
    settings = Settings(output=OutputSettings(is_animated=False))

    board = Pressed(settings, FakeTalk(is_muted=True)).board

    assert (board.is_muted, board.is_animated) == (True, False)


def test_help_names_every_key() -> None:
    assert [line.split()[0] for line in key_help(TALK).splitlines()] == [
        *("space", "m", "t", "d", "?", "q")
    ]
    pushed = key_help(replace(PTT, keys=KeySettings(talk="f1"))).splitlines()
    assert pushed[0] == "f1  talk: hold it, or tap to begin and to send"
    assert len(pushed) == 5
