import pytest

from grokvoice.child_environment import without_secrets


def test_what_is_no_secret_is_passed_on() -> None:
    environ = {"PATH": "/bin", "PULSE_SERVER": "unix:/run", "KEYBOARD": "no", "TOKENS_LEFT": "3"}

    assert without_secrets(environ) == environ


@pytest.mark.parametrize(
    "name", ["XAI_API_KEY", "GROKVOICE_API_KEY", "GITHUB_TOKEN", "aws_secret_access", "DB_PASSWORD"]
)
def test_secrets_are_not(name: str) -> None:
    assert without_secrets({name: "canary", "PATH": "/bin"}) == {"PATH": "/bin"}
