import pytest

from grokvoice.protocol.json_text import read_object, write_object
from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.protocol.wire_problem import WireProblem

NO_TEXT = "no JSON: Expecting value: line 1 column 1 (char 0)"
TOO_DEEP = "nested more than 64 levels deep"
TOO_MANY = "more than 100000 texts, brackets and commas"
HALF = "half a surrogate pair in a text"


def problem_of(text: str) -> str:
    with pytest.raises(WireProblem) as caught:
        read_object(text)
    return str(caught.value)


def nested(levels: int) -> JsonObject:
    value: JsonValue = 1
    for _ in range(levels - 1):
        value = [value]
    return {"a": value, "beside": []}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{}", {}),
        (' {"a": [null, true, -1, 2.5, "\\u00e9"]}\n', {"a": [None, True, -1, 2.5, "é"]}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{"face": "\\ud83d\\ude00 😀"}', {"face": "😀 😀"}),
        ('{"path": "C:\\\\ud800"}', {"path": "C:\\ud800"}),
        (f'{{"n": {"9" * 300}}}', {"n": 10**300 - 1}),
    ],
)
def test_an_object_is_read(text: str, value: JsonObject) -> None:
    assert read_object(text) == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", NO_TEXT),
        ("\ufeff{}", NO_TEXT),
        ("hello", NO_TEXT),
        ('{"a": 1', "no JSON: Expecting ',' delimiter: line 1 column 8 (char 7)"),
        ("{} {}", "no JSON: Extra data: line 1 column 4 (char 3)"),
        ('{"a": "\n"}', "no JSON: Invalid control character at: line 1 column 8 (char 7)"),
        ("[]", "event: expected an object"),
        ("null", "event: expected an object"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": [Infinity]}', "Infinity is no number of JSON"),
        ('{"a": -Infinity}', "-Infinity is no number of JSON"),
        ('{"a": 1e999}', "1e999 is too large"),
        ('{"a": -1e999}', "-1e999 is too large"),
        (f'{{"a": {"7" * 5000}}}', f"{'7' * 40} is too large"),
        ('{"a": "\\ud800"}', HALF),
        ('{"a": "\\uDC00"}', HALF),
        ('{"\\ude00\\ud83d": 1}', HALF),
        ('{"a": "\ud800"}', HALF),
    ],
)
def test_what_is_no_object_of_clean_values_is_refused(text: str, problem: str) -> None:
    assert problem_of(text) == problem


@pytest.mark.parametrize(
    "text",
    [
        write_object(nested(65)),
        write_object(nested(500)),
        "[" * 5_000 + "]" * 5_000,
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        "[" * 1_000_000,
        '{"[":' * 100 + '"\\',
    ],
)
def test_nesting_is_refused_before_it_can_exhaust_the_stack(text: str) -> None:
    assert problem_of(text) == TOO_DEEP


def test_sixty_four_levels_are_read() -> None:
    assert read_object(write_object(nested(64))) == nested(64)


@pytest.mark.parametrize("many", ["[]", "{}", '""', "1", '{"a":1}'])
def test_millions_of_small_values_are_refused_before_they_fill_the_memory(many: str) -> None:
    text = f'{{"a":[{",".join([many] * 200_000)}]}}'

    assert problem_of(text) == TOO_MANY


@pytest.mark.parametrize(
    "content",
    ["[" * 200_000, "{,}" * 100_000, '\\"[' * 100_000, "\\\\" * 100_000 + "[", "x" * 1_000_000],
)
def test_what_stands_inside_a_text_is_neither_deep_nor_many(content: str) -> None:
    text = f'{{"arguments":"{content}","next":[1]}}'

    assert read_object(text)["next"] == [1]


def test_brackets_side_by_side_are_not_deep() -> None:
    value: JsonObject = {"a": [[] for _ in range(1_000)]}

    assert read_object(write_object(value)) == value


@pytest.mark.parametrize(
    ("hostile", "problem"),
    [
        ('"\\' * 500_000, "no JSON: Unterminated string starting at: line 1 column 1 (char 0)"),
        ('"\\"' * 500_000 + "\\", TOO_MANY),
        ("[" * 60 + '"' * 1_000_000, TOO_MANY),
    ],
)
def test_quotes_that_never_close_cost_one_walk(hostile: str, problem: str) -> None:
    assert problem_of(hostile) == problem


@pytest.mark.parametrize(
    "value",
    [{"a": "é 😀 \x00 \u2028"}, {"a": "C:\\ud800"}, {"a": [1, 2.5, True, None, {"b": "\n"}]}],
)
def test_what_is_written_is_read_back_from_one_ascii_line(value: JsonObject) -> None:
    text = write_object(value)

    assert text.isascii()
    assert "\n" not in text
    assert read_object(text) == value


@pytest.mark.parametrize(
    "value",
    [
        {"a": float("nan")},
        {"a": [float("inf")]},
        {"a": {"b": float("-inf")}},
        {"a": "\ud800"},
        {"\udc00": 1},
        nested(100_000),
    ],
)
def test_what_no_wire_can_carry_is_not_written(value: JsonObject) -> None:
    with pytest.raises(WireProblem, match=r".+"):
        write_object(value)
