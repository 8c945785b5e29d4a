"""What all tests share: fixed seeds, and the recordings of the real service."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("grokvoice", deadline=None, derandomize=True, database=None)
settings.load_profile("grokvoice")

BESIDE_THE_PROJECT = Path(__file__).parents[2] / "shared" / "recordings"


@pytest.fixture(scope="session")
def recordings() -> dict[str, list[dict[str, Any]]]:
    """The recorded sessions by name: their interactions in order, `kind`, `direction`, `data`.

    They are data of others and lie outside the project, beside it or at `$GROKVOICE_RECORDINGS`.
    A test that asks for them is skipped where they are absent.
    """
    yaml = pytest.importorskip("yaml")
    folder = Path(os.environ.get("GROKVOICE_RECORDINGS") or BESIDE_THE_PROJECT)
    files = sorted(folder.glob("*.yaml"))
    if not files:
        pytest.skip(f"no recordings in {folder}")
    return {
        file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))["interactions"]
        for file in files
    }


@pytest.fixture(scope="session", autouse=True)
def home_is_left_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests read no settings and no keys of the user's, and keep what they keep elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
