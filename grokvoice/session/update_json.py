"""Updates as JSON objects and back: one vocabulary for `--json`, the journal and the replay.

Every object has a `type`; the other fields are those of the update it stands for:

    session.start     conversation_id, model, voice; again if the conversation becomes another
    user.partial      item_id, text           replaces what came before for the item
    user.final        item_id, text           once for each item
    assistant.delta   item_id, text           append
    assistant.final   item_id, text, heard, unheard, interrupted; heard + unheard == text
    interrupt         item_id, heard_ms
    notice            code, text, level       "info" or "warning"; the talk goes on
    error             code, text
    tool.call         call_id, name, arguments (JSON as text), hosted (then no result follows)
    tool.result       call_id, name, output, error (true or false)
    cost              audio_s, dollars (an estimate), prices_as_of
    metric            name "latency": response_id, seconds, network_s, own_s
                      name "echo": step, removed_db (or null)
                      name "gaps": network, device; so far
                      name "sums": where every frame went, see `SumsCounted`
    session.end       exit_code, reason, elapsed_s, turns, latency_p50_s, latency_p95_s

Other updates have no type: states follow from these, and requests are a program's own affair.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Final

from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.session import updates
from grokvoice.session.updates import Update

_DIGITS: Final = 6
"""Of a fraction, whatever its unit: microseconds, and millionths of a dollar."""
_TYPES: Final[Mapping[type[Update], str]] = MappingProxyType(
    {
        updates.SessionStarted: "session.start",
        updates.UserPartial: "user.partial",
        updates.UserFinal: "user.final",
        updates.AssistantDelta: "assistant.delta",
        updates.AssistantFinal: "assistant.final",
        updates.Interrupted: "interrupt",
        updates.Notice: "notice",
        updates.ErrorShown: "error",
        updates.ToolCalled: "tool.call",
        updates.ToolReturned: "tool.result",
        updates.CostMeasured: "cost",
        updates.LatencyMeasured: "metric",
        updates.EchoMeasured: "metric",
        updates.GapsCounted: "metric",
        updates.SumsCounted: "metric",
        updates.SessionEnded: "session.end",
    }
)
_METRICS: Final[Mapping[type[Update], str]] = MappingProxyType(
    {
        updates.LatencyMeasured: "latency",
        updates.EchoMeasured: "echo",
        updates.GapsCounted: "gaps",
        updates.SumsCounted: "sums",
    }
)


def to_json(update: Update) -> JsonObject | None:
    """Give an update as a JSON object, `type` first; None if it has no type."""
    cls = type(update)
    kind = _TYPES.get(cls)
    if kind is None:
        return None
    head: JsonObject = {"type": kind}
    if cls in _METRICS:
        head["name"] = _METRICS[cls]
    return head | {
        field.name.removeprefix("is_"): _plain(getattr(update, field.name))
        for field in fields(update)
    }


def from_json(value: JsonObject) -> Update | None:
    """Read what `to_json` gave; None for an unknown type, or one whose fields do not fit.

    Fields that are not known are ignored, so that a newer version's objects can be read.
    """
    is_metric = value.get("type") == "metric"
    readers, kind = (_METRIC_READERS, "name") if is_metric else (_READERS, "type")
    read = readers.get(str(value.get(kind)))
    if read is None:
        return None
    try:
        return read(_Fields(value))
    except _UnfitError:
        return None


def _plain(value: JsonValue | Mapping[str, JsonValue]) -> JsonValue:
    if isinstance(value, float):
        return round(value, _DIGITS)
    return dict(value) if isinstance(value, Mapping) else value


class _UnfitError(Exception):
    """A field is missing, or of a wrong kind."""


class _Fields:
    """The fields of an object, each asked for by the kind it must have."""

    def __init__(self, value: JsonObject) -> None:
        self._value = value

    def text(self, name: str) -> str:
        held = self._value.get(name)
        if isinstance(held, str):
            return held
        raise _UnfitError

    def flag(self, name: str) -> bool:
        held = self._value.get(name)
        if isinstance(held, bool):
            return held
        raise _UnfitError

    def number(self, name: str) -> float:
        held = self._value.get(name)
        if isinstance(held, int | float) and not isinstance(held, bool):
            return held
        raise _UnfitError

    def whole(self, name: str) -> int:
        number = self.number(name)
        if number % 1 == 0:  # neither a fraction, nor infinite, nor no number at all
            return int(number)
        raise _UnfitError

    def optional(self, name: str) -> float | None:
        return None if self._value.get(name) is None else self.number(name)

    def counts(self, name: str) -> dict[str, int]:
        held = self._value.get(name)
        if isinstance(held, dict):
            return {cause: _Fields(held).whole(cause) for cause in held}
        raise _UnfitError


def _reply(of: _Fields) -> updates.AssistantFinal:
    return updates.AssistantFinal(
        item_id=of.text("item_id"),
        text=of.text("text"),
        heard=of.text("heard"),
        unheard=of.text("unheard"),
        is_interrupted=of.flag("interrupted"),
    )


def _notice(of: _Fields) -> updates.Notice:
    level = of.text("level")
    return updates.Notice(
        code=of.text("code"), text=of.text("text"), level="info" if level == "info" else "warning"
    )


def _call(of: _Fields) -> updates.ToolCalled:
    return updates.ToolCalled(
        call_id=of.text("call_id"),
        name=of.text("name"),
        arguments=of.text("arguments"),
        is_hosted=of.flag("hosted"),
    )


def _result(of: _Fields) -> updates.ToolReturned:
    return updates.ToolReturned(
        call_id=of.text("call_id"),
        name=of.text("name"),
        output=of.text("output"),
        is_error=of.flag("error"),
    )


def _latency(of: _Fields) -> updates.LatencyMeasured:
    return updates.LatencyMeasured(
        response_id=of.text("response_id"),
        seconds=of.number("seconds"),
        network_s=of.number("network_s"),
        own_s=of.number("own_s"),
    )


def _echo(of: _Fields) -> updates.EchoMeasured:
    removed_db = of.optional("removed_db")
    match of.text("step"):
        case "aec" | "gate" | "half" | "off" as step:
            return updates.EchoMeasured(step=step, removed_db=removed_db)
        case _:
            raise _UnfitError


def _gaps(of: _Fields) -> updates.GapsCounted:
    return updates.GapsCounted(network=of.whole("network"), device=of.whole("device"))


def _sums(of: _Fields) -> updates.SumsCounted:
    return updates.SumsCounted(
        captured=of.whole("captured"),
        acknowledged=of.whole("acknowledged"),
        in_flight=of.whole("in_flight"),
        waiting=of.whole("waiting"),
        dropped=of.counts("dropped"),
        muted=of.whole("muted"),
        received=of.whole("received"),
        played=of.whole("played"),
        flushed=of.whole("flushed"),
        stale=of.whole("stale"),
        buffered=of.whole("buffered"),
    )


def _end(of: _Fields) -> updates.SessionEnded:
    return updates.SessionEnded(
        exit_code=of.whole("exit_code"),
        reason=of.text("reason"),
        elapsed_s=of.number("elapsed_s"),
        turns=of.whole("turns"),
        latency_p50_s=of.optional("latency_p50_s"),
        latency_p95_s=of.optional("latency_p95_s"),
    )


_READERS: Final[Mapping[str, Callable[[_Fields], Update]]] = MappingProxyType(
    {
        "session.start": lambda of: updates.SessionStarted(
            conversation_id=of.text("conversation_id"),
            model=of.text("model"),
            voice=of.text("voice"),
        ),
        "user.partial": lambda of: updates.UserPartial(
            item_id=of.text("item_id"), text=of.text("text")
        ),
        "user.final": lambda of: updates.UserFinal(
            item_id=of.text("item_id"), text=of.text("text")
        ),
        "assistant.delta": lambda of: updates.AssistantDelta(
            item_id=of.text("item_id"), text=of.text("text")
        ),
        "assistant.final": _reply,
        "interrupt": lambda of: updates.Interrupted(
            item_id=of.text("item_id"), heard_ms=of.whole("heard_ms")
        ),
        "notice": _notice,
        "error": lambda of: updates.ErrorShown(code=of.text("code"), text=of.text("text")),
        "tool.call": _call,
        "tool.result": _result,
        "cost": lambda of: updates.CostMeasured(
            audio_s=of.number("audio_s"),
            dollars=of.number("dollars"),
            prices_as_of=of.text("prices_as_of"),
        ),
        "session.end": _end,
    }
)
_METRIC_READERS: Final[Mapping[str, Callable[[_Fields], Update]]] = MappingProxyType(
    {"latency": _latency, "echo": _echo, "gaps": _gaps, "sums": _sums}
)
