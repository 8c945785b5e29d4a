"""The room of the session's settings: what was asked for, merged, and how the service tells it.

Merging: what an update leaves out keeps its value, at every depth; lists and maps are replaced
whole (reference, 4.1).
"""

from dataclasses import fields, replace
from typing import Final, TypeVar

from grokvoice.audio.pcm import RATE_HZ
from grokvoice.protocol.items import Part
from grokvoice.protocol.settings import (
    AudioFormat,
    AudioInput,
    AudioOutput,
    AudioSettings,
    FunctionSpec,
    SessionInfo,
    SessionSettings,
    Tool,
    Transcription,
    TurnDetection,
)
from grokvoice.protocol.values import UNSET, Unset
from grokvoice.simulator.brain.formats import WireFormat

_PartT = TypeVar("_PartT", bound=Part)

_KNOWN_MODELS: Final = frozenset(
    {
        "grok-voice-latest",
        "grok-voice-3.0",
        "grok-voice-2.0",
        "grok-voice-think-fast-2.0",
        "grok-voice-think-fast-1.0",
    }
)
_STANDBY_MODEL: Final = "grok-voice-3.0"
DEFAULT_FORMAT: Final = AudioFormat(type="audio/pcm", rate=RATE_HZ)


def served_model(wanted: str) -> str:
    """Return the model that serves: a misspelt or retired name is replaced without a word."""
    if not wanted:
        return "grok-voice-latest"
    return wanted if wanted in _KNOWN_MODELS else _STANDBY_MODEL


def merged(old: _PartT, new: _PartT) -> _PartT:
    """Lay `new` over `old`: what it leaves out keeps its value, at every depth."""
    laid = replace(old, extra={**old.extra, **new.extra})
    for field in fields(new):
        value, before = getattr(new, field.name), getattr(old, field.name)
        if value is UNSET or field.name == "extra":
            continue
        if isinstance(value, Part) and isinstance(before, Part):
            value = merged(before, value)
        laid = replace(laid, **{field.name: value})
    return laid


class Settings:
    """What is in force now."""

    def __init__(self) -> None:
        self.model = ""
        self.asked = SessionSettings()

    def change(self, update: SessionSettings) -> None:
        """Put an update that was found valid in force; the model cannot be changed any more."""
        self.asked = merged(self.asked, replace(update, model=UNSET))

    @property
    def instructions(self) -> str:
        """The system prompt; "" if none was given."""
        return self.asked.instructions or ""

    @property
    def voice(self) -> str:
        """The voice asked for, in lower case; "" for the server's own."""
        return (self.asked.voice or "").lower().removeprefix("xai_")

    @property
    def speed(self) -> float:
        """How fast to speak; 1.0 is normal."""
        return self._output.speed or 1.0

    @property
    def pronunciations(self) -> tuple[tuple[str, str], ...]:
        """Words as written and as they are to be spoken."""
        return tuple((word, str(spoken)) for word, spoken in (self.asked.replace or {}).items())

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools as they were sent, flat or nested."""
        return self.asked.tools or ()

    @property
    def detection(self) -> TurnDetection | None:
        """The turn detection in force; None if the client ends its turns itself."""
        wanted = self.asked.turn_detection
        return wanted if wanted and wanted.type else None

    @property
    def is_resumable(self) -> bool:
        """Whether the client opted in to taking the conversation up again."""
        return bool(self.asked.resumption and self.asked.resumption.enabled)

    @property
    def has_transcripts(self) -> bool:
        """Whether the client asked to have the user's speech written down."""
        return bool(self._input.transcription and self._input.transcription.model)

    @property
    def has_binary_output(self) -> bool:
        """Whether the sound of replies goes out as bare frames."""
        return self._output.transport == "binary"

    @property
    def input_format(self) -> WireFormat:
        """What the client's audio is read as."""
        return wire_format(self._input.format)

    @property
    def output_format(self) -> WireFormat:
        """What replies are written in."""
        return wire_format(self._output.format)

    @property
    def _input(self) -> AudioInput:
        return (self.asked.audio or AudioSettings()).input or AudioInput()

    @property
    def _output(self) -> AudioOutput:
        return (self.asked.audio or AudioSettings()).output or AudioOutput()

    def echo(self) -> SessionInfo:
        """Tell the settings the way `session.updated` does (recordings; reference, 5.1)."""
        return SessionInfo(
            instructions=self.instructions,
            voice=self.asked.voice,
            turn_detection=self.detection or UNSET,
            reasoning=self.asked.reasoning,
            model=self.model,
            tools=tuple(nested(tool) for tool in self.tools) or UNSET,
            replace=self.asked.replace or UNSET,
            modalities=("audio",),
            tool_choice=self.asked.tool_choice or "auto",
            audio=self._audio_echo(),
            enable_noise_suppression=self.detection is not None,
            keep_context=False,
            enable_phonetic_spelling=False,
            input_audio_transcription=self._transcription_echo(),
            input_audio_format="not specified",
            output_audio_format="not specified",
            temperature=-1.0,
            max_response_output_tokens="inf",
        )

    def _transcription_echo(self) -> Transcription | Unset:
        asked = self._input.transcription
        return Transcription(model=asked.model) if asked and asked.model else UNSET

    def _audio_echo(self) -> AudioSettings:
        ways_in = merged(AudioInput(format=DEFAULT_FORMAT, transport="json"), self._input)
        ways_out = merged(AudioOutput(format=DEFAULT_FORMAT, transport="json"), self._output)
        return AudioSettings(
            input=replace(ways_in, extra={}),  # unknown settings are taken and not told back
            output=replace(ways_out, extra={}),
        )


def wire_format(wanted: object) -> WireFormat:
    """Read a format of the settings; what is left out takes its default."""
    if not isinstance(wanted, AudioFormat):
        return WireFormat()
    codec = wanted.type or "audio/pcm"
    default_rate = RATE_HZ if codec == "audio/pcm" else 8000
    return WireFormat(codec, wanted.rate or default_rate)


def nested(tool: Tool) -> Tool:
    """Tell a tool the way the service does: a function's fields one level down."""
    if tool.type != "function" or tool.function:
        return tool
    spec = FunctionSpec(name=tool.name, description=tool.description, parameters=tool.parameters)
    return Tool(type="function", function=spec)


def flat(tool: Tool) -> Tool:
    """Tell a function tool in its flat form, whichever was sent."""
    if not tool.function:
        return tool
    spec = tool.function
    return Tool(
        type=tool.type, name=spec.name, description=spec.description, parameters=spec.parameters
    )
