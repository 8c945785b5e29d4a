"""The way out: every event passes here, to be worded, disguised or followed as the quirks say."""

from collections.abc import Iterator
from typing import Final

from grokvoice.protocol.codec import to_wire
from grokvoice.protocol.server_events import ALIASES, AnyServerEvent
from grokvoice.protocol.unreadable import UnknownEvent
from grokvoice.protocol.values import JsonObject
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.dice import Dice
from grokvoice.simulator.brain.hostile import mutate
from grokvoice.simulator.brain.messages import CloseSocket, Command, SendEvent, SendFrame, Stall
from grokvoice.simulator.brain.openai_settings import session_object
from grokvoice.simulator.brain.openai_tongue import OpenAiTongue

_OLD_NAMES: Final = {new: old for old, new in ALIASES.items()}
_INDICES: Final = ("output_index", "content_index")


class Gate:
    """Lets the brain's commands out."""

    def __init__(self, desk: Desk) -> None:
        self._quirks = desk.quirks
        self._dice = Dice(desk.quirks.seed)
        self._tongue: OpenAiTongue | None = None
        if desk.quirks.dialect == "openai":
            self._tongue = OpenAiTongue(desk.new_id, lambda: session_object(desk.settings))
        self._is_shut = False

    def let_out(self, commands: list[Command]) -> list[Command]:
        """Return what really goes out; nothing any more once the socket was closed."""
        return [out for command in commands for out in self._pass(command)]

    def _pass(self, command: Command) -> Iterator[Command]:
        if self._is_shut:
            return
        if isinstance(command, SendEvent):
            for event in self._worded(command.event):
                yield from self._sendings(event)
        else:
            yield command
        self._is_shut = self._is_shut or isinstance(command, CloseSocket | Stall)

    def _sendings(self, event: AnyServerEvent | UnknownEvent) -> Iterator[Command]:
        if self._is_shut:
            return
        quirks = self._quirks
        yield from [SendEvent(event=event)] * (2 if quirks.duplicates else 1)
        if quirks.hostile and self._dice.fraction() < quirks.hostile:
            yield SendFrame(frame=mutate(to_wire(event), self._dice))
        if event.wire_type == quirks.close_on:
            self._is_shut = True
            yield CloseSocket(code=quirks.close_code, reason=f"closed on {quirks.close_on}")
        elif event.wire_type == quirks.stall_on:
            self._is_shut = True
            yield Stall()

    def _worded(
        self, event: AnyServerEvent | UnknownEvent
    ) -> Iterator[AnyServerEvent | UnknownEvent]:
        if event.wire_type == "session.created" and not self._quirks.session_created:
            return
        if not self._is_worded_anew:
            yield event
            return
        fields = to_wire(event)
        for told in self._tongue.translate(fields) if self._tongue else [fields]:
            worn = self._disguised(told)
            yield UnknownEvent(wire_type=str(worn["type"]), fields=worn)

    @property
    def _is_worded_anew(self) -> bool:
        quirks = self._quirks
        is_plain = quirks.indices and not quirks.aliases and not quirks.replayed_field
        return bool(self._tongue) or not is_plain or quirks.empty_event_ids

    def _disguised(self, fields: JsonObject) -> JsonObject:
        quirks = self._quirks
        worn = dict(fields)
        if not quirks.indices:
            worn = {name: held for name, held in worn.items() if name not in _INDICES}
        if quirks.aliases:
            worn["type"] = _OLD_NAMES.get(str(worn["type"]), worn["type"])
        if quirks.empty_event_ids and "event_id" in worn:
            worn["event_id"] = ""
        item = worn.get("item")
        if quirks.replayed_field and isinstance(item, dict):
            worn["item"] = {**item, "replayed": False}
        return worn
