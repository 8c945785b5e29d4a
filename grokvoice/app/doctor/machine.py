"""Probing what the program runs on: Python, its settings, its folder, and what is optional."""

import os
import platform
import shutil
import stat
import sys
import tempfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

from grokvoice import __version__
from grokvoice.app.doctor.judgement.machine import ConfigFiles, DataFolder, Extras, Program
from grokvoice.config.origins import Source
from grokvoice.config.places import config_file
from grokvoice.config.settings import Settings

_PACKAGES: Final = (
    *("docstring-parser", "numpy", "prompt_toolkit", "python-dotenv", "pywebrtc-audio"),
    *("rich", "sounddevice", "soxr", "tomlkit", "typer", "websockets"),
)
"""What `pyproject.toml` says grokvoice needs."""
_OTHERS: Final = 0o077


def probe_program() -> Program:
    """Find out which Python this is, and what is installed beside us."""
    return Program(
        python=platform.python_version(),
        version=__version__,
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        packages={name: _version(name) for name in _PACKAGES},
    )


def probe_config_files(
    settings: Settings, environ: Mapping[str, str], problem: str = ""
) -> ConfigFiles:
    """Find out where settings and key were read from.

    Args:
        settings: As they were read, or as they are without what could not be read.
        environ: The environment.
        problem: Why something could not be read; "" if all could.
    """
    path = config_file(environ, sys.platform)
    origin = settings.server.key_origin
    is_dotenv = origin is not None and origin.source is Source.DOTENV
    exposed = (
        origin.place if origin and is_dotenv and _is_open_to_others(Path(origin.place)) else ""
    )
    return ConfigFiles(
        path=str(path or ""),
        is_there=path is not None and path.is_file(),
        problem=problem,
        exposed=exposed,
    )


def probe_data_folder(folder: Path | None) -> DataFolder:
    """Find out whether conversations can be kept; nothing is made that stays.

    Args:
        folder: Where they are kept; None if there is no home folder.
    """
    if folder is None:
        return DataFolder("")
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return DataFolder(
        path=str(folder),
        is_writable=_can_write(there),
        is_exposed=there == folder and _is_open_to_others(folder),
        free_bytes=_free_bytes(there),
    )


def probe_extras(settings: Settings) -> Extras:
    """Find out what is there of the optional parts; loads the simulator's."""
    from grokvoice.simulator.hearing import Hearing
    from grokvoice.simulator.speech import engine

    lacks = (engine().notice, *Hearing().notices)
    return Extras(
        speech=engine().name,
        lacks=tuple(notice.partition(":")[0] for notice in lacks if notice),
        mcp_version=_version("mcp"),
        mcp_servers=len(settings.tools.servers),
    )


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:  # a folder on a disk that does not tell
        return None


def _is_open_to_others(path: Path) -> bool:
    has_modes = os.name != "nt"
    return has_modes and bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)
