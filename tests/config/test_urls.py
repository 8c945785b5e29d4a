import pytest

from grokvoice.config.urls import DEFAULT_URL, host_of, is_loopback, is_xai, server_url
from grokvoice.errors import UsageError


@pytest.mark.parametrize(
    "url",
    [
        DEFAULT_URL,
        "wss://gateway.example:8443/v1/realtime?model=x",
        "WSS://gateway.example",
        "ws://127.0.0.1:8080/v1/realtime",
        "ws://127.9.8.7/",
        "ws://[::1]:8080",
        "ws://localhost:1",
        "ws://LOCALHOST",
    ],
)
def test_an_encrypted_or_local_url_is_taken_as_it_is(url: str) -> None:
    assert server_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "ws://127.0.0.1.evil.com",
        "ws://127.1@evil",
        "ws://127.1",
        "ws://2130706433",
        "ws://0x7f.0.0.1",
        "ws://127.0.0.1.",
        "ws://localhost.evil.com",
        "ws://localhost@evil.com",
        "ws://evil.com#@localhost",
        "ws://evil.com\\@localhost",
        "ws://[::ffff:8.8.8.8]",
        "ws://[::ffff:127.0.0.1]",
        "ws://[::1%25eth0]",
        "ws://0.0.0.0",
        "ws://api.x.ai/v1/realtime",
        "ws://loc\talhost",
        "ws://ⓛocalhost",
    ],
)
def test_plain_text_to_another_machine_is_refused_however_it_is_spelt(url: str) -> None:
    with pytest.raises(UsageError):
        server_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.x.ai/v1/realtime",
        "api.x.ai",
        "//api.x.ai",
        "file:///etc/passwd",
        "wss://",
        "wss:///v1/realtime",
        "wss://host:port",
        "wss://host:99999",
        "wss://[::1",
        "wss://user:pass@api.x.ai",
        "wss://api.x.ai@evil.com",
        "wss://api.x.ai/#x",
        "wss://api.x.ai/a b",
        "",
    ],
)
def test_what_is_not_a_server_url_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        server_url(url)


def test_the_message_says_what_to_do_and_repeats_no_password() -> None:
    with pytest.raises(UsageError) as caught:
        server_url("wss://me:hunter2@host")

    assert "hunter2" not in str(caught.value)
    assert "GROKVOICE_API_KEY" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        (DEFAULT_URL, True),
        ("wss://API.X.AI/other", True),
        ("wss://api.x.ai.evil.com", False),
        ("wss://evil.com/api.x.ai", False),
        ("wss://eu.api.x.ai", False),
        ("ws://api.x.ai", False),
    ],
)
def test_only_the_very_host_is_xai(url: str, is_ours: bool) -> None:
    assert is_xai(url) is is_ours


def test_loopback_is_told_from_the_rest() -> None:
    assert is_loopback("ws://127.0.0.1:1/x")
    assert is_loopback("wss://[::1]/x")
    assert not is_loopback("wss://gateway.example")


def test_the_host_is_named_without_the_rest() -> None:
    assert host_of("wss://gateway.example:1/x?token=y") == "gateway.example"
