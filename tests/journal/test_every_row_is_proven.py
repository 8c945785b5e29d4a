"""Every row of the fault list, 2.6 (disk), with its figure and the tests that prove it."""

from typing import Final

import pytest

from tests.faults.test_every_row_is_proven import names

__all__ = ["names"]

PROOFS: Final[dict[str, tuple[str, ...]]] = {
    "D1 no room at any write: the talk goes on, one line, no half line stays": (
        "test_a_write_that_fails_is_told_at_most_once_and_nothing_is_lost",
        "test_when_there_is_room_again_the_user_is_told",
        "test_a_talk_whose_disk_ends_goes_on_and_leaves_whole_lines",
        "test_what_a_full_disk_did_not_take_is_silence_and_the_rest_stands_where_it_belongs",
        "test_a_full_disk_is_told_once_and_what_it_did_not_take_is_silence",
        "test_a_trace_ends_where_the_disk_is_full_and_the_talk_goes_on",
    ),
    "D2 no permission: told before the microphone opens; --no-save works": (
        "test_a_folder_that_cannot_be_written_is_told_before_anything_is_said",
        "test_a_folder_that_cannot_be_written_keeps_nobody_from_talking",
        "test_a_recording_that_cannot_be_made_leaves_nothing_open",
        "test_a_trace_that_cannot_be_written_says_so_at_once",
    ),
    "D3 input/output error: as no room, and told": (
        "test_what_the_disk_says_later_is_passed_on",
        "test_a_line_that_may_not_be_safe_is_told_and_not_written_twice",
        "test_a_file_that_cannot_be_finished_is_told",
    ),
    "D4 modes 0600 and 0700 whatever the umask; links are refused": (
        "test_file_and_folders_are_the_owners_only_whatever_the_umask_says",
        "test_a_folder_that_others_may_look_into_is_told_and_left_alone",
        "test_a_link_is_not_followed",
        "test_the_file_is_its_owners_only",
        "test_a_file_or_link_that_is_there_is_left_alone",
    ),
    "D5 killed at any write: whole lines, a recording that plays": (
        "test_every_line_is_one_write",
        "test_a_talk_that_is_killed_at_any_write_leaves_what_was_written",
        "test_whoever_is_killed_at_any_write_leaves_a_file_that_plays",
        "test_what_both_sides_heard_of_one_moment_stands_side_by_side_whatever_ends_the_talk",
    ),
    "D6 too many files: a plain line, and an end": (
        "test_too_few_files_are_one_plain_line_and_an_end_at_once",
    ),
    "D7 growth: an hour is at most 2 MB; recordings are off": (
        "test_an_hour_of_talk_takes_less_than_two_megabytes",
        "test_nothing_is_recorded_unless_it_is_asked_for",
    ),
    "D8 a slow disk holds up no sound": (
        "test_a_slow_disk_does_not_hold_up_who_writes",
        "test_a_disk_that_hangs_does_not_keep_the_program",
        "test_a_disk_that_hangs_holds_nobody_up_longer_than_it_may",
    ),
}


def test_no_row_is_left_out() -> None:
    rows = [row.split()[0] for row in PROOFS]

    assert rows == [f"D{n}" for n in range(1, 9)]


@pytest.mark.parametrize("row", PROOFS)
def test_what_proves_a_row_is_there(row: str, names: frozenset[str]) -> None:
    assert PROOFS[row]
    assert [name for name in PROOFS[row] if name not in names] == []
