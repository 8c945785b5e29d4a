"""The base of everything the server says."""

from dataclasses import dataclass
from typing import ClassVar

from grokvoice.protocol.items import Part
from grokvoice.protocol.values import UNSET, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerEvent(Part):
    """Base of all server events; nearly all carry `previous_item_id`, meant or not."""

    wire_type: ClassVar[str]

    event_id: str | Unset = UNSET
    previous_item_id: str | Unset | None = UNSET
