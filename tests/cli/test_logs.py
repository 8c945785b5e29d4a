import logging
from pathlib import Path

import pytest

from grokvoice.cli.logs import MaskingFormatter, start_logging, stop_logging, trace_place
from grokvoice.config import OutputSettings, Secret, Settings
from grokvoice.errors import UsageError

KEY = "xai-0123456789abcdefWXYZ"
logger = logging.getLogger("grokvoice.test")


def settings(log_file: Path | None = None, verbosity: int = 0) -> Settings:
    return Settings(
        secrets=(Secret(KEY),),
        output=OutputSettings(log_file=log_file, verbosity=verbosity),
    )


@pytest.mark.parametrize(("verbosity", "shown"), [(0, []), (1, ["INFO"]), (2, ["DEBUG", "INFO"])])
def test_verbosity_says_what_reaches_standard_error(
    capsys: pytest.CaptureFixture[str], verbosity: int, shown: list[str]
) -> None:
    start_logging(settings(verbosity=verbosity))

    logger.debug("details")
    logger.info("a phase")

    assert [line.split()[2] for line in capsys.readouterr().err.splitlines()] == shown


def test_a_log_file_gets_the_lines_instead(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "grok.log"
    start_logging(settings(file, verbosity=1))

    logger.info("a phase")
    stop_logging()

    assert file.read_text(encoding="utf-8").endswith(" INFO grokvoice.test: a phase\n")
    assert capsys.readouterr().err == ""


def test_starting_again_forgets_the_first_wish(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(settings(verbosity=2))
    start_logging(settings(verbosity=1))

    logger.info("once")

    assert capsys.readouterr().err.count("once") == 1


def test_a_log_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot write .*: No such file or directory"):
        start_logging(settings(tmp_path / "gone" / "grok.log"))


def test_the_key_is_masked_in_lines_and_tracebacks(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(settings(verbosity=2))

    logger.debug("headers %s", {"Authorization": f"Bearer {KEY}"})
    logger.error("it broke", exc_info=ValueError(KEY))

    text = capsys.readouterr().err
    assert KEY not in text
    assert "Bearer …WXYZ" in text
    assert "ValueError: …WXYZ" in text


def test_without_a_key_nothing_is_masked() -> None:
    record = logging.makeLogRecord({"msg": "as it is", "levelname": "INFO", "name": "x"})

    assert MaskingFormatter([]).format(record).endswith("INFO x: as it is")


def test_the_place_of_a_traceback_is_known(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    start_logging(settings())
    nowhere = trace_place()
    start_logging(settings(verbosity=1))
    still_nowhere = trace_place()
    start_logging(settings(verbosity=2))
    above = trace_place()
    start_logging(settings(tmp_path / "grok.log"))

    assert (nowhere, still_nowhere, above) == ("", "", "the lines above")
    assert trace_place() == str(tmp_path / "grok.log")
    assert capsys.readouterr().err == ""


def test_a_key_that_is_not_ours_to_send_is_masked_as_well() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "it said xai-0123456789abcdef", (), None)

    assert MaskingFormatter([Secret("another")]).format(record).endswith("it said xai-…")
