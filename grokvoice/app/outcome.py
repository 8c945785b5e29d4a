"""Why a conversation ended: by itself, or by an error, of which the most telling one comes out."""

from collections.abc import Iterator

from grokvoice.errors import GrokVoiceError


class OverError(Exception):
    """The conversation is over: cancels what still runs for it."""


def reason_of(group: ExceptionGroup[Exception]) -> Exception | None:
    """Give the one error that is worth telling; None if the conversation ended by itself.

    Args:
        group: What came out of the conversation's tasks. What a person can act on goes before our
            own faults.
    """
    errors = [error for error in _flat(group) if not isinstance(error, OverError)]
    ours = [error for error in errors if isinstance(error, GrokVoiceError)]
    return next(iter(ours + errors), None)


def _flat(group: ExceptionGroup[Exception]) -> Iterator[Exception]:
    for error in group.exceptions:
        if isinstance(error, ExceptionGroup):
            yield from _flat(error)
        else:
            yield error
