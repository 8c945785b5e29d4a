"""Settings as OpenAI's clients send them and expect them back (reference, 9)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from grokvoice.protocol.items import Part
from grokvoice.protocol.settings import AudioSettings, SessionSettings, TurnDetection
from grokvoice.protocol.shapes import from_json, to_json
from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.simulator.brain.settings import Settings, flat

INITIAL: Final = SessionSettings(turn_detection=TurnDetection(type="server_vad"))
"""Without being asked, this dialect detects turns."""
_DETECTION: Final[JsonObject] = {
    "type": "server_vad",
    "threshold": 0.5,
    "prefix_padding_ms": 300,
    "silence_duration_ms": 200,
    "idle_timeout_ms": None,
    "create_response": True,
    "interrupt_response": True,
}
_SEMANTIC: Final = "semantic_vad"


def lifted(update: SessionSettings) -> SessionSettings:
    """Bring nested turn detection and voice to the top level, where the brain looks for them.

    Raises:
        WireProblem: the turn detection is no such thing.
    """
    audio = update.audio or AudioSettings()
    inputs, outputs = _extra(audio.input), _extra(audio.output)
    if "turn_detection" in inputs:
        update = replace(update, turn_detection=_detection(inputs["turn_detection"]))
    voice = outputs.get("voice")
    if isinstance(voice, str):
        update = replace(update, voice=voice)
    return update


def session_object(settings: Settings) -> JsonObject:
    """Tell all settings in OpenAI's nesting, without the session's id."""
    echo = to_json(settings.echo())
    audio = echo["audio"] if isinstance(echo["audio"], dict) else {}
    return {
        "type": "realtime",
        "object": "realtime.session",
        "model": settings.model,
        "output_modalities": ["audio"],
        "instructions": settings.instructions,
        "tools": [_tool(to_json(flat(tool))) for tool in settings.tools],
        "tool_choice": echo["tool_choice"],
        "max_output_tokens": "inf",
        "tracing": None,
        "truncation": "auto",
        "prompt": None,
        "include": None,
        "audio": {
            "input": {
                "format": _part(audio, "input").get("format"),
                "transcription": _part(audio, "input").get("transcription"),
                "noise_reduction": None,
                "turn_detection": _detection_echo(settings),
            },
            "output": {
                "format": _part(audio, "output").get("format"),
                "voice": settings.voice or "marin",
                "speed": settings.speed,
            },
        },
    }


def _extra(part: Part | object) -> Mapping[str, JsonValue]:
    return part.extra if isinstance(part, Part) else {}


def _detection(value: JsonValue) -> TurnDetection | None:
    """Read turn detection; the semantic kind is taken for the other."""
    if value is None:
        return None
    detection = from_json(TurnDetection, value, "session.audio.input.turn_detection")
    return replace(detection, type="server_vad") if detection.type == _SEMANTIC else detection


def _detection_echo(settings: Settings) -> JsonObject | None:
    detection = settings.detection
    return {**_DETECTION, **to_json(replace(detection, extra={}))} if detection else None


def _part(audio: JsonObject, way: str) -> JsonObject:
    part = audio.get(way)
    return part if isinstance(part, dict) else {}


def _tool(tool: JsonObject) -> JsonObject:
    return {"description": "", "parameters": {}, **tool} if tool["type"] == "function" else tool
