from dataclasses import replace

import pytest

from grokvoice.app.destination import address
from grokvoice.app.wishes import session_settings
from grokvoice.config.secret import Secret
from grokvoice.config.settings import ServerSettings, Settings, TurnSettings, VoiceSettings
from grokvoice.protocol.client_events import SessionUpdate
from grokvoice.protocol.codec import to_wire
from grokvoice.protocol.settings import TurnDetection
from grokvoice.protocol.values import JsonValue

KEY = "xai-canary-0123456789"
XAI = ServerSettings(url="wss://api.x.ai/v1/realtime", key=Secret(KEY))
PCM: JsonValue = {"type": "audio/pcm", "rate": 24_000}


def on_the_wire(settings: Settings, *, listens: bool = True) -> JsonValue:
    return to_wire(SessionUpdate(session=session_settings(settings, listens=listens)))["session"]


def test_what_was_not_asked_for_is_not_sent() -> None:
    assert on_the_wire(Settings()) == {
        "voice": "ara",
        "reasoning": {"effort": "none"},
        "turn_detection": {"type": "server_vad", "silence_duration_ms": 500},
        "audio": {
            "input": {"format": PCM, "transcription": {"model": "grok-transcribe"}},
            "output": {"format": PCM},
        },
        "resumption": {"enabled": True},
    }


def test_all_that_was_asked_for_is_sent() -> None:
    voice = VoiceSettings(
        voice="rex",
        reasoning="high",
        instructions="Be brief.",
        language="de",
        keyterms=("Grok", "xAI"),
        pronunciations=(("xAI", "ex ay eye"),),
        speed=1.2,
    )
    turns = TurnSettings(silence_ms=900, sensitivity=0.25)

    assert on_the_wire(Settings(voice=voice, turns=turns)) == {
        "instructions": "Be brief.",
        "voice": "rex",
        "reasoning": {"effort": "high"},
        "turn_detection": {"type": "server_vad", "threshold": 0.75, "silence_duration_ms": 900},
        "audio": {
            "input": {
                "format": PCM,
                "transcription": {
                    "model": "grok-transcribe",
                    "language_hint": "de",
                    "keyterms": ["Grok", "xAI"],
                },
            },
            "output": {"format": PCM, "speed": 1.2},
        },
        "replace": {"xAI": "ex ay eye"},
        "resumption": {"enabled": True},
    }


def test_without_a_microphone_nobody_listens_for_turns() -> None:
    settings = session_settings(Settings(), listens=False)

    assert settings.turn_detection is None
    assert isinstance(session_settings(Settings(), listens=True).turn_detection, TurnDetection)


@pytest.mark.parametrize(
    ("url", "conversation_id", "expected"),
    [
        (
            "wss://api.x.ai/v1/realtime",
            None,
            "wss://api.x.ai/v1/realtime?model=grok-voice-latest&reasoning.effort=none",
        ),
        (
            "wss://api.x.ai/v1/realtime",
            "c 1",
            "wss://api.x.ai/v1/realtime?model=grok-voice-latest&reasoning.effort=none"
            "&conversation_id=c+1",
        ),
        (
            "wss://gate.test/x?token=a%2Fb&model=old&flag=",
            None,
            "wss://gate.test/x?token=a%2Fb&model=grok-voice-latest&flag=&reasoning.effort=none",
        ),
    ],
)
def test_the_url_names_the_model_and_keeps_what_else_it_had(
    url: str, conversation_id: str | None, expected: str
) -> None:
    assert address(replace(XAI, url=url), Settings(), conversation_id).url == expected


def test_the_key_is_shown_to_the_server_and_to_nobody_else() -> None:
    shown = address(XAI, Settings(), None)

    assert shown.headers == {"Authorization": f"Bearer {KEY}"}
    assert KEY not in repr(shown)


def test_without_a_key_there_is_no_header() -> None:
    assert address(replace(XAI, key=None), Settings(), None).headers == {}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("wss://api.x.ai/v1/realtime", "XAI_API_KEY (https://console.x.ai)"),
        ("wss://gate.test/v1", "GROKVOICE_API_KEY"),
    ],
)
def test_a_refused_key_is_called_by_the_name_it_was_given_under(url: str, name: str) -> None:
    assert address(replace(XAI, url=url), Settings(), None).key_name == name
