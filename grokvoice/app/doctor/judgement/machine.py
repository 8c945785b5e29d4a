"""Judging what the program runs on: Python, its settings, its folder, and what is optional."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from grokvoice.app.doctor.judgement.finding import Figure, Finding, State, failed, skipped

_FEW_BYTES: Final = 100_000_000
_EXTRA: Final = "pip install 'grokvoice[{}]'"


@dataclass(frozen=True, slots=True)
class Program:
    """What runs."""

    python: str
    version: str
    system: str
    packages: Mapping[str, str | None]
    """Needed package to version; None if it is missing."""


@dataclass(frozen=True, slots=True)
class ConfigFiles:
    """What settings were read from."""

    path: str
    """Where `config.toml` would lie; "" if there is no home folder."""
    is_there: bool
    problem: str = ""
    """Why the settings could not be read; "" if they could."""
    exposed: str = ""
    """A `.env` with a key in it that others on this machine can read; "" if there is none."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where conversations are kept."""

    path: str
    """ "" if there is no home folder."""
    is_writable: bool = False
    """Whether it, or the folder it would be made in, can be written to."""
    is_exposed: bool = False
    """Whether others on this machine can look into it."""
    free_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Extras:
    """What is there of the optional parts."""

    speech: str
    """What the simulator speaks with."""
    lacks: tuple[str, ...] = ()
    """What the simulator does without."""
    mcp_version: str | None = None
    """None if the package is not installed."""
    mcp_servers: int = 0
    """MCP servers that are configured."""


def judge_program(program: Program) -> Finding:
    """Judge the interpreter and the packages beside it."""
    missing = [name for name, version in program.packages.items() if version is None]
    measured: dict[str, Figure] = {
        "python": program.python,
        "grokvoice": program.version,
        "system": program.system,
        "packages": program.packages,
    }
    text = f"Python {program.python}, grokvoice {program.version}, {program.system}"
    if not missing:
        return Finding("python", "ok", text, measured=measured)
    remedy = f"pip install --force-reinstall {' '.join(missing)}"
    return Finding("python", "fail", f"{text}: {_listed(missing)} missing", remedy, measured)


def judge_settings(files: ConfigFiles) -> Finding:
    """Judge the files that settings and keys come from."""
    measured: dict[str, Figure] = {"path": files.path or None, "is_there": files.is_there}
    if files.problem:
        broken = failed("settings", files.problem)
        remedy = broken.remedy or "Correct it there"
        return Finding("settings", "fail", broken.text, remedy, measured)
    if files.exposed:
        text = f"Others on this machine can read the key in {files.exposed}"
        return Finding("settings", "warn", text, f"chmod 600 {files.exposed}", measured)
    if not files.path:
        return Finding("settings", "ok", "No home folder, so no config file", measured=measured)
    text = (
        f"{files.path} is read" if files.is_there else f"No config file; it would be {files.path}"
    )
    return Finding("settings", "ok", text, measured=measured)


def judge_data_folder(folder: DataFolder) -> Finding:
    """Judge where conversations are kept."""
    name = "data-folder"
    if not folder.path:
        text = "No home folder: conversations are not kept"
        return Finding(name, "warn", text, "Set HOME or XDG_DATA_HOME", {"path": None})
    measured: dict[str, Figure] = {
        "path": folder.path,
        "is_writable": folder.is_writable,
        "free_bytes": folder.free_bytes,
    }
    if not folder.is_writable:
        remedy = "Make it writable for you, or talk with --no-save"
        return Finding(name, "fail", f"{folder.path} cannot be written to", remedy, measured)
    if folder.free_bytes is not None and folder.free_bytes < _FEW_BYTES:
        text = f"Only {_megabytes(folder.free_bytes)} free where {folder.path} lies"
        return Finding(name, "warn", text, "Make room, or talk with --no-save", measured)
    if folder.is_exposed:
        text = f"Others on this machine can look into {folder.path}"
        return Finding(name, "warn", text, f"chmod 700 {folder.path}", measured)
    free = "" if folder.free_bytes is None else f", {_megabytes(folder.free_bytes)} free"
    return Finding(name, "ok", f"{folder.path}{free}", measured=measured)


def judge_simulator(extras: Extras, *, is_wanted: bool) -> Finding:
    """Judge what the simulator hears and speaks with; without it nothing else needs them."""
    measured: dict[str, Figure] = {
        "speech": extras.speech,
        "lacks": "; ".join(extras.lacks) or None,
    }
    if not extras.lacks:
        text = f"--local speaks with {extras.speech}, and hears and understands words"
        return Finding("simulator", "ok", text, measured=measured)
    state: State = "warn" if is_wanted else "skipped"
    text = f"--local would manage with less: {'; '.join(extras.lacks)}"
    return Finding("simulator", state, text, _EXTRA.format("local"), measured)


def judge_mcp(extras: Extras) -> Finding:
    """Judge whether local MCP servers can be used."""
    measured: dict[str, Figure] = {"version": extras.mcp_version, "servers": extras.mcp_servers}
    if extras.mcp_version:
        text = f"mcp {extras.mcp_version}; {extras.mcp_servers} servers are configured"
        return Finding("mcp", "ok", text, measured=measured)
    if not extras.mcp_servers:
        return skipped("mcp", "The extra mcp is not installed, and no MCP server is configured")
    text = f"{extras.mcp_servers} MCP servers are configured, but the extra mcp is not installed"
    return Finding("mcp", "fail", text, _EXTRA.format("mcp"), measured)


def _listed(names: list[str]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _megabytes(size_bytes: int) -> str:
    megabytes = size_bytes / 1e6
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes:.0f} MB"
