import pytest

from grokvoice.protocol.settings import (
    AudioFormat,
    AudioInput,
    AudioOutput,
    AudioSettings,
    SessionSettings,
    Tool,
    Transcription,
    TurnDetection,
)
from grokvoice.protocol.values import JsonValue
from grokvoice.simulator.brain.validation import problem_of


def tool(kind: str, **extra: JsonValue) -> SessionSettings:
    return SessionSettings(tools=(Tool(type=kind, extra=extra),))


def heard(**fields: object) -> SessionSettings:
    return SessionSettings(audio=AudioSettings(input=AudioInput(**fields)))  # type: ignore[arg-type]  # a short cut of these tests


def terms(*words: str) -> SessionSettings:
    return heard(transcription=Transcription(keyterms=words))


def detection(**fields: float) -> SessionSettings:
    return SessionSettings(turn_detection=TurnDetection(type="server_vad", **fields))  # type: ignore[arg-type]  # as above


GOOD = [
    SessionSettings(),
    SessionSettings(turn_detection=None),
    SessionSettings(turn_detection=TurnDetection(type=None)),
    detection(threshold=0.9, silence_duration_ms=10_000, prefix_padding_ms=0),
    heard(format=AudioFormat(type="audio/pcmu", rate=8000)),
    heard(transcription=None),
    terms(*["x" * 50] * 100),
    SessionSettings(audio=AudioSettings(output=AudioOutput(speed=0.7))),
    SessionSettings(tools=(Tool(type="function", name="get"),)),
    tool("web_search", allowed_domains=["a", "b", "c", "d", "e"]),
    tool("x_search", excluded_x_handles=["a"] * 20),
    tool("file_search"),
    tool("mcp", server_url="https://mcp", server_label="mine"),
]
BAD = [
    (heard(format=AudioFormat(type="audio/opus")), "session.audio.input.format"),
    (
        SessionSettings(audio=AudioSettings(output=AudioOutput(format=AudioFormat(rate=12_345)))),
        "session.audio.output.format",
    ),
    (
        SessionSettings(audio=AudioSettings(output=AudioOutput(speed=2.0))),
        "session.audio.output.speed",
    ),
    (terms(*["x"] * 101), "session.audio.input.transcription.keyterms"),
    (terms("x" * 51), "session.audio.input.transcription.keyterms"),
    (
        SessionSettings(turn_detection=TurnDetection(type="semantic_vad")),
        "session.turn_detection.type",
    ),
    (detection(threshold=0.95), "session.turn_detection.threshold"),
    (detection(silence_duration_ms=-1), "session.turn_detection.silence_duration_ms"),
    (detection(prefix_padding_ms=10_001), "session.turn_detection.prefix_padding_ms"),
    (tool("teleport"), "session.tools[0].type"),
    (tool("function"), "session.tools[0].name"),
    (tool("mcp", server_label="a"), "session.tools[0].server_url"),
    (tool("mcp", server_url="u", server_label="a.b"), "session.tools[0].server_label"),
    (
        tool("web_search", allowed_domains=["a"], excluded_domains=["b"]),
        "session.tools[0].excluded_domains",
    ),
    (tool("web_search", allowed_domains=["a"] * 6), "session.tools[0].allowed_domains"),
    (tool("x_search", allowed_x_handles=["a"] * 21), "session.tools[0].allowed_x_handles"),
]


@pytest.mark.parametrize("update", GOOD)
def test_what_is_documented_is_accepted(update: SessionSettings) -> None:
    assert problem_of(update) is None


@pytest.mark.parametrize(("update", "param"), BAD)
def test_what_is_not_is_refused_by_name(update: SessionSettings, param: str) -> None:
    problem = problem_of(update)

    assert problem is not None
    assert (problem.type, problem.param) == ("invalid_request_error", param)


def test_an_unsupported_format_has_the_code_of_the_documentation() -> None:
    problem = problem_of(heard(format=AudioFormat(type="audio/opus")))

    assert problem is not None
    assert (problem.code, problem.message) == ("invalid_audio_format", "unsupported audio format")
