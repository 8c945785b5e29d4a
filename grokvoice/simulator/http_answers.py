"""What the simulator answers to a request before, or instead of, becoming a WebSocket."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from grokvoice.protocol.values import JsonObject
from grokvoice.simulator.voices import VOICES

REALTIME_PATH: Final = "/v1/realtime"
_VOICES_PATH: Final = "/v1/tts/voices"
_SECRET_PREFIXES: Final = ("xai-client-secret.", "openai-insecure-api-key.")


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The words beside the status."""
        return _phrase(self.status)


def answer_to(
    path: str, headers: Mapping[str, str], *, token: str = "", is_full: bool = False
) -> Answer | None:
    """Answer a request; None lets it become a WebSocket.

    Args:
        path: Path and query.
        headers: The request's headers; names in any case.
        token: What the client must show; "" for nothing.
        is_full: Whether there are as many connections as may be.
    """
    known = {name.lower(): value for name, value in headers.items()}
    if not _is_local_origin(known.get("origin", "")):
        return refusal(HTTPStatus.FORBIDDEN, "pages of other origins may not connect")
    place = path.partition("?")[0].rstrip("/")
    if place != REALTIME_PATH:
        return _answer_page(place)
    if token and not _is_shown(token, known):
        return refusal(HTTPStatus.UNAUTHORIZED, "the API key is missing or wrong")
    if is_full:
        return refusal(HTTPStatus.TOO_MANY_REQUESTS, "too many sessions", retry_after_s=1)
    return None


def _answer_page(place: str) -> Answer:
    if place == _VOICES_PATH:
        return _answer({"voices": [_voice(name) for name in VOICES]})
    name = place.removeprefix(f"{_VOICES_PATH}/").lower()
    if name in VOICES:
        return _answer(_voice(name))
    return refusal(HTTPStatus.NOT_FOUND, f"there is nothing at {place or '/'}")


def refusal(status: int, message: str, *, retry_after_s: float | None = None) -> Answer:
    """Refuse a request with the kind of body xAI's other endpoints give."""
    headers = {} if retry_after_s is None else {"Retry-After": f"{retry_after_s:g}"}
    body = {"code": _phrase(status), "error": message}
    return Answer(status, json.dumps(body).encode(), headers)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Refused"


def _answer(value: JsonObject) -> Answer:
    return Answer(HTTPStatus.OK, json.dumps(value).encode())


def _voice(name: str) -> JsonObject:
    return {
        "voice_id": name,
        "name": name.capitalize(),
        "language": "multilingual",
        "gender": "female" if VOICES[name].is_female else "male",
    }


def _is_local_origin(origin: str) -> bool:
    """Tell whether a request comes from no page, or from a page of this machine."""
    try:
        host = urlsplit(origin).hostname or ""
        return not origin or host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # neither a URL nor an address
        return False


def _is_shown(token: str, headers: Mapping[str, str]) -> bool:
    """Compare in constant time, so that nobody can guess a token letter by letter."""
    shown = [one.encode() for one in _shown_tokens(headers)]
    return any(hmac.compare_digest(token.encode(), one) for one in shown)


def _shown_tokens(headers: Mapping[str, str]) -> list[str]:
    protocols = [name.strip() for name in headers.get("sec-websocket-protocol", "").split(",")]
    return [headers.get("authorization", "").removeprefix("Bearer ")] + [
        name.removeprefix(prefix)
        for name in protocols
        for prefix in _SECRET_PREFIXES
        if name.startswith(prefix)
    ]
