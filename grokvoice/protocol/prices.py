"""What xAI's realtime voice costs, as a dated table; every figure made of it is an estimate.

Source: reference, 1.7 (xAI's release notes and model pages). Tool invocations cost extra and are
not estimated.
"""

from dataclasses import dataclass
from typing import Final

AS_OF: Final = "2026-11-20"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars."""

    per_minute: float
    """For each minute of audio sent or received; with an open microphone, each minute of talk."""
    per_text_item: float
    """For each `conversation.item.create` that carries text; tool outputs are free."""


CURRENT: Final = Price(per_minute=0.08, per_text_item=0.004)
_BY_MODEL: Final = {"grok-voice-think-fast-1.0": Price(per_minute=0.05, per_text_item=0.004)}


def price_of(model: str) -> Price:
    """The price of a model; one that is not listed costs what the current one does."""
    return _BY_MODEL.get(model, CURRENT)
