"""What things cost, by the dated table."""

from grokvoice.protocol.prices import CURRENT, Price, price_of


def test_the_current_models_cost_eight_cents_a_minute() -> None:
    for model in ("grok-voice-latest", "grok-voice-3.0", "grok-voice-think-fast-2.0"):
        assert price_of(model) == Price(per_minute=0.08, per_text_item=0.004)


def test_an_older_model_is_cheaper_and_an_unknown_one_costs_what_the_current_does() -> None:
    assert price_of("grok-voice-think-fast-1.0").per_minute == 0.05
    assert price_of("grok-voice-of-tomorrow") is CURRENT
