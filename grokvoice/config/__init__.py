"""What a command was asked to do, from five sources, each value with its origin.

flag > environment > `.env` of the current folder > `config.toml` of the user > default.
"""

from grokvoice.config.bindings import KeySettings
from grokvoice.config.endpoints import (
    DefaultDevice,
    DeviceNamed,
    DeviceNumbered,
    Endpoint,
    NoSound,
    StandardStream,
    WavFile,
)
from grokvoice.config.load import check_key, load_settings
from grokvoice.config.mcp_tables import McpTable
from grokvoice.config.origins import Origin, Source
from grokvoice.config.secret import Secret
from grokvoice.config.settings import (
    HistorySettings,
    OutputSettings,
    SayRequest,
    ServerSettings,
    Settings,
    SoundSettings,
    ToolSettings,
    TurnSettings,
    VoiceSettings,
)

__all__ = [
    "DefaultDevice",
    "DeviceNamed",
    "DeviceNumbered",
    "Endpoint",
    "HistorySettings",
    "KeySettings",
    "McpTable",
    "NoSound",
    "Origin",
    "OutputSettings",
    "SayRequest",
    "Secret",
    "ServerSettings",
    "Settings",
    "SoundSettings",
    "Source",
    "StandardStream",
    "ToolSettings",
    "TurnSettings",
    "VoiceSettings",
    "WavFile",
    "check_key",
    "load_settings",
]
