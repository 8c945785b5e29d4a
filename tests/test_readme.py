"""What the README promises about its two lines."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def lines() -> list[str]:
    """The README's indented command lines, in order."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^    (\S.*)$", text, re.MULTILINE)


def test_the_test_line_is_what_continuous_integration_runs() -> None:
    [line] = [line for line in lines() if "&& pytest" in line]

    assert line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_first_line_ends_with_a_spoken_conversation_and_names_portaudio() -> None:
    first = lines()[0]

    assert "libportaudio2" in first
    assert first.endswith("grokvoice talk --local")
