"""From layers of text to `Settings`: the strongest layer that says something wins."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from grokvoice.config import keys, layers, options
from grokvoice.config.bindings import KeySettings, check_distinct
from grokvoice.config.choices import Choices
from grokvoice.config.endpoints import Endpoint, NoSound
from grokvoice.config.options import OPTIONS, Option
from grokvoice.config.settings import (
    HistorySettings,
    LimitSettings,
    OutputSettings,
    ServerSettings,
    Settings,
    SoundSettings,
    ToolSettings,
    TurnSettings,
    VoiceSettings,
)


def load_settings(
    flags: Mapping[str, str],
    environ: Mapping[str, str],
    folder: Path,
    platform: str = sys.platform,
) -> Settings:
    """Build the settings from all five sources.

    Args:
        flags: Option name to text, as typed; switches that are on are "true".
        environ: The environment; it is only read.
        folder: The current folder, whose `.env` is read.
        platform: As `sys.platform`; decides where `config.toml` lies.

    Raises:
        UsageError: a value, file or combination that cannot be meant.
        KeyMissingError: a key that cannot be sent; a missing one is found by `check_key`.
    """
    return settled(Choices(layers.all_layers(flags, environ, folder, platform)))


def settled(choices: Choices) -> Settings:
    """Build the settings from what was found.

    Raises:
        UsageError: a value or combination that cannot be meant.
        KeyMissingError: a key that cannot be sent.
    """
    return Settings(
        voice=_voice(choices),
        turns=_turns(choices),
        sound=_sound(choices),
        server=_server(choices),
        limits=_limits(choices),
        history=_history(choices),
        tools=_tools(choices),
        output=_output(choices),
        keys=check_distinct(_keys(choices)),
        is_text=choices.value(options.TEXT),
        secrets=tuple(key for layer in choices.layers for key in layer.keys.values()),
        origins={option.name: choices.origin(option) for option in OPTIONS},
    )


def check_key(settings: Settings) -> None:
    """Make sure that there is a key if the server needs one.

    Raises:
        KeyMissingError: it needs one, and there is none that may be sent to it.
    """
    server = settings.server
    if not server.is_local and server.key is None and keys.needs_key(server.url):
        raise keys.missing_key(server.url, settings.origins["url"])


def _voice(choices: Choices) -> VoiceSettings:
    return VoiceSettings(
        voice=choices.value(options.VOICE),
        model=choices.value(options.MODEL),
        reasoning=choices.value(options.REASONING),
        instructions=choices.value(options.INSTRUCTIONS),
        language=choices.value(options.LANGUAGE),
        keyterms=choices.value(options.KEYTERMS),
        pronunciations=choices.value(options.PRONOUNCE),
        speed=choices.value(options.SPEED),
    )


def _turns(choices: Choices) -> TurnSettings:
    is_patience = choices.is_over(options.PATIENCE, options.SILENCE_MS)
    silence = options.PATIENCE if is_patience else options.SILENCE_MS
    return TurnSettings(
        silence_ms=choices.value(silence),
        sensitivity=choices.value(options.SENSITIVITY),
        is_push_to_talk=choices.value(options.PTT),
    )


def _sound(choices: Choices) -> SoundSettings:
    return SoundSettings(
        mic=_endpoint(choices, options.MIC),
        speaker=_endpoint(choices, options.SPEAKER),
        echo=choices.value(options.ECHO),
        suppresses_noise=choices.value(options.NOISE_SUPPRESSION),
        gain=choices.value(options.GAIN),
        playout=choices.value(options.PLAYOUT),
        chunk_ms=choices.value(options.CHUNK_MS),
        is_muted=choices.value(options.MUTE),
        record=choices.value(options.RECORD),
    )


def _endpoint(choices: Choices, option: Option[Endpoint]) -> Endpoint:
    is_weaker = choices.origin(option).source > choices.origin(options.TEXT).source
    return NoSound() if choices.value(options.TEXT) and is_weaker else choices.value(option)


def _server(choices: Choices) -> ServerSettings:
    timeout_s, renew_minutes = choices.value(options.TIMEOUT), choices.value(options.RENEW_MINUTES)
    is_local = choices.value(options.LOCAL) and choices.is_over(options.LOCAL, options.URL)
    if is_local:
        return ServerSettings(is_local=True, timeout_s=timeout_s, renew_minutes=renew_minutes)
    url = choices.value(options.URL)
    origin = choices.origin(options.URL)
    return ServerSettings(
        url=url,
        key=keys.key_for(url, origin, choices.layers),
        key_origin=keys.key_origin(url, origin, choices.layers),
        timeout_s=timeout_s,
        renew_minutes=renew_minutes,
    )


def _limits(choices: Choices) -> LimitSettings:
    return LimitSettings(
        max_minutes=choices.value(options.MAX_MINUTES),
        max_cost=choices.value(options.MAX_COST),
        idle_minutes=choices.value(options.IDLE) or None,
    )


def _history(choices: Choices) -> HistorySettings:
    return HistorySettings(
        session=choices.value(options.SESSION), is_kept=not choices.value(options.NO_SAVE)
    )


def _output(choices: Choices) -> OutputSettings:
    return OutputSettings(
        form=_form(choices),
        is_quiet=choices.value(options.QUIET),
        is_animated=choices.value(options.ANIMATIONS),
        trace=choices.value(options.TRACE),
        log_file=choices.value(options.LOG_FILE),
        verbosity=choices.value(options.VERBOSITY),
    )


def _tools(choices: Choices) -> ToolSettings:
    return ToolSettings(
        names=choices.value(options.TOOLS),
        allow=choices.value(options.ALLOW_TOOL),
        deny=choices.value(options.DENY_TOOL),
        web_allow=choices.value(options.WEB_ALLOW),
        web_block=choices.value(options.WEB_BLOCK),
        web_images=choices.value(options.WEB_IMAGES),
        web_location=choices.value(options.WEB_LOCATION),
        x_allow=choices.value(options.X_ALLOW),
        x_block=choices.value(options.X_BLOCK),
        x_from=choices.value(options.X_FROM),
        x_to=choices.value(options.X_TO),
        x_images=choices.value(options.X_IMAGES),
        x_videos=choices.value(options.X_VIDEOS),
        files_max=choices.value(options.FILES_MAX),
        servers=tuple(server for layer in choices.layers for server in layer.servers),
    )


def _keys(choices: Choices) -> KeySettings:
    chosen = {option.name.removeprefix("key_"): choices.value(option) for option in options.KEYS}
    return KeySettings(**chosen)


def _form(choices: Choices) -> Literal["auto", "plain", "json"]:
    is_json, is_plain = choices.value(options.JSON), choices.value(options.PLAIN)
    if is_json and is_plain:
        return "json" if choices.is_over(options.JSON, options.PLAIN) else "plain"
    if is_json:
        return "json"
    return "plain" if is_plain else "auto"
