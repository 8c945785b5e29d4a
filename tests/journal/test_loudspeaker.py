import pytest

from grokvoice.journal.loudspeaker import Loudspeaker
from grokvoice.session.events import PlaybackFlushed, PlaybackProgressed

SECOND = bytes(2 * 24_000)


def test_a_second_of_sound_is_heard_in_a_second() -> None:
    speaker = Loudspeaker()
    speaker.play(SECOND, 10.0)

    assert speaker.report(10.25) == PlaybackProgressed(0, 6_000)
    assert speaker.report(11.0) == PlaybackProgressed(0, 24_000)
    assert speaker.report(99.0) == PlaybackProgressed(0, 24_000)


def test_while_it_plays_it_reports_often_and_at_the_end() -> None:
    speaker = Loudspeaker()
    silent = speaker.due()
    speaker.play(SECOND[:2_880], 10.0)  # 60 ms

    due = [speaker.due()]
    speaker.report(10.05)
    due.append(speaker.due())
    speaker.report(10.06)

    assert silent is None
    assert due == [pytest.approx(10.05), pytest.approx(10.06)]
    assert speaker.due() is None


def test_a_pause_between_two_sounds_is_not_counted() -> None:
    speaker = Loudspeaker()
    speaker.play(SECOND, 0.0)
    speaker.report(1.0)

    speaker.play(SECOND, 5.0)

    assert speaker.report(5.5) == PlaybackProgressed(0, 36_000)


def test_a_flush_tells_what_was_heard_and_begins_anew() -> None:
    speaker = Loudspeaker()
    speaker.play(SECOND, 0.0)

    flushed = speaker.flush(0.5)
    speaker.play(SECOND, 2.0)

    assert flushed == PlaybackFlushed(0, 12_000)
    assert speaker.report(2.25) == PlaybackProgressed(1, 6_000)
