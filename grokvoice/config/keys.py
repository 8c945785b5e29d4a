"""Which key may go to which server: a key is only sent where it was given for.

    server                      key that is sent
    xAI (api.x.ai)              XAI_API_KEY, from the environment, `.env` or the user's key file
    any other host              GROKVOICE_API_KEY, from the same places; if a server is configured
                                (GROKVOICE_URL, `config.toml`), it is that one's key alone
    any host named by `.env`    as above, but only from that same `.env`

The last line is why a foreign folder cannot harvest a key: its `.env` may name a server, and then
the user's own keys are out of reach; the one before keeps the key of one server from another that
`--url` names for once. A loopback server may do without any key.
"""

from collections.abc import Sequence
from typing import Final

from grokvoice.config.layers import OTHER_KEY, XAI_KEY, Layer
from grokvoice.config.origins import Origin, Source
from grokvoice.config.secret import Secret
from grokvoice.config.urls import host_of, is_loopback, is_xai, origin_of
from grokvoice.errors import KeyMissingError

_PLAIN_WORD: Final = frozenset(map(chr, range(0x21, 0x7F)))


def key_for(url: str, origin: Origin, layers: Sequence[Layer]) -> Secret | None:
    """Return the key that may be sent to `url`, given where the URL came from.

    Raises:
        KeyMissingError: the key holds what cannot stand in an HTTP header.
    """
    name, holder = key_name(url), _holder(url, origin, layers)
    key = holder.keys[name] if holder else None
    if key:
        check_sendable(name, key)
    return key


def key_origin(url: str, origin: Origin, layers: Sequence[Layer]) -> Origin | None:
    """Return where that key comes from; None if there is none."""
    holder = _holder(url, origin, layers)
    return holder.origin if holder else None


def key_name(url: str) -> str:
    """Return the variable that holds the key of a server."""
    return XAI_KEY if is_xai(url) else OTHER_KEY


def check_sendable(name: str, key: Secret) -> None:
    """Make sure that a key can stand in an HTTP header.

    Raises:
        KeyMissingError: it is empty, or holds what cannot.
    """
    if not key.reveal():
        raise KeyMissingError(f"{name} is empty: copy it again.")
    if not _PLAIN_WORD.issuperset(key.reveal()):
        raise KeyMissingError(f"{name} holds a space or a character no key has: copy it again.")


def missing_key(url: str, origin: Origin) -> KeyMissingError:
    """Say which key is missing, where it goes, and how to do without."""
    if origin.source is Source.DOTENV:
        name = key_name(url)
        return KeyMissingError(
            f"{origin.place} names the server {host_of(url)}, so its key must stand there too: "
            f"put {name} in that file, or use --local to try without a key."
        )
    if not is_xai(url):
        return KeyMissingError(
            f"there is no key for {host_of(url)}: {XAI_KEY} is never sent there, and {OTHER_KEY} "
            "is not set, or is for the server that is configured. Export it together with "
            f"GROKVOICE_URL, keep it with `grokvoice config set-key {OTHER_KEY}`, or try without a "
            "key: --local"
        )
    return KeyMissingError(
        f"{XAI_KEY} is not set: export it, put it in .env here, or keep it with `grokvoice config "
        "set-key`; https://console.x.ai gives one. Or try without a key: --local"
    )


def needs_key(url: str) -> bool:
    """Tell whether a server would refuse us without a key."""
    return not is_loopback(url)


def _holder(url: str, origin: Origin, layers: Sequence[Layer]) -> Layer | None:
    holders = (layer for layer in layers if key_name(url) in layer.keys)
    if origin.source is Source.DOTENV:
        return next((layer for layer in holders if layer.origin == origin), None)
    return next((layer for layer in holders if _is_meant_for(url, layer, layers)), None)


def _is_meant_for(url: str, holder: Layer, layers: Sequence[Layer]) -> bool:
    """Tell whether a key is for this server, going by the server that is configured beside it.

    Flags name a server for once, and another folder's `.env` has no say in whose key this is.
    """
    if is_xai(url):
        return True
    for layer in (holder, *layers):
        is_foreign = layer.origin.source is Source.DOTENV and layer is not holder
        if "url" in layer.texts and layer.origin.source is not Source.FLAG and not is_foreign:
            configured = layer.texts["url"]
            return is_xai(configured) or origin_of(configured) == origin_of(url)
    return True
