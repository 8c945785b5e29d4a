import errno
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from grokvoice.journal.header import Header
from grokvoice.journal.line_file import FileCalls
from grokvoice.journal.record import Journal
from grokvoice.session.context import ChatContext, Message
from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    CostMeasured,
    LatencyMeasured,
    Notice,
    State,
    StateChanged,
    ToolCalled,
    Update,
    UserFinal,
    UserPartial,
)
from tests.journal.conftest import ID, STARTED

NewJournal = Callable[..., Journal]
HELLO = UserFinal(item_id="u1", text="Hello.")
REPLY = AssistantFinal(
    item_id="a1", text="Hi you.", heard="Hi", unheard=" you.", is_interrupted=True
)


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def show_all(journal: Journal, *updates: Update) -> None:
    for at_s, update in enumerate(updates):
        journal.show(update, float(at_s))


class FullDisk:
    """A `write` for which there is no room between two of its calls."""

    def __init__(self, first: int, last: int, error: int = errno.ENOSPC) -> None:
        self._full = range(first, last + 1)
        self._error = error
        self._calls = 0

    def __call__(self, fd: int, data: bytes) -> int:
        self._calls += 1
        if self._calls in self._full:
            raise OSError(self._error, os.strerror(self._error))
        return os.write(fd, data)


def test_a_talk_is_kept_line_by_line(journal: NewJournal) -> None:
    kept = journal()

    show_all(
        kept,
        StateChanged(State.LISTENING),
        UserPartial(item_id="u1", text="Hel"),
        HELLO,
        AssistantDelta(item_id="a1", text="Hi"),
        REPLY,
    )
    kept.close()

    header, said, answered = lines_of(kept.path)
    assert (header["type"], header["id"], header["v"]) == ("header", ID, 1)
    assert said == {
        "v": 1,
        "ts": 2.0,
        "type": "user.final",
        "item_id": "u1",
        "text": "Hello.",
        "began": 2.0,
        "ended": 2.0,
    }
    assert answered == {
        "v": 1,
        "ts": 4.0,
        "type": "assistant.final",
        "item_id": "a1",
        "text": "Hi you.",
        "heard": "Hi",
        "unheard": " you.",
        "interrupted": True,
        "began": 3.0,
        "ended": 3.0,
        "marks": [[3.0, 2]],
    }


def test_every_text_is_cleaned_before_it_is_written(sessions: Path) -> None:
    context = ChatContext((Message(role="user", text="my secret"),))
    header = Header(id=ID, started=STARTED, context=context)
    kept = Journal(sessions, header, lambda text: text.replace("secret", "…"))

    kept.show(UserFinal(item_id="u", text="the secret is out"), 1.0)
    kept.show(ToolCalled(call_id="1", name="n", arguments='["secret"]', is_hosted=False), 2.0)
    kept.close()

    assert "secret" not in kept.path.read_text()
    assert [line.get("text") for line in lines_of(kept.path)] == [None, "the … is out", None]


def test_words_of_any_script_stay_readable_and_half_characters_do_no_harm(
    journal: NewJournal,
) -> None:
    kept = journal()

    kept.show(UserFinal(item_id="u", text='blåbær 蓝莓 \ud800\n"x"'), 1.0)
    kept.close()

    assert "blåbær 蓝莓" in kept.path.read_text(encoding="utf-8")
    assert lines_of(kept.path)[1]["text"] == 'blåbær 蓝莓 ?\n"x"'


def test_a_talk_in_which_nobody_said_anything_leaves_no_file(journal: NewJournal) -> None:
    kept = journal()
    existed = kept.path.exists()

    kept.show(Notice(code="c", text="t"), 1.0)

    assert kept.farewell() == []
    assert existed
    assert not kept.path.exists()


def test_the_end_tells_where_the_talk_is_and_how_to_go_on(journal: NewJournal) -> None:
    kept = journal()
    kept.show(HELLO, 1.0)

    text = f"Saved in {kept.path}. Go on with: grokvoice talk --session {ID}"
    assert kept.farewell() == [Notice(code="saved", text=text, level="info")]


def test_what_comes_after_the_end_is_not_written(journal: NewJournal) -> None:
    kept = journal()
    kept.show(HELLO, 1.0)
    kept.close()

    kept.show(REPLY, 2.0)
    kept.close()

    assert len(lines_of(kept.path)) == 2


