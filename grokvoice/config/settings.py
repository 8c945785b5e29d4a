"""What a command was asked to do: plain values in five groups, built once, each with its origin."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from grokvoice.config.bindings import KeySettings
from grokvoice.config.endpoints import DefaultDevice, Endpoint
from grokvoice.config.mcp_tables import McpTable
from grokvoice.config.options import Echo, Gain, Playout, Reasoning
from grokvoice.config.origins import Origin
from grokvoice.config.secret import Secret
from grokvoice.config.urls import DEFAULT_URL
from grokvoice.config.voices import DEFAULT_VOICE


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSettings:
    """Who speaks, and how."""

    voice: str = DEFAULT_VOICE
    model: str = "grok-voice-latest"
    reasoning: Reasoning = "none"
    instructions: str = ""
    """The system prompt; empty means that none is sent."""
    language: str | None = None
    """BCP-47 hint for the transcription; None lets the server find out."""
    keyterms: tuple[str, ...] = ()
    """Words the transcription should expect; at most 100 of 50 characters."""
    pronunciations: tuple[tuple[str, str], ...] = ()
    """Pairs of a written word and how it is said."""
    speed: float = 1.0
    """0.7-1.5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSettings:
    """When a turn is over, and what counts as speech."""

    silence_ms: int = 500
    """Silence that ends a turn; 0-10000."""
    sensitivity: float | None = None
    """0.1-0.9, higher hears softer speech; None leaves it to the server."""
    is_push_to_talk: bool = False
    """Whether the user says by key when a turn begins and ends; the server then detects none."""

    @property
    def threshold(self) -> float | None:
        """The same as the server's VAD threshold, which is higher for louder speech; 0.1-0.9."""
        return None if self.sensitivity is None else round(1.0 - self.sensitivity, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundSettings:
    """Where sound comes from and goes to."""

    mic: Endpoint = DefaultDevice()  # noqa: RUF009  a frozen value without fields
    speaker: Endpoint = DefaultDevice()  # noqa: RUF009  as above
    echo: Echo = "aec"
    suppresses_noise: bool = False
    """Whether steady noise is made softer before it is sent."""
    gain: Gain = "off"
    """Whether a soft voice is made louder before it is sent."""
    playout: Playout = "auto"
    """Whether the card is restarted for replies to begin and end sooner; `auto`: not to begin where
    an echo is cancelled."""
    chunk_ms: int = 100
    """Length of one chunk on the wire; 20-200."""
    is_muted: bool = False
    """Whether the talk begins with the microphone closed."""
    record: Path | None = None
    """The folder for a recording of both sides; None records nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Who is talked to."""

    url: str = DEFAULT_URL
    key: Secret | None = None
    """The key that may be sent to `url`, and to no other server."""
    key_origin: Origin | None = None
    """Where that key comes from."""
    is_local: bool = False
    """Start the simulator inside and talk to that; `url` and `key` are then unused."""
    timeout_s: float = 30.0
    """How long to wait for the server: for the connection, and for each reply to begin."""
    renew_minutes: float = 28.0
    """Age at which a connection is replaced in a quiet moment, before the provider ends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """When a talk ends by itself; None means never."""

    max_minutes: float | None = None
    max_cost: float | None = None
    """US dollars, by the estimate that is shown."""
    idle_minutes: float | None = 5.0
    """How long nobody may speak or type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySettings:
    """What a conversation has to do with others."""

    session: str = ""
    """The earlier one it goes on with: a name, or `last`; "" begins a new one."""
    is_kept: bool = True
    """Whether it is kept on this machine itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSettings:
    """What is told, to whom, in which form."""

    form: Literal["auto", "plain", "json"] = "auto"
    is_quiet: bool = False
    """Only the result and the reason of a failure."""
    is_animated: bool = True
    """Whether meters and clocks may move while nobody speaks."""
    trace: Path | None = None
    """File for the wire events, one JSON object a line."""
    log_file: Path | None = None
    verbosity: int = 0
    """0-2: problems, phases, every wire event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSettings:
    """What the model may use, as it was asked for; `tools` makes sense of it."""

    names: str = ""
    """`--tools`: a comma list."""
    allow: tuple[str, ...] = ()
    """Names and patterns of tools that run without asking."""
    deny: tuple[str, ...] = ()
    web_allow: tuple[str, ...] = ()
    web_block: tuple[str, ...] = ()
    web_images: bool = False
    web_location: str = ""
    x_allow: tuple[str, ...] = ()
    x_block: tuple[str, ...] = ()
    x_from: str = ""
    x_to: str = ""
    x_images: bool = False
    x_videos: bool = False
    files_max: int | None = None
    servers: tuple[McpTable, ...] = ()
    """The MCP servers of the user's `config.toml`."""

    @property
    def is_wanted(self) -> bool:
        """Whether tools, or filters that make no sense without, were asked for."""
        return replace(self, allow=(), deny=(), servers=()) != ToolSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a command needs to know; lower floors get plain values out of it."""

    voice: VoiceSettings = field(default_factory=VoiceSettings)
    turns: TurnSettings = field(default_factory=TurnSettings)
    sound: SoundSettings = field(default_factory=SoundSettings)
    server: ServerSettings = field(default_factory=ServerSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    history: HistorySettings = field(default_factory=HistorySettings)
    tools: ToolSettings = field(default_factory=ToolSettings)
    output: OutputSettings = field(default_factory=OutputSettings)
    keys: KeySettings = field(default_factory=KeySettings)
    is_text: bool = False
    """Turns are typed; microphone and speaker are `NoSound` unless they were asked for."""
    secrets: tuple[Secret, ...] = ()
    """All keys that were found, be they for this server or not; no text may hold them."""
    origins: Mapping[str, Origin] = field(default_factory=dict)
    """Where each option's value came from, by option name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayRequest:
    """One turn: what to send, and where the reply goes besides the screen."""

    text: str = ""
    """What the user says, or, if `is_verbatim`, what Grok speaks; empty if `audio` is given."""
    is_verbatim: bool = False
    audio: Path | None = None
    """A WAV file that holds the question."""
    output: Path | None = None
    """A WAV file that gets the reply."""
    writes_stdout: bool = False
    """The reply's sound goes to standard output; its text then goes to standard error."""
    plays: bool = True
    """Whether the reply is played on the speaker."""
