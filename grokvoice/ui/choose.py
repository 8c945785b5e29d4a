"""Which view a command is shown on."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from grokvoice.ui.dashboard import Look, nothing
from grokvoice.ui.jsonl import JsonView
from grokvoice.ui.plain import PlainView
from grokvoice.ui.reply import ReplyView
from grokvoice.ui.streams import Streams
from grokvoice.ui.view import View

Form: TypeAlias = Literal["auto", "plain", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How something is to be shown."""

    form: Form = "auto"
    """What was asked for; `auto` takes the live view where it can be drawn."""
    is_quiet: bool = False
    """Only the result is wanted, and the reason of a failure."""
    is_logging: bool = False
    """Log lines go to standard error too; redrawing would garble them."""
    is_verbose: bool = False
    """The end tells where every frame of sound went."""


def is_live(streams: Streams, manner: Manner) -> bool:
    """Tell whether a talk is drawn live, so that no key must be echoed."""
    if manner.form != "auto" or manner.is_quiet or manner.is_logging or not streams.can_live:
        return False
    # Only a view that may be live pays for Rich.
    from grokvoice.ui.live import can_draw

    return can_draw()


def open_view(
    streams: Streams, manner: Manner, *, is_talk: bool = True, look: Look = nothing
) -> View:
    """Choose the view; the caller closes it, whatever happens.

    Args:
        streams: Where to write; with sound on standard output, `with_result_on_stderr()`.
        manner: What was asked for.
        is_talk: A talk, as opposed to one turn of which only the reply matters.
        look: Gives what a live view shows beside the talk.
    """
    if manner.form == "json":
        return JsonView(streams.stdout)
    if manner.is_quiet or not is_talk:
        return ReplyView(
            streams,
            is_quiet=manner.is_quiet,
            is_verbose=manner.is_verbose,
            has_progress=manner.form == "auto" and not manner.is_logging and streams.can_progress,
        )
    if not is_live(streams, manner):
        return PlainView(streams, is_verbose=manner.is_verbose)
    from grokvoice.ui.live import LiveView

    return LiveView(streams, look, is_verbose=manner.is_verbose)
