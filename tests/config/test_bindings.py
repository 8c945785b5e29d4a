import pytest

from grokvoice.config.bindings import KeySettings, check_distinct, key
from grokvoice.errors import UsageError


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("m", "m"),
        ("M", "M"),
        (" ? ", "?"),
        ("ø", "ø"),
        ("Space", "space"),
        ("F12", "f12"),
        ("C-b", "c-b"),
        ("tab", "tab"),
    ],
)
def test_a_key_is_a_character_or_a_name(text: str, name: str) -> None:
    assert key(text) == name


@pytest.mark.parametrize("text", ["", "f13", "f0", "c-", "spacebar", "ab", "\x1b"])
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(UsageError, match="is not a key: give one character"):
        key(text)


@pytest.mark.parametrize("text", ["/", "c-c", "C-Z"])
def test_keys_with_a_meaning_of_their_own_cannot_be_given_another(text: str) -> None:
    with pytest.raises(UsageError, match="cannot be given an action: it"):
        key(text)


def test_every_action_has_its_key() -> None:
    assert KeySettings().actions == {
        "space": "talk",
        "m": "mute",
        "d": "device",
        "t": "type",
        "?": "help",
        "q": "quit",
    }


def test_one_key_has_one_action() -> None:
    assert check_distinct(KeySettings(mute="x")) == KeySettings(mute="x")
    with pytest.raises(UsageError, match="the key 'q' cannot mean both mute and quit"):
        check_distinct(KeySettings(mute="q"))
