"""What a conversation is asked to be; plain values, so that tests and the library can set them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from grokvoice.protocol.settings import SessionSettings
from grokvoice.session.context import ChatContext
from grokvoice.session.limits import LimitSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a `Session` behaves."""

    model: str = "grok-voice-latest"
    """What the URL asked for; compared with what the server says it serves."""
    settings: SessionSettings = field(default_factory=SessionSettings)
    """What `session.update` sends."""
    quiet_s: float = 0.0
    """Once the input has ended: how long nothing may happen before the conversation is over."""
    configure_timeout_s: float = 5.0
    """How long to wait for `session.updated` before going on without it."""
    reply_timeout_s: float = 30.0
    """How long a reply that was asked for may stay away."""
    backlog_s: float = 3.0
    """How much microphone sound is kept while it cannot be sent; older sound is dropped."""
    give_up_after_s: float | None = None
    """For how long to try to connect again; None never gives up because of the network."""
    renew_after_s: float = 28 * 60.0
    """Age at which a connection is renewed in a quiet moment, before the provider ends it."""
    limits: LimitSettings = field(default_factory=LimitSettings)
    functions: frozenset[str] = frozenset()
    """Names of the functions that the shell can run."""
    context: ChatContext = field(default_factory=ChatContext)
    """What was said before this conversation, told to the server when it begins."""
    conversation_id: str = ""
    """The conversation to take up, if the server still knows it; else `context` is told to it."""
    jitter: Callable[[], float] = lambda: 0.5
    """Gives a random number in [0, 1)."""
