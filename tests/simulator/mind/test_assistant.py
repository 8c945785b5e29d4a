from datetime import UTC, datetime
from typing import Literal

import pytest

from grokvoice.protocol.settings import Tool
from grokvoice.simulator.brain.memory import Remembered
from grokvoice.simulator.brain.plans import CallFunction, Cause, Situation, Speak, Step
from grokvoice.simulator.mind.assistant import Assistant
from grokvoice.simulator.mind.stories import STORY

WEATHER = Tool(
    type="function",
    name="get_weather",
    parameters={"properties": {"city": {"type": "string"}}, "required": ["city"]},
)


def user(text: str) -> Remembered:
    return Remembered(role="user", text=text)


def assistant(text: str) -> Remembered:
    return Remembered(role="assistant", text=text)


def plan(
    *memory: Remembered,
    cause: Cause = "user",
    request: str = "",
    tools: tuple[Tool, ...] = (),
) -> tuple[Step, ...]:
    wall = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
    situation = Situation(
        memory=memory, instructions="", tools=tools, wall=wall, cause=cause, request=request
    )
    return Assistant().plan(situation)


def said(*memory: Remembered) -> str:
    (step,) = plan(*memory)
    assert isinstance(step, Speak)
    return step.text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("say cheese, please", "cheese."),
        ("Repeat after me: I am here!", "I am here."),
        ("Say a short greeting.", "Hello there! How are you?"),
        ("count to three", "One, two, three."),
        ("what is two plus three", "2 plus 3 is 5."),
        ("what time is it", "It is 2:05 PM."),
        ("my name is Alice", "Got it: your name is Alice."),
        ("remember that", "You said: remember that. I am only a simulator: ask me what I can do."),
        ("what did you say", "I have not said anything yet."),
        ("go on", "You said: go on. I am only a simulator: ask me what I can do."),
        ("xyzzy!", "You said: xyzzy. I am only a simulator: ask me what I can do."),
        (
            "(speech, 2.3 s)",
            "I heard 2.3 seconds of speech, but I cannot understand words here. "
            "Type to me instead.",
        ),
    ],
)
def test_the_first_rule_that_knows_something_answers(text: str, answer: str) -> None:
    assert said(user(text)) == answer


def test_a_story_is_told_on_request() -> None:
    assert said(user("tell me a story")) == " ".join(STORY)


def test_what_was_said_before_is_remembered() -> None:
    memory = (user("The code word is cobalt."), assistant("Got it."))

    assert said(*memory, user("What is the code word?")) == "The code word is cobalt."


def test_everything_said_since_the_last_answer_counts() -> None:
    assert said(assistant("Yes?"), user("what is two"), user("plus three")) == "2 plus 3 is 5."


def test_only_the_end_of_an_endless_speech_is_looked_at() -> None:
    spoken = [user("blah " * 600)] * 20

    answer = said(*spoken, user("never mind"))

    assert answer.startswith("You said: ")
    assert len(answer) < 300


def test_a_call_without_a_result_is_not_an_answer() -> None:
    call = Remembered(role="call", text="{}", name="get_weather", call_id="c")

    assert said(user("count to two"), call) == "One, two."


def test_the_last_words_are_those_that_were_heard() -> None:
    memory = (user("count to ten"), assistant("One, two, thr"))

    answer = said(*memory, user("where did you stop?"))

    assert answer == "The last thing I said was: One, two, thr"


def test_a_count_that_was_interrupted_goes_on() -> None:
    memory = (user("count to six"), assistant("One, two, three,"))

    assert said(*memory, user("go on")) == "Four, five, six."


def test_a_count_that_went_down_goes_on_downwards() -> None:
    memory = (user("count from six to one"), assistant("Six, five,"))

    assert said(*memory, user("continue")) == "Four, three, two, one."


@pytest.mark.parametrize("asked", ["count to three", "hello"])
def test_a_count_that_was_finished_does_not_go_on(asked: str) -> None:
    memory = (user(asked), assistant("One, two, three."))

    assert said(*memory, user("go on")) == "I had already finished."


def test_a_story_that_was_interrupted_goes_on() -> None:
    memory = (user("a story please"), assistant(" ".join(STORY[:2])))

    assert said(*memory, user("carry on")) == " ".join(STORY[2:])


def test_silence_is_answered_with_a_question() -> None:
    assert plan(cause="idle") == (Speak("Are you still there?"),)


@pytest.mark.parametrize(
    ("role", "answer"),
    [(None, "Hello! What can I do for you?"), ("assistant", "Sorry, I did not catch that.")],
)
def test_without_words_it_depends_on_whether_anything_was_said(
    role: Literal["assistant"] | None, answer: str
) -> None:
    memory = (assistant("Hello."),) if role else ()

    assert said(*memory) == answer


def test_a_reply_can_be_asked_for_by_instructions_of_its_own() -> None:
    assert plan(request="Be brief.\nSay hello.") == (Speak("hello."),)


def test_functions_are_called_behind_a_preamble() -> None:
    steps = plan(user("what is the weather in Oslo?"), tools=(WEATHER,))

    assert steps == (
        Speak("One moment, I will use get weather."),
        CallFunction("get_weather", '{"city": "Oslo"}'),
    )


def test_results_are_told_once() -> None:
    call = Remembered(role="call", text="{}", name="get_weather", call_id="c")
    output = Remembered(role="output", text="rain", call_id="c")
    memory = (user("weather?"), assistant("One moment."), call, output)

    assert plan(*memory, tools=(WEATHER,)) == (Speak("rain."),)
    assert said(*memory, assistant("rain."), user("thanks")) == "You are welcome."
