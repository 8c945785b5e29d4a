import copy
import dataclasses

import pytest

from grokvoice.config import Secret, ServerSettings

KEY = "xai-0123456789abcdefWXYZ"


def test_a_secret_reveals_itself_only_when_asked() -> None:
    assert Secret(KEY).reveal() == KEY


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (str(Secret(KEY)), "…WXYZ"),
        (repr(Secret(KEY)), "Secret('…WXYZ')"),
        (f"{Secret(KEY)}", "…WXYZ"),
        (f"{Secret(KEY)!r:>5}", "Secret('…WXYZ')"),
        ("%s" % Secret(KEY), "…WXYZ"),  # noqa: UP031  logging formats like this
    ],
)
def test_a_secret_shows_its_last_four_characters_at_most(shown: str, expected: str) -> None:
    assert shown == expected


def test_a_short_secret_shows_nothing() -> None:
    assert str(Secret("tiny-key-123456")) == "…"


def test_a_secret_stays_masked_inside_settings_and_their_dictionary() -> None:
    settings = ServerSettings(key=Secret(KEY))

    shown = repr(settings) + repr(dataclasses.asdict(settings)) + repr(copy.deepcopy(settings))

    assert KEY not in shown


def test_a_secret_masks_itself_in_other_texts() -> None:
    assert Secret(KEY).mask(f"Authorization: Bearer {KEY}") == "Authorization: Bearer …WXYZ"
    assert Secret("").mask("as it was") == "as it was"


def test_secrets_are_equal_if_their_texts_are() -> None:
    assert {Secret(KEY), Secret(KEY), Secret("other")} == {Secret("other"), Secret(KEY)}
    assert Secret(KEY) != KEY
