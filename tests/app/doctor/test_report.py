import json
from typing import Any

import jsonschema

from grokvoice.app.doctor.judgement.finding import NAMES, Finding
from grokvoice.app.doctor.report import SCHEMA, document, lines

FOUND = [
    Finding(
        "python", "ok", "Python 3.11.7", measured={"python": "3.11.7", "packages": {"a": None}}
    ),
    Finding("terminal", "warn", "Narrow", "Make the window wider"),
    Finding("key", "fail", "xai-secret is\nrefused \x1b[2J", "Check xai-secret", {"shown": "…"}),
    Finding("echo", "skipped", "Needs a speaker"),
]


def redact(text: str) -> str:
    return text.replace("xai-secret", "…")


def told(*findings: Finding, has_unicode: bool = True, columns: int | None = None) -> list[str]:
    return list(lines(findings, redact, has_unicode=has_unicode, columns=columns))


def parsed(*findings: Finding) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(document(findings, redact, 5.678))
    return content


def test_each_finding_is_a_line_with_a_mark_a_word_and_its_remedy() -> None:
    assert told(*FOUND) == [
        "✓ ok       python           Python 3.11.7",
        "! warn     terminal         Narrow",
        "                            → Make the window wider",
        "✗ FAIL     key              … is refused \\x1b[2J",
        "                            → Check …",
        "· skipped  echo             Needs a speaker",
        "Found: 1 problem and 1 warning.",
    ]


def test_marks_can_be_ascii() -> None:
    shown = told(*FOUND, has_unicode=False)

    assert [line[0] for line in shown if line[0] != " "] == ["+", "!", "x", "-", "F"]
    assert "                            -> Make the window wider" in shown
    assert "".join(shown).replace("…", "").isascii()


def test_long_lines_are_broken_where_the_terminal_ends() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve"

    (shown, _) = told(Finding("echo", "ok", text), columns=60)

    rows = shown.split("\n")
    assert max(map(len, rows)) < 60
    assert all(row.startswith(" " * 28) for row in rows[1:])
    assert shown.split()[3:] == text.split()


def test_a_very_narrow_terminal_breaks_lines_itself() -> None:
    assert "\n" not in told(Finding("echo", "ok", "word " * 30), columns=30)[0]


def test_that_all_is_well_is_said() -> None:
    assert told(FOUND[0], FOUND[3])[-1] == "All is well."


def test_the_document_is_as_its_schema_says() -> None:
    content = parsed(*FOUND)

    jsonschema.validate(content, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert (content["v"], content["exit_code"], content["elapsed_s"]) == (1, 8, 5.7)
    assert content["findings"][2] == {
        "name": "key",
        "state": "fail",
        "text": "… is refused \\x1b[2J",
        "remedy": "Check …",
        "measured": {"shown": "…"},
    }
    assert content["findings"][0]["measured"] == {"python": "3.11.7", "packages": {"a": None}}


def test_the_schema_knows_every_name() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert schema["$defs"]["finding"]["properties"]["name"]["enum"] == list(NAMES)
