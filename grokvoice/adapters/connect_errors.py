"""Why no connection came about, in words that say what to do; the key is in none of them."""

import os
import re
import socket
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from grokvoice.adapters.address import Address
from grokvoice.errors import ConnectError, KeyRefusedError, RateLimitedError


def refused(
    address: Address, status: int, body: bytes, retry_after_s: float | None
) -> ConnectError:
    """Word a refusal; only a limit and a failing server are worth another try.

    Args:
        address: Who answered; what it repeats of our headers is masked.
        status: The HTTP status.
        body: Its first words are repeated to the user.
        retry_after_s: What the server asked to wait.
    """
    where, said = address.origin, address.without_secrets(_excerpt(body))
    match status:
        case 401:
            return KeyRefusedError(
                f"{where} refused the key (401{said}). Check {address.key_name}.",
                status=status,
                may_retry=False,
            )
        case 403:
            return KeyRefusedError(
                f"{where} refused access (403{said}): no credit left, or voice is not enabled for "
                f"this key. Check {address.key_name}.",
                status=status,
                may_retry=False,
            )
        case 429:
            return RateLimitedError(
                f"{where} has too many sessions of yours (429{said}). Wait, or end another one.",
                status=status,
                retry_after_s=retry_after_s,
            )
        case _:
            return ConnectError(
                f"{where} answered {status}{said} instead of opening a session. Check the URL.",
                status=status,
                retry_after_s=retry_after_s,
                may_retry=status >= 500,
            )


def network_failed(error: OSError, address: Address, timeout_s: float) -> ConnectError:
    """Word what the network, the name or the encryption failed at.

    Args:
        error: What was raised.
        address: Who was called.
        timeout_s: How long the answer was waited for.
    """
    where = address.origin
    match error:
        case TimeoutError():
            return ConnectError(
                f"{where} did not answer within {timeout_s:g} s. Check the network."
            )
        case ssl.SSLCertVerificationError():
            return ConnectError(
                f"Cannot trust {where}: {error.verify_message}. Check the address and the "
                "machine's clock; SSL_CERT_FILE names another authority.",
                may_retry=False,
            )
        case ssl.SSLError():
            return ConnectError(
                f"No encrypted connection to {where}: {error.reason}. Check the URL.",
                may_retry=False,
            )
        case socket.gaierror():  # its numbers are the resolver's own
            reason = error.strerror
        case _:
            reason = _os_reason(error)
    return ConnectError(f"Cannot reach {where}: {reason}. Check the name and the network.")


def seconds_to_wait(retry_after: str | None, now: datetime) -> float | None:
    """Read the header `Retry-After`, which holds seconds or a date; None if it holds neither.

    Args:
        retry_after: The header, if there was one.
        now: The wall clock, with its zone.

    Source: RFC 9110, 10.2.3.
    """
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:  # the zone "-0000": in universal time, says RFC 5322, 3.3
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _excerpt(body: bytes) -> str:
    text = " ".join(body[:200].decode("utf-8", "replace").split())
    return f": {text}" if text else ""


def _os_reason(error: OSError) -> str:
    """Say why; asyncio joins the failures of several addresses in a text and drops the number."""
    found = re.search(r"\[Errno (\d+)\]", str(error))
    return os.strerror(int(found[1])) if found else str(error) or "the connection was closed"
