"""One document from a web server: asked for once, bounded, and never followed elsewhere.

The standard library does it: urllib knows the user's proxies and the system's certificates. It
would, however, take our key along to wherever a redirect leads, so redirects are refused.
"""

import json
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from grokvoice import __version__
from grokvoice.adapters.address import Address
from grokvoice.adapters.connect_errors import network_failed, refused
from grokvoice.errors import ConnectError

_LARGEST: Final = 2**20
_EXCERPT: Final = 200
"""Bytes of a refusal that are read; its first words are repeated to the user."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Leave the redirect to be told as the refusal it is to us."""


def get_json(address: Address, timeout_s: float) -> object:
    """Return what a server holds under an `http` or `https` address, read as JSON.

    Args:
        address: Where it is, and what is shown there.
        timeout_s: How long each step may take.

    Raises:
        ConnectError: and its kinds; it cannot be had, or is no JSON of at most 1 MiB.
    """
    request = Request(  # noqa: S310 - an address of ours, never file:
        address.url,
        headers={**address.headers, "User-Agent": f"grokvoice/{__version__}"},
    )
    proxies = [ProxyHandler({})] if address.is_loopback else []
    try:
        with build_opener(_NoRedirects, *proxies).open(request, timeout=timeout_s) as response:
            return json.loads(response.read(_LARGEST))
    except HTTPError as error:
        with error:
            raise refused(address, error.code, error.read(_EXCERPT), None) from None
    except URLError as error:
        raise _unreachable(error.reason, address, timeout_s) from None
    except OSError as error:
        raise network_failed(error, address, timeout_s) from None
    except (HTTPException, ValueError) as error:
        raise ConnectError(
            f"{address.origin} answered with something else than JSON.", may_retry=False
        ) from error


def _unreachable(reason: object, address: Address, timeout_s: float) -> ConnectError:
    if isinstance(reason, OSError):
        return network_failed(reason, address, timeout_s)
    return ConnectError(f"Cannot reach {address.origin}: {address.without_secrets(str(reason))}.")
