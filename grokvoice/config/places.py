"""Where the user's files lie, on each platform, whether or not they exist."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

CONFIG_NAME: Final = "config.toml"

_CONFIG: Final = {
    "darwin": ("HOME", "Library/Application Support"),
    "win32": ("APPDATA", ""),
    "": ("HOME", ".config"),
}
_CACHE: Final = {
    "darwin": ("HOME", "Library/Caches"),
    "win32": ("LOCALAPPDATA", ""),
    "": ("HOME", ".cache"),
}


def config_file(environ: Mapping[str, str], platform: str) -> Path | None:
    """Return where the user's `config.toml` lies; None if there is no home.

    Args:
        environ: The environment.
        platform: As `sys.platform`.
    """
    folder = _folder(environ, "XDG_CONFIG_HOME", _CONFIG.get(platform, _CONFIG[""]))
    return folder / CONFIG_NAME if folder else None


def key_file(config: Path) -> Path:
    """Return where the user's keys lie, beside `config.toml`."""
    return config.with_name(".env")


def cache_folder(environ: Mapping[str, str], platform: str) -> Path | None:
    """Return the folder of what may be lost; the arguments are those of `config_file`."""
    return _folder(environ, "XDG_CACHE_HOME", _CACHE.get(platform, _CACHE[""]))


def _folder(environ: Mapping[str, str], xdg: str, otherwise: tuple[str, str]) -> Path | None:
    """XDG's variable wins on every platform if it is an absolute path, as its standard demands."""
    named = Path(environ.get(xdg, ""))
    if named.is_absolute():
        return named / "grokvoice"
    variable, inside = otherwise
    home = environ.get(variable)
    return Path(home, inside, "grokvoice") if home else None
