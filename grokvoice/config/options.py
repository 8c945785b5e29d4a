"""The table of options: one line each with its name, how its text is read, and its default.

The name is the key in `config.toml`, `--name-with-dashes` on the command line, and
`GROKVOICE_NAME` in the environment and in `.env`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Generic, Literal, TypeAlias, TypeVar

from grokvoice.config import bindings, endpoints, readers, texts
from grokvoice.config.endpoints import DefaultDevice, Endpoint
from grokvoice.config.readers import choice, integer_from, number_from, switch
from grokvoice.config.urls import DEFAULT_URL, server_url
from grokvoice.config.voices import DEFAULT_VOICE, voice_id

T_co = TypeVar("T_co", covariant=True)

Reasoning: TypeAlias = Literal["high", "none"]
Echo: TypeAlias = Literal["aec", "gate", "half", "off"]
Gain: TypeAlias = Literal["auto", "off"]
Playout: TypeAlias = Literal["auto", "demand", "always"]


def _never(_text: str) -> bool:
    return False


def _always(_text: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Option(Generic[T_co]):
    """Something a person may set."""

    name: str
    read: Callable[[str], T_co]
    default: T_co
    names_file: Callable[[str], bool] = _never
    """Whether this text makes us read or write a file, which a folder's `.env` may not."""
    shown: str = ""
    """The text of the default, where it is not what the default is written as."""

    @property
    def key(self) -> str:
        """What it is called in `config.toml`: `voice`, or `keys.talk` in a table."""
        return re.sub("^key_", "keys.", self.name)

    @property
    def default_text(self) -> str:
        """The default as one would type it; empty for none."""
        match self.default:
            case _ if self.shown:
                return self.shown
            case None | ():
                return ""
            case bool() as switched:
                return str(switched).lower()
            case float() as number:
                return f"{number:g}"
            case other:
                return str(other)


VOICE: Final = Option("voice", voice_id, DEFAULT_VOICE)
MODEL: Final = Option("model", readers.model, "grok-voice-latest")
INSTRUCTIONS: Final = Option("instructions", texts.instructions, "", texts.names_file)
LANGUAGE: Final[Option[str | None]] = Option("language", readers.language, None)
KEYTERMS: Final[Option[tuple[str, ...]]] = Option("keyterms", texts.keyterms, (), _always)
PRONOUNCE: Final[Option[tuple[tuple[str, str], ...]]] = Option(
    "pronounce", texts.pronunciations, (), _always
)
SPEED: Final = Option("speed", number_from(0.7, 1.5), 1.0)
REASONING: Final[Option[Reasoning]] = Option("reasoning", choice("high", "none"), "none")

PATIENCE: Final = Option("patience", readers.patience, 500, shown="normal")
SILENCE_MS: Final = Option("silence_ms", integer_from(0, 10_000), 500)
SENSITIVITY: Final[Option[float | None]] = Option("sensitivity", number_from(0.1, 0.9), None)
PTT: Final = Option("ptt", switch, default=False)

MIC: Final[Option[Endpoint]] = Option(
    "mic", endpoints.endpoint, DefaultDevice(), endpoints.is_file, "default"
)
SPEAKER: Final[Option[Endpoint]] = Option(
    "speaker", endpoints.endpoint, DefaultDevice(), endpoints.is_file, "default"
)
ECHO: Final[Option[Echo]] = Option("echo", choice("aec", "gate", "half", "off"), "aec")
NOISE_SUPPRESSION: Final = Option("noise_suppression", switch, default=False)
GAIN: Final[Option[Gain]] = Option("gain", choice("auto", "off"), "off")
PLAYOUT: Final[Option[Playout]] = Option("playout", choice("auto", "demand", "always"), "auto")
CHUNK_MS: Final = Option("chunk_ms", integer_from(20, 200), 100)
MUTE: Final = Option("mute", switch, default=False)
RECORD: Final[Option[Path | None]] = Option("record", readers.folder, None, _always)
TEXT: Final = Option("text", switch, default=False)

