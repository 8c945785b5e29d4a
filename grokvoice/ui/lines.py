"""Writing whole lines, and the few sentences that every view words alike."""

from typing import TextIO

from grokvoice.session.updates import AssistantFinal, ErrorShown, Notice
from grokvoice.ui.calls import Card
from grokvoice.ui.sanitize import harmless, one_line
from grokvoice.ui.writing import write


def put(stream: TextIO, text: str) -> None:
    """Write a line.

    Raises:
        BrokenPipeError: nobody reads the stream any more.
    """
    write(stream, text + "\n")


def labelled(label: str, text: str) -> str:
    """Return `label: text`, with further lines of the text indented below its first.

    What somebody says cannot look like a line of ours that way.
    """
    indent = "\n" + " " * (len(label) + 2)
    return f"{label}: {indent.join(harmless(text).splitlines())}"


def notice(update: Notice) -> str:
    """Word a notice: a warning is one line with a mark, an information stays as it is laid out."""
    return f"! {one_line(update.text)}" if update.level == "warning" else harmless(update.text)


def error(update: ErrorShown) -> str:
    """Word an error as one line."""
    return f"grokvoice: {one_line(update.text)}"


def card(call: Card) -> str:
    """Word a finished call of a tool as one line."""
    seconds = f" ({call.seconds:.1f} s)" if call.seconds is not None else ""
    return f"tool: {call.call}{seconds}: {call.outcome}"


def unheard(update: AssistantFinal) -> str:
    """Word, as one line, what was cut off a reply; empty if nothing was."""
    if not update.is_interrupted or not update.unheard.strip():
        return ""
    return f"(cut short, not heard: {one_line(update.unheard)})"
