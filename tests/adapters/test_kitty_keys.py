import pytest

from grokvoice.adapters.key_events import Key
from grokvoice.adapters.kitty_keys import ANSWER, KittyKeys

CASES: list[tuple[str, list[Key | str]]] = [
    ("hello", ["hello"]),
    ("\x1b[32u", [Key("space", " ")]),
    ("\x1b[32;1;32u", [Key("space", " ")]),
    ("\x1b[32;1:2;32u", [Key("space", " ", "repeat")]),
    ("\x1b[32;1:3u", [Key("space", " ", "release")]),
    ("\x1b[109;;109u", [Key("m", "m")]),
    ("\x1b[47:63;2;63u", [Key("?", "?")]),
    ("\x1b[97;65;97u", [Key("a", "a")]),  # with Caps Lock on
    ("\x1b[97;65u", [Key("a", "a")]),
    ("\x1b[13u", [Key("enter")]),
    ("\x1b[57414u", [Key("enter")]),
    ("\x1b[27u", [Key("escape")]),
    ("\x1b[27;1:3u", [Key("escape", "", "release")]),
    ("\x1b[127u", [Key("backspace")]),
    ("\x1b[9u", [Key("tab")]),
    ("\x1b[99;5u", [Key("c-c")]),
    ("\x1b[98;3u", [Key("alt-b")]),
    ("\x1b[57441;2u", []),  # Shift alone
    ("\x1b[1;1:1D", ["\x1b[D"]),
    ("\x1b[1;5:2C", ["\x1b[1;5C"]),
    ("\x1b[1;1:3D", []),
    ("\x1b[3;1:1~", ["\x1b[3~"]),
    ("\x1b[3;5:1~", ["\x1b[3;5~"]),
    ("\x1b[?27u", [Key(ANSWER)]),
    ("\x1b[A", ["\x1b[A"]),
    ("a\x1b[32;1:3ub", ["a", Key("space", " ", "release"), "b"]),
    ("\x1b[229;1;229:776u", [Key("å̈", "å̈")]),
    ("\x1b[97;1;7u", [Key("a", "a")]),  # a control is no text
]


@pytest.mark.parametrize(("data", "found"), CASES)
def test_reports_become_keys_and_the_rest_is_left(data: str, found: list[Key | str]) -> None:
    assert KittyKeys().feed(data) == found


@pytest.mark.parametrize("at", range(1, 12))
def test_a_report_may_come_in_two_halves(at: int) -> None:
    data = "\x1b[32;1:3;32u"
    kitty = KittyKeys()

    assert kitty.feed(data[:at]) == []
    assert kitty.feed(data[at:]) == [Key("space", " ", "release")]


def test_an_escape_alone_waits_until_nothing_has_followed() -> None:
    kitty = KittyKeys()

    assert kitty.feed("a\x1b") == ["a"]
    assert kitty.flush() == "\x1b"
    assert kitty.flush() == ""
