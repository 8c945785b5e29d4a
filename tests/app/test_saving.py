import json
import os
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grokvoice.app.saving import default_name, save
from grokvoice.errors import UsageError
from grokvoice.session.context import ChatContext, FunctionCall, FunctionOutput, Message

TALK = ChatContext(
    (
        Message(role="user", text="Is it raining?"),
        FunctionCall(call_id="c", name="weather", arguments='{"city": "Oslo"}'),
        FunctionOutput(call_id="c", output="rain"),
        Message(role="assistant", text="Yes,\nit is."),
        Message(role="system", text="Be brief."),
    )
)


def test_a_talk_is_saved_as_markdown(tmp_path: Path) -> None:
    file = tmp_path / "talk.md"

    assert save(TALK, file) == 5
    assert file.read_text(encoding="utf-8") == (
        "**you**: Is it raining?\n\n"
        '**tool**: weather({"city": "Oslo"})\n\n'
        "**result**: rain\n\n"
        "**grok**: Yes,  \nit is.\n\n"
        "**system**: Be brief.\n"
    )


def test_a_json_file_can_be_read_back(tmp_path: Path) -> None:
    file = tmp_path / "talk.JSON"

    save(TALK, file)

    assert ChatContext.from_json(json.loads(file.read_text(encoding="utf-8"))) == TALK


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such mode")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    save(TALK, tmp_path / "talk.md")
    os.umask(before)

    assert stat.S_IMODE((tmp_path / "talk.md").stat().st_mode) == 0o600


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    file.write_text("precious", encoding="utf-8")

    with pytest.raises(UsageError, match=r"cannot save to .*talk\.md: File exists"):
        save(TALK, file)
    assert file.read_text(encoding="utf-8") == "precious"


def test_an_empty_talk_leaves_no_file(tmp_path: Path) -> None:
    assert save(ChatContext(), tmp_path / "talk.md") == 0
    assert list(tmp_path.iterdir()) == []


def test_what_was_said_is_harmless_in_the_file(tmp_path: Path) -> None:
    evil = ChatContext((Message(role="assistant", text="\x1b]52;c;eA==\x07"),))

    save(evil, tmp_path / "talk.md")

    assert "\x1b" not in (tmp_path / "talk.md").read_text(encoding="utf-8")


def test_a_file_is_named_after_its_moment() -> None:
    assert default_name(datetime(2026, 11, 21, 2, 3, 4, tzinfo=UTC)) == (
        "grokvoice-20261121-020304.md"
    )
