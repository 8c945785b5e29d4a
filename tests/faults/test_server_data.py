"""Frames and replies of a server that should not be so: fault list, 2.2, S1 to S12.

S3 stands in `test_single_mutations`, S6 in `test_large_frames`.
"""

import base64

import pytest

from grokvoice.protocol import server_events as server
from grokvoice.protocol.items import Response
from grokvoice.protocol.values import JsonObject
from grokvoice.session.commands import Play
from grokvoice.session.events import InputEnded, UserText
from grokvoice.session.updates import (
    AssistantFinal,
    ErrorShown,
    Notice,
    SumsCounted,
    UserFinal,
)
from grokvoice.simulator.quirks import Quirks
from tests.faults.raw_talk import RawTalk, frame, is_broken
from tests.pair import Circumstances, Pair
from tests.session.dialogue import (
    Dialogue,
    all_words,
    error,
    item_added,
    only,
    played_ms,
    reply_created,
    reply_done,
    shown,
    sound,
    sound_done,
    speech_started,
    user_words,
    whole_reply,
)

DELTA = "response.output_audio.delta"
WORDS = "response.output_audio_transcript.delta"
UNREADABLE = ["unreadable-frame"]


def codes(asked: list[Notice]) -> list[str]:
    return [notice.code for notice in asked]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "[]",
        "null",
        '"text"',
        '{"type": "ping"',
        '{"type": "ping"}{}',
        "{'type': 'ping'}",
        "\ufeff{}",
        '{"type": 7}',
        '{"type": "error", "error": {"message": "\\ud800"}}',
        b"\x00\xff\x00",
    ],
)
def test_s1_frames_that_are_no_events_are_counted_and_the_session_lives(text: str | bytes) -> None:
    talk = RawTalk()

    asked = talk.hears(text, text, text)

    assert isinstance(text, bytes) or is_broken(text)
    assert codes(only(Notice, asked)) == UNREADABLE
    assert talk.is_alive()
    talk.tell(InputEnded())
    [*_, summed_up] = only(Notice, talk.wait(60.0))
    assert summed_up.text == "Frames of the server's that were left out: 3 unreadable."
    assert all(str(update).encode() for update in shown(talk.asked))


@pytest.mark.parametrize(
    "text",
    [
        frame("rain.started", drops=7),
        frame("ping", timestamp=1, weather={"rain": [1, 2, 3]}),
        frame("response.text.delta", item_id="a1", delta="written"),
        frame("response.output_text.delta", item_id="a1", delta="written"),
    ],
    ids=["type", "field", "text", "output_text"],
)
def test_s2_what_nobody_knows_changes_nothing(text: str) -> None:
    talk = RawTalk()

    assert talk.hears(text) == []
    assert talk.is_alive()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_s4_numbers_that_are_none_break_their_frame_only(number: str) -> None:
    talk = RawTalk()
    text = f'{{"type": "{WORDS}", "item_id": "a1", "delta": "one", "start_time": {number}}}'

    assert codes(only(Notice, talk.hears(text))) == UNREADABLE
    assert talk.is_alive()


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"x":', "}")])
def test_s5_nesting_5000_levels_deep_breaks_its_frame_only(opening: str, closing: str) -> None:
    talk = RawTalk()
    text = f'{{"type": "ping", "x": {opening * 5000}1{closing * 5000}}}'

    assert codes(only(Notice, talk.hears(text))) == UNREADABLE
    assert talk.is_alive()


def test_s7_an_odd_byte_waits_for_its_other_half() -> None:
    talk = RawTalk()
    pieces = [b"\1", b"", b"\2\3", b"\4\5\6", b"\7\10\11\12"]
    deltas = [base64.b64encode(piece).decode() for piece in pieces]

    talk.tell(reply_created(), item_added())
    asked = talk.hears(*(frame(DELTA, item_id="a1", delta=delta) for delta in [*deltas, "!!"]))

    assert b"".join(play.pcm for play in only(Play, asked)) == b"".join(pieces)
    assert codes(only(Notice, asked)) == UNREADABLE
    assert talk.is_alive()


def test_s7_an_odd_byte_at_the_end_of_an_item_is_dropped() -> None:
    talk = RawTalk()

    talk.hears(frame(DELTA, item_id="a1", delta="AQID"))
    asked = talk.tell(sound_done(reply=None))

    assert codes(only(Notice, asked)) == ["odd-byte"]
    assert talk.is_alive()


def test_s8_no_sound_of_a_reply_is_played_once_the_user_speaks() -> None:
    talk = RawTalk()
    talk.tell(reply_created("r1"), sound(1000))
    talk.plays(500)
    talk.tell(speech_started(), user_words("Wait."))

    late = talk.tell(sound(400), sound(400, "a2"), reply_done("r1"), sound(400), sound(400, "a9"))

    assert played_ms(late) == 0
    assert talk.is_alive()


def test_s9_frames_that_come_twice_count_once() -> None:
    given = Circumstances(wishes=((0.0, UserText("Hello")),), quirks=Quirks(duplicates=True))
    echoing, plain = Pair(given), Pair(Circumstances(wishes=given.wishes))
    for pair in (echoing, plain):
        pair.run(longest_s=60.0)

    assert echoing.only(SumsCounted) == plain.only(SumsCounted)
    assert [type(final) for final in echoing.shown if isinstance(final, UserFinal | AssistantFinal)]
    assert echoing.only(AssistantFinal)[0].heard == plain.only(AssistantFinal)[0].heard
    assert len(echoing.only(AssistantFinal)) == len(echoing.only(UserFinal)) == 1


def test_s9_items_and_ends_of_replies_count_once_whatever_their_event_id() -> None:
    talk = RawTalk()
    talk.tell(user_words("Hello"), *whole_reply())
    talk.plays()

    again = talk.tell(user_words("Hello again"), item_added(), reply_done(), all_words("other"))

    assert shown(again) == []
    assert talk.is_alive()


def test_s10_the_end_of_a_reply_that_never_began_changes_nothing() -> None:
    talk = RawTalk()

    assert shown(talk.tell(reply_done("r9"))) == []
    assert talk.is_alive()


def test_s10_a_reply_that_begins_while_another_is_open_takes_its_place() -> None:
    talk = RawTalk()

    talk.tell(reply_created("r1"), sound(300), reply_created("r2"))
    late = talk.tell(sound(300, "a1", "r1"), sound(300, "a2", "r2"))

    assert played_ms(late) == 300
    assert talk.is_alive()


def test_s11_the_same_error_is_shown_five_times_a_minute_and_ends_nothing() -> None:
    talk = RawTalk()

    asked = [c for _ in range(300) for c in talk.tell(error("Oops.")) + talk.wait(0.1)]

    assert len(only(ErrorShown, asked)) == 5
    assert codes(only(Notice, asked)) == ["error-repeats"]
    assert talk.is_alive()


@pytest.mark.parametrize("status", ["failed", "incomplete"])
def test_s12_a_reply_that_went_wrong_says_why_and_is_no_success(status: str) -> None:
    talk = Dialogue()
    talk.connect()
    details: JsonObject = {"error": {"message": "rate limit"}}
    response = Response(id="r1", status=status, status_details=details)
    talk.tell(UserText("Hello"), InputEnded(), reply_created())

    talk.tell(server.ResponseDone(response=response))
    talk.wait(1.0)

    [notice] = only(Notice, talk.asked)
    what = {"failed": "failed", "incomplete": "is incomplete"}[status]
    assert (notice.code, notice.text) == (f"reply-{status}", f"The reply {what}: rate limit.")
    assert talk.exit_code == 6
