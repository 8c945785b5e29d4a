import pytest

from grokvoice.config import options
from grokvoice.config.naming import setting_named, suggestion
from grokvoice.errors import UsageError


@pytest.mark.parametrize("name", ["silence_ms", "silence-ms", "--silence-ms", " Silence_MS "])
def test_a_setting_is_found_however_it_is_spelt(name: str) -> None:
    assert setting_named(name) is options.SILENCE_MS


def test_a_key_of_a_talk_is_found_in_its_table() -> None:
    assert setting_named("keys.talk").name == "key_talk"


def test_a_slip_is_answered_with_what_may_have_been_meant() -> None:
    with pytest.raises(UsageError, match=r"unknown setting 'voise': did you mean voice\?"):
        setting_named("voise")


def test_where_nothing_comes_near_all_are_named() -> None:
    assert suggestion("qqq", ["b", "a"]) == "known are b, a."
