import pytest

from grokvoice.session.updates import ToolCalled, ToolReturned
from grokvoice.ui.calls import Calls, Card


def called(arguments: str, *, call_id: str = "t", is_hosted: bool = False) -> ToolCalled:
    return ToolCalled(call_id=call_id, name="f", arguments=arguments, is_hosted=is_hosted)


def returned(output: str, *, is_error: bool = False) -> ToolReturned:
    return ToolReturned(call_id="t", name="f", output=output, is_error=is_error)


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ("{}", "f()"),
        ('{"city": "Åre", "days": [1, 2], "x": null}', 'f(city="Åre", days=[1, 2], x=null)'),
        ("[1]", "f([1])"),
        ("not\njson", "f(not json)"),
        ("[" * 100_000, "f(" + "[" * 398),
        ('{"a": "\x1b[2J"}', 'f({"a": "\\x1b[2J"})'),
    ],
)
def test_a_call_reads_like_source_code(arguments: str, call: str) -> None:
    calls = Calls()

    assert calls.began(called(arguments), 1.0) is None
    assert calls.running(1.5) == [Card(call, 0.5)]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (returned("9 °C,\nrain"), "9 °C, rain"),
        (returned(""), "done"),
        (returned("no such city", is_error=True), "failed: no such city"),
        (returned('{"error": "no rain"}', is_error=True), "failed: no rain"),
        (returned('{"error": 4}', is_error=True), 'failed: {"error": 4}'),
    ],
)
def test_an_answer_finishes_the_call(answer: ToolReturned, outcome: str) -> None:
    calls = Calls()
    calls.began(called("{}"), 1.0)

    assert calls.finished(answer, 1.75) == Card("f()", 0.75, outcome)
    assert calls.running(2.0) == []


def test_calls_run_side_by_side() -> None:
    calls = Calls()
    calls.began(called("{}", call_id="t"), 1.0)
    calls.began(called("[2]", call_id="u"), 2.0)

    assert calls.running(3.0) == [Card("f()", 2.0), Card("f([2])", 1.0)]


def test_an_answer_to_an_unknown_call_is_a_card_without_a_time() -> None:
    assert Calls().finished(returned("x"), 9.0) == Card("f", None, "x")


def test_a_call_the_server_runs_is_finished_at_once() -> None:
    calls = Calls()

    assert calls.began(called("{}", is_hosted=True), 1.0) == Card("f()", None, "run by the server")
    assert calls.running(1.0) == []
