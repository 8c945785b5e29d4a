from datetime import UTC, datetime

import pytest

from grokvoice.simulator.brain.plans import Situation
from grokvoice.simulator.mind.small_talk import own_name, small_talk


def situation(instructions: str = "", hour: int = 14) -> Situation:
    wall = datetime(2026, 11, 21, hour, 5, tzinfo=UTC)
    return Situation(memory=(), instructions=instructions, tools=(), wall=wall)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Hello!", "Hello there! How are you?"),
        ("what time is it", "It is 2:05 PM."),
        ("what's the date today", "Today is Saturday, November 21, 2026."),
        ("thank you", "You are welcome."),
        ("goodbye", "Goodbye!"),
        ("how are you", "I am very well, thank you. And you?"),
        ("what are your instructions", "I was given no instructions."),
        ("the color of the sky", None),
    ],
)
def test_short_things_get_short_answers(said: str, answer: str | None) -> None:
    assert small_talk(said, situation()) == answer


@pytest.mark.parametrize(
    ("hour", "answer"), [(0, "It is 12:05 AM."), (11, "It is 11:05 AM."), (12, "It is 12:05 PM.")]
)
def test_the_clock_has_twelve_hours(hour: int, answer: str) -> None:
    assert small_talk("what time is it", situation(hour=hour)) == answer


def test_the_assistant_goes_by_the_name_in_its_instructions() -> None:
    bob = situation("Your name is Bob. Be brief.")

    assert small_talk("hello", bob) == "Hello, this is Bob. What can I do for you?"
    assert str(small_talk("who are you", bob)).startswith("I am Bob, played by the simulator")
    assert str(small_talk("who are you", situation())).startswith("I am the simulator")


def test_instructions_are_told_on_request() -> None:
    answer = small_talk("what are your instructions", situation(" Be brief. "))

    assert answer == "My instructions are: Be brief."


@pytest.mark.parametrize(
    ("instructions", "name"),
    [
        ("You are Marvin, a robot.", "Marvin"),
        ("you are a terse assistant", ""),
        ("Call yourself Zoe.", "Zoe"),
        ("", ""),
    ],
)
def test_a_name_is_a_capital_word(instructions: str, name: str) -> None:
    assert own_name(instructions) == name
