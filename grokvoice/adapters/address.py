"""Where to connect, and what must be shown there; nothing of the latter ever reaches a message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

_PORTS: Final = {"ws": 80, "wss": 443}
_SHORTEST_SECRET: Final = 8
"""Characters; shorter words of a header ("Bearer") may be shown."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Address:
    """A server's URL and the headers it is sent; both may hold a key, and neither is shown."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    key_name: str = "the key"
    """What the user calls the key, for messages."""

    @property
    def origin(self) -> str:
        """Scheme, host and port, for messages: no user, no path, no query."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    @property
    def is_loopback(self) -> bool:
        """Whether the server is on this machine, where no proxy has any business."""
        host = urlsplit(self.url).hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False

    def without_secrets(self, text: str) -> str:
        """Give a text in which the words of the headers are masked; servers like to echo them."""
        words = {word for value in self.headers.values() for word in value.split()}
        secrets = sorted((word for word in words if len(word) >= _SHORTEST_SECRET), key=len)
        pattern = "|".join(re.escape(word) for word in reversed(secrets))
        return re.sub(pattern, "…", text) if pattern else text

    def __repr__(self) -> str:
        return f"Address({self.origin})"


def origin_of(url: str) -> tuple[str, str | None, int | None]:
    """Give what two URLs must share to be the same server, the port written out."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
