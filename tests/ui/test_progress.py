import io

from grokvoice.session.updates import State
from grokvoice.ui.progress import Progress


def test_a_wait_is_one_word_that_is_taken_back() -> None:
    terminal = io.StringIO()
    progress = Progress(terminal, is_on=True)

    progress.tell(State.THINKING)
    progress.clear()
    progress.clear()

    assert terminal.getvalue() == "thinking ...\r            \r"


def test_what_can_be_heard_or_read_is_not_told() -> None:
    terminal = io.StringIO()
    progress = Progress(terminal, is_on=True)

    progress.tell(State.CONNECTING)
    progress.tell(State.SPEAKING)
    progress.tell(State.LISTENING)

    assert terminal.getvalue() == "connecting ...\r              \r"


def test_nothing_is_written_where_nothing_can_be_taken_back() -> None:
    file = io.StringIO()
    progress = Progress(file, is_on=False)

    progress.tell(State.RECONNECTING)
    progress.clear()

    assert file.getvalue() == ""
