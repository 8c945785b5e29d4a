import pytest

from grokvoice.cli.main import run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--audio", "q.wav", "and words"], "--audio is the question itself"),
        (["--audio", "q.wav", "--verbatim"], "--audio is the question itself"),
        (["--audio", "~nobody-of-that-name/q.wav"], "home of an unknown user"),
        (["hi", "-o", "-", "--json"], "--output - and --json both want standard output"),
        (["hi", "--speaker", "-", "--json"], "--speaker - and --json both want standard output"),
    ],
)
def test_what_contradicts_itself_is_refused_before_anything_is_opened(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["say", "--local", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["hi"], ["--verbatim", "hi"], ["--audio", "q.wav"], ["hi", "-o", "-"]]
)
def test_everything_is_checked_before_the_key(arguments: list[str]) -> None:
    assert run(["say", *arguments]) == 4


def test_the_reply_is_all_there_is_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["say", "--local", "--no-play", "--verbatim", "Hi."]) == 0
    assert capsys.readouterr() == ("Hi.\n", "")
