from collections.abc import Callable
from pathlib import Path

import pytest

from grokvoice.config import (
    DefaultDevice,
    DeviceNumbered,
    HistorySettings,
    KeySettings,
    NoSound,
    Origin,
    OutputSettings,
    Secret,
    ServerSettings,
    Settings,
    SoundSettings,
    Source,
    TurnSettings,
    VoiceSettings,
    WavFile,
    check_key,
)
from grokvoice.config.options import NAMES
from grokvoice.errors import KeyMissingError, UsageError

Load = Callable[..., Settings]
LOCAL = "ws://127.0.0.1:1"


def test_with_nothing_set_the_defaults_are_those_of_a_spoken_conversation(load: Load) -> None:
    settings = load()

    assert settings == Settings(origins=dict.fromkeys(NAMES, Origin(Source.DEFAULT)))
    assert settings.voice == VoiceSettings(
        voice="ara", model="grok-voice-latest", reasoning="none", speed=1.0
    )
    assert settings.turns == TurnSettings(silence_ms=500)
    assert settings.sound == SoundSettings(mic=DefaultDevice(), echo="aec", chunk_ms=100)
    assert settings.server == ServerSettings(url="wss://api.x.ai/v1/realtime")
    assert settings.output == OutputSettings()


def test_every_flag_finds_its_field(load: Load, tmp_path: Path) -> None:
    lists = tmp_path / "lists.txt"
    lists.write_text("a = b", encoding="utf-8")
    flags = {
        "voice": "EVE",
        "model": "grok-voice-3.0",
        "instructions": "Be brief.",
        "language": "nb",
        "keyterms": str(lists),
        "pronounce": str(lists),
        "speed": "1.2",
        "reasoning": "high",
        "silence_ms": "300",
        "sensitivity": "0.4",
        "mic": "in.wav",
        "speaker": "2",
        "echo": "gate",
        "noise_suppression": "true",
        "gain": "auto",
        "playout": "always",
        "chunk_ms": "20",
        "mute": "true",
        "record": "talks",
        "ptt": "true",
        "animations": "false",
        "key_mute": "f1",
        "url": LOCAL,
        "timeout": "5",
        "renew_minutes": "55",
        "json": "true",
        "quiet": "true",
        "session": " last ",
        "no_save": "true",
        "trace": "t.jsonl",
        "log_file": "l.log",
        "verbosity": "2",
    }

    settings = load(flags)

    assert settings == Settings(
        voice=VoiceSettings(
            voice="eve",
            model="grok-voice-3.0",
            reasoning="high",
            instructions="Be brief.",
            language="nb",
            keyterms=("a = b",),
            pronunciations=(("a", "b"),),
            speed=1.2,
        ),
        turns=TurnSettings(silence_ms=300, sensitivity=0.4, is_push_to_talk=True),
        sound=SoundSettings(
            mic=WavFile(Path("in.wav")),
            speaker=DeviceNumbered(2),
            echo="gate",
            suppresses_noise=True,
            gain="auto",
            playout="always",
            chunk_ms=20,
            is_muted=True,
            record=Path("talks"),
        ),
        server=ServerSettings(url=LOCAL, timeout_s=5.0, renew_minutes=55.0),
        history=HistorySettings(session="last", is_kept=False),
        output=OutputSettings(
            form="json",
            is_quiet=True,
            is_animated=False,
            trace=Path("t.jsonl"),
            log_file=Path("l.log"),
            verbosity=2,
        ),
        keys=KeySettings(mute="f1"),
        origins={name: Origin(Source.FLAG if name in flags else Source.DEFAULT) for name in NAMES},
    )
    assert settings.turns.threshold == 0.6


def test_no_sensitivity_leaves_the_threshold_to_the_server() -> None:
    assert TurnSettings().threshold is None


