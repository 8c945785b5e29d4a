"""Judging the microphone and the loudspeaker as they were opened."""

from dataclasses import dataclass
from typing import Final

from grokvoice.app.doctor.judgement.finding import Figure, Finding, failed, skipped

_OUR_HZ: Final = 24_000
_NO_CARD: Final = "No card is used: it is a file, a pipe or none"


@dataclass(frozen=True, slots=True)
class OpenedCard:
    """A card and how it was opened."""

    name: str
    host_api: str
    is_default: bool
    """Whether the system would choose it."""
    own_rate_hz: int
    """The rate it prefers."""
    most_channels: int
    rate_hz: int
    """At which it was opened."""
    channels: int
    advice: str = ""
    """What its choice costs; "" if nothing."""
    behind: str = ""
    """What a sound server takes for it; "" if there is none, or it does not say."""
    is_muted: bool = False
    """Whether it is muted in the sound server's settings."""


def judge_card(name: str, card: OpenedCard | str | None) -> Finding:
    """Judge a card.

    Args:
        name: `microphone` or `speaker`.
        card: As it was opened; a text says why it was not; None if no card is wanted.
    """
    if card is None:
        return skipped(name, _NO_CARD)
    if isinstance(card, str):
        return failed(name, card)
    measured: dict[str, Figure] = {
        "device": card.name,
        "behind": card.behind or None,
        "host_api": card.host_api,
        "is_default": card.is_default,
        "own_rate_hz": card.own_rate_hz,
        "most_channels": card.most_channels,
        "rate_hz": card.rate_hz,
        "channels": card.channels,
    }
    text = f"{_named(card)} at {card.rate_hz} Hz, {_channels(card.channels)}"
    if card.rate_hz != _OUR_HZ:
        text += ", converted"
    if card.is_muted:
        remedy = "Unmute it in the sound settings: pactl set-source-mute @DEFAULT_SOURCE@ 0"
        return Finding(name, "warn", f"{text}; it is muted", remedy, measured)
    return Finding(name, "ok", text, measured=measured)


def judge_call_profile(microphone: OpenedCard | str | None) -> Finding:
    """Judge whether a headset had to become a telephone for its microphone."""
    if not isinstance(microphone, OpenedCard):
        return skipped("call-profile", "No microphone is open")
    measured: dict[str, Figure] = {"is_call_profile": bool(microphone.advice)}
    if not microphone.advice:
        text = "The microphone is not that of a headset in its call profile"
        return Finding("call-profile", "ok", text, measured=measured)
    text, _, remedy = microphone.advice.rpartition(". ")
    return Finding("call-profile", "warn", text, remedy.removesuffix("."), measured)


def _named(card: OpenedCard) -> str:
    behind = f": {card.behind}" if card.behind else ""
    which = ", the default" if card.is_default else ""
    return f"{card.name}{behind} ({card.host_api}{which})"


def _channels(count: int) -> str:
    return "mono" if count == 1 else f"{count} channels"
