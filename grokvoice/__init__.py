"""Talk to Grok from a terminal, or from Python: `async with grokvoice.connect(...) as talk`."""

from typing import TYPE_CHECKING

__version__ = "0.1.0.dev0"
__all__ = [
    "ChatContext",
    "Conversation",
    "GrokVoiceError",
    "StopResponse",
    "ToolError",
    "__version__",
    "connect",
    "tool",
]

if TYPE_CHECKING:
    from grokvoice.app.api import Conversation, connect
    from grokvoice.errors import GrokVoiceError
    from grokvoice.session.context import ChatContext
    from grokvoice.tools.declaring import StopResponse, ToolError, tool

_HOMES = {
    "ChatContext": "grokvoice.session.context",
    "Conversation": "grokvoice.app.api",
    "GrokVoiceError": "grokvoice.errors",
    "StopResponse": "grokvoice.tools.declaring",
    "ToolError": "grokvoice.tools.declaring",
    "connect": "grokvoice.app.api",
    "tool": "grokvoice.tools.declaring",
}


def __getattr__(name: str) -> object:
    """Import public names when they are first used: `grokvoice --help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'grokvoice' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
