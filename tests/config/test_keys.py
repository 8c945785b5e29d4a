import pytest

from grokvoice.config import Origin, Secret, Source
from grokvoice.config.keys import key_for, key_origin, missing_key, needs_key
from grokvoice.config.layers import Layer
from grokvoice.config.urls import DEFAULT_URL
from grokvoice.errors import KeyMissingError

FOREIGN = "wss://gateway.example/v1"
FLAG = Origin(Source.FLAG)
ENVIRONMENT = Origin(Source.ENVIRONMENT)
DOTENV = Origin(Source.DOTENV, "/p/.env")
CONFIG = Origin(Source.CONFIG_FILE, "/c/config.toml")
DEFAULT = Origin(Source.DEFAULT)

USERS = Layer(
    ENVIRONMENT, {}, {"XAI_API_KEY": Secret("users"), "GROKVOICE_API_KEY": Secret("users-other")}
)
FOLDERS = Layer(
    DOTENV, {}, {"XAI_API_KEY": Secret("folders"), "GROKVOICE_API_KEY": Secret("folders-other")}
)
EMPTY = Layer(ENVIRONMENT, {})


@pytest.mark.parametrize(
    ("url", "origin", "layers", "expected"),
    [
        (DEFAULT_URL, DEFAULT, [USERS, FOLDERS], "users"),
        (DEFAULT_URL, DEFAULT, [EMPTY, FOLDERS], "folders"),
        (DEFAULT_URL, FLAG, [USERS, FOLDERS], "users"),
        (FOREIGN, FLAG, [USERS, FOLDERS], "users-other"),
        (FOREIGN, ENVIRONMENT, [EMPTY, FOLDERS], "folders-other"),
        (FOREIGN, DOTENV, [USERS, FOLDERS], "folders-other"),
        (DEFAULT_URL, DOTENV, [USERS, FOLDERS], "folders"),
        ("ws://127.0.0.1:1", FLAG, [USERS], "users-other"),
    ],
)
def test_a_key_goes_where_it_was_given_for(
    url: str, origin: Origin, layers: list[Layer], expected: str
) -> None:
    assert key_for(url, origin, layers) == Secret(expected)
    assert key_origin(url, origin, layers) == (DOTENV if "folders" in expected else ENVIRONMENT)


@pytest.mark.parametrize(
    ("url", "origin", "layer"),
    [
        (FOREIGN, DOTENV, USERS),
        (DEFAULT_URL, DOTENV, USERS),
        ("ws://127.0.0.1:1", DOTENV, USERS),
        (FOREIGN, FLAG, Layer(ENVIRONMENT, {}, {"XAI_API_KEY": Secret("users")})),
        (FOREIGN, ENVIRONMENT, Layer(ENVIRONMENT, {}, {"XAI_API_KEY": Secret("users")})),
        ("ws://127.0.0.1:1", FLAG, Layer(ENVIRONMENT, {}, {"XAI_API_KEY": Secret("users")})),
    ],
)
def test_a_key_goes_nowhere_else(url: str, origin: Origin, layer: Layer) -> None:
    assert key_for(url, origin, [layer]) is None
    assert key_origin(url, origin, [layer]) is None


def keyed(origin: Origin, url: str = "") -> Layer:
    return Layer(origin, {"url": url} if url else {}, {"GROKVOICE_API_KEY": Secret("k")})


def naming(origin: Origin, url: str) -> Layer:
    return Layer(origin, {"url": url})


@pytest.mark.parametrize(
    ("layers", "is_sent"),
    [
        ([keyed(ENVIRONMENT, FOREIGN)], True),
        ([keyed(ENVIRONMENT, "wss://GATEWAY.example:443/other")], True),
        ([keyed(ENVIRONMENT, "wss://another.example/v1")], False),
        ([keyed(ENVIRONMENT, "wss://gateway.example:444/v1")], False),
        ([keyed(ENVIRONMENT, "no [url")], False),
        ([keyed(ENVIRONMENT, DEFAULT_URL)], True),
        ([keyed(ENVIRONMENT), naming(CONFIG, "wss://another.example/v1")], False),
        ([keyed(ENVIRONMENT), naming(DOTENV, "wss://another.example/v1")], True),
        ([keyed(DOTENV, "wss://another.example/v1")], False),
        ([keyed(ENVIRONMENT, "wss://another.example/v1"), keyed(DOTENV, FOREIGN)], True),
    ],
)
def test_the_key_of_the_server_that_is_configured_is_not_sent_to_one_that_a_flag_names(
    layers: list[Layer], is_sent: bool
) -> None:
    found = key_for(FOREIGN, FLAG, [naming(FLAG, FOREIGN), *layers])

    assert found == (Secret("k") if is_sent else None)


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "Schlüssel"])
def test_a_key_that_cannot_be_a_header_is_refused_without_being_repeated(key: str) -> None:
    with pytest.raises(KeyMissingError, match="XAI_API_KEY holds a space") as caught:
        key_for(DEFAULT_URL, DEFAULT, [Layer(ENVIRONMENT, {}, {"XAI_API_KEY": Secret(key)})])

    assert key not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "origin", "message"),
    [
        (
            DEFAULT_URL,
            DEFAULT,
            "XAI_API_KEY is not set: export it, put it in .env here, or keep it with `grokvoice "
            "config set-key`; https://console.x.ai gives one. Or try without a key: --local",
        ),
        (
            FOREIGN,
            FLAG,
            "there is no key for gateway.example: XAI_API_KEY is never sent there, and "
            "GROKVOICE_API_KEY is not set, or is for the server that is configured. Export it "
            "together with GROKVOICE_URL, keep it with `grokvoice config set-key "
            "GROKVOICE_API_KEY`, or try without a key: --local",
        ),
        (
            FOREIGN,
            DOTENV,
            "/p/.env names the server gateway.example, so its key must stand there too: "
            "put GROKVOICE_API_KEY in that file, or use --local to try without a key.",
        ),
        (
            DEFAULT_URL,
            DOTENV,
            "/p/.env names the server api.x.ai, so its key must stand there too: "
            "put XAI_API_KEY in that file, or use --local to try without a key.",
        ),
    ],
)
def test_a_missing_key_is_named_with_the_way_out(url: str, origin: Origin, message: str) -> None:
    assert str(missing_key(url, origin)) == message


def test_only_a_loopback_server_does_without_a_key() -> None:
    assert needs_key(DEFAULT_URL)
    assert needs_key(FOREIGN)
    assert not needs_key("ws://localhost:1")
