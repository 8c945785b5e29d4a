from hypothesis import given
from hypothesis import strategies as st

from grokvoice.protocol.client_events import ItemTruncate, ResponseCancel, ResponseCreate
from grokvoice.protocol.items import Item, Response
from grokvoice.protocol.server_events import OutputAudioDelta
from grokvoice.session.commands import Command, FinishPlayback, FlushPlayback, Play, Send, Show
from grokvoice.session.speaking import Speaking
from grokvoice.session.transcript import Transcript
from grokvoice.session.updates import AssistantFinal, Interrupted, Notice
from tests.session.dialogue import all_words, sound, sound_done, words

SECOND = 24_000


def speaking(*items: str) -> Speaking:
    """In the middle of a reply: a second of sound of each item is queued, nothing was heard."""
    room = Speaking(Transcript())
    room.created(Response(id="r1"), 0.0)
    for item in items or ("a1",):
        room.sound(sound(1000, item), 0.0)
    return room


def cut(item: str, heard_ms: int) -> list[Command]:
    return [
        Show(Interrupted(item_id=item, heard_ms=heard_ms)),
        Send(ItemTruncate(item_id=item, audio_end_ms=heard_ms)),
    ]


def pcm(data: bytes) -> OutputAudioDelta:
    return OutputAudioDelta(item_id="a1", response_id="r1", delta=data)


def test_sound_is_played_as_it_comes() -> None:
    room = speaking()

    assert room.sound(sound(20), 0.0) == [Play(b"\x01\x02" * 480)]
    assert (room.received, room.stale, room.ledger.unheard) == (24_480, 0, 24_480)


def test_a_barge_in_flushes_first_and_then_cancels_the_open_reply() -> None:
    room = speaking()

    assert room.interrupt(1.0) == [FlushPlayback(0), Send(ResponseCancel(response_id="r1"))]


def test_items_are_cut_when_the_loudspeaker_has_answered_each_where_it_was() -> None:
    room = speaking("a1", "a2", "a3")
    room.sound_done(sound_done("a1"), 0.0)
    room.ledger.progress(0, SECOND)
    room.interrupt(1.0)

    assert room.flushed(0, SECOND + 100) == [*cut("a2", 4), *cut("a3", 0)]
    assert room.flushed(0, SECOND + 100) == []


def test_an_item_whose_end_was_heard_before_the_flush_came_through_is_whole() -> None:
    transcript = Transcript()
    room = Speaking(transcript)
    room.created(Response(id="r1"), 0.0)
    room.sound(sound(1000), 0.0)
    room.words(all_words("one two"), 0.0)
    room.done("r1")
    room.interrupt(1.0)

    assert room.flushed(0, SECOND) == []
    assert transcript.take(1.0)[-1:] == [
        AssistantFinal(
            item_id="a1", text="one two", heard="one two", unheard="", is_interrupted=False
        )
    ]


