"""Which view a command is shown on."""

from typing import Literal, TypeAlias

from grokvoice.ui.dashboard import Look, nothing
from grokvoice.ui.jsonl import JsonView
from grokvoice.ui.plain import PlainView
from grokvoice.ui.reply import ReplyView
from grokvoice.ui.streams import Streams
from grokvoice.ui.view import View

Form: TypeAlias = Literal["auto", "plain", "json"]


def is_live(
    streams: Streams, *, form: Form = "auto", is_quiet: bool = False, is_logging: bool = False
) -> bool:
    """Tell whether a talk is drawn live, so that no key must be echoed.

    Args:
        streams: Where to write.
        form: What was asked for; `auto` takes the live view where it can be drawn.
        is_quiet: Only the result is wanted.
        is_logging: Log lines go to standard error too; redrawing would garble them.
    """
    if form != "auto" or is_quiet or is_logging or not streams.can_live:
        return False
    # Only a view that may be live pays for Rich.
    from grokvoice.ui.live import can_draw

    return can_draw()


def open_view(
    streams: Streams,
    *,
    form: Form = "auto",
    is_talk: bool = True,
    is_quiet: bool = False,
    is_logging: bool = False,
    look: Look = nothing,
) -> View:
    """Choose the view; the caller closes it, whatever happens.

    Args:
        streams: Where to write; with sound on standard output, `with_result_on_stderr()`.
        form: As for `is_live`.
        is_talk: A talk, as opposed to one turn of which only the reply matters.
        is_quiet: Only the result, and the reason of a failure.
        is_logging: As for `is_live`.
        look: Gives what a live view shows beside the talk.
    """
    if form == "json":
        return JsonView(streams.stdout)
    if is_quiet or not is_talk:
        return ReplyView(streams, is_quiet=is_quiet)
    if not is_live(streams, form=form, is_logging=is_logging):
        return PlainView(streams)
    from grokvoice.ui.live import LiveView

    return LiveView(streams, look)