def test_each_source_wins_over_the_ones_below_it(load: Load, folder: Path, tmp_path: Path) -> None:
    settings = load(
        {"voice": "ara"},
        {"GROKVOICE_VOICE": "eve", "GROKVOICE_MODEL": "environment"},
        dotenv="GROKVOICE_VOICE=rex\nGROKVOICE_MODEL=dotenv\nGROKVOICE_SPEED=1.1\n",
        config="voice = 'sal'\nmodel = 'config'\nspeed = 1.4\nreasoning = 'high'\n",
    )

    assert settings.voice == VoiceSettings(
        voice="ara", model="environment", speed=1.1, reasoning="high"
    )
    config = str(tmp_path / "xdg" / "grokvoice" / "config.toml")
    assert {name: settings.origins[name] for name in ("voice", "model", "speed", "reasoning")} == {
        "voice": Origin(Source.FLAG),
        "model": Origin(Source.ENVIRONMENT),
        "speed": Origin(Source.DOTENV, str(folder / ".env")),
        "reasoning": Origin(Source.CONFIG_FILE, config),
    }


def test_a_wrong_value_is_blamed_on_the_place_it_stands_in(load: Load, folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(dotenv="GROKVOICE_SPEED=3")

    assert str(caught.value) == (
        f"GROKVOICE_SPEED in {folder / '.env'}: '3' is out of range: give a number from 0.7 to 1.5."
    )


@pytest.mark.parametrize(
    "line",
    [
        "GROKVOICE_TRACE=/home/user/.bashrc",
        "GROKVOICE_LOG_FILE=x",
        "GROKVOICE_RECORD=/tmp/elsewhere",
        "GROKVOICE_INSTRUCTIONS=@/home/user/.ssh/id_rsa",
        "GROKVOICE_KEYTERMS=/home/user/.ssh/id_rsa",
        "GROKVOICE_PRONOUNCE=x",
        "GROKVOICE_MIC=/home/user/diary.wav",
        "GROKVOICE_SPEAKER=/home/user/diary.wav",
    ],
)
def test_a_dotenv_may_not_name_files(load: Load, line: str) -> None:
    with pytest.raises(UsageError, match=r"\.env may not name files"):
        load(dotenv=line)


def test_a_dotenv_may_set_what_is_not_a_file(load: Load) -> None:
    settings = load(dotenv="GROKVOICE_INSTRUCTIONS=Be brief.\nGROKVOICE_MIC=3\n")

    assert settings.voice.instructions == "Be brief."
    assert settings.sound.mic == DeviceNumbered(3)


@pytest.mark.parametrize(
    ("flags", "config", "silence_ms"),
    [
        ({"patience": "long"}, "silence_ms = 300", 900),
        ({"silence_ms": "300"}, "patience = 'long'", 300),
        ({"patience": "short"}, "", 250),
        ({}, "patience = 'short'", 250),
    ],
)
def test_patience_and_silence_are_one_thing_and_the_stronger_place_decides(
    load: Load, flags: dict[str, str], config: str, silence_ms: int
) -> None:
    assert load(flags, config=config).turns.silence_ms == silence_ms


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (
            {"patience": "long", "silence_ms": "300"},
            "--patience and --silence-ms contradict each other: give one of them.",
        ),
        (
            {"json": "true", "plain": "true"},
            "--json and --plain contradict each other: give one of them.",
        ),
        (
            {"local": "true", "url": LOCAL},
            "--local and --url contradict each other: give one of them.",
        ),
    ],
)
def test_a_contradiction_in_one_place_is_an_error(
    load: Load, flags: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load(flags)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("flags", "config", "form"),
    [
        ({}, "", "auto"),
        ({"json": "true"}, "", "json"),
        ({"plain": "true"}, "", "plain"),
        ({"plain": "true"}, "json = true", "plain"),
        ({"json": "true"}, "plain = true", "json"),
        ({"plain": "false"}, "plain = true", "auto"),
    ],
)
def test_the_form_of_the_output_is_decided_by_the_stronger_place(
    load: Load, flags: dict[str, str], config: str, form: str
) -> None:
    assert load(flags, config=config).output.form == form


