from dataclasses import replace

import pytest

from grokvoice.app.doctor.judgement.cards import OpenedCard, judge_call_profile, judge_card
from grokvoice.app.doctor.judgement.finding import Finding, State

CARD = OpenedCard(
    name="USB",
    host_api="ALSA",
    is_default=True,
    own_rate_hz=48_000,
    most_channels=2,
    rate_hz=24_000,
    channels=1,
)


@pytest.mark.parametrize(
    ("card", "text"),
    [
        (CARD, "USB (ALSA, the default) at 24000 Hz, mono"),
        (replace(CARD, is_default=False), "USB (ALSA) at 24000 Hz, mono"),
        (replace(CARD, behind="Built-in"), "USB: Built-in (ALSA, the default) at 24000 Hz, mono"),
        (
            replace(CARD, rate_hz=48_000, channels=2),
            "USB (ALSA, the default) at 48000 Hz, 2 channels, converted",
        ),
    ],
)
def test_a_card_is_told_as_it_was_opened(card: OpenedCard, text: str) -> None:
    found = judge_card("microphone", card)

    assert (found.name, found.state, found.text) == ("microphone", "ok", text)
    assert found.measured["rate_hz"] == card.rate_hz


def test_a_microphone_that_is_muted_is_a_warning() -> None:
    found = judge_card("microphone", replace(CARD, is_muted=True))

    assert found.state == "warn"
    assert found.text.endswith("mono; it is muted")
    assert found.remedy.startswith("Unmute it")


def test_a_card_that_does_not_open_is_a_failure() -> None:
    assert judge_card("speaker", "No speaker is called 'x'. Name another.") == Finding(
        "speaker", "fail", "No speaker is called 'x'", "Name another"
    )


def test_a_file_is_no_card() -> None:
    assert judge_card("speaker", None).state == "skipped"


@pytest.mark.parametrize(
    ("microphone", "state", "remedy"),
    [
        (CARD, "ok", ""),
        (replace(CARD, advice="It is a telephone. Take another."), "warn", "Take another"),
        (None, "skipped", ""),
        ("It is away. Look for it.", "skipped", ""),
    ],
)
def test_a_headset_in_its_call_profile_is_a_warning(
    microphone: OpenedCard | str | None, state: State, remedy: str
) -> None:
    found = judge_call_profile(microphone)

    assert (found.state, found.remedy) == (state, remedy)
