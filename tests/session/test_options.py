from grokvoice.session.context import ChatContext
from grokvoice.session.limits import LimitSettings
from grokvoice.session.options import Options


def test_a_conversation_nobody_shaped_has_no_limits_no_past_and_no_functions() -> None:
    options = Options()

    assert (options.limits, options.context) == (LimitSettings(), ChatContext())
    assert (options.functions, options.give_up_after_s) == (frozenset(), None)
    assert 0.0 <= options.jitter() < 1.0


def test_two_conversations_share_no_settings() -> None:
    assert Options().settings == Options().settings
    assert Options().settings is not Options().settings
