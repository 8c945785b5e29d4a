"""The brain's events in the dialect of OpenAI's GA realtime API (reference, 9).

The brain always speaks xAI's dialect; this translates on the way out, event by event. It remembers
only what xAI leaves unsaid: the place of an item in its response, the words of a part that ends,
and the items whose end has to be announced.
"""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from grokvoice.protocol.values import JsonObject, JsonValue

_Translation: TypeAlias = Callable[[JsonObject], Iterator[JsonObject]]

_LIMITS: Final[JsonValue] = [
    {"name": "requests", "limit": 10_000, "remaining": 9999, "reset_seconds": 0.006},
    {"name": "tokens", "limit": 2_000_000, "remaining": 1_999_000, "reset_seconds": 0.03},
]
_NOT_HERE: Final = frozenset(
    {
        "conversation.created",
        "ping",
        "conversation.item.input_audio_transcription.updated",
    }
)
_WHY: Final[dict[str, JsonObject]] = {
    "cancelled": {"reason": "turn_detected"},
    "incomplete": {"reason": "content_filter"},
    "failed": {"error": {"type": "server_error", "code": "rate_limit_exceeded"}},
}
_XAI_ONLY: Final = ("rid", "start_time", "latency", "audio_duration_ms", "ts", "previous_item_id")


