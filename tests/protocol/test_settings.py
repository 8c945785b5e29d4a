from grokvoice.protocol.settings import (
    AudioFormat,
    AudioInput,
    AudioOutput,
    AudioSettings,
    FunctionSpec,
    Reasoning,
    Resumption,
    SessionInfo,
    SessionSettings,
    Tool,
    Transcription,
    TurnDetection,
)
from grokvoice.protocol.shapes import from_json, to_json
from grokvoice.protocol.values import UNSET, JsonObject

PCM: JsonObject = {"type": "audio/pcm", "rate": 24000}


def test_every_documented_setting_has_a_name_of_its_own() -> None:
    asked: JsonObject = {
        "instructions": "You are a terse terminal assistant.",
        "model": "grok-voice-latest",
        "reasoning": {"effort": "none"},
        "voice": "eve",
        "turn_detection": {
            "type": "server_vad",
            "threshold": 0.85,
            "silence_duration_ms": 500,
            "prefix_padding_ms": 333,
            "idle_timeout_ms": None,
            "create_response": True,
            "interrupt_response": True,
        },
        "audio": {
            "input": {
                "format": PCM,
                "transport": "json",
                "transcription": {
                    "model": "grok-transcribe",
                    "language_hint": "en",
                    "keyterms": ["pytest", "kubectl"],
                },
            },
            "output": {"format": PCM, "transport": "binary", "speed": 1.25},
        },
        "tools": [
            {"type": "function", "name": "run", "description": "Run it", "parameters": {"a": 1}}
        ],
        "tool_choice": {"type": "function", "name": "run"},
        "resumption": {"enabled": True},
        "replace": {"kubectl": "cube control"},
    }

    settings = from_json(SessionSettings, asked)

    pcm = AudioFormat(type="audio/pcm", rate=24000)
    assert settings == SessionSettings(
        instructions="You are a terse terminal assistant.",
        model="grok-voice-latest",
        reasoning=Reasoning(effort="none"),
        voice="eve",
        turn_detection=TurnDetection(
            type="server_vad",
            threshold=0.85,
            silence_duration_ms=500,
            prefix_padding_ms=333,
            idle_timeout_ms=None,
            create_response=True,
            interrupt_response=True,
        ),
        audio=AudioSettings(
            input=AudioInput(
                format=pcm,
                transport="json",
                transcription=Transcription(
                    model="grok-transcribe", language_hint="en", keyterms=("pytest", "kubectl")
                ),
            ),
            output=AudioOutput(format=pcm, transport="binary", speed=1.25),
        ),
        tools=(Tool(type="function", name="run", description="Run it", parameters={"a": 1}),),
        tool_choice={"type": "function", "name": "run"},
        resumption=Resumption(enabled=True),
        replace={"kubectl": "cube control"},
    )
    assert to_json(settings) == asked


def test_an_echo_of_the_service_leaves_nothing_unnamed() -> None:
    echo: JsonObject = {
        "id": "0c9e4d71b2a84f63a5d0e7718c34f9ab",
        "object": "realtime.session",
        "instructions": "Be brief.",
        "enable_noise_suppression": True,
        "enable_phonetic_spelling": False,
        "keep_context": False,
        "input_audio_format": "not specified",
        "output_audio_format": "not specified",
        "input_audio_transcription": {"model": "grok-transcribe"},
        "modalities": ["audio"],
        "tool_choice": "auto",
        "temperature": -1.0,
        "max_response_output_tokens": "inf",
        "tools": [{"type": "function", "function": {"name": "get_weather", "parameters": {}}}],
    }

    info = from_json(SessionInfo, echo)

    assert info == SessionInfo(
        id="0c9e4d71b2a84f63a5d0e7718c34f9ab",
        object="realtime.session",
        instructions="Be brief.",
        enable_noise_suppression=True,
        enable_phonetic_spelling=False,
        keep_context=False,
        input_audio_format="not specified",
        output_audio_format="not specified",
        input_audio_transcription=Transcription(model="grok-transcribe"),
        modalities=("audio",),
        tool_choice="auto",
        temperature=-1.0,
        max_response_output_tokens="inf",
        tools=(Tool(type="function", function=FunctionSpec(name="get_weather", parameters={})),),
    )
    assert to_json(info) == echo


def test_manual_turns_are_null_or_of_type_null_and_absent_is_neither() -> None:
    assert from_json(SessionSettings, {"turn_detection": None}).turn_detection is None
    assert from_json(
        SessionSettings, {"turn_detection": {"type": None}}
    ).turn_detection == TurnDetection(type=None)
    assert from_json(SessionSettings, {}).turn_detection is UNSET


def test_an_older_dialect_names_its_format_in_one_word() -> None:
    assert from_json(AudioInput, {"format": "pcm16"}) == AudioInput(format="pcm16")


def test_the_fields_of_a_hosted_tool_survive_unnamed() -> None:
    asked: JsonObject = {"type": "web_search", "allowed_domains": ["x.ai"]}

    tool = from_json(Tool, asked)

    assert tool == Tool(type="web_search", extra={"allowed_domains": ["x.ai"]})
    assert to_json(tool) == asked
