"""What a module of plain values defines, to be compared with the union that names it."""

from dataclasses import is_dataclass
from types import ModuleType


def dataclasses_of(module: ModuleType) -> set[object]:
    """The dataclasses that a module defines itself."""
    return {
        member
        for member in vars(module).values()
        if is_dataclass(member) and getattr(member, "__module__", "") == module.__name__
    }
