from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grokvoice.errors import UsageError
from grokvoice.journal.header import Header
from grokvoice.journal.library import Library, age_of, recording_of
from grokvoice.journal.record import Journal
from grokvoice.session.updates import Notice, UserFinal

NewJournal = Callable[..., Journal]
OLD, MIDDLE, NEW = "20261101-080000-aaaaaa", "20261120-080000-aabbbb", "20261121-080000-cccccc"


@pytest.fixture
def library(sessions: Path, journal: NewJournal) -> Library:
    """Three conversations: about Oslo, about nothing, about Bergen."""
    for session_id, words in ((OLD, "Rain in Oslo"), (MIDDLE, ""), (NEW, "Snow in Bergen")):
        kept = journal(session_id)
        kept.show(UserFinal(item_id="u", text=words or "?"), 1.0)
        kept.close()
    quiet = (sessions / f"{MIDDLE}.jsonl").read_text().splitlines()[0]
    (sessions / f"{MIDDLE}.jsonl").write_text(quiet + "\n")
    (sessions / "notes.jsonl").write_text('{"type": "user.final"}\n')
    (sessions / "notes.txt").write_text("not a journal")
    return Library(sessions)


def test_a_folder_that_does_not_exist_is_an_empty_library(tmp_path: Path) -> None:
    library = Library(tmp_path / "nowhere")

    assert library.ids() == []
    assert list(library.conversations()) == []
    with pytest.raises(UsageError, match=r"no conversation in .*nowhere yet"):
        library.find("last")


def test_journals_are_listed_newest_first_and_nothing_else(library: Library) -> None:
    assert library.ids() == [NEW, MIDDLE, OLD]


def test_conversations_in_which_nobody_spoke_are_not_shown(library: Library) -> None:
    assert [one.header.id for one in library.conversations()] == [NEW, OLD]


@pytest.mark.parametrize(
    ("name", "found"),
    [("last", NEW), (OLD, OLD), ("2026110", OLD), ("cc", NEW), ("aab", MIDDLE)],
)
def test_a_conversation_is_found_by_the_beginning_of_its_name(
    library: Library, name: str, found: str
) -> None:
    assert library.find(name).header.id == found


def test_the_last_conversation_is_the_last_in_which_something_was_said(
    library: Library, journal: NewJournal
) -> None:
    kept = journal("20261122-080000-dddddd")
    kept.show(Notice(code="c", text="t"), 1.0)

    assert library.find("last").header.id == NEW
    kept.close()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2025", r"no conversation is called '2025': `grokvoice sessions list` shows all"),
        ("../../etc/passwd", "no conversation is called"),
        ("", "no conversation is called ''"),
        ("aa", f"'aa' is the beginning of 2 conversations, e.g. {MIDDLE} and {OLD}"),
    ],
)
def test_a_name_that_does_not_fit_one_is_explained(
    library: Library, name: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        library.find(name)


def test_a_search_gives_what_holds_all_words_newest_first(library: Library) -> None:
    found = [(one.conversation.header.id, one.turn.heard) for one in library.search("IN")]

    assert found == [(NEW, "Snow in Bergen"), (OLD, "Rain in Oslo")]
    assert [one.conversation.header.id for one in library.search("oslo rain")] == [OLD]
    assert list(library.search("oslo snow")) == []


def test_age_is_counted_from_the_beginning(library: Library) -> None:
    now = datetime(2026, 11, 21, 8, 0, 0, tzinfo=UTC)

    assert library.older_than(timedelta(hours=24), now) == [OLD]
    assert library.older_than(timedelta(hours=23), now) == [MIDDLE, OLD]


def test_what_is_removed_is_gone(library: Library) -> None:
    library.remove(MIDDLE)
    library.remove(MIDDLE)

    assert library.ids() == [NEW, OLD]


def test_what_cannot_be_removed_is_an_error(library: Library) -> None:
    library.path(OLD).unlink()
    library.path(OLD).mkdir()

    with pytest.raises(UsageError, match=f"cannot remove .*{OLD}"):
        library.remove(OLD)


def test_what_cannot_be_read_spoils_nothing_else(library: Library) -> None:
    library.path(NEW).unlink()
    library.path(NEW).mkdir()

    assert [one.header.id for one in library.conversations()] == [OLD]
    assert [one.conversation.header.id for one in library.search("rain")] == [OLD]
    with pytest.raises(UsageError, match=f"cannot read .*{NEW}"):
        library.find(NEW)


def test_a_folder_that_cannot_be_listed_is_empty(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    assert Library(tmp_path / "file").ids() == []


@pytest.mark.parametrize(("text", "hours"), [("12h", 12), ("30d", 720), (" 2 W ", 336), ("0d", 0)])
def test_an_age_is_a_number_and_a_unit(text: str, hours: int) -> None:
    assert age_of(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "30", "d", "-1d", "1.5d", "3m", "999999d"])
def test_other_ages_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no age: give hours, days or weeks"):
        age_of(text)


def test_only_a_file_named_like_the_conversation_is_taken_for_its_recording(
    tmp_path: Path,
) -> None:
    mine, diary = tmp_path / f"{NEW}.wav", tmp_path / "diary.wav"
    mine.touch()
    diary.touch()
    started = datetime(2026, 11, 21, tzinfo=UTC)

    headers = [
        Header(id=NEW, started=started, recording=str(path))
        for path in (mine, diary, tmp_path / "gone" / f"{NEW}.wav", "")
    ]

    assert [recording_of(header) for header in headers] == [mine, None, None, None]


def test_a_journal_that_is_gone_has_no_recording(library: Library) -> None:
    assert library.recording("20260101-000000-000000") is None
