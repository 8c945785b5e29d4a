from grokvoice.simulator.quirks import Quirks


def test_the_defaults_are_what_was_observed() -> None:
    quirks = Quirks()

    assert (quirks.dialect, quirks.order, quirks.barge_in) == ("xai", "july", "cancelled")
    assert (quirks.commit, quirks.create_response, quirks.racing_create) == (
        "replies",
        "ignored",
        "refuse",
    )


def test_the_fast_pace_is_a_thousand_times_faster() -> None:
    assert (Quirks().time_scale, Quirks(pace="fast").time_scale) == (1.0, 0.001)


def test_openai_is_a_set_of_switches() -> None:
    assert Quirks.openai(pace="fast") == Quirks(
        pace="fast",
        dialect="openai",
        default_voice="marin",
        commit="only",
        empty_commit="error",
        create_response="honoured",
    )
