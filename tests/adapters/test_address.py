import pytest

from grokvoice.adapters.address import Address, origin_of

KEY = "xai-canary-0123456789"


def test_an_address_shows_neither_its_headers_nor_what_a_url_may_hide() -> None:
    address = Address(
        url=f"wss://user:{KEY}@voice.test:8443/v1?token={KEY}",
        headers={"Authorization": f"Bearer {KEY}"},
    )

    assert repr(address) == "Address(wss://voice.test:8443)"


@pytest.mark.parametrize(
    ("url", "is_loopback"),
    [
        ("ws://127.0.0.1:8000/v1", True),
        ("ws://127.8.9.1/v1", True),
        ("ws://[::1]:8000/v1", True),
        ("ws://localhost/v1", True),
        ("wss://api.x.ai/v1", False),
        ("wss://127.0.0.1.evil.test/v1", False),
        ("wss://10.0.0.1/v1", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, *, is_loopback: bool) -> None:
    assert Address(url=url).is_loopback is is_loopback


def test_what_a_server_echoes_of_the_headers_is_masked_the_longest_word_first() -> None:
    address = Address(
        url="wss://voice.test/",
        headers={"Authorization": f"Bearer {KEY}", "X-Org": KEY[:12], "X-Short": "Bearer"},
    )

    masked = address.without_secrets(f"Bearer {KEY} is no key of {KEY[:12]}")

    assert masked == "Bearer … is no key of …"


def test_without_headers_nothing_is_masked() -> None:
    assert Address(url="wss://voice.test/").without_secrets("no such voice") == "no such voice"


def test_a_server_is_the_same_with_its_port_written_out() -> None:
    assert origin_of("wss://voice.test/a") == origin_of("wss://voice.test:443/b?c=d")


@pytest.mark.parametrize(
    "other", ["ws://voice.test/", "wss://other.test/", "wss://voice.test:444/"]
)
def test_another_scheme_host_or_port_is_another_server(other: str) -> None:
    assert origin_of("wss://voice.test/") != origin_of(other)
