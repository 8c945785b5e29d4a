"""Every row of the fault list, 2.4 (tools and MCP), with its figure and the tests that prove it."""

from typing import Final

import pytest

from tests.faults.test_every_row_is_proven import names

__all__ = ["names"]

PROOFS: Final[dict[str, tuple[str, ...]]] = {
    "T1 raises: the session lives, answered within 1 s": (
        "test_t1_a_tool_that_raises_anything_is_answered_within_a_second",
        "test_a_tool_that_failed_is_told",
        "test_a_traceback_is_for_the_log_alone",
    ),
    "T2 hangs: no gap in the sound, the loop at most 50 ms late": (
        "test_t2_a_tool_that_hangs_is_given_up_and_counted_and_nothing_waits_for_it",
        "test_no_gap_is_heard_while_tools_do_not_end",
    ),
    "T3 blocks: the loop at most 50 ms late, the tool is named": (
        "test_t3_blocking_code_in_an_async_tool_is_named_and_holds_nobody_up",
        "test_no_gap_is_heard_while_tools_do_not_end",
    ),
    "T4 floods: cut at 32 KiB, 10 MiB above the object": (
        "test_t4_a_hundred_megabytes_cost_less_than_ten_more",
        "test_t4_what_is_no_text_and_no_json_is_described",
        "test_what_is_too_long_is_cut_at_32_kib_with_a_note",
        "test_no_gap_is_heard_while_tools_end_badly",
    ),
    "T5 asks for itself: at most 5 rounds": (
        "test_t5_a_tool_that_asks_for_itself_ends_after_five_rounds",
    ),
    "T6 injection: nothing is executed": (
        "test_t6_nothing_in_an_argument_is_executed",
        "test_t6_nothing_of_ours_uses_a_shell",
    ),
    "T7 consent: all unlisted tools ask, no word and no sound is a yes": (
        "test_t7_all_unlisted_tools_ask_and_no_word_of_the_model_is_a_yes",
        "test_t7_without_a_terminal_all_unlisted_tools_are_refused",
        "test_t7_nothing_that_is_heard_or_said_answers_a_question",
        "test_a_tool_runs_if_a_key_says_so_and_always_is_remembered",
        "test_what_was_pressed_before_or_just_as_it_appeared_does_not_count",
        "test_nothing_invisible_is_shown",
    ),
    "T8 untrusted servers: 3 of 3 detected": (
        "test_t8_an_untrusted_server_is_seen_through",
        "test_t8_a_name_that_is_taken_is_an_error",
    ),
    "T9 dead servers: start within 10 s, again at most once a minute, a log of 1 MiB": (
        "test_t9_a_dead_server_costs_at_most_ten_seconds_and_a_restart_a_minute",
        "test_t9_a_server_that_hangs_leaves_the_others_and_the_talk_alone",
        "test_a_talk_begins_without_the_slow_ones_and_has_them_when_they_come",
        "test_a_server_that_dies_is_started_again_once_a_minute",
        "test_babble_is_ignored",
        "test_standard_error_is_kept_up_to_one_mebibyte",
    ),
    "T10 secrets: no canary anywhere": (
        "test_t10_no_server_sees_a_key_and_no_result_shows_one",
        "test_its_environment_holds_no_key",
        "test_what_lets_xai_into_an_mcp_server_is_left_out",
    ),
    "T11 cut in mid-tool: one run in 500 reconnects, none in a talk that goes on": (
        "test_t11_a_call_is_run_once_in_five_hundred_tries",
        "test_every_tool_runs_once_and_is_answered_once",
        "test_t11_a_talk_that_goes_on_with_another_runs_none_of_its_calls_again",
    ),
    "T12 barge-in: no result is spoken of twice": (
        "test_t12_who_interrupts_a_tool_is_answered_and_its_result_is_spoken_of_once",
    ),
    "T13 a file that fails: told within 1 s, with its line": (
        "test_t13_a_file_that_fails_is_told_within_a_second_with_its_line",
        "test_a_file_that_anybody_may_write_is_refused_before_it_runs",
        "test_a_file_of_another_user_is_refused_before_it_runs",
    ),
    "T14 the current folder: no implicit import": (
        "test_t14_nothing_in_the_current_folder_is_imported_unless_it_is_named",
    ),
    "T15 shutdown: nobody is left, not even by kill -9": (
        "test_t15_closing_takes_two_seconds_however_stubborn_and_leaves_nobody",
        "test_who_does_not_want_to_end_is_killed_after_two_seconds",
        "test_nobody_stays_behind_when_we_are_killed",
    ),
}


def test_no_row_is_left_out() -> None:
    rows = [row.split()[0] for row in PROOFS]

    assert rows == [f"T{n}" for n in range(1, 16)]


@pytest.mark.parametrize("row", PROOFS)
def test_what_proves_a_row_is_there(row: str, names: frozenset[str]) -> None:
    assert PROOFS[row]
    assert [name for name in PROOFS[row] if name not in names] == []