def test_a_typed_talk_touches_no_sound_card(load: Load) -> None:
    settings = load({"text": "true"}, config="mic = 1\nspeaker = 2")

    assert settings.is_text
    assert settings.sound == SoundSettings(mic=NoSound(), speaker=NoSound())


def test_a_typed_talk_plays_where_it_is_told_to(load: Load) -> None:
    settings = load({"text": "true", "speaker": "2"})

    assert settings.sound == SoundSettings(mic=NoSound(), speaker=DeviceNumbered(2))


@pytest.mark.parametrize(
    ("flags", "config", "server"),
    [
        ({"local": "true"}, "", ServerSettings(is_local=True)),
        ({"local": "true"}, f"url = '{LOCAL}'", ServerSettings(is_local=True)),
        ({"url": LOCAL}, "local = true", ServerSettings(url=LOCAL)),
        ({}, "local = true", ServerSettings(is_local=True)),
    ],
)
def test_local_and_url_are_one_thing_and_the_stronger_place_decides(
    load: Load, flags: dict[str, str], config: str, server: ServerSettings
) -> None:
    assert load(flags, config=config).server == server


def test_the_users_key_is_for_xai(load: Load) -> None:
    settings = load(environ={"XAI_API_KEY": "users"})

    check_key(settings)
    assert settings.server.key == Secret("users")


def test_every_key_that_was_found_is_a_secret(load: Load) -> None:
    settings = load(
        environ={"XAI_API_KEY": "users", "GROKVOICE_API_KEY": "users-other"},
        dotenv="XAI_API_KEY=folders",
    )

    assert settings.secrets == (Secret("users"), Secret("users-other"), Secret("folders"))


def test_the_users_key_file_comes_after_the_environment_and_dotenv(load: Load) -> None:
    kept = "XAI_API_KEY=kept"

    assert load(keys=kept).server.key == Secret("kept")
    assert load(dotenv="XAI_API_KEY=folders").server.key == Secret("folders")
    assert load(environ={"XAI_API_KEY": "users"}).server.key == Secret("users")


@pytest.mark.parametrize("url", ["wss://evil.example/v1", "wss://api.x.ai/v1", LOCAL])
def test_a_hostile_dotenv_gets_no_key(load: Load, url: str) -> None:
    settings = load(
        environ={"XAI_API_KEY": "users", "GROKVOICE_API_KEY": "users-other"},
        dotenv=f"GROKVOICE_URL={url}",
        keys="XAI_API_KEY=kept\nGROKVOICE_API_KEY=kept-other",
    )

    assert settings.server.key is None


def test_a_hostile_dotenv_is_told_of(load: Load) -> None:
    settings = load(keys="GROKVOICE_API_KEY=kept", dotenv="GROKVOICE_URL=wss://evil.example/v1")

    assert settings.server.key is None
    with pytest.raises(KeyMissingError, match="names the server evil"):
        check_key(settings)


@pytest.mark.parametrize("flags", [{"local": "true"}, {"url": LOCAL}])
def test_this_machine_needs_no_key(load: Load, flags: dict[str, str]) -> None:
    settings = load(flags)

    check_key(settings)
    assert settings.server.key is None


def test_the_example_of_a_dotenv_is_true(load: Load) -> None:
    example = Path(__file__).parents[2] / ".env.example"
    text = example.read_text(encoding="utf-8")
    assignments = [line for line in text.replace("# GROK", "GROK").splitlines() if "=" in line]

    settings = load(dotenv="\n".join(assignments))

    assert settings.server.url == "wss://gateway.example/v1/realtime"
    assert settings.voice == VoiceSettings(
        voice="ara", model="grok-voice-latest", instructions="Be brief.", language="en"
    )


def test_two_actions_on_one_key_are_an_error(load: Load) -> None:
    with pytest.raises(UsageError, match="the key 'q' cannot mean both mute and quit"):
        load(config='[keys]\nmute = "q"')
