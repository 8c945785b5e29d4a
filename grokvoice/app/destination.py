"""From settings to the address of a server; loaded before anything that is slow to load."""

from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from grokvoice.adapters.address import Address
from grokvoice.config.layers import OTHER_KEY, XAI_KEY
from grokvoice.config.settings import ServerSettings, Settings
from grokvoice.config.urls import is_xai

_XAI_KEY: Final = f"{XAI_KEY} (https://console.x.ai)"


def address(server: ServerSettings, settings: Settings, conversation_id: str | None) -> Address:
    """Where to connect; the model counts only in the URL, so it is always there (1.1)."""
    parts = urlsplit(server.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    query["model"] = settings.voice.model
    query["reasoning.effort"] = settings.voice.reasoning
    if conversation_id:
        query["conversation_id"] = conversation_id
    headers = {"Authorization": f"Bearer {server.key.reveal()}"} if server.key else {}
    return Address(
        url=urlunsplit(parts._replace(query=urlencode(query))),
        headers=headers,
        key_name=_XAI_KEY if is_xai(server.url) else OTHER_KEY,
    )
