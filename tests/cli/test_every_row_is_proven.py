"""Every row of the fault list, 2.7 (secrets and transport), with the tests that prove it."""

from typing import Final

import pytest

from tests.faults.test_every_row_is_proven import names

__all__ = ["names"]

PROOFS: Final[dict[str, tuple[str, ...]]] = {
    "K1 the key is in no output, log, trace, argument, file or child": (
        "test_one_turn_betrays_nothing",
        "test_a_talk_betrays_nothing",
        "test_what_is_logged_and_traced_betrays_nothing",
        "test_a_refusal_betrays_nothing",
        "test_a_tool_that_knows_the_keys_betrays_nothing",
        "test_a_server_of_tools_is_told_nothing",
        "test_a_crash_whose_error_holds_the_keys_betrays_nothing",
        "test_the_simulator_and_its_programs_are_told_nothing",
        "test_settings_are_shown_without_the_keys",
        "test_voices_are_listed_and_heard_without_a_word_about_the_key",
    ),
    "K2 what holds the key does not show it": (
        "test_a_secret_stays_masked_inside_settings_and_their_dictionary",
        "test_an_address_shows_neither_its_headers_nor_what_a_url_may_hide",
        "test_no_logger_ever_hears_the_key",
        "test_a_key_that_was_refused_is_in_no_traceback",
    ),
    "K3 unencrypted to this machine only": (
        "test_plain_text_to_another_machine_is_refused_however_it_is_spelt",
        "test_plain_text_where_encryption_was_asked_for_is_never_accepted",
    ),
    "K4 the key goes where it was given for": (
        "test_a_key_goes_where_it_was_given_for",
        "test_a_key_goes_nowhere_else",
        "test_the_key_of_the_server_that_is_configured_is_not_sent_to_one_that_a_flag_names",
        "test_a_redirect_to_another_server_is_not_followed_and_the_key_stays_here",
        "test_the_key_is_not_taken_along_to_where_a_redirect_leads",
    ),
    "K5 a foreign folder cannot harvest it": (
        "test_a_hostile_dotenv_gets_no_key",
        "test_a_hostile_dotenv_is_told_of",
        "test_a_dotenv_cannot_weave_the_environment_into_a_value",
        "test_the_users_key_file_comes_after_the_environment_and_dotenv",
    ),
    "K6 no key on the command line, none in a file of mode 0644": (
        "test_there_is_no_flag_for_a_key_and_its_value_is_not_repeated",
        "test_a_key_in_the_wrong_place_is_neither_written_nor_repeated",
        "test_a_key_file_that_others_can_read_is_refused_without_a_look",
    ),
    "K7 the simulator is for this machine": (
        "test_it_listens_on_the_loopback_interface_only",
        "test_pages_of_other_origins_are_refused",
        "test_a_token_is_asked_for_where_there_is_one",
        "test_connections_are_bounded",
    ),
    "K8 certificates are checked": (
        "test_a_certificate_that_proves_nothing_is_not_trusted_nor_tried_again",
        "test_a_trusted_certificate_is_enough",
    ),
    "K9 nobody else is talked to": ("test_a_talk_is_with_its_server_and_with_nobody_else",),
}


def test_no_row_is_left_out() -> None:
    assert [row.split()[0] for row in PROOFS] == [f"K{n}" for n in range(1, 10)]


@pytest.mark.parametrize("row", PROOFS)
def test_what_proves_a_row_is_there(row: str, names: frozenset[str]) -> None:
    assert PROOFS[row]
    assert [name for name in PROOFS[row] if name not in names] == []
