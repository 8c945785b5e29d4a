"""Where a value came from: five sources in order of strength, and how to name them to a person."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, assert_never

ENV_PREFIX: Final = "GROKVOICE_"


class Source(IntEnum):
    """A kind of place that gives values; the smaller number wins."""

    FLAG = 0
    ENVIRONMENT = 1
    DOTENV = 2
    CONFIG_FILE = 3
    DEFAULT = 4


def variable_name(option: str) -> str:
    """Return the environment variable of an option: `silence_ms` is `GROKVOICE_SILENCE_MS`."""
    return ENV_PREFIX + option.upper()


@dataclass(frozen=True, slots=True)
class Origin:
    """The place one value came from."""

    source: Source
    place: str = ""
    """Path of the file, for the two sources that are files."""

    def __str__(self) -> str:
        """Name the place, and the kind of place where it has no name of its own."""
        return self.place or self.source.name.lower()

    def label(self, option: str) -> str:
        """Name the option as it is spelt there, so that the reader finds what to change."""
        match self.source:
            case Source.FLAG:
                return "--" + option.replace("_", "-")
            case Source.ENVIRONMENT:
                return variable_name(option)
            case Source.DOTENV:
                return f"{variable_name(option)} in {self.place}"
            case Source.CONFIG_FILE:
                return f"{option} in {self.place}"
            case Source.DEFAULT:
                return f"{option} (default)"
            case _:
                assert_never(self.source)
