import sys
from pathlib import Path

import pytest

from grokvoice.config import Secret
from grokvoice.config.change import key_named, set_value, store_key, unset_value
from grokvoice.config.layers import config_layer, key_layer
from grokvoice.config.private_file import write_private
from grokvoice.errors import GrokVoiceError, KeyMissingError, UsageError

WRITTEN = """\
# what I like
voice = "eve"   # she
silence-ms = 300

[mcp.notes]     # a server
command = "npx"

[keys]
mute = "x"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "grokvoice" / "config.toml"


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def test_the_first_setting_makes_the_file(file: Path) -> None:
    set_value(file, "voice", "Eve")

    assert text(file) == 'voice = "eve"\n'


def test_comments_order_and_spelling_stay(file: Path) -> None:
    write_private(file, WRITTEN)

    set_value(file, "voice", "ara")
    set_value(file, "silence_ms", "400")

    assert text(file) == WRITTEN.replace("eve", "ara").replace("300", "400")


def test_a_new_setting_stands_outside_of_tables_and_a_new_key_within(file: Path) -> None:
    write_private(file, WRITTEN)

    set_value(file, "speed", "1.2")
    set_value(file, "keys.talk", "f1")

    layer = config_layer(file)
    assert (layer.texts["speed"], layer.texts["key_talk"]) == ("1.2", "f1")
    assert [server.name for server in layer.servers] == ["notes"]
    assert text(file).startswith("# what I like\n")


def test_a_table_is_made_for_the_first_key(file: Path) -> None:
    set_value(file, "keys.talk", "f1")

    assert text(file) == '[keys]\ntalk = "f1"\n'


def test_what_is_unset_is_gone_and_its_neighbours_are_not(file: Path) -> None:
    write_private(file, WRITTEN)

    unset_value(file, "silence_ms")
    unset_value(file, "keys.mute")

    assert config_layer(file).texts == {"voice": "eve"}


def test_to_unset_what_is_not_set_touches_nothing(file: Path) -> None:
    unset_value(file, "voice")

    assert not file.exists()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("speed", "9", "speed: '9' is out of range"),
        ("voice", "auroa", "voice: there is no voice 'auroa': did you mean aurora"),
        ("voise", "eve", "unknown setting 'voise': did you mean voice"),
        ("voice", " ", "voice needs a value: grokvoice config unset voice"),
        ("patience", "long", "patience in .* and silence_ms in .* contradict each other"),
        ("keys.talk", "x", "the key 'x' cannot mean both"),
        ("instructions", "@no such file", "instructions: cannot read"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_the_file_is_as_it_was(
    file: Path, name: str, value: str, message: str
) -> None:
    write_private(file, WRITTEN)

    with pytest.raises(UsageError, match=message):
        set_value(file, name, value)

    assert text(file) == WRITTEN


@pytest.mark.parametrize(("name", "at"), [("instructions", "@"), ("keyterms", ""), ("tools", "")])
def test_a_file_that_is_named_from_here_is_found_from_anywhere(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "teacher.txt").write_text("Be patient.", encoding="utf-8")

    set_value(file, name, f"{at}teacher.txt")

    assert config_layer(file).texts == {name: f"{at}{tmp_path / 'teacher.txt'}"}


@pytest.mark.parametrize(
    ("name", "text"), [("instructions", "teacher.txt"), ("tools", "web,x"), ("mic", "USB")]
)
def test_what_names_no_file_stays_as_it_is(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "teacher.txt").touch()

    set_value(file, name, text)

    assert config_layer(file).texts == {name: text}


def test_slips_of_the_past_can_be_mended_one_by_one(file: Path) -> None:
    write_private(file, "speed = 9\necho = 'loud'\n")

    set_value(file, "speed", "1.1")
    set_value(file, "echo", "gate")

    assert config_layer(file).texts == {"speed": "1.1", "echo": "gate"}


@pytest.mark.parametrize(
    ("content", "message"),
    [("voice = ", "cannot change"), ("keys = 3", "keys is no table in config.toml")],
)
def test_a_file_that_cannot_be_changed_is_left_alone(
    file: Path, content: str, message: str
) -> None:
    write_private(file, content)

    with pytest.raises(UsageError, match=message):
        set_value(file, "keys.talk", "f1")

    assert text(file) == content


def test_a_file_that_is_no_text_is_left_alone(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"\xff")

    with pytest.raises(UsageError, match="cannot read"):
        set_value(file, "voice", "eve")

    assert file.read_bytes() == b"\xff"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XAI_API_KEY", "a-secret"),
        ("grokvoice_api_key", "a-secret"),
        ("instructions", "My key is xai-0123456789-a-secret."),
    ],
)
def test_no_key_is_ever_written_nor_repeated(file: Path, name: str, value: str) -> None:
    with pytest.raises(UsageError, match="set-key") as caught:
        set_value(file, name, value)

    assert "a-secret" not in str(caught.value)
    assert not file.exists()


def test_a_stored_key_is_the_one_that_is_read(tmp_path: Path) -> None:
    file = tmp_path / "grokvoice" / ".env"

    store_key(file, "XAI_API_KEY", Secret("a'b\\c#\"$d"))
    store_key(file, "GROKVOICE_API_KEY", Secret("other"))

    assert key_layer(file).keys == {
        "XAI_API_KEY": Secret("a'b\\c#\"$d"),
        "GROKVOICE_API_KEY": Secret("other"),
    }


def test_a_stored_key_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    write_private(file, "# mine\nexport XAI_API_KEY=old\n")

    store_key(file, "XAI_API_KEY", Secret("new"))

    assert text(file) == "# mine\nXAI_API_KEY='new'\n"


@pytest.mark.parametrize("key", ["", "two words"])
def test_what_is_no_key_is_not_stored(tmp_path: Path, key: str) -> None:
    with pytest.raises(KeyMissingError, match="copy it again"):
        store_key(tmp_path / ".env", "XAI_API_KEY", Secret(key))

    assert not (tmp_path / ".env").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_key_is_not_added_to_a_file_that_others_have_read(tmp_path: Path) -> None:
    (tmp_path / ".env").touch(mode=0o644)

    with pytest.raises(GrokVoiceError, match="chmod 600"):
        store_key(tmp_path / ".env", "XAI_API_KEY", Secret("new"))


def test_a_key_is_named_in_any_case_and_what_may_be_a_key_is_not_repeated() -> None:
    assert key_named("xai_api_key") == "XAI_API_KEY"
    with pytest.raises(UsageError, match="known are XAI_API_KEY, GROKVOICE_API_KEY") as caught:
        key_named("xai-a-secret")
    assert "a-secret" not in str(caught.value)
