import pytest

from grokvoice.simulator.brain.memory import Remembered
from grokvoice.simulator.mind.tool_results import fresh_results, tell_results


def call(call_id: str, name: str) -> Remembered:
    return Remembered(role="call", text="{}", name=name, call_id=call_id)


def output(call_id: str, text: str) -> Remembered:
    return Remembered(role="output", text=text, call_id=call_id)


def spoke(text: str) -> Remembered:
    return Remembered(role="assistant", text=text)


def test_results_since_anybody_spoke_are_fresh() -> None:
    memory = [
        call("a", "old"), output("a", "stale"), spoke("One moment."),
        call("b", "get_weather"), call("c", "get_time"),
        output("c", "noon"), output("b", "rain"), output("d", "unasked"),
    ]  # fmt: skip

    assert fresh_results(memory) == [("get_time", "noon"), ("get_weather", "rain"), ("", "unasked")]


@pytest.mark.parametrize(
    "memory",
    [
        [],
        [output("a", "stale"), spoke("Rain.")],
        [spoke("One moment."), call("a", "get")],
        [output("a", "stale"), call("b", "get")],
    ],
)
def test_without_a_last_result_nothing_is_fresh(memory: list[Remembered]) -> None:
    assert fresh_results(memory) == []


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("It is foggy and 12 degrees in London.", "It is foggy and 12 degrees in London."),
        ("rain, 9 C", "rain, 9 C."),
        ('{"load": 0.42, "up": true, "users": ["a", "b"]}', "load: 0.42, up: yes, users: a, b."),
        ("[false, null]", "no, nothing."),
        ("", "nothing."),
        ("{broken", "{broken."),
        ("[" * 100_000, f"{'[' * 100_000}."),
    ],
)
def test_a_single_result_is_said_as_it_is(result: str, said: str) -> None:
    assert tell_results([("get", result)]) == said


def test_several_results_are_said_with_their_names() -> None:
    told = tell_results([("get_weather", "rain"), ("", "noon")])

    assert told == "get weather says: rain. one function says: noon."