URL: Final = Option("url", server_url, DEFAULT_URL)
LOCAL: Final = Option("local", switch, default=False)
TIMEOUT: Final = Option("timeout", number_from(0.1, 600.0), 30.0)
RENEW_MINUTES: Final = Option("renew_minutes", number_from(1.0, 1440.0), 28.0)

MAX_MINUTES: Final[Option[float | None]] = Option("max_minutes", number_from(0.01, 1440.0), None)
MAX_COST: Final[Option[float | None]] = Option("max_cost", number_from(0.001, 10_000.0), None)
IDLE: Final = Option("idle", number_from(0.0, 1440.0), 5.0)

# A folder's `.env` may neither bring tools nor agree to them, just as it may not name files.
TOOLS: Final = Option("tools", str.strip, "", _always)
ALLOW_TOOL: Final[Option[tuple[str, ...]]] = Option("allow_tool", readers.words, (), _always)
DENY_TOOL: Final[Option[tuple[str, ...]]] = Option("deny_tool", readers.words, ())
WEB_ALLOW: Final[Option[tuple[str, ...]]] = Option("web_allow", readers.words, ())
WEB_BLOCK: Final[Option[tuple[str, ...]]] = Option("web_block", readers.words, ())
WEB_IMAGES: Final = Option("web_images", switch, default=False)
WEB_LOCATION: Final = Option("web_location", str.strip, "")
X_ALLOW: Final[Option[tuple[str, ...]]] = Option("x_allow", readers.words, ())
X_BLOCK: Final[Option[tuple[str, ...]]] = Option("x_block", readers.words, ())
X_FROM: Final = Option("x_from", str.strip, "")
X_TO: Final = Option("x_to", str.strip, "")
X_IMAGES: Final = Option("x_images", switch, default=False)
X_VIDEOS: Final = Option("x_videos", switch, default=False)
FILES_MAX: Final[Option[int | None]] = Option("files_max", integer_from(1, 1000), None)

JSON: Final = Option("json", switch, default=False)
PLAIN: Final = Option("plain", switch, default=False)
QUIET: Final = Option("quiet", switch, default=False)
SESSION: Final = Option("session", str.strip, "")
NO_SAVE: Final = Option("no_save", switch, default=False)
TRACE: Final[Option[Path | None]] = Option("trace", readers.path, None, _always)
LOG_FILE: Final[Option[Path | None]] = Option("log_file", readers.path, None, _always)
ANIMATIONS: Final = Option("animations", switch, default=True)
VERBOSITY: Final = Option("verbosity", integer_from(0, 2), 0)

KEYS: Final = tuple(
    Option(f"key_{field.name}", bindings.key, str(field.default))
    for field in fields(bindings.KeySettings)
)
"""One option for each action; `[keys]` in `config.toml` holds them without their `key_`."""

OPTIONS: Final[tuple[Option[object], ...]] = (
    *(VOICE, MODEL, INSTRUCTIONS, LANGUAGE, KEYTERMS, PRONOUNCE, SPEED, REASONING),
    *(PATIENCE, SILENCE_MS, SENSITIVITY, PTT),
    *(MIC, SPEAKER, ECHO, PLAYOUT, NOISE_SUPPRESSION, GAIN, CHUNK_MS, MUTE, RECORD, TEXT),
    *(URL, LOCAL, TIMEOUT, RENEW_MINUTES),
    *(MAX_MINUTES, MAX_COST, IDLE),
    *(TOOLS, ALLOW_TOOL, DENY_TOOL, WEB_ALLOW, WEB_BLOCK, WEB_IMAGES, WEB_LOCATION),
    *(X_ALLOW, X_BLOCK, X_FROM, X_TO, X_IMAGES, X_VIDEOS, FILES_MAX),
    *(JSON, PLAIN, QUIET, ANIMATIONS, TRACE, LOG_FILE, VERBOSITY),
    *(SESSION, NO_SAVE),
    *KEYS,
)

NAMES: Final = frozenset(option.name for option in OPTIONS)
