"""What `grokvoice.tool` notes about a function."""

import math

import pytest

from grokvoice.errors import UsageError
from grokvoice.tools.declaring import Declaration, StopResponse, declaration_of, tool


def plain() -> str:
    """Do nothing."""
    return "plain"


def test_a_function_without_a_declaration_has_none() -> None:
    assert declaration_of(plain) is None


def test_a_declared_function_stays_the_function_it_is() -> None:
    @tool
    def bare() -> str:
        return "bare"

    assert bare() == "bare"
    assert declaration_of(bare) == Declaration()


def test_everything_a_declaration_says_is_noted() -> None:
    schema = {"type": "object"}

    @tool("other", safe=True, timeout_s=2, parameters={"type": "object"})
    def named() -> None: ...

    assert declaration_of(named) == Declaration(
        name="other",
        is_safe=True,
        timeout_s=2,
        parameters=schema,  # type: ignore[arg-type]  # mypy widens the literal's values to str
    )


def test_a_tool_asks_unless_it_says_that_it_is_safe() -> None:
    @tool()
    def undeclared() -> None: ...

    assert declaration_of(undeclared) == Declaration(is_safe=False, timeout_s=30.0)


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf])
def test_a_time_out_that_is_no_time_is_refused(seconds: float) -> None:
    with pytest.raises(UsageError, match="seconds above 0"):
        tool(timeout_s=seconds)


def test_an_answer_without_a_spoken_follow_up_carries_what_the_model_is_told() -> None:
    assert [StopResponse().output, StopResponse({"a": 1}).output] == ["done", {"a": 1}]
