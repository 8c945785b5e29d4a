"""How a session, and one reply of it, is set up: as `session.update` asks and as echoes tell."""

from dataclasses import dataclass

from grokvoice.protocol.items import Part
from grokvoice.protocol.values import UNSET, JsonObject, JsonValue, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnDetection(Part):
    """When the server takes a turn for ended; `type` is "server_vad" or null (push to talk)."""

    type: str | Unset | None = UNSET
    threshold: float | Unset = UNSET
    silence_duration_ms: int | Unset = UNSET
    prefix_padding_ms: int | Unset = UNSET
    idle_timeout_ms: int | Unset | None = UNSET
    create_response: bool | Unset = UNSET
    interrupt_response: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFormat(Part):
    """A codec and its rate in hertz."""

    type: str | Unset = UNSET
    rate: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcription(Part):
    """How the user's speech is written down; `grok-transcribe` turns live updates on."""

    model: str | Unset | None = UNSET
    language_hint: str | Unset | None = UNSET
    keyterms: tuple[str, ...] | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioInput(Part):
    """The way from the user: format, `json` or `binary` transport, transcription.

    OpenAI nests `turn_detection` and `noise_reduction` here, and the voice in `AudioOutput`. xAI
    takes them without effect, so they stay in `extra`, where no form of them can break an event.
    """

    format: str | AudioFormat | Unset = UNSET
    transport: str | Unset = UNSET
    transcription: Transcription | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioOutput(Part):
    """The way to the user; `speed` is 0.7-1.5."""

    format: str | AudioFormat | Unset = UNSET
    transport: str | Unset = UNSET
    speed: float | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioSettings(Part):
    """Both ways of the audio."""

    input: AudioInput | Unset = UNSET
    output: AudioOutput | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning(Part):
    """`high` or `none`."""

    effort: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption(Part):
    """Whether the conversation may be taken up again on another connection."""

    enabled: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSpec(Part):
    """The nested form in which the server echoes a function tool."""

    name: str | Unset = UNSET
    description: str | Unset = UNSET
    parameters: JsonObject | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool(Part):
    """A tool the model may use; fields of hosted tools that are not named here live in `extra`.

    `function` is sent flat (`name`, `description`, `parameters`) and echoed nested (`function`).
    """

    type: str
    name: str | Unset = UNSET
    description: str | Unset = UNSET
    parameters: JsonObject | Unset = UNSET
    function: FunctionSpec | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings(Part):
    """What `session.update` asks for; absent fields keep their value (reference, 4.1).

    Fields that the service takes without effect, such as `parallel_tool_calls`, stay in `extra`.
    """

    instructions: str | Unset = UNSET
    model: str | Unset = UNSET
    reasoning: Reasoning | Unset = UNSET
    voice: str | Unset = UNSET
    turn_detection: TurnDetection | Unset | None = UNSET
    audio: AudioSettings | Unset = UNSET
    tools: tuple[Tool, ...] | Unset = UNSET
    tool_choice: JsonValue | Unset = UNSET
    resumption: Resumption | Unset = UNSET
    replace: dict[str, JsonValue] | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionInfo(SessionSettings):
    """What the server says the session is.

    The fields from `enable_noise_suppression` on are seen in every `session.updated` and documented
    nowhere; the truth about formats is in `audio` (reference, 5.1).
    """

    id: str | Unset = UNSET
    object: str | Unset = UNSET
    modalities: tuple[str, ...] | Unset = UNSET
    enable_noise_suppression: bool | Unset = UNSET
    """True under voice activity detection, false in manual mode."""
    enable_phonetic_spelling: bool | Unset = UNSET
    keep_context: bool | Unset = UNSET
    input_audio_format: str | Unset = UNSET
    output_audio_format: str | Unset = UNSET
    input_audio_transcription: Transcription | Unset | None = UNSET
    temperature: float | Unset = UNSET
    max_response_output_tokens: int | str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseSettings(Part):
    """One-off wishes for a single reply; `metadata` is echoed on `response.created` and `.done`."""

    instructions: str | Unset = UNSET
    metadata: dict[str, JsonValue] | Unset | None = UNSET
    modalities: tuple[str, ...] | Unset = UNSET
    tool_choice: JsonValue | Unset = UNSET
    tools: tuple[Tool, ...] | Unset = UNSET
