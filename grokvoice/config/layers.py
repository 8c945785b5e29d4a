"""Reading the sources into layers of plain text, the strongest first.

Nothing is interpreted here, and `os.environ` is only read. A `.env` is taken literally: a `${…}`
in it is not filled in, so that a foreign folder cannot weave the user's own key into a URL.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from grokvoice.config.mcp_tables import McpTable, read_mcp_tables
from grokvoice.config.naming import suggestion
from grokvoice.config.options import NAMES
from grokvoice.config.origins import ENV_PREFIX, Origin, Source, variable_name
from grokvoice.config.places import CONFIG_NAME, config_file, key_file
from grokvoice.config.private_file import check_private
from grokvoice.config.secret import Secret
from grokvoice.errors import UsageError

XAI_KEY: Final = "XAI_API_KEY"
OTHER_KEY: Final = "GROKVOICE_API_KEY"

_VARIABLES: Final = {variable_name(name): name for name in NAMES}


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source says."""

    origin: Origin
    texts: Mapping[str, str]
    """Option name to text; an empty text counts as not set and is left out."""
    keys: Mapping[str, Secret] = field(default_factory=dict)
    """Name of the variable to key; `config.toml` and flags hold none."""
    servers: tuple[McpTable, ...] = ()
    """MCP servers; only `config.toml` may hold them."""


def all_layers(
    flags: Mapping[str, str], environ: Mapping[str, str], folder: Path, platform: str
) -> tuple[Layer, ...]:
    """Read every source, the strongest first; the arguments are those of `load_settings`.

    Raises:
        UsageError: a file that cannot be read, or holds what it should not.
        KeyMissingError: a file of keys that others can read.
    """
    config = config_file(environ, platform)
    return (
        flags_layer(flags),
        environment_layer(environ),
        dotenv_layer(folder),
        key_layer(key_file(config) if config else None),
        config_layer(config),
    )


def flags_layer(flags: Mapping[str, str]) -> Layer:
    """Take what was typed on the command line, by option name."""
    return Layer(Origin(Source.FLAG), dict(flags))


def environment_layer(environ: Mapping[str, str]) -> Layer:
    """Take our variables out of the environment."""
    return _variables_layer(Origin(Source.ENVIRONMENT), environ)


def dotenv_layer(folder: Path) -> Layer:
    """Read the `.env` of a folder, if there is one.

    Raises:
        UsageError: it cannot be read.
    """
    file = folder / ".env"
    origin = Origin(Source.DOTENV, str(file))
    if not file.is_file():
        return Layer(origin, {})
    found = _dotenv(file)
    known = (*_VARIABLES, OTHER_KEY)
    for name in found:
        # Only in a file: in the environment, other programs may own a GROKVOICE_ variable.
        if name.startswith(ENV_PREFIX) and name not in known:
            raise UsageError(_unknown(name, known, f"in {file}"))
    return _variables_layer(origin, found)


def key_layer(file: Path | None) -> Layer:
    """Read the user's key file, if there is one; it is a `.env` that holds nothing but keys.

    Raises:
        KeyMissingError: others than its owner can read it.
        UsageError: it cannot be read, or holds a setting.
    """
    origin = Origin(Source.CONFIG_FILE, str(file or ""))
    if file is None or not file.is_file():
        return Layer(origin, {})
    check_private(file)
    found = _dotenv(file)
    for name in found:
        if name.startswith(ENV_PREFIX) and name != OTHER_KEY:
            raise UsageError(f"{file} is for keys only: set {name} in {file.parent / CONFIG_NAME}.")
    return _variables_layer(origin, found)


def config_layer(file: Path | None) -> Layer:
    """Read the user's `config.toml`, if there is one.

    Raises:
        UsageError: it cannot be read, holds an unknown key, or a value that is a table or list.
    """
    if file is None or not file.is_file():
        return Layer(Origin(Source.CONFIG_FILE, str(file or "")), {})
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {file}: {error}.") from error
    return config_text_layer(text, file)


def config_text_layer(text: str, file: Path) -> Layer:
    """Read what stands, or is to stand, in `config.toml`.

    Raises:
        UsageError: as `config_layer`.
    """
    origin = Origin(Source.CONFIG_FILE, str(file))
    try:
        table = tomllib.loads(text)
    except ValueError as error:
        raise UsageError(f"cannot read {file}: {error}.") from error
    servers = read_mcp_tables(table.pop("mcp", {}), str(file))
    texts = {key.replace("-", "_"): _plain(key, value, file) for key, value in _flat(table)}
    for name in texts.keys() - NAMES:
        raise UsageError(_unknown(name, NAMES, f"in {file}"))
    return Layer(origin, _set_only(texts), servers=servers)


def _dotenv(file: Path) -> dict[str, str]:
    # Only where there is such a file is the import paid for.
    from dotenv import dotenv_values

    try:
        found = dotenv_values(file, interpolate=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {file}: {error}.") from error
    return {name: text or "" for name, text in found.items()}


def _variables_layer(origin: Origin, variables: Mapping[str, str]) -> Layer:
    texts = {_VARIABLES[name]: variables[name] for name in _VARIABLES.keys() & variables.keys()}
    keys = {name: variables.get(name, "").strip() for name in (XAI_KEY, OTHER_KEY)}
    secrets = {name: Secret(key) for name, key in keys.items() if key}
    return Layer(origin, _set_only(texts), secrets)


def _flat(table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Give all values, those of the table `[keys]` by the names of their options."""
    for name, value in table.items():
        if name == "keys" and isinstance(value, dict):
            yield from ((f"key_{action}", key) for action, key in value.items())
        else:
            yield name, value


def _set_only(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text.strip()}


def _plain(key: str, value: object, file: Path) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise UsageError(f"{key} in {file} must be a text, a number, true or false.")


def _unknown(name: str, known: Iterable[str], place: str) -> str:
    return f"unknown setting {name!r} {place}: {suggestion(name, sorted(known))}"