def test_a_reply_that_ended_on_the_wire_is_flushed_and_not_cancelled() -> None:
    room = speaking()
    room.done("r1")

    assert room.interrupt(1.0) == [FlushPlayback(0)]
    assert room.flushed(0, SECOND // 2) == cut("a1", 500)


def test_a_reply_the_server_dropped_is_not_cancelled() -> None:
    room = speaking()

    assert room.interrupt(1.0, by_server=True) == [FlushPlayback(0)]
    assert not room.is_interruptible


def test_nothing_is_asked_for_when_there_is_nothing_to_interrupt() -> None:
    room = speaking()
    room.done("r1")
    room.ledger.progress(0, SECOND)

    assert [room.interrupt(1.0), room.interrupt(1.0, by_server=True)] == [[], []]


def test_a_reply_that_has_not_sounded_yet_is_cancelled_without_a_flush() -> None:
    room = Speaking(Transcript())
    room.created(Response(id="r1"), 0.0)

    assert room.interrupt(1.0) == [Send(ResponseCancel(response_id="r1"))]


def test_a_reply_without_an_id_is_cancelled_without_one() -> None:
    room = Speaking(Transcript())
    room.created(Response(), 0.0)
    room.sound(sound(100, reply=None), 0.0)

    assert room.interrupt(1.0) == [FlushPlayback(0), Send(ResponseCancel())]


def test_late_sound_and_words_of_a_dead_reply_are_dropped_and_counted() -> None:
    room = speaking()
    room.interrupt(1.0)

    late = [room.sound(sound(500), 1.0), room.sound_done(sound_done(), 1.0)]
    room.phrase(words("late"), 1.0)
    room.words(all_words("late"), 1.0)
    room.item(Item(id="a2", type="message"), "r1", 1.0)

    assert late == [[], []]
    assert (room.received, room.stale) == (36_000, 12_000)
    assert room.flushed(0, 0) == cut("a1", 0)


def test_an_item_cut_before_its_first_sound_was_not_heard() -> None:
    transcript = Transcript()
    room = Speaking(transcript)
    room.created(Response(id="r1"), 0.0)
    room.item(Item(id="a1", type="message"), "r1", 0.0)
    room.phrase(words("one two"), 0.0)

    room.interrupt(1.0)

    assert transcript.take(1.0) == [
        AssistantFinal(
            item_id="a1", text="one two", heard="", unheard="one two", is_interrupted=True
        )
    ]


def test_a_newer_reply_silences_the_one_it_buries() -> None:
    room = speaking()

    assert room.created(Response(id="r2"), 1.0) == [FlushPlayback(0)]
    assert room.sound(sound(500, "a1", "r1"), 1.0) == []
    assert room.sound(sound(20, "a2", "r2"), 1.0) == [Play(b"\x01\x02" * 480)]
    assert room.flushed(0, 2400) == cut("a1", 100)


def test_a_reply_the_server_cancels_is_silenced() -> None:
    room = speaking()

    assert (room.cancelled("r1"), room.cancelled("r1")) == ([FlushPlayback(0)], [])


def test_the_end_of_a_reply_completes_its_items_and_lets_short_sound_begin() -> None:
    room = speaking("a1", "a2")

    assert room.done("r1") == [FinishPlayback()]
    room.ledger.progress(0, 2 * SECOND)
    assert (room.ledger.is_idle, room.done("r1"), room.done("r9")) == (True, [], [])


def test_the_end_of_an_items_sound_lets_it_begin() -> None:
    room = speaking()

    assert room.sound_done(sound_done(), 0.0) == [FinishPlayback()]


def test_half_a_sample_waits_for_the_next_piece_of_its_item() -> None:
    room = speaking()

    pieces = [room.sound(pcm(data), 0.0) for data in (b"\x01", b"\x02\x03", b"", b"\x04")]

    assert pieces == [[], [Play(b"\x01\x02")], [], [Play(b"\x03\x04")]]
    assert room.received == SECOND + 2


def test_half_a_sample_at_the_end_of_an_item_is_dropped_and_told() -> None:
    room = speaking()
    room.sound(pcm(b"\x01"), 0.0)

    commands = room.sound_done(sound_done(), 0.0)

    text = "A reply ended in the middle of a sample (odd byte count): one byte was dropped."
    assert commands == [FinishPlayback(), Show(Notice(code="odd-byte", text=text))]


def test_a_reply_sounds_until_it_was_heard_and_has_ended() -> None:
    room = Speaking(Transcript())
    seen = [room.is_sounding]
    room.created(Response(id="r1"), 0.0)
    seen.append(room.is_sounding)
    room.sound(sound(1000), 0.0)
    seen.append(room.is_sounding)
    room.ledger.progress(0, SECOND)
    seen.append(room.is_sounding)
    room.done("r1")
    seen.append(room.is_sounding)

    assert seen == [False, False, True, True, False]


def test_a_reply_has_said_all_when_each_of_its_items_is_complete() -> None:
    room = speaking("a1", "a2")
    seen = [room.has_said_all]
    for item in ("a1", "a2"):
        room.sound_done(sound_done(item), 0.0)
        seen.append(room.has_said_all)

    assert seen == [False, False, True]


def test_an_item_that_was_only_announced_is_still_to_come() -> None:
    room = speaking("a1")
    room.item(Item(id="a2", type="message"), "r1", 0.0)

    room.sound_done(sound_done("a1"), 0.0)

    assert not room.has_said_all


def test_a_reply_that_follows_another_has_not_sounded_yet() -> None:
    room = speaking()
    room.done("r1")
    room.ledger.progress(0, SECOND)

    room.created(Response(id="r2"), 1.0)

    assert (room.is_sounding, room.has_said_all) == (False, False)


def test_there_is_something_to_interrupt_while_a_reply_is_open_or_heard() -> None:
    room = Speaking(Transcript())
    seen = [room.is_interruptible]
    room.created(Response(id="r1"), 0.0)
    seen.append(room.is_interruptible)
    room.sound(sound(1000), 0.0)
    room.done("r1")
    seen.append(room.is_interruptible)
    room.ledger.progress(0, SECOND)
    seen.append(room.is_interruptible)

    assert seen == [False, True, True, False]


def test_every_frame_of_the_open_reply_is_a_sign_of_life() -> None:
    room = Speaking(Transcript())
    room.created(Response(id="r1"), 1.0)
    seen = [room.last_frame_at]
    room.sound(sound(20), 2.0)
    seen.append(room.last_frame_at)
    room.sound_done(sound_done(), 3.0)
    seen.append(room.last_frame_at)
    room.sound(sound(20, "a9", "r9"), 9.0)

    assert [*seen, room.last_frame_at] == [1.0, 2.0, 3.0, 3.0]


def test_the_first_sound_of_each_reply_is_timed() -> None:
    room = Speaking(Transcript())
    room.created(Response(id="r1"), 1.0)
    for now in (2.0, 3.0):
        room.sound(sound(20), now)
    first = room.first_sound_at
    room.created(Response(id="r2"), 4.0)
    room.sound(sound(20, "a2", "r2"), 5.0)

    assert (first, room.first_sound_at) == (2.0, 5.0)


def test_a_reply_is_not_over_before_all_of_its_sound_was_heard() -> None:
    transcript = Transcript()
    room = Speaking(transcript)
    room.created(Response(id="r1"), 0.0)
    room.sound(sound(1000), 0.0)
    room.words(all_words("one two"), 0.0)
    room.done("r1")
    transcript.reply_heard("a1", SECOND // 2)

    assert [u for u in transcript.take(1.0) if isinstance(u, AssistantFinal)] == []


def test_words_of_another_reply_do_not_count() -> None:
    transcript = Transcript()
    room = Speaking(transcript)
    room.created(Response(id="r1"), 0.0)
    room.words(all_words("one two"), 0.0)

    room.phrase(words("foreign", reply="r9"), 0.0)
    room.words(all_words("foreign", reply="r9"), 0.0)
    room.done("r1")

    assert [u.text for u in transcript.take(1.0) if isinstance(u, AssistantFinal)] == ["one two"]


def test_words_that_come_after_the_sound_of_their_item_open_it_no_more() -> None:
    room = speaking()
    room.sound_done(sound_done(), 0.0)

    room.phrase(words("one two"), 0.0)
    room.words(all_words("one two"), 0.0)

    assert room.has_said_all


def test_sound_after_the_end_of_its_item_is_heard_and_ends_with_the_reply() -> None:
    room = speaking()
    room.sound_done(sound_done(), 0.0)
    room.ledger.progress(0, SECOND)

    late = room.sound(sound(20), 1.0)
    room.done("r1")
    room.ledger.progress(0, SECOND + 480)

    assert late == [Play(b"\x01\x02" * 480)]
    assert room.ledger.is_idle


def test_words_that_came_without_anything_else_are_shown() -> None:
    transcript = Transcript()
    room = Speaking(transcript)
    room.created(Response(id="r1"), 0.0)

    room.words(all_words("one two"), 0.0)
    room.done("r1")

    assert transcript.take(1.0)[-1:] == [
        AssistantFinal(
            item_id="a1", text="one two", heard="one two", unheard="", is_interrupted=False
        )
    ]


def test_a_reply_that_its_frames_have_opened_is_protected_when_it_is_announced() -> None:
    room = Speaking(Transcript())
    room.protect_next()
    room.sound(sound(1000), 0.0)

    for _ in range(2):  # whoever announces it twice changes nothing
        room.created(Response(id="r1"), 0.1)

    assert (room.is_protected, room.is_sounding, room.ledger.unheard) == (True, True, SECOND)


def test_a_reply_announced_in_the_middle_has_said_what_it_has_said() -> None:
    room = Speaking(Transcript())
    room.sound(sound(1000), 0.0)
    room.sound_done(sound_done(), 0.0)

    room.created(Response(id="r1"), 0.1)

    assert room.has_said_all


def test_a_reply_with_more_items_than_any_has_is_heard_in_part() -> None:
    room = speaking(*(f"a{number}" for number in range(64)))

    assert room.sound(sound(1000, "a64"), 0.0) == []
    assert room.sound(sound(20, "a0"), 0.0) == [Play(b"\x01\x02" * 480)]
    assert (room.received, room.stale) == (65 * SECOND + 480, SECOND)


def test_only_the_next_reply_is_protected_and_only_while_it_sounds() -> None:
    room = Speaking(Transcript())
    room.protect_next()
    room.created(Response(id="r1"), 0.0)
    seen = [room.is_protected]
    room.sound(sound(100), 0.0)
    seen.append(room.is_protected)
    room.done("r1")
    seen.append(room.is_protected)
    room.created(Response(id="r2"), 1.0)
    seen.append(room.is_protected)

    assert seen == [False, True, True, False]


def test_a_reply_that_vanished_is_taken_for_ended() -> None:
    room = speaking()

    assert room.vanished() == [FinishPlayback()]
    assert room.sound(sound(20), 9.0) == []


def test_a_function_call_is_no_item_to_be_spoken() -> None:
    room = Speaking(Transcript())
    room.created(Response(id="r1"), 0.0)
    room.sound(sound(20), 0.0)
    room.sound_done(sound_done(), 0.0)

    room.item(Item(id="f1", type="function_call"), "r1", 0.0)
    room.item(Item(type="message"), "r1", 0.0)

    assert room.has_said_all


def test_a_phrase_without_a_mark_is_placed_by_the_one_before() -> None:
    transcript = Transcript()
    room = Speaking(transcript)
    room.created(Response(id="r1"), 0.0)
    room.phrase(words("one ", 0.5), 0.0)
    room.phrase(words("two", None), 0.0)
    room.sound(sound(1000), 0.0)
    room.interrupt(1.0)
    room.flushed(0, 18_000)

    assert transcript.take(1.0)[-1:] == [
        AssistantFinal(
            item_id="a1", text="one two", heard="one", unheard=" two", is_interrupted=True
        )
    ]


def test_a_request_goes_out_once_no_reply_is_in_its_way() -> None:
    room = speaking()
    room.replies.want()
    asked = [room.ask(0.0)]
    room.done("r1")
    asked += [room.ask(0.0), room.ask(0.0)]

    assert asked == [[], [Send(ResponseCreate())], []]


def test_a_lost_connection_ends_the_reply_in_flight_and_lets_complete_ones_sound() -> None:
    cut_short = speaking()
    complete = speaking()
    complete.done("r1")

    complete.replies.want()

    assert (cut_short.lost(), complete.lost()) == ([FlushPlayback(0)], [])
    assert not complete.replies.is_expected
    assert complete.ledger.unheard == SECOND


def test_an_item_of_a_lost_connection_is_cut_here_only() -> None:
    room = speaking()
    room.done("r1")
    room.lost()
    room.interrupt(1.0)

    assert room.flushed(0, 2400) == [Show(Interrupted(item_id="a1", heard_ms=100))]


@given(st.lists(st.binary(max_size=5), max_size=12))
def test_however_sound_is_divided_whole_samples_come_out_in_order(pieces: list[bytes]) -> None:
    room = Speaking(Transcript())
    room.created(Response(id="r1"), 0.0)

    commands = [command for piece in pieces for command in room.sound(pcm(piece), 0.0)]

    played = b"".join(command.pcm for command in commands if isinstance(command, Play))
    whole = b"".join(pieces)
    assert played == whole[: len(whole) // 2 * 2]
    assert room.received == len(played) // 2
