import re
from datetime import UTC, datetime

import pytest

from grokvoice.simulator.brain.memory import Remembered
from grokvoice.simulator.brain.plans import (
    Abandon,
    CallFunction,
    CallMcp,
    Cause,
    Fail,
    Situation,
    Speak,
    Step,
    Wait,
)
from grokvoice.simulator.mind.assistant import Assistant
from grokvoice.simulator.mind.script import ScriptedPlanner, ScriptStep


def situation(*memory: Remembered, cause: Cause = "user") -> Situation:
    wall = datetime(2026, 1, 1, tzinfo=UTC)
    return Situation(memory=memory, instructions="", tools=(), wall=wall, cause=cause)


def user(text: str) -> Remembered:
    return Remembered(role="user", text=text)


def step(text: str, *, when: str = "", times: int = 1) -> ScriptStep:
    pattern = re.compile(when, re.IGNORECASE) if when else None
    return ScriptStep(when=pattern, times=times, actions=(Speak(text),))


def play(planner: ScriptedPlanner, *texts: str) -> list[tuple[Step, ...]]:
    return [planner.plan(situation(user(text))) for text in texts]


def test_steps_are_given_in_order_and_once() -> None:
    planner = ScriptedPlanner([step("One."), step("Two.")], None)

    assert play(planner, "a", "b", "c") == [(Speak("One."),), (Speak("Two."),), ()]


def test_a_step_waits_for_its_words() -> None:
    planner = ScriptedPlanner([step("Yes.", when="really"), step("Go on.", times=0)], None)

    told = play(planner, "Hm.", "Really?", "Really?")

    assert told == [(Speak("Go on."),), (Speak("Yes."),), (Speak("Go on."),)]


def test_a_step_can_be_given_several_times() -> None:
    planner = ScriptedPlanner([step("Again.", times=2)], None)

    assert play(planner, "a", "b", "c") == [(Speak("Again."),)] * 2 + [()]


def test_what_no_step_fits_is_left_to_the_assistant() -> None:
    planner = ScriptedPlanner([step("Yes.", when="really")], Assistant())

    assert play(planner, "count to two") == [(Speak("One, two."),)]


def test_results_and_silence_have_steps_of_their_own() -> None:
    planner = ScriptedPlanner(
        [
            ScriptStep(on="result", actions=(Speak("It is {result}"),)),
            ScriptStep(on="idle", actions=(Speak("Hello?"),)),
            step("You said {said}."),
        ],
        None,
    )
    output = Remembered(role="output", text="rain", call_id="c")

    told = [
        planner.plan(situation(user("Well?"))),
        planner.plan(situation(output)),
        planner.plan(situation(cause="idle")),
        planner.plan(situation()),
    ]

    assert told == [(Speak("You said Well?."),), (Speak("It is rain."),), (Speak("Hello?"),), ()]


@pytest.mark.parametrize(
    ("action", "filled"),
    [
        (Speak("In {city}, {said} {unknown}"), Speak('In Oslo, "in Oslo" {unknown}')),
        (CallFunction("f", '{"a": "{said}"}'), CallFunction("f", '{"a": "\\"in Oslo\\""}')),
        (CallMcp("m", '{"a": "{city}"}'), CallMcp("m", '{"a": "Oslo"}')),
        (Fail("a", "no {city}"), Fail("a", "no Oslo")),
        (Wait(1.0), Wait(1.0)),
        (Abandon(), Abandon()),
    ],
)
def test_placeholders_are_filled_with_what_was_found(action: Step, filled: Step) -> None:
    found = re.compile(r"in (?P<city>\w+)(?P<never>!)?")
    planner = ScriptedPlanner([ScriptStep(when=found, actions=(action,))], None)

    assert planner.plan(situation(user('"in Oslo"'))) == (filled,)
