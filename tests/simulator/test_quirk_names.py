import pytest

from grokvoice.errors import UsageError
from grokvoice.simulator.quirk_names import parse_quirks, quirk_names, with_quirks
from grokvoice.simulator.quirks import Quirks


@pytest.mark.parametrize(
    ("texts", "quirks"),
    [
        ([], Quirks()),
        (["duplicates"], Quirks(duplicates=True)),
        (["indices=off", "aliases=yes"], Quirks(indices=False, aliases=True)),
        (
            ["order=september", "commit-delay-s = 0.1"],
            Quirks(order="september", commit_delay_s=0.1),
        ),
        (["refuse_status=429", "RETRY-AFTER-S=2"], Quirks(refuse_status=429, retry_after_s=2.0)),
        (["close_on=response.done"], Quirks(close_on="response.done")),
        (["pace=fast", "pace=live"], Quirks()),
        (["dialect=openai"], Quirks.openai()),
        (
            ["commit=replies", "dialect=openai"],
            Quirks(
                dialect="openai",
                default_voice="marin",
                empty_commit="error",
                create_response="honoured",
            ),
        ),
        (["dialect=xai"], Quirks()),
    ],
)
def test_switches_are_read_by_name(texts: list[str], quirks: Quirks) -> None:
    assert parse_quirks(texts) == quirks


def test_switches_change_what_was_there() -> None:
    base = Quirks(pace="fast", duplicates=True)

    assert parse_quirks(["seed=4"], base) == Quirks(pace="fast", duplicates=True, seed=4)
    assert parse_quirks(["dialect=openai"], base) == Quirks.openai(pace="fast")


def test_values_may_already_be_what_they_should_be() -> None:
    quirks = with_quirks(Quirks(), {"duplicates": True, "jitter_s": 0.5, "seed": 3})

    assert quirks == Quirks(duplicates=True, jitter_s=0.5, seed=3)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ordr=july", "unknown quirk 'ordr': did you mean order?"),
        ("xyz", "unknown quirk 'xyz': known are pace, "),
        ("order=june", "order cannot be 'june': choose from july, september, late"),
        ("duplicates=maybe", "duplicates is either on or off, not 'maybe'"),
        ("seed=1.5", "seed needs a whole number, not '1.5'"),
        ("jitter_s=long", "jitter_s needs a number, not 'long'"),
        ("jitter_s=-1", "jitter_s cannot be -1: it counts from zero"),
        ("jitter_s=inf", "jitter_s cannot be inf: it counts from zero"),
        ("jitter_s=nan", "jitter_s cannot be nan: it counts from zero"),
        ("order", "order cannot be 'true'"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(text: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_quirks([text])

    assert problem in str(caught.value)


def test_every_switch_has_a_name() -> None:
    assert {"pace", "order", "hostile", "stall_on"} <= set(quirk_names())
