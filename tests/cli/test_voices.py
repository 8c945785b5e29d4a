import json

import pytest

from grokvoice.app.voices import Voice
from grokvoice.cli.main import run
from grokvoice.cli.remembered import remembered
from grokvoice.cli.voices import rows
from grokvoice.config.voices import VOICES, voice_id
from tests.web_server import Answer, answering


def test_every_voice_is_a_row_and_stderr_says_whose_list_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKVOICE_VOICE", "Eve")
    assert run(["voices", "--local"]) == 0

    out, err = capsys.readouterr()
    assert [line.split()[0] for line in out.splitlines()] == [
        "eve*" if voice == "eve" else voice for voice in VOICES
    ]
    assert err == "grokvoice: the simulator's voices.\n"


def test_without_a_key_there_is_a_list_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voices", "EVE", "a1b2c3d4"]) == 0

    out, err = capsys.readouterr()
    assert out == "eve       energetic, upbeat\na1b2c3d4\n"
    assert err.startswith("grokvoice: the list of September 2026")
    assert err.count("\n") == 1


def test_a_voice_is_an_object_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voices", "eve", "--local", "--json", "--quiet"]) == 0

    out, err = capsys.readouterr()
    assert (json.loads(out), err) == (
        {
            "v": 1,
            "voice_id": "eve",
            "name": "Eve",
            "character": "energetic, upbeat",
            "language": "",
            "gender": "",
            "is_custom": False,
            "source": "built-in",
        },
        "",
    )


def test_voices_that_are_new_are_remembered_as_voice_takes_them() -> None:
    listed = [{"voice_id": "eve"}, {"voice_id": "nova", "description": "bright"}]
    mine = [{"voice_id": "a1b2c3d4", "name": "Me"}]
    pages = {"/v1/tts/voices": listed, "/v1/custom-voices?limit=1000": mine}
    answers: dict[str, Answer] = {
        path: (200, json.dumps({"voices": one}).encode(), {}) for path, one in pages.items()
    }
    with answering(answers) as web:
        assert run(["voices", "--quiet", "--url", f"ws://{web.address}/v1/realtime"]) == 0

    names = [name for name, _ in remembered("voices")]
    assert names == ["xai_nova", "a1b2c3d4"]
    assert [voice_id(name) for name in names] == names


def test_what_a_server_says_cannot_reach_the_terminal() -> None:
    hostile = Voice(voice_id="a", name="\x1b]0;x\x07", is_custom=True)

    assert rows([hostile, Voice(voice_id="longer", character="calm")], "a") == [
        "a*      \\x1b]0;x\\x07  custom",
        "longer  calm",
    ]


def test_a_slip_is_answered_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voices", "--try", "--local", "evee"]) == 2
    assert "there is no voice 'evee': did you mean eve" in capsys.readouterr().err


def test_each_voice_says_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voices", "--try", "--local", "--speaker", "none", "eve"]) == 0
    assert capsys.readouterr() == ("I am Eve, and this is my voice.\n", "")


def test_a_voice_is_not_heard_without_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voices", "--try", "eve"]) == 4
    assert "XAI_API_KEY is not set" in capsys.readouterr().err


def test_sound_is_not_written_to_a_terminal_nor_between_lines_of_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["voices", "--try", "--local", "--speaker", "-", "--json"]) == 2
    assert "both want standard output" in capsys.readouterr().err
