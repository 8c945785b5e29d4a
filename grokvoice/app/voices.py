"""Which voices there are: as the server lists them, or, where it does not, as this program does."""

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit

from grokvoice.adapters.address import Address
from grokvoice.adapters.web import get_json
from grokvoice.app.destination import address
from grokvoice.config.keys import missing_key, needs_key
from grokvoice.config.settings import Settings
from grokvoice.config.urls import host_of
from grokvoice.config.voices import VOICES, voice_among
from grokvoice.errors import ConnectError, KeyMissingError

_TIMEOUT_S: Final = 5.0
_ENDPOINT: Final = "/realtime"
_LISTED: Final = "/tts/voices"
_CUSTOM: Final = "/custom-voices?limit=1000"
_ID: Final = re.compile(r"[!-~]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody who can speak."""

    voice_id: str
    """What `--voice` takes."""
    name: str = ""
    character: str = ""
    """In a few words; empty if nobody has published any."""
    language: str = ""
    gender: str = ""
    is_custom: bool = False
    """Whether it is a clone that belongs to the holder of the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceList:
    """The voices, and whose word that is."""

    voices: tuple[Voice, ...]
    """By id, the user's own ones last."""
    source: Literal["live", "built-in"]
    note: str
    """The same for a person, with the reason why the server's list could not be had."""


def list_voices(settings: Settings) -> VoiceList:
    """Ask the server for its voices; whatever is in the way, there is a list."""
    server = settings.server
    if server.is_local:
        return _built_in("the simulator's voices.")
    try:
        if server.key is None and needs_key(server.url):
            raise missing_key(server.url, settings.origins["url"])
        voices = tuple(_voices(_get(settings, _LISTED)))
    except (ConnectError, KeyMissingError) as error:
        return _built_in(f"the list of September 2026, for want of a newer one: {error}")
    if not voices:
        return _built_in(
            f"the list of September 2026: {host_of(server.url)} answered with none we can read."
        )
    ordered = tuple(sorted(voices, key=lambda voice: voice.voice_id)) + _custom(settings)
    note = f"{len(ordered)} voices, as {host_of(server.url)} lists them."
    return VoiceList(voices=ordered, source="live", note=note)


def chosen(found: VoiceList, names: Sequence[str]) -> tuple[Voice, ...]:
    """Return the voices of these names, in any case; all for none.

    Raises:
        UsageError: one is not in the list, and not shaped like a custom one.
    """
    by_id = {voice.voice_id.lower(): voice for voice in found.voices}
    ids = [voice_among(by_id, name) for name in names]
    return tuple(by_id.get(one, Voice(voice_id=one)) for one in ids) or found.voices


def _built_in(note: str) -> VoiceList:
    voices = [
        Voice(voice_id=name, name=name.capitalize(), character=VOICES[name]) for name in VOICES
    ]
    return VoiceList(voices=tuple(voices), source="built-in", note=note)


def _custom(settings: Settings) -> tuple[Voice, ...]:
    """The user's own voices, which few keys have a right to list."""
    with contextlib.suppress(ConnectError):
        return tuple(_voices(_get(settings, _CUSTOM), is_custom=True))
    return ()


def _get(settings: Settings, path: str) -> object:
    """Ask beside the realtime endpoint: `/v1/realtime` has its voices at `/v1/tts/voices`.

    Source: reference 2.2; custom voices are not in the list of the others.
    """
    wire = address(settings.server, settings, None)
    parts = urlsplit(wire.url)
    base = parts.path.rstrip("/").removesuffix(_ENDPOINT)
    secure = {"ws": "http", "wss": "https"}[parts.scheme]
    page, _, query = path.partition("?")
    url = urlunsplit((secure, parts.netloc, base + page, query, ""))
    return get_json(Address(url=url, headers=wire.headers, key_name=wire.key_name), _TIMEOUT_S)


def _voices(document: object, *, is_custom: bool = False) -> Iterator[Voice]:
    """Read a listing; what is not shaped like a voice is left out."""
    listed = document.get("voices") if isinstance(document, dict) else None
    for one in listed if isinstance(listed, list) else ():
        text = _texts(one)
        voice_id = text.get("voice_id", "")
        if _ID.fullmatch(voice_id):
            character = VOICES.get(voice_id.lower(), "") or text.get("description", "")
            yield Voice(
                voice_id=voice_id,
                name=text.get("name", ""),
                character=character,
                language=text.get("language", ""),
                gender=text.get("gender", ""),
                is_custom=is_custom,
            )


def _texts(one: object) -> dict[str, str]:
    pairs = one.items() if isinstance(one, dict) else ()
    return {key: value for key, value in pairs if isinstance(value, str)}
