"""Which servers may be talked to, and which of them are xAI's own.

A URL decides where the microphone and the key go, so it is read strictly: what two parsers might
read differently is refused. Plain `ws://` is for this machine only.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from grokvoice.errors import UsageError

DEFAULT_URL: Final = "wss://api.x.ai/v1/realtime"

_PORTS: Final = {"ws": 80, "wss": 443}
_XAI_HOST: Final = "api.x.ai"
_LOOPBACK: Final = IPv4Network("127.0.0.0/8")
_LOOPBACK_6: Final = IPv6Address("::1")
_ODD: Final = re.compile(r"[^!-~]|[\\^`{|}<>\"]")
"""Spaces, controls, non-ASCII and what RFC 3986 never allows; urlsplit drops some of them."""


def server_url(text: str) -> str:
    """Return `text` if it is a URL that may be connected to.

    Raises:
        UsageError: not `wss://HOST…`, or `ws://` with a host that is not loopback, or user
            information in it. The message never repeats what might be a password.
    """
    url = _split(text)
    if url.scheme not in ("ws", "wss"):
        raise UsageError(f"scheme {url.scheme!r} is not a WebSocket's: use wss://HOST/PATH.")
    if "@" in url.netloc:
        raise UsageError("user information in a URL is refused: put a key in GROKVOICE_API_KEY.")
    if not url.hostname or url.fragment:
        raise UsageError("a server URL needs a host and has no #fragment: use wss://HOST/PATH.")
    if url.scheme == "ws" and not is_loopback(text):
        raise UsageError(
            f"ws:// to {url.hostname} would send your voice unencrypted: use wss://, "
            "or a loopback host (127.0.0.1, [::1] or localhost)."
        )
    return text


def is_loopback(url: str) -> bool:
    """Tell whether the host is this machine: 127.0.0.0/8, ::1 or `localhost`, written plainly."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    # An IPv4 address mapped into IPv6 is refused on purpose: only a trick is spelt so.
    return address in _LOOPBACK if isinstance(address, IPv4Address) else address == _LOOPBACK_6


def is_xai(url: str) -> bool:
    """Tell whether the host is xAI's own, reached encrypted."""
    parts = urlsplit(url)
    return parts.scheme == "wss" and parts.hostname == _XAI_HOST


def origin_of(url: str) -> tuple[str, str, int | None] | None:
    """Return scheme, host and port, by which servers are told apart; None if it is no URL."""
    try:
        parts = _split(url)
    except UsageError:
        return None
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)


def host_of(url: str) -> str:
    """Return the host for messages; the rest of a URL may hold what should not be printed."""
    return urlsplit(url).hostname or ""


def _split(text: str) -> SplitResult:
    if _ODD.search(text):
        raise UsageError("a server URL has no spaces and no special characters: wss://HOST/PATH.")
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError as error:
        raise UsageError(f"the server URL cannot be read ({error}): use wss://HOST/PATH.") from None
    return url
