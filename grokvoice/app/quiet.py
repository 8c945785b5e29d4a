"""Sound libraries kept off the screen."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import replace

from grokvoice.adapters.c_stderr import c_stderr_to_log
from grokvoice.ui.streams import Streams


@contextlib.contextmanager
def quiet_libraries(streams: Streams) -> Iterator[Streams]:
    """Keep what ALSA and PortAudio print off the screen; our own stderr moves out of their way."""
    is_real = streams.stderr is sys.stderr
    with c_stderr_to_log():
        yield replace(streams, stderr=sys.stderr) if is_real else streams
