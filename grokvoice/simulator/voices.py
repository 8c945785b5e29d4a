"""The service's voices, and how a small synthesiser imitates that they differ."""

from dataclasses import dataclass
from typing import Final

DEFAULT_VOICE: Final = "ara"


@dataclass(frozen=True, slots=True)
class VoiceStyle:
    """How to make one voice with the means of eSpeak NG."""

    variant: str
    """Added to `en-us+`; the f ones are women, the m ones men."""
    pitch: int
    """0-99."""
    words_per_minute: int = 170

    @property
    def is_female(self) -> bool:
        """Whether the voice is a woman's, for synthesisers with few voices."""
        return self.variant.startswith("f")


VOICES: Final[dict[str, VoiceStyle]] = {
    "eve": VoiceStyle("f2", 62, 182),
    "ara": VoiceStyle("f3", 50),
    "leo": VoiceStyle("m3", 32, 160),
    "rex": VoiceStyle("m1", 42, 172),
    "sal": VoiceStyle("m7", 46, 165),
    "carina": VoiceStyle("f4", 44, 155),
    "zagan": VoiceStyle("m5", 18, 158),
    "helix": VoiceStyle("m2", 52, 182),
    "orion": VoiceStyle("m3", 24, 152),
    "luna": VoiceStyle("f4", 54, 158),
    "iris": VoiceStyle("f1", 64, 178),
    "altair": VoiceStyle("f2", 42, 160),
    "perseus": VoiceStyle("m1", 34, 166),
    "lux": VoiceStyle("m4", 40, 154),
    "kepler": VoiceStyle("m6", 50, 178),
    "rigel": VoiceStyle("m4", 48, 172),
    "cosmo": VoiceStyle("m8", 60, 182),
    "celeste": VoiceStyle("f3", 42, 158),
    "ursa": VoiceStyle("f1", 48, 166),
    "sirius": VoiceStyle("m8", 54, 188),
    "lumen": VoiceStyle("f1", 56, 172),
    "castor": VoiceStyle("m2", 44, 168),
    "naksh": VoiceStyle("m7", 38, 156),
    "atlas": VoiceStyle("m5", 30, 168),
    "zenith": VoiceStyle("m6", 40, 176),
    "helios": VoiceStyle("m2", 58, 178),
    "aurora": VoiceStyle("f5", 52, 166),
    "liora": VoiceStyle("f5", 60, 172),
}


def style_of(voice: str) -> VoiceStyle:
    """Return the style of a voice; an unknown name gets the default without a word, as live."""
    return VOICES.get(voice.lower().removeprefix("xai_"), VOICES[DEFAULT_VOICE])
