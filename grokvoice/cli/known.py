"""What can be said for an option without asking anybody: no network, no sound card, no long file.

Devices and the user's own voices are known from the last time that `grokvoice devices` and
`grokvoice voices` listed them.
"""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from grokvoice.cli.flags import SHARED, TALK
from grokvoice.cli.remembered import Pair, remembered
from grokvoice.cli.start import config_place, sessions_place
from grokvoice.config.layers import config_layer
from grokvoice.config.naming import setting_named
from grokvoice.config.options import OPTIONS
from grokvoice.config.voices import VOICES
from grokvoice.errors import GrokVoiceError, UsageError

_MOST_SESSIONS: Final = 50
_CHOICES: Final = re.compile(r"[a-z][a-z0-9]*(\|[a-z][a-z0-9]*)+")
_SOUND: Final = (("default", "the system's choice"), ("none", "no sound"), ("-", "raw PCM16"))
_LANGUAGES: Final = ("auto", "de", "en", "es-ES", "es-MX", "fr", "hi", "it", "ja", "nb", "pt-BR")
_MODELS: Final = ("grok-voice-latest", "grok-voice-3.0")


def values(parameter: str, metavar: str, before: str) -> list[Pair]:
    """Return what may stand for a parameter; nothing where that is anything, or a file.

    Args:
        parameter: Its name, after that of its command where the same name means several things.
        metavar: What stands for its value in the help; one like `short|normal|long` says it all.
        before: The word before it.
    """
    if _CHOICES.fullmatch(metavar):
        return [(word, "") for word in metavar.split("|")]
    if parameter == "config set.value":
        return _values_of(before)
    return list(_TABLE[parameter]()) if parameter in _TABLE else []


def _values_of(setting: str) -> list[Pair]:
    """What `config set SETTING` takes."""
    try:
        option = setting_named(setting)
    except UsageError:
        return []
    if isinstance(option.default, bool):
        return [("true", ""), ("false", "")]
    metavars = {flag.option: flag.metavar for flag in (*SHARED, *TALK)}
    return values(option.name, metavars.get(option, ""), "")


def _voices() -> list[Pair]:
    return [*VOICES.items(), *remembered("voices")]


def _ends_of_sound(kind: str) -> Iterable[Pair]:
    return {**dict(remembered(kind)), **dict(_SOUND)}.items()  # a card may be called default


def _sessions() -> Iterator[Pair]:
    yield "last", "the newest"
    if folder := sessions_place():
        # Other commands do not pay for it.
        from grokvoice.journal.place import ids_in

        yield from ((name, "") for name in ids_in(folder)[:_MOST_SESSIONS])


def _tools() -> Iterator[Pair]:
    yield from (("web", "search the web"), ("x", "search X"))
    with contextlib.suppress(GrokVoiceError):
        servers = config_layer(config_place()).servers
        yield from ((f"mcp:{server.name}", server.description) for server in servers)


def _scenarios() -> list[Pair]:
    from grokvoice.simulator.scenario import bundled_scenarios

    return [(name, "") for name in bundled_scenarios()]


def _quirks() -> list[Pair]:
    from grokvoice.simulator.quirk_names import quirk_names

    return [(name, "") for name in quirk_names()]


def _settings() -> list[Pair]:
    return [(option.key, "") for option in OPTIONS]


def _words(*words: str) -> Callable[[], list[Pair]]:
    return lambda: [(word, "") for word in words]


_TABLE: Final[Mapping[str, Callable[[], Iterable[Pair]]]] = {
    "voice": _voices,
    "voices.names": _voices,
    "model": _words(*_MODELS),
    "language": _words(*_LANGUAGES),
    "mic": lambda: _ends_of_sound("mic"),
    "speaker": lambda: _ends_of_sound("speaker"),
    "tools": _tools,
    "session": _sessions,
    "sessions show.name": _sessions,
    "sessions export.name": _sessions,
    "sessions path.name": _sessions,
    "sessions rm.names": _sessions,
    "replay.file": _sessions,
    "scenario": _scenarios,
    "quirk": _quirks,
    "config get.name": _settings,
    "config set.name": _settings,
    "config unset.name": _settings,
    "config set-key.name": _words("XAI_API_KEY", "GROKVOICE_API_KEY"),
}
