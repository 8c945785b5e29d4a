"""What a `session.update` may not ask for (reference, 3.1 and 4.1-4.3)."""

from collections.abc import Iterator

from grokvoice.protocol.items import ErrorInfo
from grokvoice.protocol.settings import AudioSettings, SessionSettings, Tool
from grokvoice.simulator.brain import refusals
from grokvoice.simulator.brain.settings import flat, wire_format

_TOOL_TYPES = frozenset({"function", "web_search", "x_search", "file_search", "mcp"})
_RANGES = {
    "threshold": (0.1, 0.9),
    "silence_duration_ms": (0, 10_000),
    "prefix_padding_ms": (0, 10_000),
}
_SPEEDS = (0.7, 1.5)
_MOST_KEYTERMS = 100
_LONGEST_KEYTERM = 50


def problem_of(update: SessionSettings) -> ErrorInfo | None:
    """Return the first thing wrong with an update; None if it can be put in force."""
    return next(_problems(update), None)


def _problems(update: SessionSettings) -> Iterator[ErrorInfo]:
    audio = update.audio or AudioSettings()
    for way, part in (("input", audio.input), ("output", audio.output)):
        if part and part.format and not wire_format(part.format).is_supported:
            yield refusals.invalid_audio_format(f"session.audio.{way}.format")
    if audio.output and audio.output.speed and not _lies(audio.output.speed, *_SPEEDS):
        yield refusals.invalid_setting("session.audio.output.speed", "speed must be 0.7-1.5")
    yield from _keyterm_problems(audio)
    yield from _detection_problems(update)
    for number, tool in enumerate(update.tools or ()):
        yield from _tool_problems(tool, f"session.tools[{number}]")


def _lies(value: float, least: float, most: float) -> bool:
    return least <= value <= most


def _keyterm_problems(audio: AudioSettings) -> Iterator[ErrorInfo]:
    transcription = audio.input.transcription if audio.input else None
    terms = (transcription.keyterms if transcription else None) or ()
    if len(terms) > _MOST_KEYTERMS or any(len(term) > _LONGEST_KEYTERM for term in terms):
        yield refusals.invalid_setting(
            "session.audio.input.transcription.keyterms",
            f"at most {_MOST_KEYTERMS} keyterms of at most {_LONGEST_KEYTERM} characters",
        )


def _detection_problems(update: SessionSettings) -> Iterator[ErrorInfo]:
    detection = update.turn_detection
    if not detection:
        return
    if detection.type and detection.type != "server_vad":
        yield refusals.invalid_setting(
            "session.turn_detection.type", f"unknown turn detection {detection.type!r}"
        )
    for name, (least, most) in _RANGES.items():
        value = getattr(detection, name)
        if isinstance(value, int | float) and not _lies(value, least, most):
            yield refusals.invalid_setting(
                f"session.turn_detection.{name}", f"{name} must be {least}-{most}"
            )


def _tool_problems(tool: Tool, param: str) -> Iterator[ErrorInfo]:
    if tool.type not in _TOOL_TYPES:
        yield refusals.invalid_setting(f"{param}.type", f"unknown tool type {tool.type!r}")
    if tool.type == "function" and not flat(tool).name:
        yield refusals.invalid_setting(f"{param}.name", "a function needs a name")
    if tool.type == "mcp" and not tool.extra.get("server_url"):
        yield refusals.invalid_setting(f"{param}.server_url", "an MCP server needs its URL")
    if tool.type == "mcp" and "." in str(tool.extra.get("server_label", "")):
        yield refusals.invalid_setting(f"{param}.server_label", "a label has no dots")
    for allowed, excluded, most in (
        ("allowed_domains", "excluded_domains", 5),
        ("allowed_x_handles", "excluded_x_handles", 20),
    ):
        lists = [tool.extra.get(name) for name in (allowed, excluded)]
        if all(lists):
            yield refusals.invalid_setting(
                f"{param}.{excluded}", f"{allowed} and {excluded} exclude each other"
            )
        if any(isinstance(held, list) and len(held) > most for held in lists):
            yield refusals.invalid_setting(f"{param}.{allowed}", f"at most {most} entries")
