from grokvoice.config import Origin, Source
from grokvoice.config import options as table
from grokvoice.config.choices import Choices
from grokvoice.config.layers import Layer

CHOICES = Choices(
    (
        Layer(Origin(Source.FLAG), {"voice": "eve"}),
        Layer(Origin(Source.ENVIRONMENT), {"voice": "rex", "model": "x"}),
    )
)


def test_the_first_layer_that_sets_an_option_decides() -> None:
    assert CHOICES.value(table.VOICE) == "eve"
    assert CHOICES.origin(table.VOICE) == Origin(Source.FLAG)


def test_an_option_nobody_sets_has_its_default() -> None:
    assert CHOICES.value(table.SPEED) == 1.0
    assert CHOICES.origin(table.SPEED) == Origin(Source.DEFAULT)


def test_of_two_options_the_one_from_the_stronger_layer_is_over_the_other() -> None:
    assert CHOICES.is_over(table.VOICE, table.MODEL)
    assert not CHOICES.is_over(table.MODEL, table.VOICE)
    assert CHOICES.is_over(table.MODEL, table.SPEED)


def test_of_two_defaults_neither_is_over_the_other() -> None:
    assert not CHOICES.is_over(table.SPEED, table.URL)
    assert not CHOICES.is_over(table.URL, table.SPEED)
