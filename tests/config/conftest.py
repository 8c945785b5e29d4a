"""Settings loaded from real files in a folder of the test's own."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from grokvoice.config import Settings, load_settings
from grokvoice.config.private_file import write_private

Load: TypeAlias = Callable[..., Settings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "project"


@pytest.fixture
def load(tmp_path: Path, folder: Path) -> Load:
    """Call `load(flags, environ, dotenv=TEXT, config=TEXT, keys=TEXT)`."""

    def call(
        flags: Mapping[str, str] | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        dotenv: str | None = None,
        config: str | None = None,
        keys: str | None = None,
    ) -> Settings:
        folder.mkdir(exist_ok=True)
        home = tmp_path / "xdg"
        (home / "grokvoice").mkdir(parents=True, exist_ok=True)
        if dotenv is not None:
            (folder / ".env").write_text(dotenv, encoding="utf-8")
        if config is not None:
            (home / "grokvoice" / "config.toml").write_text(config, encoding="utf-8")
        if keys is not None:
            write_private(home / "grokvoice" / ".env", keys)
        return load_settings(flags or {}, {"XDG_CONFIG_HOME": str(home), **(environ or {})}, folder)

    return call
