import sys
from pathlib import Path

import pytest

from grokvoice.config import Origin, Secret, Source
from grokvoice.config.layers import (
    Layer,
    config_layer,
    dotenv_layer,
    environment_layer,
    flags_layer,
    key_layer,
)
from grokvoice.config.private_file import write_private
from grokvoice.errors import KeyMissingError, UsageError


def test_flags_are_taken_as_they_are() -> None:
    assert flags_layer({"voice": ""}) == Layer(Origin(Source.FLAG), {"voice": ""})


def test_the_environment_gives_our_variables_and_the_keys() -> None:
    environ = {
        "GROKVOICE_SILENCE_MS": "300",
        "GROKVOICE_VOICE": " ",
        "GROKVOICE_SOMEBODY_ELSES": "x",
        "XAI_API_KEY": " k1\n",
        "GROKVOICE_API_KEY": "k2",
        "HOME": "/root",
    }

    assert environment_layer(environ) == Layer(
        Origin(Source.ENVIRONMENT),
        {"silence_ms": "300"},
        {"XAI_API_KEY": Secret("k1"), "GROKVOICE_API_KEY": Secret("k2")},
    )


def test_a_folder_without_dotenv_says_nothing(tmp_path: Path) -> None:
    assert dotenv_layer(tmp_path) == Layer(Origin(Source.DOTENV, str(tmp_path / ".env")), {})


def test_a_dotenv_is_read_with_quotes_comments_and_export(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "# ours\nexport XAI_API_KEY='k'\nGROKVOICE_VOICE=\"eve\"\nGROKVOICE_MODEL\nOTHER=1\n",
        encoding="utf-8",
    )

    assert dotenv_layer(tmp_path) == Layer(
        Origin(Source.DOTENV, str(tmp_path / ".env")),
        {"voice": "eve"},
        {"XAI_API_KEY": Secret("k")},
    )


def test_a_dotenv_cannot_weave_the_environment_into_a_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XAI_API_KEY", "users-own-key")
    (tmp_path / ".env").write_text("GROKVOICE_URL=wss://evil/${XAI_API_KEY}", encoding="utf-8")

    assert dotenv_layer(tmp_path).texts == {"url": "wss://evil/${XAI_API_KEY}"}


def test_a_slip_in_a_dotenv_is_an_error_with_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GROKVOICE_VOCIE=eve", encoding="utf-8")

    with pytest.raises(UsageError, match=r"unknown setting 'GROKVOICE_VOCIE' in .*VOICE\?"):
        dotenv_layer(tmp_path)


def test_a_dotenv_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff=1")

    with pytest.raises(UsageError, match=r"cannot read .*\.env"):
        dotenv_layer(tmp_path)


def test_a_key_file_gives_keys(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    write_private(file, "# mine\nXAI_API_KEY=k1\nexport GROKVOICE_API_KEY='k2'\n")

    assert key_layer(file) == Layer(
        Origin(Source.CONFIG_FILE, str(file)),
        {},
        {"XAI_API_KEY": Secret("k1"), "GROKVOICE_API_KEY": Secret("k2")},
    )


def test_no_key_file_says_nothing(tmp_path: Path) -> None:
    assert key_layer(tmp_path / ".env") == Layer(
        Origin(Source.CONFIG_FILE, str(tmp_path / ".env")), {}
    )
    assert key_layer(None) == Layer(Origin(Source.CONFIG_FILE), {})


def test_a_setting_in_the_key_file_is_an_error_that_says_where_it_belongs(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    write_private(file, "GROKVOICE_VOICE=eve\n")

    with pytest.raises(UsageError, match=r"set GROKVOICE_VOICE in .*config\.toml"):
        key_layer(file)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_key_file_that_others_can_read_is_refused_without_a_look(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xff")
    file.chmod(0o644)

    with pytest.raises(KeyMissingError, match="chmod 600"):
        key_layer(file)


def test_no_config_file_says_nothing(tmp_path: Path) -> None:
    assert config_layer(None) == Layer(Origin(Source.CONFIG_FILE), {})
    assert config_layer(tmp_path / "config.toml").texts == {}


def test_a_config_file_gives_plain_values_as_text(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('voice = "eve"\nsilence-ms = 300\nspeed = 1.25\nplain = true\nmodel = ""\n')

    assert config_layer(file) == Layer(
        Origin(Source.CONFIG_FILE, str(file)),
        {"voice": "eve", "silence_ms": "300", "speed": "1.25", "plain": "true"},
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('vioce = "eve"', r"unknown setting 'vioce' in .*config.toml: did you mean voice\?"),
        ("qqq = 1", r"unknown setting 'qqq' .*: known are allow_tool, .* x_videos\."),
        ("voice = ['eve']", "voice in .*config.toml must be a text, a number, true or false"),
        ("voice = ", "cannot read .*config.toml"),
    ],
)
def test_a_wrong_config_file_is_refused(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(UsageError, match=message):
        config_layer(file)


def test_a_key_in_the_config_file_is_refused_without_being_repeated(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('xai_api_key = "xai-very-secret"', encoding="utf-8")

    with pytest.raises(UsageError, match="unknown setting") as caught:
        config_layer(file)

    assert "very-secret" not in str(caught.value)


def test_keys_stand_in_a_table_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('voice = "eve"\n[keys]\ntalk = "f1"\nmute = "x"\n', encoding="utf-8")

    assert config_layer(file).texts == {"voice": "eve", "key_talk": "f1", "key_mute": "x"}


@pytest.mark.parametrize("text", ["[keys]\ntlak = 'x'", "keys = 3", "[keyz]\ntalk = 'x'"])
def test_a_slip_in_the_keys_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match=r"config\.toml"):
        config_layer(file)
