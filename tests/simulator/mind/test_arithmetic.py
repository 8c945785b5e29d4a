import pytest

from grokvoice.simulator.mind.arithmetic import answer_sum


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("what is two plus three", "2 plus 3 is 5."),
        ("what is to plus three?", "2 plus 3 is 5."),
        ("What's 12 times 3 plus 4", "12 times 3 plus 4 is 40."),
        ("7 - 10", "7 minus 10 is -3."),
        ("please calculate ten divided by four", "10 divided by 4 is 2.5."),
        ("one third", None),
        ("1 / 3", "1 divided by 3 is 0.3333."),
        ("how much is twenty-five multiplied by 4", "25 times 4 is 100."),
        ("2 ^ 3 * 2", "2 to the power of 3 times 2 is 16."),
        ("two hundred and five minus six", "205 minus 6 is 199."),
        ("10 over 0", "Nothing can be divided by zero."),
        ("99 ^ 99 ^ 99", "That is more than I can count."),
        ("2 ^ 60", "That is more than I can count."),
        ("what is five", None),
        ("five plus", None),
        ("five plus apples", None),
        ("five apples", None),
        ("plus five", None),
        ("for to plus", None),
        ("hello there", None),
        ("", None),
    ],
)
def test_sums_are_worked_out_and_nothing_else(said: str, answer: str | None) -> None:
    assert answer_sum(said) == answer
