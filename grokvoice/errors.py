"""Every error a person can meet, in one tree, each class with the exit code it ends a command with.

    GrokVoiceError (1)
    ├── UsageError (2)             a flag or value that cannot be meant: bad URL, bad WAV file
    ├── AudioDeviceError (3)       microphone, speaker or PortAudio itself
    ├── KeyMissingError (4)        there is no key to connect with
    ├── TransportError (5)         the network, or the server at the other end of it
    │   ├── ConnectError (5)       no connection came about
    │   │   ├── KeyRefusedError (4)    the server refused the key
    │   │   └── RateLimitedError (6)   too many sessions, or no credit
    │   └── ServerError (5)        the server spoke, and what it said ends the talk
    │       └── ReplyFailedError (6)   it failed at a reply, or left it incomplete
    ├── LimitReachedError (7)      a limit the user set
    └── LocalProtocolError (1)     our own code broke a rule of the wire: always a bug

A message says what failed, with which value, and what to do next. It never holds the key.
"""

from typing import ClassVar


class GrokVoiceError(Exception):
    """The root: anything grokvoice raises on purpose."""

    exit_code: ClassVar[int] = 1


class UsageError(GrokVoiceError):
    """A flag, value or file that cannot be meant as given."""

    exit_code = 2


class AudioDeviceError(GrokVoiceError):
    """A microphone, a speaker, or PortAudio itself cannot be used."""

    exit_code = 3


class KeyMissingError(GrokVoiceError):
    """There is no API key to connect with."""

    exit_code = 4


class TransportError(GrokVoiceError):
    """The network, or the server at the other end of it, failed."""

    exit_code = 5


class ConnectError(TransportError):
    """No connection came about.

    Attributes:
        status: HTTP status of a refused handshake; None when it did not come that far.
        retry_after_s: Seconds the server asked to wait, if it did.
        may_retry: Whether another try can succeed without the user changing anything.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
        may_retry: bool = True,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after_s = retry_after_s
        self.may_retry = may_retry


class KeyRefusedError(ConnectError):
    """The server refused the key."""

    exit_code = 4


class RateLimitedError(ConnectError):
    """Too many sessions at once, or no credit left."""

    exit_code = 6


class ServerError(TransportError):
    """The server said something that ends the talk."""


class ReplyFailedError(ServerError):
    """The server failed at a reply, or left it incomplete."""

    exit_code = 6


class LimitReachedError(GrokVoiceError):
    """A limit the user set was reached."""

    exit_code = 7


class LocalProtocolError(GrokVoiceError):
    """Our own code broke a rule of the wire or of the core; this is a bug."""
