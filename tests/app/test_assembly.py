from dataclasses import replace

from grokvoice.app.assembly import core_options
from grokvoice.config.settings import LimitSettings, ServerSettings, Settings
from grokvoice.session.limits import LimitSettings as CoreLimits


def test_what_the_user_set_in_minutes_the_core_counts_in_seconds() -> None:
    settings = replace(
        Settings(),
        server=ServerSettings(timeout_s=5.0, renew_minutes=55.0),
        limits=LimitSettings(max_minutes=10.0, max_cost=2.0, idle_minutes=3.0),
    )

    options = core_options(settings, listens=True)

    assert (options.reply_timeout_s, options.renew_after_s) == (5.0, 3300.0)
    assert options.limits == CoreLimits(max_minutes=10.0, max_cost=2.0, idle_s=180.0)


def test_nothing_is_waited_for_behind_the_last_word_of_a_typed_talk() -> None:
    typed, spoken = (core_options(Settings(), listens=listens) for listens in (False, True))

    assert typed.quiet_s == 0.0
    assert spoken.quiet_s > 2.0
