from grokvoice.audio.timeline import Timeline


def test_nothing_is_heard_before_the_first_block() -> None:
    assert Timeline(1000).position_at(5.0) == 0


def test_a_block_is_heard_frame_by_frame_from_its_time_on() -> None:
    timeline = Timeline(1000)
    timeline.add(10.0, 0, 20)

    heard = [timeline.position_at(now) for now in (9.9, 10.0, 10.005, 10.019, 10.02, 11.0)]

    assert heard == [0, 0, 5, 19, 20, 20]


def test_silence_after_the_sound_of_a_block_is_not_heard_as_frames() -> None:
    timeline = Timeline(1000)
    timeline.add(10.0, 0, 8)
    timeline.add(10.02, 8, 8)
    timeline.add(10.04, 8, 28)

    heard = [timeline.position_at(now) for now in (10.01, 10.03, 10.05)]

    assert heard == [8, 8, 18]


def test_blocks_that_wait_in_the_sound_card_are_not_heard_yet() -> None:
    timeline = Timeline(1000)
    for number in range(5):
        timeline.add(10 + number / 50, number * 20, number * 20 + 20)

    assert timeline.position_at(10.05) == 50


def test_the_oldest_blocks_are_forgotten() -> None:
    timeline = Timeline(1000)
    for number in range(1000):
        timeline.add(number / 50, number * 20, number * 20 + 20)

    assert timeline.position_at(19.99) == 19_990


def test_the_position_never_goes_back() -> None:
    timeline = Timeline(1000)
    timeline.add(10.0, 0, 20)
    timeline.position_at(10.02)

    timeline.add(10.019, 15, 35)  # the card's estimate wavers by some milliseconds

    assert timeline.position_at(10.02) == 20


def test_a_card_whose_blocks_all_lie_ahead_has_sounded_nothing_new() -> None:
    timeline = Timeline(1000)
    for number in range(100):
        timeline.add(10 + number / 50, number * 20, number * 20 + 20)

    assert timeline.position_at(9.0) == 0


def test_what_was_handed_over_and_taken_back_is_never_heard() -> None:
    timeline = Timeline(1000)
    timeline.add(10.0, 0, 20)
    timeline.add(10.02, 20, 40)

    heard = timeline.cut(10.025)
    later = timeline.position_at(11.0)
    timeline.add(11.0, 25, 45)

    assert (heard, later) == (25, 25)
    assert timeline.position_at(11.01) == 35
