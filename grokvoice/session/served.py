"""Whether the server serves what was asked for; it substitutes models and voices without a word.

Source: reference, 1.4 and 7 (1): a misspelt or retired model, or an unknown voice, is replaced
silently, and only the session's echo tells.
"""

from typing import Final

from grokvoice.protocol.settings import SessionInfo
from grokvoice.session.updates import Notice

_ALIASES: Final = frozenset({"grok-voice-latest", ""})
"""Names that stand for whatever is newest, so that any answer is right."""


def voice_name(wire_name: str) -> str:
    """The name people know a voice by: lower case, without the server's prefix."""
    return wire_name.lower().removeprefix("xai_")


class ServedSession:
    """What the server says it serves; each substitution is noticed once."""

    def __init__(self, model: str, voice: str) -> None:
        self._asked_model = model
        self._asked_voice = voice
        self._told: set[str] = set()
        self.model = model
        self.voice = voice

    def created(self, info: SessionInfo) -> list[Notice]:
        """Take the first echo: the model is settled, the voice is still the server's default."""
        return self._check_model(info)

    def updated(self, info: SessionInfo) -> list[Notice]:
        """Take the echo of our own settings."""
        return self._check_model(info) + self._check_voice(info)

    def _check_model(self, info: SessionInfo) -> list[Notice]:
        self.model = info.model or self.model
        if self._asked_model in _ALIASES or self.model in {self._asked_model, *_ALIASES}:
            return []
        return self._tell(
            "model-substituted",
            f"{self._asked_model!r} is not served: {self.model!r} answers instead.",
        )

    def _check_voice(self, info: SessionInfo) -> list[Notice]:
        self.voice = info.voice or self.voice
        if not self._asked_voice or voice_name(self.voice) == voice_name(self._asked_voice):
            return []
        return self._tell(
            "voice-substituted",
            f"There is no voice {self._asked_voice!r}: {voice_name(self.voice)!r} speaks instead.",
        )

    def _tell(self, code: str, text: str) -> list[Notice]:
        if code in self._told:
            return []
        self._told.add(code)
        return [Notice(code=code, text=text)]
