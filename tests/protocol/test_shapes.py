from dataclasses import dataclass

import pytest

from grokvoice.protocol.items import Part
from grokvoice.protocol.shapes import from_json, to_json
from grokvoice.protocol.values import UNSET, JsonObject, JsonValue, Unset
from grokvoice.protocol.wire_problem import WireProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Part):
    size: int
    shade: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree(Part):
    name: str = "oak"
    is_tall: bool | Unset = UNSET
    age: float | Unset = UNSET
    rings: int | Unset = UNSET
    sound: bytes | Unset = UNSET
    labels: tuple[str, ...] | Unset | None = UNSET
    best: Leaf | Unset = UNSET
    leaves: tuple[Leaf, ...] | Unset = UNSET
    form: str | Leaf | Unset = UNSET
    limit: int | str | Unset = UNSET
    notes: dict[str, JsonValue] | Unset | None = UNSET
    anything: JsonValue | Unset = UNSET


WHOLE: JsonObject = {
    "name": "elm",
    "is_tall": True,
    "age": 2.5,
    "rings": 7,
    "sound": "AQL/",
    "labels": ["a", "b"],
    "best": {"size": 1, "shade": "dark", "smell": "sweet"},
    "leaves": [{"size": 2}, {"size": 3, "extra": []}],
    "form": {"size": 4},
    "limit": "inf",
    "notes": {"x": [None]},
    "anything": [{"y": 1.5}],
    "nest": {"eggs": 3},
}


def test_every_kind_of_field_is_read_and_what_has_no_name_is_kept() -> None:
    assert from_json(Tree, WHOLE) == Tree(
        name="elm",
        is_tall=True,
        age=2.5,
        rings=7,
        sound=b"\x01\x02\xff",
        labels=("a", "b"),
        best=Leaf(size=1, shade="dark", extra={"smell": "sweet"}),
        leaves=(Leaf(size=2), Leaf(size=3, extra={"extra": []})),
        form=Leaf(size=4),
        limit="inf",
        notes={"x": [None]},
        anything=[{"y": 1.5}],
        extra={"nest": {"eggs": 3}},
    )


def test_what_was_read_is_written_as_it_was() -> None:
    assert to_json(from_json(Tree, WHOLE)) == WHOLE


def test_what_is_read_leaves_the_object_it_was_read_from_alone() -> None:
    source: JsonObject = {"size": 1, "smell": "sweet"}

    from_json(Leaf, source)

    assert source == {"size": 1, "smell": "sweet"}


def test_what_was_left_out_takes_its_default() -> None:
    assert from_json(Tree, {}) == Tree(name="oak")
    assert to_json(Tree()) == {"name": "oak"}


@pytest.mark.parametrize(
    ("value", "tree"),
    [
        ({"labels": None}, Tree(labels=None)),
        ({"notes": None}, Tree(notes=None)),
        ({"anything": None}, Tree(anything=None)),
    ],
)
def test_a_null_with_a_meaning_of_its_own_is_kept(value: JsonObject, tree: Tree) -> None:
    assert from_json(Tree, value) == tree
    assert to_json(tree) == {"name": "oak", **value}


@pytest.mark.parametrize("name", ["name", "is_tall", "age", "rings", "sound", "best", "form"])
def test_any_other_null_counts_as_left_out(name: str) -> None:
    assert from_json(Tree, {name: None}) == Tree()


@pytest.mark.parametrize(
    ("value", "tree"),
    [
        ({"rings": 3.0}, Tree(rings=3)),
        ({"rings": 2**63 - 1}, Tree(rings=2**63 - 1)),
        ({"rings": -(2**63) + 1}, Tree(rings=-(2**63) + 1)),
        ({"age": 3}, Tree(age=3)),
        ({"age": 1e300}, Tree(age=1e300)),
        ({"sound": ""}, Tree(sound=b"")),
        ({"sound": "AQ=="}, Tree(sound=b"\x01")),
        ({"form": "round"}, Tree(form="round")),
        ({"limit": 4096}, Tree(limit=4096)),
        ({"leaves": []}, Tree(leaves=())),
    ],
)
def test_both_forms_of_a_value_are_read(value: JsonObject, tree: Tree) -> None:
    assert from_json(Tree, value) == tree


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "event: expected an object, got null"),
        ([], "event: expected an object, got a list"),
        ({"name": 1}, "name: expected text, got a number"),
        ({"name": {}}, "name: expected text, got an object"),
        ({"is_tall": 1}, "is_tall: expected true or false, got a number"),
        ({"is_tall": "yes"}, "is_tall: expected true or false, got text"),
        ({"age": True}, "age: expected a number, got true or false"),
        ({"age": "2.5"}, "age: expected a number, got text"),
        ({"rings": []}, "rings: expected a number, got a list"),
        ({"rings": False}, "rings: expected a number, got true or false"),
        ({"rings": 2.5}, "rings: expected a whole number below 2**63, got 2.5"),
        (
            {"rings": 2**63},
            "rings: expected a whole number below 2**63, got 9223372036854775808",
        ),
        (
            {"rings": -(2**63)},
            "rings: expected a whole number below 2**63, got -9223372036854775808",
        ),
        (
            {"rings": 10**299},
            f"rings: expected a whole number below 2**63, got 1{'0' * 39}",
        ),
        ({"sound": 1.5}, "sound: expected text, got a number"),
        ({"sound": "A"}, "sound: bad base64"),
        ({"sound": "AQ"}, "sound: bad base64"),
        ({"sound": "A_-A"}, "sound: bad base64"),
        ({"sound": "AQ==AQ=="}, "sound: bad base64"),
        ({"sound": "AQ\n=="}, "sound: bad base64"),
        ({"sound": "äöü="}, "sound: bad base64"),
        ({"labels": "a"}, "labels: expected a list, got text"),
        ({"labels": ["a", None]}, "labels[1]: expected text, got null"),
        ({"best": {}}, "best.size: missing"),
        ({"best": {"size": None}}, "best.size: missing"),
        ({"best": []}, "best: expected an object, got a list"),
        ({"leaves": [{"size": 1}, 5]}, "leaves[1]: expected an object, got a number"),
        ({"leaves": [{"size": 1, "shade": 5}]}, "leaves[0].shade: expected text, got a number"),
        ({"form": 5}, "form: expected an object, got a number"),
        ({"form": {"size": "x"}}, "form.size: expected a number, got text"),
        ({"limit": 1.5}, "limit: expected text, got a number"),
        ({"notes": []}, "notes: expected an object, got a list"),
    ],
)
def test_a_wrong_kind_is_a_problem_that_names_the_place(value: JsonValue, problem: str) -> None:
    with pytest.raises(WireProblem) as caught:
        from_json(Tree, value)

    assert str(caught.value) == problem
