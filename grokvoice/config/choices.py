"""Which of several sources decides an option, and what to say when its text is wrong there."""

from collections.abc import Sequence
from typing import TypeVar

from grokvoice.config.layers import Layer
from grokvoice.config.options import Option
from grokvoice.config.origins import Origin, Source
from grokvoice.errors import UsageError

T = TypeVar("T")


class Choices:
    """The layers, strongest first, asked option by option."""

    def __init__(self, found: Sequence[Layer]) -> None:
        self.layers = found

    def origin(self, option: Option[object]) -> Origin:
        """Return where the option's value comes from."""
        layer = self._layer(option)
        return layer.origin if layer else Origin(Source.DEFAULT)

    def text(self, option: Option[object]) -> str:
        """Return the option as it was typed, or its default as one would type it."""
        layer = self._layer(option)
        return layer.texts[option.name] if layer else option.default_text

    def value(self, option: Option[T]) -> T:
        """Return the option's value from the strongest layer that sets it.

        Raises:
            UsageError: its text cannot be read, or names a file in a `.env`.
        """
        layer = self._layer(option)
        if layer is None:
            return option.default
        text = layer.texts[option.name]
        label = layer.origin.label(option.name)
        if layer.origin.source is Source.DOTENV and option.names_file(text):
            # Or a foreign folder could have our files sent, or overwritten.
            raise UsageError(f"{label}: a .env may not name files; give it as a flag.")
        try:
            return option.read(text)
        except UsageError as error:
            raise UsageError(f"{label}: {error}") from error

    def is_over(self, option: Option[object], other: Option[object]) -> bool:
        """Tell whether `option` is set and `other`, which contradicts it, is not or more weakly.

        Raises:
            UsageError: both are set in the same place.
        """
        mine, others = self.origin(option), self.origin(other)
        if mine == others and mine.source is not Source.DEFAULT:
            labels = f"{mine.label(option.name)} and {others.label(other.name)}"
            raise UsageError(f"{labels} contradict each other: give one of them.")
        return mine.source < others.source

    def _layer(self, option: Option[object]) -> Layer | None:
        return next((layer for layer in self.layers if option.name in layer.texts), None)
