from typing import get_args

from grokvoice.protocol import conversation_events, response_events
from grokvoice.protocol.server_event import ServerEvent
from grokvoice.protocol.server_events import ALIASES, AnyServerEvent

WIRE_TYPES = [cls.wire_type for cls in get_args(AnyServerEvent)]


def test_the_union_names_every_event_of_both_modules() -> None:
    defined = {
        thing
        for module in (conversation_events, response_events)
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, ServerEvent) and thing is not ServerEvent
    }

    assert set(get_args(AnyServerEvent)) == defined


def test_no_two_events_share_a_type_on_the_wire() -> None:
    assert len(set(WIRE_TYPES)) == len(WIRE_TYPES) == 43


def test_an_alias_stands_for_a_known_type_and_hides_none() -> None:
    assert set(ALIASES.values()) <= set(WIRE_TYPES)
    assert not set(ALIASES) & set(WIRE_TYPES)
