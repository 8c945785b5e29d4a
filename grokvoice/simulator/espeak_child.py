"""Speaks phrases with the eSpeak NG library, as a program of its own; imports nothing of ours.

A process of its own because the library keeps its state (where it is in the wobble of the pitch,
for one) in static variables that nothing resets: only a fresh process speaks the same text the same
way every time. It also keeps a crash in foreign code away from the server.

    python espeak_child.py LIBRARY DATA VOICE WORDS_PER_MINUTE PITCH

reads phrases from stdin, UTF-8, each ended by a zero byte, and writes to stdout its rate and then,
for each phrase, a size and so many bytes of PCM16: all numbers four bytes, little-endian.
"""

import ctypes
import sys
from typing import Final

_SYNCHRONOUS: Final = 2
_DO_NOT_EXIT: Final = 0x8000
_UTF8: Final = 1
_CHARACTERS: Final = 1
_RATE: Final = 1
_PITCH: Final = 3
_CALLBACK: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def main(arguments: list[str]) -> int:
    """Speak what comes from stdin; 1 if the library cannot be used."""
    library, data, voice, words_per_minute, pitch = arguments
    espeak = ctypes.CDLL(library)
    rate_hz = espeak.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _DO_NOT_EXIT)
    if rate_hz <= 0 or espeak.espeak_SetVoiceByName(voice.encode()) != 0:
        return 1
    espeak.espeak_ng_SetRandSeed(ctypes.c_long(1))  # its own seed is the time of day
    espeak.espeak_SetParameter(_RATE, int(words_per_minute), 0)
    espeak.espeak_SetParameter(_PITCH, int(pitch), 0)
    _write_number(rate_hz)
    for phrase in sys.stdin.buffer.read().split(b"\0")[:-1]:
        pcm = _speak(espeak, phrase)
        _write_number(len(pcm))
        sys.stdout.buffer.write(pcm)
    return 0


def _speak(espeak: ctypes.CDLL, phrase: bytes) -> bytes:
    pieces: list[bytes] = []

    def take(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            pieces.append(ctypes.string_at(samples, count * 2))
        return 0

    callback = _CALLBACK(take)
    espeak.espeak_SetSynthCallback(callback)
    size = ctypes.c_size_t(len(phrase) + 1)
    espeak.espeak_Synth(phrase, size, 0, _CHARACTERS, 0, _UTF8, None, None)
    espeak.espeak_Synchronize()
    return b"".join(pieces)


def _write_number(number: int) -> None:
    sys.stdout.buffer.write(number.to_bytes(4, "little"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
