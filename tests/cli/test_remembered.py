from pathlib import Path

import pytest

from grokvoice.cli.remembered import remember, remembered


def test_what_was_listed_last_is_remembered() -> None:
    remember("mic", [("Old", "")])
    remember("mic", [("USB Headset", "new"), ("Café", "")])

    assert remembered("mic") == [("USB Headset", "new"), ("Café", "")]
    assert remembered("speaker") == []


@pytest.mark.parametrize("text", ["", "[3]", '["x"]', "{", "null"])
def test_a_spoilt_memory_is_no_memory(tmp_path: Path, text: str) -> None:
    remember("mic", [])
    (tmp_path / "cache" / "grokvoice" / "mic.json").write_text(text, encoding="utf-8")

    assert remembered("mic") == []


def test_where_nothing_can_be_kept_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")

    remember("mic", [("USB Headset", "")])

    assert remembered("mic") == []


def test_without_a_home_nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)

    remember("mic", [("USB Headset", "")])

    assert remembered("mic") == []
