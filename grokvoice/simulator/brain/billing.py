"""What a reply took: tokens counted as the recordings count them, and seconds that cost money.

Fitted to the six recordings: a token of text is a word, a digit or a sign of punctuation (exact in
all nine replies), and three more come with a spoken turn; a second of speech is fifty tokens and
one more is added; the billed seconds are the time line of the session, which is the wall clock
unless audio was pushed in ahead of it.
"""

import re
from typing import Final

from grokvoice.audio.pcm import RATE_HZ
from grokvoice.protocol.items import TokenDetails, Usage

_TOKEN: Final = re.compile(r"\d|[^\W\d](?:[^\W\d]|['’])*|[^\w\s]")
_AUDIO_TOKENS_PER_S: Final = 50
_TOKENS_AROUND_SPEECH: Final = 3


def text_tokens(text: str) -> int:
    """Count words, digits and signs of punctuation."""
    return len(_TOKEN.findall(text))


def audio_tokens(seconds: float) -> int:
    """Count the tokens of some speech; none for none."""
    return int(seconds * _AUDIO_TOKENS_PER_S) + 1 if seconds > 0 else 0


class Billing:
    """The running account of one connection."""

    def __init__(self) -> None:
        self._input_text = ""
        self._input_s = 0.0
        self._received_s = 0.0
        self._lead_s = 0.0

    def receive_audio(self, seconds: float, elapsed_s: float) -> None:
        """Count microphone audio; what runs ahead of the wall clock is billed as well."""
        self._received_s += seconds
        self._lead_s = max(self._lead_s, self._received_s - elapsed_s)

    def add_input(self, text: str, speech_s: float = 0.0) -> None:
        """Note the newest input; only that one counts for the next reply (recordings)."""
        self._input_text = text
        self._input_s = speech_s

    def settle(self, said: str, frames: int, elapsed_s: float) -> Usage:
        """Close the account of one reply.

        Args:
            said: All words of the reply.
            frames: Its sound at 24 kHz.
            elapsed_s: Seconds since the client connected.
        """
        spoken_s = frames / RATE_HZ
        around = _TOKENS_AROUND_SPEECH if self._input_s else 0
        heard = text_tokens(self._input_text) + around, audio_tokens(self._input_s)
        spoken = text_tokens(said), audio_tokens(spoken_s)
        self.add_input("")
        return Usage(
            input_tokens=sum(heard),
            input_token_details=_details(*heard),
            output_tokens=sum(spoken),
            output_token_details=_details(*spoken),
            total_tokens=sum(heard) + sum(spoken),
            output_audio_seconds=spoken_s,
            billable_audio_seconds=int(elapsed_s + self._lead_s),
        )


def _details(text: int, audio: int) -> TokenDetails:
    return TokenDetails(text_tokens=text, audio_tokens=audio, grok_tokens=0)
