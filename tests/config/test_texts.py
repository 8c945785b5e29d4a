from pathlib import Path

import pytest

from grokvoice.config import texts
from grokvoice.errors import UsageError


def _file(folder: Path, content: str) -> str:
    file = folder / "list.txt"
    file.write_text(content, encoding="utf-8")
    return str(file)


def test_instructions_are_the_text_itself() -> None:
    assert texts.instructions("Be brief.") == "Be brief."
    assert not texts.names_file("Be brief.")


def test_instructions_after_an_at_sign_are_in_a_file(tmp_path: Path) -> None:
    name = "@" + _file(tmp_path, "\ufeffVær kort.\n\nAlltid.\n")

    assert texts.names_file(name)
    assert texts.instructions(name) == "Vær kort.\n\nAlltid."


def test_keyterms_are_lines_without_blanks_and_comments(tmp_path: Path) -> None:
    assert texts.keyterms(_file(tmp_path, "# words\npytest\n\n  kubectl \n")) == (
        "pytest",
        "kubectl",
    )


def test_the_limits_of_the_service_are_the_limits_of_keyterms(tmp_path: Path) -> None:
    most = [f"{number:050d}" for number in range(100)]

    assert len(texts.keyterms(_file(tmp_path, "\n".join(most)))) == 100
    with pytest.raises(UsageError, match="has 101 terms: at most 100 are taken"):
        texts.keyterms(_file(tmp_path, "\n".join([*most, "one too many"])))
    with pytest.raises(UsageError, match="has 51 characters: at most 50"):
        texts.keyterms(_file(tmp_path, "x" * 51))


def test_pronunciations_are_pairs(tmp_path: Path) -> None:
    file = _file(tmp_path, "kubectl = cube control\n# next\nE=mc²=E equals\n")

    assert texts.pronunciations(file) == (("kubectl", "cube control"), ("E", "mc²=E equals"))


@pytest.mark.parametrize("line", ["kubectl", "= said", "word ="])
def test_half_a_pronunciation_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(UsageError, match="is not WORD = HOW TO SAY IT"):
        texts.pronunciations(_file(tmp_path, line))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*gone.txt': No such file or directory\."):
        texts.keyterms(str(tmp_path / "gone.txt"))


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(b"\xff\xfe\xfd")

    with pytest.raises(UsageError, match="it is not UTF-8 text"):
        texts.instructions(f"@{tmp_path / 'noise'}")
