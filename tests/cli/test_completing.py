from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from grokvoice.cli.completing import candidates
from grokvoice.cli.main import app
from grokvoice.cli.remembered import remember


@pytest.fixture(scope="module")
def program() -> TyperGroup:
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    return command


@pytest.mark.parametrize(
    ("line", "last", "expected"),
    [
        ("", "ta", ["talk"]),
        ("", "compl", ["completion"]),  # and not what only scripts call
        ("", "--v", ["--version"]),
        ("config", "s", ["show", "set", "set-key"]),
        ("talk", "--ec", ["--echo"]),
        ("say", "--verb", ["--verbatim", "--verbose"]),
        ("talk --echo", "", ["aec", "gate", "half", "off"]),
        ("talk --echo", "G", ["gate"]),
        ("talk --mute --echo", "o", ["off"]),
        ("talk --echo gate --reasoning", "", ["high", "none"]),
        ("talk --echo=gate --reasoning", "n", ["none"]),
        ("talk --echo = gate --reasoning", "n", ["none"]),
        ("talk --reasoning", "=", ["high", "none"]),
        ("talk -vv --voice", "ki", []),
        ("talk", "--echo=h", ["--echo=half"]),
        ("talk", "--mute=", []),
        ("talk --voice", "'ev", ["eve"]),
        ("talk --voice", "\\e", ["eve"]),
        ("talk --voice", "e\\", []),  # no shell would leave it at that
        ("talk --tools", "web,x", ["web,x"]),
        ("talk", "", []),
        ("say", "e", []),
        ("say --", "--ver", []),
        ("say -o", "x", []),
        ("voices eve", "le", ["leo"]),
        ("voices --try", "le", ["leo"]),
        ("config get", "chu", ["chunk_ms"]),
        ("config get voice", "c", []),
        ("config set patience", "", ["short", "normal", "long"]),
        ("config set json", "t", ["true"]),
        ("config set voice", "ze", ["zenith"]),
        ("config set nonsense", "", []),
        ("config show --voice", "ze", ["zenith"]),
        ("config set-key", "g", ["GROKVOICE_API_KEY"]),
        ("sessions export --form", "s", ["srt"]),
        ("sessions show", "la", ["last"]),
        ("replay", "la", ["last"]),
        ("replay", "bug", []),
        ("serve --scenario", "d", ["demo"]),
        ("serve --quirk", "pac", ["pace"]),
        ("completion", "z", ["zsh"]),
    ],
)
def test_what_may_come_next_is_known(
    program: TyperGroup, line: str, last: str, expected: list[str]
) -> None:
    assert [value for value, _ in candidates(program, line.split(), last)] == expected


def test_options_and_commands_come_with_a_word_about_them(program: TyperGroup) -> None:
    assert candidates(program, ["talk"], "--mut") == [
        ("--mute", "Begin with the microphone closed.")
    ]
    assert candidates(program, [], "replay") == [("replay", "Show a conversation again as it was.")]


def test_hidden_flags_take_values_and_are_not_offered(program: TyperGroup) -> None:
    assert [value for value, _ in candidates(program, ["config", "show"], "-")] == [
        "--json",
        "--help",
    ]


def test_what_was_listed_before_is_remembered(program: TyperGroup) -> None:
    remember("mic", [("USB Headset", ""), ("default", "")])
    remember("voices", [("a1b2c3d4", "mine")])

    assert candidates(program, ["talk", "--mic"], "usb h") == [("USB Headset", "")]
    assert candidates(program, ["talk", "--mic"], "d") == [("default", "the system's choice")]
    assert candidates(program, ["talk", "--voice"], "a1") == [("a1b2c3d4", "mine")]


def test_without_anything_remembered_there_are_the_ways_without_a_device(
    program: TyperGroup,
) -> None:
    found = candidates(program, ["talk", "--speaker"], "")

    assert [value for value, _ in found] == ["default", "none", "-"]


def test_conversations_are_known_by_their_files_alone(program: TyperGroup, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "grokvoice" / "sessions"
    folder.mkdir(parents=True)
    for name in ("20261120-090000-00aaaa", "20261121-090000-00bbbb", "notes"):
        (folder / f"{name}.jsonl").write_bytes(b"\xff")

    assert [value for value, _ in candidates(program, ["talk", "--session"], "")] == [
        "last",
        "20261121-090000-00bbbb",
        "20261120-090000-00aaaa",
    ]


def test_servers_of_the_config_file_are_tools(program: TyperGroup, tmp_path: Path) -> None:
    config = tmp_path / "xdg" / "grokvoice" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[mcp.notes]\ncommand = "x"\ndescription = "Notes."\n', encoding="utf-8")

    assert candidates(program, ["say", "--tools"], "web,m") == [("web,mcp:notes", "Notes.")]


def test_a_config_file_that_cannot_be_read_is_no_obstacle(
    program: TyperGroup, tmp_path: Path
) -> None:
    config = tmp_path / "xdg" / "grokvoice" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("=", encoding="utf-8")

    assert [value for value, _ in candidates(program, ["say", "--tools"], "")] == ["web", "x"]


def test_without_a_home_there_is_only_the_last_conversation(
    program: TyperGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)

    assert candidates(program, ["talk", "--session"], "la") == [("last", "the newest")]
