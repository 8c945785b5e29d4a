"""From settings to what the wire is asked: how the session is to be."""

from typing import Final

from grokvoice.config.settings import Settings
from grokvoice.protocol.settings import (
    AudioFormat,
    AudioInput,
    AudioOutput,
    AudioSettings,
    Reasoning,
    Resumption,
    SessionSettings,
    Transcription,
    TurnDetection,
)
from grokvoice.protocol.values import UNSET

_PCM: Final = AudioFormat(type="audio/pcm", rate=24_000)


def session_settings(settings: Settings, *, listens: bool) -> SessionSettings:
    """What `session.update` sends; without a microphone turn detection stays off."""
    voice, turns = settings.voice, settings.turns
    detection = TurnDetection(
        type="server_vad",
        threshold=turns.threshold or UNSET,
        silence_duration_ms=turns.silence_ms,
    )
    transcription = Transcription(
        model="grok-transcribe",
        language_hint=voice.language or UNSET,
        keyterms=voice.keyterms or UNSET,
    )
    return SessionSettings(
        instructions=voice.instructions or UNSET,
        voice=voice.voice,
        reasoning=Reasoning(effort=voice.reasoning),
        turn_detection=detection if listens else None,
        audio=AudioSettings(
            input=AudioInput(format=_PCM, transcription=transcription),
            output=AudioOutput(format=_PCM, speed=voice.speed if voice.speed != 1.0 else UNSET),
        ),
        replace=dict(voice.pronunciations) or UNSET,
        resumption=Resumption(enabled=True),
    )
