import pytest

from grokvoice.config import Origin, Source


@pytest.mark.parametrize(
    ("origin", "label"),
    [
        (Origin(Source.FLAG), "--silence-ms"),
        (Origin(Source.ENVIRONMENT), "GROKVOICE_SILENCE_MS"),
        (Origin(Source.DOTENV, "/p/.env"), "GROKVOICE_SILENCE_MS in /p/.env"),
        (Origin(Source.CONFIG_FILE, "/c/config.toml"), "silence_ms in /c/config.toml"),
        (Origin(Source.DEFAULT), "silence_ms (default)"),
    ],
)
def test_an_option_is_named_as_it_is_spelt_where_it_was_set(origin: Origin, label: str) -> None:
    assert origin.label("silence_ms") == label


def test_sources_are_ordered_by_strength() -> None:
    assert sorted(Source) == [
        Source.FLAG,
        Source.ENVIRONMENT,
        Source.DOTENV,
        Source.CONFIG_FILE,
        Source.DEFAULT,
    ]
