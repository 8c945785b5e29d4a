"""The two things JSON has and Python's dataclasses lack: "left out", and any value at all."""

from enum import Enum
from typing import Final, Literal, TypeAlias

JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None
JsonObject: TypeAlias = dict[str, JsonValue]


class Unset(Enum):
    """The type of `UNSET`; falsy, so that `event.transcript or ""` reads as one would hope."""

    UNSET = "unset"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""A field the wire left out; `None` is a JSON null, which the wire tells apart."""
