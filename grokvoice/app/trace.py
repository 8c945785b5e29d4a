"""`--trace FILE`: every event on the wire as a JSON line, audio replaced by its length in bytes.

    {"dir": "in", "ts": 0.481, "event": {"type": "response.output_audio.delta", "delta": 23472, …}}

`ts` is seconds since the trace began. The key is in no event, what an MCP server is shown to let
xAI in is left out, and no sound is kept: a trace can be given to others; the words spoken are in
it.
"""

import contextlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final, TextIO

from grokvoice.errors import UsageError
from grokvoice.protocol.client_events import AnyClientEvent
from grokvoice.protocol.codec import FromServer, to_wire
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent
from grokvoice.protocol.values import JsonObject, JsonValue

logger = logging.getLogger(__name__)

_HIDDEN: Final = "…"
_SOUND_DELTAS: Final = {"response.output_audio.delta", "response.audio.delta"}


class TraceFile:
    """Writes what it is told, line by line, so that a crash leaves whole lines.

    A disk that is full ends the trace, not the talk.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self._began_at = clock()
        self._has_failed = False

    @classmethod
    def create(cls, path: Path, clock: Callable[[], float]) -> "TraceFile":
        """Open a new file, readable by its owner only.

        Raises:
            UsageError: it cannot be written.
        """
        try:
            path.touch(mode=0o600)
            if path.is_file():  # it may have been there before; a terminal stays as it is
                path.chmod(0o600)
            return cls(path.open("w", encoding="utf-8", buffering=1, newline="\n"), clock)
        except OSError as error:
            raise UsageError(
                f"cannot write the trace {path}: {error.strerror}. Choose another --trace FILE."
            ) from error

    def __call__(self, direction: str, event: FromServer | AnyClientEvent) -> None:
        """Write one event that went "in" or "out"."""
        if self._has_failed:
            return
        ts = round(self._clock() - self._began_at, 4)
        line = {"dir": direction, "ts": ts, "event": without_audio(event)}
        try:
            self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            self._has_failed = True
            logger.warning("the trace ends here: %s", error)

    def close(self) -> None:
        """Finish the file."""
        with contextlib.suppress(OSError):  # the disk is full; it was told
            self._stream.close()


def without_audio(event: FromServer | AnyClientEvent) -> JsonObject:
    """Give an event as the wire had it, without secrets, and its number of bytes for sound."""
    match event:
        case BinaryFrame():
            return {"type": "(binary frame)", "bytes": len(event.data)}
        case MalformedEvent():
            return {"type": event.wire_type, "problem": event.problem, "excerpt": event.excerpt}
        case _:
            fields = {name: _without_sound(name, of) for name, of in to_wire(event).items()}
            if event.wire_type in _SOUND_DELTAS and isinstance(text := fields.get("delta"), str):
                fields["delta"] = _decoded_length(text)
            return fields


def _without_sound(name: str, value: JsonValue) -> JsonValue:
    """Give a field of any depth; what is called "audio" and is text is sound."""
    match value:
        case str() if name == "audio":
            return _decoded_length(value)
        case dict() if value.get("type") == "mcp":
            return _without_secrets(value)
        case dict():
            return {inner: _without_sound(inner, of) for inner, of in value.items()}
        case list():
            return [_without_sound(name, of) for of in value]
        case _:
            return value


def _without_secrets(server: JsonObject) -> JsonObject:
    """Give an MCP server that xAI connects to, without what opens it."""
    secret: JsonObject = {"authorization": _HIDDEN}
    if isinstance(headers := server.get("headers"), dict):
        secret["headers"] = dict.fromkeys(headers, _HIDDEN)
    return server | {name: hidden for name, hidden in secret.items() if name in server}


def _decoded_length(base64_text: str) -> int:
    return len(base64_text) // 4 * 3 - base64_text[-2:].count("=")
