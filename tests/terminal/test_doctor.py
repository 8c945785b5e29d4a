"""The examination on a pseudo-terminal, which answers as some terminals do, or does not."""

from tests.terminal.conftest import Start, Terminal

ARGUMENTS = ("doctor", "--local", "--mic", "none", "--speaker", "none")
ASKED = b"\x1b[?u"


def examined(terminal: Terminal) -> str:
    """Wait for the report, and return it as it stands on the screen, line breaks left out."""
    assert terminal.exit_code() == 0
    assert terminal.is_restored
    assert terminal.sent.count(ASKED) == 1
    return " ".join(terminal.text.split())


def test_a_terminal_is_told_as_it_is(start: Start) -> None:
    terminal = start(*ARGUMENTS, columns=100, lines=50)

    shown = examined(terminal)

    assert "✓ ok terminal 100x50, 256 colours, Unicode; live view" in shown
    assert "✓ ok push-to-talk --ptt: tap the space bar" in shown
    assert "grokvoice: connecting to the server ..." in shown


def test_a_terminal_that_reports_releases_is_known_by_its_answer(start: Start) -> None:
    terminal = start(*ARGUMENTS, columns=100, lines=50)
    terminal.until(lambda it: ASKED in it.sent, "the question")

    terminal.type("\x1b[?0u")

    assert "✓ ok push-to-talk --ptt: hold the space bar" in examined(terminal)


def test_what_a_terminal_cannot_do_is_told(start: Start) -> None:
    terminal = start(*ARGUMENTS, columns=100, lines=50, TERM="dumb", PYTHONIOENCODING="ascii")

    assert terminal.exit_code() == 0
    shown = " ".join(terminal.text.split())
    assert "! warn terminal 100x50, no colour, ASCII only; plain lines, for TERM is dumb" in shown
    assert b"\x1b" not in terminal.sent
