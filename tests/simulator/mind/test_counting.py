import pytest

from grokvoice.simulator.mind.counting import asked_range, count_aloud, last_counted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("count to twenty", (1, 20)),
        ("Please count up to 5.", (1, 5)),
        ("count from ten to one", (10, 1)),
        ("counted twenty", (1, 20)),
        ("please come to twenty-five", (1, 25)),
        ("count to one thousand", (1, 100)),
        ("count", None),
        ("count on me", None),
        ("what time is it", None),
    ],
)
def test_a_request_to_count_is_understood(said: str, wanted: tuple[int, int] | None) -> None:
    assert asked_range(said) == wanted


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(1, 4, "One, two, three, four."), (3, 1, "Three, two, one."), (7, 7, "Seven.")],
)
def test_counting_goes_up_or_down(first: int, last: int, said: str) -> None:
    assert count_aloud(first, last) == said


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("One, two, three,", 3),
        ("Twenty-one, twenty-two, twenty", 20),
        ("One, two, thr", 2),
        ("One.", None),
        ("Well, two", None),
        ("", None),
    ],
)
def test_where_a_count_stopped_is_known(text: str, place: int | None) -> None:
    assert last_counted(text) == place
