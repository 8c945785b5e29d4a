import pytest

from grokvoice.audio.pcm import RATE_HZ
from grokvoice.protocol.items import TokenDetails, Usage
from grokvoice.simulator.brain.billing import Billing, audio_tokens, text_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("Say a short greeting.", 5),
        ("I'll check the weather for London right away.", 9),
        ("It is foggy and 12 degrees in London.", 10),
    ],
)
def test_words_digits_and_punctuation_are_tokens(text: str, tokens: int) -> None:
    assert text_tokens(text) == tokens


def test_a_second_of_speech_is_fifty_tokens_and_one() -> None:
    assert [audio_tokens(s) for s in (0.0, 0.01, 1.0, 3.38)] == [0, 1, 51, 170]


def test_a_reply_is_settled_with_its_newest_input_only() -> None:
    billing = Billing()
    billing.add_input("This one is forgotten.")
    billing.add_input("Hello.")

    usage = billing.settle("Hello there!", RATE_HZ, elapsed_s=1.9)

    assert usage == Usage(
        input_tokens=2,
        input_token_details=TokenDetails(text_tokens=2, audio_tokens=0, grok_tokens=0),
        output_tokens=54,
        output_token_details=TokenDetails(text_tokens=3, audio_tokens=51, grok_tokens=0),
        total_tokens=56,
        output_audio_seconds=1.0,
        billable_audio_seconds=1,
    )


def test_input_counts_for_one_reply() -> None:
    billing = Billing()
    billing.add_input("Hello.", speech_s=1.0)

    counted = [billing.settle("", 0, 0.0).input_tokens for _ in range(2)]

    assert counted == [2 + 3 + 51, 0]


def test_audio_pushed_in_ahead_of_the_clock_is_billed_as_well() -> None:
    billing = Billing()
    billing.receive_audio(2.9, elapsed_s=0.3)
    billing.receive_audio(0.1, elapsed_s=2.0)

    assert billing.settle("", 0, elapsed_s=2.6).billable_audio_seconds == 5
