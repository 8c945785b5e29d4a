import errno
import os
import socket
import ssl
from datetime import UTC, datetime

import pytest

from grokvoice.adapters.address import Address
from grokvoice.adapters.connect_errors import network_failed, refused, seconds_to_wait
from grokvoice.errors import ConnectError, KeyRefusedError, RateLimitedError

KEY = "xai-canary-0123456789"
ADDRESS = Address(
    url=f"wss://voice.test/v1?token={KEY}",
    headers={"Authorization": f"Bearer {KEY}"},
    key_name="XAI_API_KEY",
)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "kind", "may_retry"),
    [
        (301, ConnectError, False),
        (400, ConnectError, False),
        (401, KeyRefusedError, False),
        (403, KeyRefusedError, False),
        (404, ConnectError, False),
        (429, RateLimitedError, True),
        (500, ConnectError, True),
        (503, ConnectError, True),
    ],
)
def test_only_a_limit_and_a_failing_server_are_worth_another_try(
    status: int, kind: type[ConnectError], *, may_retry: bool
) -> None:
    error = refused(ADDRESS, status, b"", 2.0 if may_retry else None)

    assert type(error) is kind
    assert (error.status, error.may_retry) == (status, may_retry)
    assert error.retry_after_s == (2.0 if may_retry else None)


def test_a_refusal_repeats_in_one_line_what_was_said_without_the_key() -> None:
    body = f'{{"error":\n  "no such key: {KEY}"}}'.encode()

    error = refused(ADDRESS, 401, body, None)

    assert str(error) == (
        'wss://voice.test refused the key (401: {"error": "no such key: …"}). Check XAI_API_KEY.'
    )


def test_a_long_answer_is_cut_short_and_need_not_be_text() -> None:
    error = refused(ADDRESS, 502, b"\xff" * 5_000, None)

    assert len(str(error)) < 300


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 12:00:30 -0000", 30.0),
        ("Fri, 20 Nov 2026 13:00:30 +0100", 30.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        ("7.5", None),
        ("٧", None),
        ("Fri, 99999999999999999999 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_the_time_to_wait_is_read_as_seconds_or_as_a_date(
    header: str | None, seconds: float | None
) -> None:
    assert seconds_to_wait(header, NOON) == seconds


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), os.strerror(errno.ECONNREFUSED)),
        (
            OSError("Multiple exceptions: [Errno 111] Connect call failed ('::1', 9), [Errno 111]"),
            os.strerror(111),
        ),
        (ConnectionResetError(), "the connection was closed"),
        (OSError("no more sockets"), "no more sockets"),
        # The resolver has numbers of its own: on macOS 8 is no unknown name elsewhere.
        (socket.gaierror(8, "nodename nor servname provided"), "nodename nor servname provided"),
    ],
)
def test_a_failure_of_the_network_is_named_and_tried_again(error: OSError, reason: str) -> None:
    failed = network_failed(error, ADDRESS, 5.0)

    expected = f"Cannot reach wss://voice.test: {reason}. Check the name and the network."
    assert (str(failed), failed.may_retry) == (expected, True)


def test_an_answer_that_stays_away_is_told_with_the_time_it_was_waited_for() -> None:
    failed = network_failed(TimeoutError(), ADDRESS, 5.0)

    expected = "wss://voice.test did not answer within 5 s. Check the network."
    assert (str(failed), failed.may_retry) == (expected, True)


def test_an_answer_in_plain_text_is_no_encrypted_connection_and_not_tried_again() -> None:
    incoming = ssl.MemoryBIO()
    incoming.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    tls = ssl.create_default_context().wrap_bio(incoming, ssl.MemoryBIO(), server_hostname="x")
    with pytest.raises(ssl.SSLError) as caught:
        tls.do_handshake()

    failed = network_failed(caught.value, ADDRESS, 5.0)

    assert str(failed).startswith("No encrypted connection to wss://voice.test: ")
    assert failed.may_retry is False
