import pytest

from grokvoice.errors import UsageError
from grokvoice.simulator.toml_table import Table

TOP = Table({"name": "x", "n": 2, "on": True, "inner": {"a": 1}, "list": [{"b": 2}]}, "f.toml")


def test_values_are_read_by_kind() -> None:
    assert (TOP.text("name"), TOP.number("n", 0), TOP.flag("on")) == ("x", 2, True)
    assert TOP.table("inner").plain() == {"a": 1}
    assert [table.plain() for table in TOP.tables("list")] == [{"b": 2}]


def test_what_is_left_out_takes_its_default() -> None:
    assert (TOP.text("a", "z"), TOP.number("b", 3.5), TOP.flag("c")) == ("z", 3.5, False)
    assert (TOP.table("d").plain(), TOP.tables("e")) == ({}, [])


def test_a_single_table_is_a_list_of_one() -> None:
    assert [table.plain() for table in TOP.tables("inner")] == [{"a": 1}]


def test_presence_can_be_asked_for() -> None:
    assert ("name" in TOP, "nope" in TOP) == (True, False)


def test_places_are_told_from_the_file_inwards() -> None:
    (inside,) = TOP.tables("list")

    assert (inside.place, inside.table("deep").place) == ("f.toml: list[1]", "f.toml: list[1].deep")


@pytest.mark.parametrize(
    ("ask", "problem"),
    [
        (lambda: TOP.text("missing"), "f.toml: missing is missing"),
        (lambda: TOP.text("n"), "f.toml: n must be a text, not 2"),
        (lambda: TOP.number("name", 0), "f.toml: name must be a number from zero up, not 'x'"),
        (lambda: TOP.number("on", 0), "f.toml: on must be a number from zero up, not True"),
        (lambda: Table({"n": -1}, "f").number("n", 0), "f: n must be a number from zero up"),
        (lambda: TOP.flag("n"), "f.toml: n must be true or false, not 2"),
        (lambda: TOP.table("n"), "f.toml: n must be a table, not 2"),
        (lambda: TOP.tables("n"), "f.toml: n must be a list of tables, not 2"),
        (lambda: Table({"l": [1]}, "f").tables("l"), "f: l must be a list of tables, not [1]"),
        (lambda: TOP.refuse_unknown(["nam", "n"]), "f.toml: unknown key 'name': did you mean nam?"),
        (lambda: TOP.refuse_unknown(["q"]), "f.toml: unknown key 'name': known are q"),
    ],
)
def test_errors_say_where_and_what(ask: "object", problem: str) -> None:
    assert callable(ask)

    with pytest.raises(UsageError) as caught:
        ask()

    assert problem in str(caught.value)


def test_known_keys_are_no_problem() -> None:
    TOP.refuse_unknown(["name", "n", "on", "inner", "list", "more"])
