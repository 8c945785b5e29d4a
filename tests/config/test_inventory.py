from collections.abc import Mapping

import pytest

from grokvoice.config import Origin, Secret, Source
from grokvoice.config.choices import Choices
from grokvoice.config.inventory import Entry, Plain, entries, entry_of, plain_value
from grokvoice.config.layers import Layer
from grokvoice.config.mcp_tables import McpTable
from grokvoice.config.naming import setting_named
from grokvoice.config.options import OPTIONS, VOICE, Option

FILE = Origin(Source.CONFIG_FILE, "/c/config.toml")
ENVIRONMENT = Origin(Source.ENVIRONMENT)
DEFAULT = Origin(Source.DEFAULT)


def found(texts: Mapping[str, str]) -> Choices:
    return Choices([Layer(ENVIRONMENT, texts)])


def test_every_setting_is_there_and_the_keys_after_them() -> None:
    names = [entry.name for entry in entries(found({}))]

    assert names == [*(option.key for option in OPTIONS), "XAI_API_KEY", "GROKVOICE_API_KEY"]


def test_a_setting_has_its_text_its_value_and_its_origin() -> None:
    choices = Choices([Layer(ENVIRONMENT, {"voice": "EVE"}), Layer(FILE, {"voice": "ara"})])

    assert entry_of(VOICE, choices) == Entry(
        name="voice", text="EVE", value="eve", origin=ENVIRONMENT
    )


def test_what_nobody_set_has_its_default() -> None:
    assert entry_of(VOICE, found({})) == Entry(
        name="voice", text="ara", value="ara", origin=DEFAULT
    )


def test_a_value_that_cannot_be_meant_is_shown_with_the_reason() -> None:
    assert entry_of(setting_named("speed"), found({"speed": "9"})) == Entry(
        name="speed",
        text="9",
        value="9",
        origin=ENVIRONMENT,
        problem="GROKVOICE_SPEED: '9' is out of range: give a number from 0.7 to 1.5.",
    )


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_default_can_be_typed(option: Option[object]) -> None:
    text = option.default_text

    assert not text or option.read(text) == option.default


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("json", "yes", True),
        ("silence_ms", "300", 300),
        ("speed", "1.20", 1.2),
        ("patience", "long", "long"),
        ("mic", "3", "3"),
        ("mic", "", None),
        ("voice", "Eve", "eve"),
        ("voice", "nobody at all", "nobody at all"),
        ("instructions", "Be brief.", "Be brief."),
        ("language", "auto", "auto"),
    ],
)
def test_a_text_is_the_value_that_toml_would_have(name: str, text: str, value: Plain) -> None:
    assert plain_value(setting_named(name), text) == value


def test_of_a_key_no_more_than_its_end_is_shown() -> None:
    secret = Secret("xai-0123456789abcdefgh")
    choices = Choices([Layer(ENVIRONMENT, {}), Layer(FILE, {}, {"XAI_API_KEY": secret})])

    *_, key, other = entries(choices)

    assert key == Entry(name="XAI_API_KEY", text="set, …efgh", value="set, …efgh", origin=FILE)
    assert other == Entry(name="GROKVOICE_API_KEY", text="", value=None, origin=DEFAULT)


def test_of_a_server_nothing_is_shown_that_may_hold_a_secret() -> None:
    servers = (
        McpTable(name="notes", command="npx", args=("--token", "t"), env={"TOKEN": "t"}),
        McpTable(name="far", url="https://far.example/mcp?token=t", headers={"X": "t"}),
    )

    shown = list(entries(Choices([Layer(FILE, {}, servers=servers)])))

    assert [(one.name, one.text) for one in shown if one.name.startswith("mcp")] == [
        ("mcp.notes", "npx"),
        ("mcp.far", "far.example"),
    ]
