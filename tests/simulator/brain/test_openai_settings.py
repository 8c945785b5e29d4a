import pytest

from grokvoice.protocol.settings import (
    AudioInput,
    AudioOutput,
    AudioSettings,
    SessionSettings,
    Tool,
    TurnDetection,
)
from grokvoice.protocol.values import JsonValue
from grokvoice.protocol.wire_problem import WireProblem
from grokvoice.simulator.brain.openai_settings import INITIAL, lifted, session_object
from grokvoice.simulator.brain.settings import Settings

FORMAT = {"type": "audio/pcm", "rate": 24_000}


def nested(**inputs: JsonValue) -> SessionSettings:
    return SessionSettings(audio=AudioSettings(input=AudioInput(extra=inputs)))


@pytest.mark.parametrize(
    ("value", "detection"),
    [
        (None, None),
        ({"type": "server_vad", "threshold": 0.4}, TurnDetection(type="server_vad", threshold=0.4)),
        ({"type": "semantic_vad"}, TurnDetection(type="server_vad")),
    ],
)
def test_nested_turn_detection_is_lifted(value: JsonValue, detection: TurnDetection | None) -> None:
    assert lifted(nested(turn_detection=value)).turn_detection == detection


def test_a_nested_voice_is_lifted() -> None:
    voiced = AudioSettings(output=AudioOutput(extra={"voice": "cedar"}))

    assert lifted(SessionSettings(audio=voiced)).voice == "cedar"


@pytest.mark.parametrize("update", [SessionSettings(), nested(noise_reduction=None)])
def test_what_is_not_nested_is_left_alone(update: SessionSettings) -> None:
    assert lifted(update) is update


def test_turn_detection_that_is_none_is_a_problem() -> None:
    with pytest.raises(WireProblem, match="turn_detection: expected an object"):
        lifted(nested(turn_detection="often"))


def test_the_session_is_told_in_their_nesting() -> None:
    settings = Settings()
    settings.model = "gpt-realtime"
    settings.change(INITIAL)
    tool = Tool(type="function", name="get", parameters={"type": "object"})
    settings.change(SessionSettings(instructions="Be brief.", tools=(tool,), voice="cedar"))

    assert session_object(settings) == {
        "type": "realtime",
        "object": "realtime.session",
        "model": "gpt-realtime",
        "output_modalities": ["audio"],
        "instructions": "Be brief.",
        "tools": [
            {"type": "function", "name": "get", "description": "", "parameters": {"type": "object"}}
        ],
        "tool_choice": "auto",
        "max_output_tokens": "inf",
        "tracing": None,
        "truncation": "auto",
        "prompt": None,
        "include": None,
        "audio": {
            "input": {
                "format": FORMAT,
                "transcription": None,
                "noise_reduction": None,
                "turn_detection": {
                    "type": "server_vad",
                    "threshold": 0.5,
                    "prefix_padding_ms": 300,
                    "silence_duration_ms": 200,
                    "idle_timeout_ms": None,
                    "create_response": True,
                    "interrupt_response": True,
                },
            },
            "output": {"format": FORMAT, "voice": "cedar", "speed": 1.0},
        },
    }


def test_manual_turns_and_remote_tools_are_told_as_they_are() -> None:
    settings = Settings()
    tool = Tool(type="mcp", extra={"server_label": "mine"})
    settings.change(SessionSettings(turn_detection=None, tools=(tool,)))

    told = session_object(settings)

    audio = told["audio"]
    assert isinstance(audio, dict)
    assert isinstance(audio["input"], dict)
    assert audio["input"]["turn_detection"] is None
    assert told["tools"] == [{"type": "mcp", "server_label": "mine"}]