class OpenAiTongue:
    """Translates the events of one connection.

    Args:
        new_id: Where ids for added events come from.
        session: Tells the session in OpenAI's nesting.
    """

    def __init__(self, new_id: Callable[[], str], session: Callable[[], JsonObject]) -> None:
        self._new_id = new_id
        self._session = session
        self._session_id = ""
        self._places: dict[JsonValue, int] = {}
        """Items of the open response, by id."""
        self._words: dict[JsonValue, JsonValue] = {}
        """What was said, by item id."""
        self._waiting: dict[JsonValue, JsonObject] = {}
        """User items whose speech is not yet committed, as they were announced."""
        self._translations: dict[str, _Translation] = {
            "session.created": self._session_event,
            "session.updated": self._session_event,
            "conversation.item.added": self._item_added,
            "conversation.item.retrieved": self._retrieved,
            "conversation.item.truncated": self._truncated,
            "conversation.item.input_audio_transcription.completed": self._transcribed,
            "input_audio_buffer.committed": self._committed,
            "response.created": self._response_created,
            "response.done": self._response_done,
            "response.output_item.added": self._output_item,
            "response.output_item.done": self._output_item,
            "response.content_part.added": self._part_added,
            "response.content_part.done": self._part_done,
            "response.output_audio_transcript.done": self._words_done,
            "response.output_audio.delta": self._placed_event,
            "response.output_audio.done": self._placed_event,
            "response.output_audio_transcript.delta": self._placed_event,
            "response.function_call_arguments.delta": self._placed_event,
            "response.function_call_arguments.done": self._placed_event,
        }

    def translate(self, event: JsonObject) -> Iterator[JsonObject]:
        """Give the events that stand for one of xAI's; often none, sometimes several."""
        kind = str(event["type"])
        if kind in _NOT_HERE:
            return
        translation = self._translations.get(kind)
        if translation is None:
            yield _plain(event)
        else:
            yield from translation(event)

    def _session_event(self, event: JsonObject) -> Iterator[JsonObject]:
        session = event["session"]
        if isinstance(session, dict) and "id" in session:
            self._session_id = f"sess_{session['id']}"
        yield {**_plain(event), "session": {"id": self._session_id, **self._session()}}

    def _item_added(self, event: JsonObject) -> Iterator[JsonObject]:
        item = _object(event["item"])
        if item["status"] == "in_progress" and item.get("role") == "user":
            self._waiting[item["id"]] = event
            return
        if item["id"] in self._waiting:
            return  # told with the commit
        told = {**event, "item": _item(item)}
        yield told
        if item["status"] == "completed":
            yield {**told, "type": "conversation.item.done", "event_id": self._new_id()}

    def _committed(self, event: JsonObject) -> Iterator[JsonObject]:
        added = self._waiting.get(event["item_id"], event)
        yield {**event, "previous_item_id": added["previous_item_id"]}
        if "item" not in added:
            return
        item: JsonObject = {**_item(_object(added["item"])), "status": "completed"}
        told: JsonObject = {**added, "item": item}
        yield {**told, "event_id": self._new_id()}
        yield {**told, "type": "conversation.item.done", "event_id": self._new_id()}

    def _transcribed(self, event: JsonObject) -> Iterator[JsonObject]:
        if event["status"] == "in_progress":
            return
        base = {name: held for name, held in _plain(event).items() if name != "status"}
        words = base.pop("transcript")
        kind = "conversation.item.input_audio_transcription.delta"
        yield {**base, "type": kind, "event_id": self._new_id(), "delta": words}
        yield {**base, "transcript": words, "usage": {"type": "duration", "seconds": 1}}

    def _response_created(self, event: JsonObject) -> Iterator[JsonObject]:
        self._places.clear()
        yield {**_plain(event), "response": self._response(_object(event["response"]), None)}
        yield {
            "type": "rate_limits.updated",
            "event_id": self._new_id(),
            "rate_limits": _LIMITS,
        }

    def _response_done(self, event: JsonObject) -> Iterator[JsonObject]:
        plain = _plain(event)
        usage = _object(plain.pop("usage"))
        plain.pop("response_id")
        yield {**plain, "response": self._response(_object(event["response"]), _usage(usage))}

    def _output_item(self, event: JsonObject) -> Iterator[JsonObject]:
        item = _item(_object(event["item"]))
        place = self._places.setdefault(item["id"], len(self._places))
        if item["type"] == "message":
            item["content"] = self._content(item["id"]) if item["status"] == "completed" else []
        yield {**_plain(event), "output_index": place, "item": item}
        if event["type"] == "response.output_item.done":
            yield {
                "type": "conversation.item.done",
                "event_id": self._new_id(),
                "item": item,
                "previous_item_id": None,
            }

    def _part_added(self, event: JsonObject) -> Iterator[JsonObject]:
        yield {**self._placed(event), "part": {"type": "audio", "transcript": ""}}

    def _part_done(self, event: JsonObject) -> Iterator[JsonObject]:
        part = {"type": "audio", "transcript": self._words.get(event["item_id"], "")}
        yield {**self._placed(event), "part": part}

    def _words_done(self, event: JsonObject) -> Iterator[JsonObject]:
        self._words[event["item_id"]] = event["transcript"]
        yield self._placed(event)

    def _placed_event(self, event: JsonObject) -> Iterator[JsonObject]:
        yield self._placed(event)

    def _retrieved(self, event: JsonObject) -> Iterator[JsonObject]:
        yield {**_plain(event), "item": _item(_object(event["item"]))}

    def _truncated(self, event: JsonObject) -> Iterator[JsonObject]:
        yield {name: held for name, held in _plain(event).items() if name != "transcript"}

    def _placed(self, event: JsonObject) -> JsonObject:
        return {**_plain(event), "output_index": self._places.get(event["item_id"], 0)}

    def _content(self, item_id: JsonValue) -> JsonValue:
        return [{"type": "output_audio", "transcript": self._words.get(item_id, "")}]

    def _response(self, response: JsonObject, usage: JsonObject | None) -> JsonObject:
        listed = response["output"]
        items: list[JsonValue] = [_item(_object(item)) for item in _list(listed)]
        status = response["status"]
        is_over = status not in {"in_progress", "completed"}
        return {
            "metadata": None,
            **response,
            "output": items,
            "status_details": {"type": status, **_WHY[str(status)]} if is_over else None,
            "usage": usage,
            "conversation_id": None,
            "output_modalities": ["audio"],
            "max_output_tokens": "inf",
        }


def _plain(event: JsonObject) -> JsonObject:
    return {name: held for name, held in event.items() if name not in _XAI_ONLY}


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _item(item: JsonObject) -> JsonObject:
    """Take the role from calls, and name the content as OpenAI does."""
    if item["type"] != "message":
        return {name: held for name, held in item.items() if name != "role"}
    content: list[JsonValue] = [_part(_object(part)) for part in _list(item.get("content"))]
    return {**item, "content": content}


def _part(part: JsonObject) -> JsonObject:
    return {**part, "type": "output_audio"} if part.get("type") == "audio" else part


def _usage(usage: JsonObject) -> JsonObject:
    """Leave out what only xAI counts."""
    return {
        name: {kind: count for kind, count in held.items() if kind != "grok_tokens"}
        if isinstance(held, dict)
        else held
        for name, held in usage.items()
        if not name.endswith("_seconds")
    }
