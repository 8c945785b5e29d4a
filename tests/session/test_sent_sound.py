from hypothesis import given
from hypothesis import strategies as st

from grokvoice.session.sent_sound import SentSound


def test_sound_that_followed_on_itself_is_numbered_on() -> None:
    sent = SentSound()
    sent.add(100, 10)
    sent.add(110, 5)

    assert (sent.frames, sent.captured, sent.ends_in_sound) == (15, 15, True)
    assert [sent.number_at(position) for position in (0, 7, 15, 99)] == [100, 107, 115, 115]
    assert [sent.captured_in(position) for position in (-3, 7, 99)] == [0, 7, 15]


def test_a_gap_is_behind_the_last_frame_before_it() -> None:
    sent = SentSound()
    sent.add(0, 10)
    sent.add(50, 10)

    assert [sent.number_at(position) for position in (10, 11, 20)] == [10, 51, 60]


def test_silence_that_was_put_in_was_captured_by_nobody() -> None:
    sent = SentSound()
    sent.add(0, 10)
    sent.add(10, 100, is_silence=True)
    ends_in_sound = sent.ends_in_sound
    sent.add(30, 10)

    assert (sent.frames, sent.captured, ends_in_sound) == (120, 20, False)
    assert [sent.captured_in(position) for position in (10, 60, 110, 120)] == [10, 10, 10, 20]
    assert [sent.number_at(position) for position in (5, 60, 115)] == [5, 10, 35]


def test_what_was_left_out_moves_what_follows_to_the_front() -> None:
    sent = SentSound()
    sent.add(0, 30)

    lost = [sent.leave_out(10, 5), sent.leave_out(10, 5)]

    assert lost == [range(10, 15), range(15, 20)]
    assert (sent.frames, sent.captured) == (20, 20)
    assert [sent.number_at(position) for position in (10, 11, 20)] == [10, 21, 30]


def test_silence_that_was_left_out_is_no_loss() -> None:
    sent = SentSound()
    sent.add(0, 10)
    sent.add(10, 20, is_silence=True)

    lost = sent.leave_out(10, 20)

    assert (list(lost), sent.frames, sent.captured, sent.ends_in_sound) == ([], 10, 10, True)


def test_what_was_never_sent_cannot_be_left_out() -> None:
    sent = SentSound()
    sent.add(0, 10)

    assert [list(sent.leave_out(at, 5)) for at in (10, 99)] == [[], []]
    assert list(sent.leave_out(8, 5)) == [8, 9]


def test_of_long_ago_only_the_sums_are_kept() -> None:
    sent = SentSound()
    for number in range(200):
        sent.add(number * 20, 10)
        sent.add(number * 20 + 10, 10, is_silence=True)

    assert (sent.frames, sent.captured, sent.captured_in(4000)) == (4000, 2000, 2000)
    assert sent.number_at(3990) == 199 * 20 + 10
    assert sent.captured_in(0) == 0
    assert list(sent.leave_out(0, 10)) == []


STEPS = st.lists(
    st.tuples(st.sampled_from(["sound", "gap", "silence", "left out"]), st.integers(1, 9)),
    max_size=30,
)


@given(STEPS, st.integers(0, 100))
def test_every_position_is_what_it_is_in_a_list_of_all_frames(
    steps: list[tuple[str, int]], position: int
) -> None:
    sent, frames, captured = SentSound(), list[int | None](), 0

    for step, count in steps:
        match step:
            case "sound":
                sent.add(captured, count)
                frames += range(captured, captured + count)
                captured += count
            case "gap":
                captured += count
            case "silence":
                sent.add(captured, count, is_silence=True)
                frames += [None] * count
            case _:
                lost = sent.leave_out(count, 1)
                assert [frame for frame in frames[count : count + 1] if frame is not None] == list(
                    lost
                )
                del frames[count : count + 1]

    before = [frame for frame in frames[:position] if frame is not None]
    assert sent.frames == len(frames)
    assert sent.captured_in(position) == len(before)
    if 0 < position <= len(frames) and (last := frames[position - 1]) is not None:
        assert sent.number_at(position) == last + 1
