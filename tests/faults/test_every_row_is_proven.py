"""Every row of the fault list, 2.1 and 2.2, names the tests that prove it; none may get lost."""

import ast
from functools import cache
from pathlib import Path
from typing import Final

import pytest

TESTS: Final = Path(__file__).parents[1]

PROOFS: Final[dict[str, tuple[str, ...]]] = {
    "N1 refused": (
        "test_a_refused_connection_names_the_address_and_is_tried_again",
        "test_dialling_begins_soon_and_never_becomes_a_storm",
    ),
    "N2 no such name": (
        "test_a_name_nobody_knows_is_named_and_tried_again",
        "test_ctrl_c_works_while_the_resolver_hangs",
    ),
    "N3 no trust": (
        "test_a_certificate_that_proves_nothing_is_not_trusted_nor_tried_again",
        "test_plain_text_where_encryption_was_asked_for_is_never_accepted",
        "test_a_trusted_certificate_is_enough",
    ),
    "N4 key refused": (
        "test_a_refused_key_is_not_shown_again",
        "test_a_refused_key_is_not_tried_again",
    ),
    "N5 not there": ("test_a_path_that_is_not_there_is_not_asked_for_again",),
    "N6 too many": (
        "test_too_many_sessions_tell_how_long_to_wait",
        "test_what_the_server_asks_for_is_waited_for",
    ),
    "N7 server fails": (
        "test_a_failing_server_is_tried_again",
        "test_the_first_try_comes_soon_and_the_others_ever_later",
        "test_patience_of_15_seconds_ends_in_a_clear_word",
    ),
    "N8 redirect": (
        "test_a_redirect_within_the_server_is_followed_with_the_key",
        "test_a_redirect_to_another_server_is_not_followed_and_the_key_stays_here",
    ),
    "N9 handshake hangs": ("test_a_handshake_that_hangs_is_given_up_after_five_seconds",),
    "N10 garbage": ("test_garbage_in_place_of_an_answer_is_one_plain_line",),
    "N11 close 1000": (
        "test_a_normal_close_is_the_end",
        "test_a_server_that_hangs_up_when_all_was_answered_is_no_failure",
    ),
    "N12 close 1001, 1006, 1011 to 1013": (
        "test_500_connections_are_cut_some_at_every_stage",
        "test_a_busy_server_is_left_alone_for_a_second",
    ),
    "N13 close 1008, 3000, 4000 to 4999": (
        "test_a_server_that_refuses_the_session_is_not_asked_again",
    ),
    "N14 too large for us": (
        "test_a_message_too_large_to_take_is_told_with_its_size",
        "test_s6_frames_larger_than_16_mib_are_met_with_one_more_connection",
    ),
    "N15 half-open": ("test_a_dead_server_is_given_up_even_if_nothing_more_can_be_sent_to_it",),
    "N16 stalled": ("test_a_server_that_neither_reads_nor_writes_is_given_up_within_five_seconds",),
    "N17 slow network": (
        "test_sound_that_waited_more_than_a_second_is_left_out_the_oldest_first",
        "test_a_network_too_slow_for_the_microphone_leaves_old_sound_out_and_says_so_once",
        "test_little_is_taken_in_advance_for_a_server_that_does_not_read",
    ),
    "N18 slow deltas": (
        "test_running_dry_is_an_underrun_and_repeats_nothing",
        "test_a_sound_that_may_run_dry_has_fallen_silent_by_then",
    ),
    "N19 packet loss": (
        "test_a_network_that_loses_packets_is_not_left",
        "test_bytes_of_a_long_message_are_signs_of_life_though_pongs_wait_behind_them",
    ),
    "N20 storm": (
        "test_a_server_that_accepts_and_closes_at_once_is_not_stormed",
        "test_a_server_that_accepts_and_closes_at_once_is_not_stormed",
    ),
    "N21 session limit": (
        "test_a_connection_of_28_minutes_is_renewed_unheard",
        "test_a_session_that_is_over_is_followed_by_another",
    ),
    "N22 resume": (
        "test_what_was_told_at_the_beginning_is_known_at_every_reply",
        "test_nobody_is_greeted_again",
    ),
    "N23 reply in flight": (
        "test_nothing_is_written_down_twice",
        "test_a_connection_that_is_lost_in_a_reply_is_replaced_and_nothing_is_said_twice",
    ),
    "N24 other address": ("test_a_dead_server_is_given_up_even_if_nothing_more_can_be_sent_to_it",),
    "N25 proxy": (
        "test_a_server_on_this_machine_is_never_reached_through_a_proxy",
        "test_a_proxy_that_refuses_is_told_and_gets_no_key",
    ),
    "S1 no event": ("test_s1_frames_that_are_no_events_are_counted_and_the_session_lives",),
    "S2 unknown": ("test_s2_what_nobody_knows_changes_nothing",),
    "S3 missing or wrong": (
        "test_s3_no_single_mutation_of_a_talk_breaks_it",
        "test_s3_a_broken_frame_is_left_out_whole",
    ),
    "S4 numbers": ("test_s4_numbers_that_are_none_break_their_frame_only",),
    "S5 nesting": ("test_s5_nesting_5000_levels_deep_breaks_its_frame_only",),
    "S6 size": (
        "test_s6_a_delta_of_900_kb_is_played_and_a_text_of_1_mb_is_shown",
        "test_s6_a_frame_of_16_mib_takes_no_more_than_50_mib_of_memory",
        "test_s6_frames_larger_than_16_mib_are_met_with_one_more_connection",
    ),
    "S7 odd bytes": (
        "test_s7_an_odd_byte_waits_for_its_other_half",
        "test_s7_an_odd_byte_at_the_end_of_an_item_is_dropped",
    ),
    "S8 late sound": ("test_s8_no_sound_of_a_reply_is_played_once_the_user_speaks",),
    "S9 twice": (
        "test_s9_frames_that_come_twice_count_once",
        "test_s9_items_and_ends_of_replies_count_once_whatever_their_event_id",
    ),
    "S10 ends and beginnings": (
        "test_s10_the_end_of_a_reply_that_never_began_changes_nothing",
        "test_s10_a_reply_that_begins_while_another_is_open_takes_its_place",
    ),
    "S11 errors": ("test_s11_the_same_error_is_shown_five_times_a_minute_and_ends_nothing",),
    "S12 failed": (
        "test_s12_a_reply_that_went_wrong_says_why_and_is_no_success",
        "test_a_reply_that_went_wrong_is_no_success",
    ),
    "S13 many calls": (
        "test_s13_of_10_000_calls_in_one_reply_eight_are_run_and_all_are_answered",
        "test_s13_an_endless_chain_of_calls_ends_after_five_rounds",
    ),
    "S14 broken calls": ("test_s14_calls_that_cannot_be_meant_are_answered_and_never_run",),
    "S15 not confirmed": (
        "test_s15_a_server_that_confirms_nothing_is_usable_within_five_and_a_half_seconds",
    ),
    "S16 out of order": ("test_s16_words_that_come_out_of_order_make_the_text_they_should",),
    "S17 two replies": ("test_s17_a_reply_too_many_never_sounds_through_the_other",),
    "S18 clocks": ("test_s18_clocks_that_are_nonsense_are_held_to_what_can_be",),
}


@cache
def _all_names() -> frozenset[str]:
    files = sorted(TESTS.glob("**/test_*.py"))
    bodies = [ast.parse(file.read_text(encoding="utf-8")).body for file in files]
    functions = [node for body in bodies for node in body if isinstance(node, ast.FunctionDef)]
    return frozenset(function.name for function in functions)


@pytest.fixture(scope="module")
def names() -> frozenset[str]:
    """The names of all tests, wherever they are kept."""
    return _all_names()  # read once, however many lists ask


def test_no_row_is_left_out() -> None:
    rows = [row.split()[0] for row in PROOFS]

    assert rows == [f"N{n}" for n in range(1, 26)] + [f"S{n}" for n in range(1, 19)]


@pytest.mark.parametrize("row", PROOFS)
def test_what_proves_a_row_is_there(row: str, names: frozenset[str]) -> None:
    assert PROOFS[row]
    assert [name for name in PROOFS[row] if name not in names] == []
