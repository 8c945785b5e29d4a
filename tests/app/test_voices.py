import json
from collections.abc import Callable

import pytest

from grokvoice.app.voices import Voice, VoiceList, chosen, list_voices
from grokvoice.config.origins import Origin, Source
from grokvoice.config.secret import Secret
from grokvoice.config.settings import ServerSettings, Settings
from grokvoice.config.voices import VOICES
from grokvoice.errors import UsageError
from grokvoice.simulator.server import Options
from tests.web_server import answering

KEY = Secret("xai-canary-0123456789")
LISTED = "/v1/tts/voices"
CUSTOM = "/v1/custom-voices?limit=1000"


def settings_for(url: str, key: Secret | None = KEY) -> Settings:
    return Settings(
        server=ServerSettings(url=url, key=key), origins={"url": Origin(Source.DEFAULT)}
    )


def page(*voices: object) -> tuple[int, bytes, dict[str, str]]:
    return 200, json.dumps({"voices": voices}).encode(), {}


def test_the_server_is_asked_beside_its_realtime_endpoint(serve: Callable[[Options], str]) -> None:
    found = list_voices(settings_for(serve(Options())))

    assert [voice.voice_id for voice in found.voices] == list(VOICES)
    assert found.voices[8] == Voice(
        voice_id="eve",
        name="Eve",
        character="energetic, upbeat",
        language="multilingual",
        gender="female",
    )
    assert (found.source, found.note) == ("live", "28 voices, as 127.0.0.1 lists them.")


def test_the_users_own_voices_come_last() -> None:
    mine = {"voice_id": "a1b2c3d4", "name": "Me", "description": "hoarse"}
    with answering({LISTED: page({"voice_id": "eve"}), CUSTOM: page(mine)}) as web:
        found = list_voices(settings_for(f"ws://{web.address}/v1/realtime/?a=b"))

    assert found.voices == (
        Voice(voice_id="eve", character="energetic, upbeat"),
        Voice(voice_id="a1b2c3d4", name="Me", character="hoarse", is_custom=True),
    )
    assert web.shown == [(LISTED, f"Bearer {KEY.reveal()}"), (CUSTOM, f"Bearer {KEY.reveal()}")]


def test_what_is_not_shaped_like_a_voice_is_left_out() -> None:
    odd = [{"voice_id": "nova", "name": 3}, {"voice_id": "\x1b[2J"}, {"name": "x"}, "y", None]
    with answering({LISTED: page(*odd)}) as web:
        found = list_voices(settings_for(f"ws://{web.address}/v1/realtime"))

    assert found.voices == (Voice(voice_id="nova"),)


@pytest.mark.parametrize(
    ("status", "body", "note"),
    [
        (401, b"no", "refused the key (401: no). Check GROKVOICE_API_KEY."),
        (200, b"[1]", "127.0.0.1 answered with none we can read."),
        (200, b'{"voices": 3}', "127.0.0.1 answered with none we can read."),
        (200, b"<html>", "answered with something else than JSON."),
    ],
)
def test_where_the_server_does_not_list_them_there_is_a_list_all_the_same(
    status: int, body: bytes, note: str
) -> None:
    with answering({LISTED: (status, body, {})}) as web:
        found = list_voices(settings_for(f"ws://{web.address}/v1/realtime"))

    assert found.source == "built-in"
    assert found.note.startswith("the list of September 2026")
    assert found.note.endswith(note)
    assert [voice.voice_id for voice in found.voices] == list(VOICES)


def test_without_a_key_no_server_is_asked() -> None:
    found = list_voices(settings_for("wss://api.x.ai/v1/realtime", None))

    assert found.source == "built-in"
    assert "XAI_API_KEY is not set" in found.note


def test_the_simulator_inside_has_the_voices_it_imitates() -> None:
    found = list_voices(Settings(server=ServerSettings(is_local=True)))

    assert (found.source, found.note) == ("built-in", "the simulator's voices.")


NOVA = VoiceList(voices=(Voice(voice_id="Nova"), Voice(voice_id="eve")), source="live", note="")


def test_voices_are_chosen_in_any_case_and_order() -> None:
    assert chosen(NOVA, ["EVE", "xai_nova"]) == (Voice(voice_id="eve"), Voice(voice_id="Nova"))


def test_no_name_is_all_of_them() -> None:
    assert chosen(NOVA, []) == NOVA.voices


def test_a_custom_voice_need_not_be_listed() -> None:
    assert chosen(NOVA, ["A1B2C3D4"]) == (Voice(voice_id="a1b2c3d4"),)


def test_a_near_miss_of_a_listed_voice_is_answered_with_it() -> None:
    with pytest.raises(UsageError, match="there is no voice 'novva': did you mean nova"):
        chosen(NOVA, ["novva"])
