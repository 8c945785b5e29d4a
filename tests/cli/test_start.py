import os
from pathlib import Path

import pytest

from grokvoice.cli.start import place_to_keep, sessions_place, settings_from
from grokvoice.config import HistorySettings, Origin, Secret, Settings, Source


def test_settings_come_from_the_flags_the_environment_and_the_current_folder(
    monkeypatch: pytest.MonkeyPatch, surroundings: Path
) -> None:
    monkeypatch.setenv("XAI_API_KEY", "from the environment".replace(" ", "-"))
    (surroundings / ".env").write_text("GROKVOICE_MODEL=dotenv\n", encoding="utf-8")
    before = dict(os.environ)

    settings = settings_from({"voice": "eve", "local": False})

    assert (settings.voice.voice, settings.voice.model) == ("eve", "dotenv")
    assert settings.server.key == Secret("from-the-environment")
    assert settings.origins["model"] == Origin(Source.DOTENV, ".env")
    assert dict(os.environ) == before


def test_conversations_are_kept_with_the_users_data(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "grokvoice" / "sessions"

    assert sessions_place() == folder
    assert place_to_keep(Settings()) == folder


@pytest.mark.parametrize(("is_kept", "told"), [(True, "there is no home folder"), (False, "")])
def test_that_there_is_no_place_is_told_to_whoever_wants_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_kept: bool, told: str
) -> None:
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)

    assert place_to_keep(Settings(history=HistorySettings(is_kept=is_kept))) is None
    assert told in capsys.readouterr().err
