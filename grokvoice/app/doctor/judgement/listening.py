"""Judging what was heard: the room, the loudspeaker's echo in it, and what got lost."""

from dataclasses import dataclass
from typing import Final

from grokvoice.app.doctor.judgement.finding import Figure, Finding, skipped
from grokvoice.audio.room_sound import RoomSound

_FAINT_DBFS: Final = -75.0
_NOISY_DBFS: Final = -40.0
_CLIPPED: Final = 5
_LONGEST_MS: Final = 450.0
"""The canceller knows nothing of echoes that come later (audio lab, 3)."""
_GOOD_DB: Final = 15.0
_SOME_DB: Final = 6.0


@dataclass(frozen=True, slots=True)
class Listening:
    """What a microphone heard while nothing was played, and whether it heard anything at all."""

    room: RoomSound
    seconds: float
    is_deaf: bool
    """Whether there was nothing but zeros, even while the loudspeaker played."""
    has_stopped: bool = False
    """Whether the microphone ceased to give sound."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The test sound as it came back."""

    delay_ms: float
    """From the loudspeaker to the microphone, the cards' own buffers left out."""
    gain_db: float
    removed_db: float | None
    """What the canceller took off it; None if it was too soft to be told."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Times sound was lost while we listened and played."""

    seconds: float
    underruns: int
    """The speaker had nothing to play in the middle of a sound."""
    speaker_xruns: int
    """The speaker's card reported a gap."""
    overruns: int
    """The microphone's sound was not fetched in time."""
    microphone_xruns: int
    """The microphone's card reported lost sound."""


def judge_listening(listening: Listening | None, silence_remedy: str) -> Finding:
    """Judge the microphone's level.

    Args:
        listening: None if no microphone was listened to.
        silence_remedy: What to do about perfect silence, on this platform.
    """
    name = "microphone-level"
    if listening is None:
        return skipped(name, "No microphone was listened to")
    room = listening.room
    measured: dict[str, Figure] = {
        "seconds": round(listening.seconds, 1),
        "peak_dbfs": round(room.peak_dbfs, 1),
        "rms_dbfs": round(room.rms_dbfs, 1),
        "floor_dbfs": round(room.floor_dbfs, 1),
        "clipped": room.clipped,
        "all_zero": listening.is_deaf,
    }
    if listening.has_stopped or not listening.seconds:
        text = f"It gives no sound any more, after {listening.seconds:.1f} s of it"
        remedy = "Plug it in anew, or choose another with --mic"
        return Finding(name, "fail", text, remedy, measured)
    if listening.is_deaf:
        text = f"Nothing but zeros for {listening.seconds:.1f} s: it is muted or not allowed"
        return Finding(name, "fail", text, silence_remedy, measured)
    if room.is_zero:
        text = "Perfect silence, yet it hears the speaker: the system suppresses noise"
        return Finding(name, "ok", text, measured=measured)
    text = (
        f"Peak {room.peak_dbfs:.0f} dBFS, mean {room.rms_dbfs:.0f}, "
        f"quietest {room.floor_dbfs:.0f} in {listening.seconds:.1f} s"
    )
    remedy = _wrong_with(room)
    return Finding(name, "warn" if remedy else "ok", text, remedy, measured)


def judge_echo(heard: Heard | None, why_not: str) -> Finding:
    """Judge how much of the loudspeaker the server would hear.

    Args:
        heard: None if the microphone did not hear the sound.
        why_not: Why no sound was played; "" if one was.
    """
    if why_not:
        return skipped("echo", why_not)
    if heard is None:
        text = "The microphone does not hear the speaker, as with headphones"
        remedy = "If you heard no chirps either, turn the speaker up"
        return Finding("echo", "ok", text, remedy, {"is_heard": False})
    measured: dict[str, Figure] = {
        "is_heard": True,
        "delay_ms": round(heard.delay_ms, 1),
        "gain_db": round(heard.gain_db, 1),
        "removed_db": None if heard.removed_db is None else round(heard.removed_db, 1),
    }
    text = f"Heard {heard.delay_ms:.0f} ms later at {heard.gain_db:+.0f} dB; {_removed(heard)}"
    remedy = _uncancelled(heard)
    return Finding("echo", "warn" if remedy else "ok", text, remedy, measured)


def judge_stuck_speaker() -> Finding:
    """Tell that a speaker did not play the test sound to its end."""
    remedy = "Plug it in anew, or choose another with --speaker"
    return Finding("echo", "fail", "The speaker does not take any sound", remedy)


def judge_gaps(gaps: Gaps | None) -> Finding:
    """Judge whether sound was lost."""
    if gaps is None:
        return skipped("gaps", "Nothing was played or recorded")
    lost = gaps.underruns + gaps.speaker_xruns + gaps.overruns + gaps.microphone_xruns
    measured: dict[str, Figure] = {
        "seconds": round(gaps.seconds, 1),
        "underruns": gaps.underruns,
        "speaker_xruns": gaps.speaker_xruns,
        "overruns": gaps.overruns,
        "microphone_xruns": gaps.microphone_xruns,
    }
    if not lost:
        return Finding("gaps", "ok", f"None in {gaps.seconds:.1f} s of sound", measured=measured)
    text = (
        f"{lost} in {gaps.seconds:.1f} s of sound "
        f"(speaker {gaps.underruns + gaps.speaker_xruns}, "
        f"microphone {gaps.overruns + gaps.microphone_xruns})"
    )
    return Finding("gaps", "warn", text, "End programs that keep the machine busy", measured)


def _wrong_with(room: RoomSound) -> str:
    if room.clipped >= _CLIPPED:
        return "It is overdriven: turn the microphone's level down in the sound settings"
    if room.peak_dbfs < _FAINT_DBFS:
        return "It is very faint: turn its level up, or choose another with --mic"
    if room.floor_dbfs > _NOISY_DBFS:
        return "The room is loud: move closer to the microphone, or use a headset"
    return ""


def _removed(heard: Heard) -> str:
    if heard.removed_db is None:
        return "too soft to be a trouble"
    return f"{heard.removed_db:.0f} dB of it are removed"


def _uncancelled(heard: Heard) -> str:
    if heard.delay_ms > _LONGEST_MS:
        return "It comes too late to be cancelled: use headphones, a cable, or --echo half"
    if heard.removed_db is None or heard.removed_db >= _GOOD_DB:
        return ""
    if heard.removed_db >= _SOME_DB:
        return "Grok may interrupt itself: turn the speaker down, or use headphones"
    return "It is not cancelled here: use headphones, or --echo half"
