"""Every row of the fault list, 2.5 (terminal and process), with its figure and its tests."""

from typing import Final

import pytest

from tests.faults.test_every_row_is_proven import names

__all__ = ["names"]

PROOFS: Final[dict[str, tuple[str, ...]]] = {
    "P1 escapes: none but ours": (
        "test_nothing_the_model_says_can_drive_the_terminal",
        "test_no_speaker_can_reach_the_terminal",
        "test_an_error_cannot_reach_the_terminal",
        "test_every_text_is_cleaned_before_it_is_written",
    ),
    "P2 no terminal, NO_COLOR, TERM=dumb: no escape": (
        "test_a_terminal_that_cannot_or_must_not_be_redrawn_gets_lines",
        "test_colour_follows_the_two_variables_and_the_terminal",
        "test_without_a_live_screen_enter_is_the_key",
    ),
    "P3 resize: at most 4 kB": ("test_a_small_window_shows_the_little_there_is_room_for",),
    "P4 Ctrl-C: stops the reply, or ends with 130": (
        "test_ctrl_c_stops_grok_and_a_second_one_ends_the_talk",
        "test_ctrl_c_while_connecting_ends_at_once",
        "test_ctrl_c_ends_a_turn_at_once_and_the_exit_code_says_so",
    ),
    "P5 Ctrl-C twice: leaves, whatever hangs": (
        "test_ctrl_c_ends_a_talk_whose_tool_hangs",
        "test_ctrl_c_works_while_the_resolver_hangs",
        "test_hanging_up_twice_ends_at_once",
    ),
    "P6 SIGTERM and SIGHUP: 143 and 129": (
        "test_a_signal_ends_the_talk_and_restores_the_terminal",
        "test_a_window_that_is_closed_ends_the_talk",
        "test_what_is_written_to_a_terminal_that_has_gone_is_lost",
    ),
    "P7 Ctrl-Z: the terminal is given back, no sound is heard while stopped": (
        "test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again",
        "test_what_is_said_while_the_program_is_stopped_is_never_heard",
    ),
    "P8 closed pipe: ends quietly": (
        "test_a_reader_that_goes_ends_the_talk_quietly",
        "test_a_reader_that_has_gone_ends_the_program_quietly",
    ),
    "P9 kill -9: what was written is there": (
        "test_a_talk_that_is_killed_at_any_write_leaves_what_was_written",
    ),
    "P10 any locale, wide characters: no error": (
        "test_narrow_and_wide_windows_hold_a_conversation",
        "test_the_streams_of_the_process_replace_what_they_cannot_say",
        "test_ascii_terminals_get_ascii_signs",
    ),
    "P11 stdin closed: the talk goes on by voice": (
        "test_closed_streams_of_the_process_are_empty_or_bottomless",
        "test_a_terminal_that_was_never_there_is_the_end_of_the_lines",
        "test_the_end_of_the_lines_is_not_always_the_end_of_the_talk",
    ),
    "P12 two at once: nothing is lost": ("test_four_processes_at_once_lose_nothing",),
}


def test_no_row_is_left_out() -> None:
    assert [row.split()[0] for row in PROOFS] == [f"P{n}" for n in range(1, 13)]


@pytest.mark.parametrize("row", PROOFS)
def test_what_proves_a_row_is_there(row: str, names: frozenset[str]) -> None:
    assert [name for name in PROOFS[row] if name not in names] == []
