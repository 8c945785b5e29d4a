"""Tests that talk to the real service cost money: they run only when they are asked for by name."""

import os
from pathlib import Path

import pytest

from grokvoice.adapters.address import Address
from grokvoice.app.destination import address
from grokvoice.config.load import load_settings


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave them out unless `-m live` says so."""
    wanted = str(config.getoption("markexpr")).replace("not live", "")
    live = [item for item in items if item.get_closest_marker("live") and "live" not in wanted]
    items[:] = [item for item in items if item not in live]
    config.hook.pytest_deselected(items=live)


@pytest.fixture(scope="session")
def service() -> Address:
    """The real service; a test that asks for it is skipped where there is no key."""
    settings = load_settings({}, os.environ, Path.cwd())
    if settings.server.key is None:
        pytest.skip("XAI_API_KEY is not set")
    return address(settings.server, settings, None)


@pytest.fixture(scope="session")
def folder() -> Path:
    """Where what went over the wire is kept: no key and no sound is in it, but what was said."""
    return Path(os.environ.get("GROKVOICE_LIVE_FOLDER", "build/live"))