def test_a_folder_others_may_look_into_is_told_once(journal: NewJournal, sessions: Path) -> None:
    sessions.mkdir(parents=True)
    sessions.chmod(0o755)
    kept = journal()

    first, second = kept.take_notices(), kept.take_notices()
    kept.close()

    text = f"Others may look into {sessions}, where this talk is saved: chmod 700 it."
    assert (first, second) == ([Notice(code="journal-open", text=text)], [])


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_said(
    journal: NewJournal, sessions: Path
) -> None:
    def refuse(path: Path, flags: int, mode: int) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path), flags, mode)

    kept = journal(calls=FileCalls(open=refuse))

    [notice] = kept.take_notices()
    kept.show(HELLO, 1.0)

    assert notice == Notice(
        code="journal-failed",
        text=f"This talk cannot be saved in {sessions} (Read-only file system). It goes on, and "
        "saving is tried again; --no-save does without.",
    )
    assert kept.farewell() == []
    assert kept.take_notices() == []


@pytest.mark.parametrize("number", range(1, 31))
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_a_write_that_fails_is_told_at_most_once_and_nothing_is_lost(
    journal: NewJournal, number: int, error: int
) -> None:
    said = [UserFinal(item_id=f"u{n}", text=f"line {n}") for n in range(1, 31)]
    kept = journal(calls=FileCalls(write=FullDisk(number, number, error)))
    notices = kept.take_notices()

    for update in said:
        kept.show(update, 1.0)
        notices += kept.take_notices()
    farewell = kept.farewell()

    assert [line.get("text") for line in lines_of(kept.path)[1:]] == [one.text for one in said]
    assert sum(notice.code == "journal-failed" for notice in notices) <= 1
    assert [notice.code for notice in farewell] == ["saved"]


def test_when_there_is_room_again_the_user_is_told(journal: NewJournal) -> None:
    kept = journal(calls=FileCalls(write=FullDisk(1, 1)))
    before = kept.take_notices()

    kept.show(HELLO, 1.0)
    kept.close()  # tries again at once
    after = kept.take_notices()

    assert [notice.code for notice in [*before, *after]] == ["journal-failed", "journal-back"]


def test_a_disk_that_stays_full_leaves_whole_lines(journal: NewJournal) -> None:
    kept = journal(calls=FileCalls(write=FullDisk(4, 1_000)))

    show_all(kept, *[UserFinal(item_id=f"u{n}", text=f"line {n}") for n in range(10)])
    farewell = kept.farewell()

    assert len(lines_of(kept.path)) == 3
    assert farewell == [
        Notice(
            code="saved-in-part",
            text=f"Not all of the conversation could be saved; what is there: {kept.path}",
        )
    ]


def test_four_talks_at_once_lose_nothing(journal: NewJournal) -> None:
    kept = [journal(f"20261121-134501-00000{n}") for n in range(4)]

    def talk(one: Journal) -> None:
        for n in range(250):
            one.show(UserFinal(item_id=f"u{n}", text=f"line {n}"), float(n))
        one.close()

    threads = [threading.Thread(target=talk, args=(one,)) for one in kept]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for one in kept:
        texts = [line.get("text") for line in lines_of(one.path)[1:]]
        assert texts == [f"line {n}" for n in range(250)]


def test_an_hour_of_talk_takes_less_than_two_megabytes(journal: NewJournal) -> None:
    kept, word = journal(), "seventeen "

    for turn in range(360):  # every ten seconds, without a breath between
        began_s, item = turn * 10.0, f"item_{turn:032}"
        kept.show(StateChanged(State.HEARING), began_s)
        kept.show(UserPartial(item_id=item, text=word * 10), began_s + 1)
        kept.show(UserFinal(item_id=item, text=word * 12), began_s + 4)
        kept.show(LatencyMeasured(response_id=item, seconds=0.64), began_s + 4.6)
        kept.show(StateChanged(State.SPEAKING), began_s + 4.6)
        for number in range(20):
            kept.show(AssistantDelta(item_id=item, text=word), began_s + 4.6 + number / 4)
        text = word * 20
        reply = AssistantFinal(
            item_id=item, text=text, heard=text, unheard="", is_interrupted=False
        )
        kept.show(reply, began_s + 9.6)
        cost = CostMeasured(audio_s=10.0, dollars=0.01, prices_as_of="2026-11-20")
        kept.show(cost, began_s + 9.6)
    kept.close()

    assert 300_000 < kept.path.stat().st_size < 2_000_000
