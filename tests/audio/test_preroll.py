from grokvoice.audio.pcm import ms_to_frames
from grokvoice.audio.preroll import PreRoll

FIRST = ms_to_frames(100)
BLOCK = ms_to_frames(20)


def test_a_first_piece_as_long_as_the_preroll_is_enough() -> None:
    preroll = PreRoll(FIRST)

    assert [preroll.is_enough(FIRST - 1, 0), preroll.is_enough(FIRST, 0)] == [False, True]


def test_what_comes_in_small_pieces_is_enough_when_it_is_twice_as_much() -> None:
    preroll = PreRoll(FIRST)

    assert not preroll.is_enough(2 * FIRST - 1, BLOCK)
    assert preroll.is_enough(2 * FIRST, BLOCK)


def test_what_comes_in_small_pieces_is_enough_when_the_preroll_has_passed() -> None:
    preroll = PreRoll(FIRST)

    assert not preroll.is_enough(FIRST, FIRST - 1)
    assert preroll.is_enough(FIRST, FIRST)
    assert not preroll.is_enough(FIRST - 1, 10 * FIRST)


def test_what_a_card_takes_ahead_is_waited_for_as_well() -> None:
    preroll = PreRoll(FIRST, ahead=BLOCK)

    assert not preroll.is_enough(FIRST, FIRST + BLOCK - 1)
    assert preroll.is_enough(FIRST, FIRST + BLOCK)
    assert preroll.is_enough(2 * FIRST + BLOCK, BLOCK)


def test_running_dry_doubles_it_up_to_four_times() -> None:
    preroll = PreRoll(FIRST)
    depths = []

    for _ in range(3):
        preroll.ran_dry()
        depths.append(preroll.frames)

    assert depths == [2 * FIRST, 4 * FIRST, 4 * FIRST]


def test_what_was_added_is_taken_back_by_halves_while_replies_have_something_left() -> None:
    preroll = PreRoll(FIRST)
    preroll.ran_dry()
    preroll.ran_dry()
    depths = []

    for _ in range(3):
        preroll.took(4 * FIRST)
        preroll.ended()
        depths.append(preroll.frames)

    assert depths == [4 * FIRST - 3600, 4 * FIRST - 5400, 4 * FIRST - 6300]


def test_it_shrinks_in_steps_to_three_blocks_where_nothing_jitters() -> None:
    preroll = PreRoll(FIRST)
    depths = []

    for _ in range(6):
        preroll.took(4 * FIRST)
        preroll.took(2 * FIRST)
        preroll.ended()
        depths.append(preroll.frames)

    steps_ms = [90, 80, 70, 60, 60, 60]
    assert depths == [ms_to_frames(ms) for ms in steps_ms]


def test_it_stays_where_little_was_left_at_the_worst_moment() -> None:
    preroll = PreRoll(FIRST)
    preroll.took(4 * FIRST)
    preroll.took(ms_to_frames(40))
    preroll.took(4 * FIRST)

    preroll.ended()

    assert preroll.frames == FIRST


def test_a_reply_that_came_in_one_piece_teaches_nothing() -> None:
    preroll = PreRoll(FIRST)

    preroll.ended()

    assert preroll.frames == FIRST


def test_none_at_all_never_waits() -> None:
    preroll = PreRoll(0)
    preroll.ran_dry()

    assert (preroll.frames, preroll.is_enough(1, 0)) == (0, True)
