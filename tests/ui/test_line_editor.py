import pytest

from grokvoice.ui.line_editor import LineEditor


def edited(*keys: str, text: str = "") -> str:
    """What is left of a text after some keys, with a bar for the cursor."""
    editor = LineEditor()
    editor.insert(text)
    for key in keys:
        editor.press(key)
    return f"{editor.text[: editor.cursor]}|{editor.text[editor.cursor :]}"


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ((), "one two  three|"),
        (("left", "left"), "one two  thr|ee"),
        (("home", "left"), "|one two  three"),
        (("c-a", "right"), "o|ne two  three"),
        (("end", "right"), "one two  three|"),
        (("c-a", "c-e"), "one two  three|"),
        (("word-left",), "one two  |three"),
        (("word-left", "word-left"), "one |two  three"),
        (("word-left",) * 5, "|one two  three"),
        (("home", "word-right", "word-right"), "one two|  three"),
        (("word-right",), "one two  three|"),
        (("backspace",), "one two  thre|"),
        (("home", "backspace"), "|one two  three"),
        (("home", "delete", "c-d"), "|e two  three"),
        (("delete",), "one two  three|"),
        (("c-w",), "one two  |"),
        (("c-w", "c-w"), "one |"),
        (("word-left", "c-u"), "|three"),
        (("word-left", "c-k"), "one two  |"),
        (("f5", "tab"), "one two  three|"),
    ],
)
def test_the_keys_of_every_shell_work(keys: tuple[str, ...], left: str) -> None:
    assert edited(*keys, text="one two  three") == left


@pytest.mark.parametrize("character", ["e\u0301", "👍🏽", "👨\u200d👩\u200d👧", "❤\ufe0f", "語"])
def test_what_looks_like_one_character_is_one_step(character: str) -> None:
    assert edited("backspace", text=f"a{character}") == "a|"
    assert edited("left", text=f"a{character}") == f"a|{character}"
    assert edited("home", "right", text=f"{character}a") == f"{character}|a"


def test_what_is_pasted_stays_one_line() -> None:
    assert edited(text="one\r\ntwo\n\tthree") == "one two  three|"


def test_typing_goes_where_the_cursor_is() -> None:
    editor = LineEditor()
    editor.insert("helo")
    editor.press("left")

    editor.insert("l")

    assert (editor.text, editor.cursor) == ("hello", 4)


def test_entering_gives_the_line_and_begins_a_new_one() -> None:
    editor = LineEditor()
    editor.insert(" hello ")

    assert editor.enter() == "hello"
    assert (editor.text, editor.cursor) == ("", 0)


def test_entered_lines_come_back() -> None:
    editor = LineEditor()
    for line in ("one", "two", "two", ""):
        editor.insert(line)
        editor.enter()
    editor.insert("thr")

    shown = []
    for key in ("up", "up", "up", "down", "down", "down"):
        editor.press(key)
        shown.append(editor.text)

    assert shown == ["two", "one", "one", "two", "thr", "thr"]


def test_only_so_many_lines_are_remembered() -> None:
    editor = LineEditor()
    for number in range(150):
        editor.insert(str(number))
        editor.enter()

    for _ in range(150):
        editor.press("up")

    assert editor.text == "50"


def test_a_cleared_line_is_gone() -> None:
    editor = LineEditor()
    editor.insert("hello")

    editor.clear()
    editor.press("up")

    assert editor.text == ""
