"""`grokvoice talk`: a live spoken conversation."""

from typing import Final

from grokvoice.cli.flags import SHARED, TALK, FlagValue, accepts
from grokvoice.cli.start import place_to_keep, settings_from
from grokvoice.cli.stdio import check_push_to_talk, check_sound_streams
from grokvoice.config import check_key
from grokvoice.ui.streams import Streams

HELP: Final = """\
Talk with Grok: microphone in, speaker out, live transcript.

\b
Examples:
  grokvoice talk                          speak; Ctrl-C stops Grok, then ends the talk
  grokvoice talk --local                  try it without a key
  grokvoice talk --ptt                    push to talk: the space bar begins and ends a turn
  grokvoice talk --text                   type instead of speaking
  printf 'Hello.\\n' | grokvoice talk      lines from a pipe are typed turns
  grokvoice talk -c                       go on with the last conversation
  grokvoice talk --mic question.wav --speaker answer.wav

\b
Everything can be set for good: as GROKVOICE_VOICE=eve in the environment or in .env, or as
voice = "eve" in config.toml. The key is XAI_API_KEY, in the environment or in .env.
"""


@accepts(*SHARED, *TALK)
def talk(**flags: FlagValue) -> int:
    """Hold a live conversation; returns the exit code."""
    settings = settings_from(flags)
    streams = Streams.of_process()
    check_sound_streams(settings, streams)
    check_push_to_talk(settings, streams)
    check_key(settings)
    # The network is only loaded for a talk that can be held, and sound while it connects.
    from grokvoice.app.early import begun_early

    with begun_early(settings) as start:
        from grokvoice.app import compose

        return compose.talk(settings, streams, place_to_keep(settings), start)
