"""Where log lines go: a file, or standard error if asked for; the key is masked in all of them."""

import logging
from collections.abc import Iterable
from typing import Final

from grokvoice.config import Secret, Settings
from grokvoice.config.redaction import redactor
from grokvoice.errors import UsageError

_ROOT: Final = logging.getLogger("grokvoice")
"""Ours alone: other libraries log headers, which hold the key."""
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class MaskingFormatter(logging.Formatter):
    """Formats a record, traceback included, and masks keys wherever they turn up.

    Args:
        keys: Those we know; others are known by their looks.
    """

    def __init__(self, keys: Iterable[Secret]) -> None:
        super().__init__(_FORMAT)
        self._redact = redactor(keys)

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record without keys."""
        return self._redact(super().format(record))


def start_logging(settings: Settings) -> None:
    """Send our log lines where the settings say; without a wish they go nowhere.

    Raises:
        UsageError: the log file cannot be written.
    """
    stop_logging()
    output = settings.output
    if output.log_file is None and not output.verbosity:
        return
    handler: logging.Handler = logging.StreamHandler()
    if output.log_file is not None:
        try:
            handler = logging.FileHandler(output.log_file, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"cannot write {output.log_file}: {error.strerror}.") from error
    handler.setFormatter(MaskingFormatter(settings.secrets))
    _ROOT.addHandler(handler)
    _ROOT.setLevel(logging.DEBUG if output.verbosity > 1 else logging.INFO)
    _ROOT.propagate = False


def stop_logging() -> None:
    """Close what `start_logging` opened."""
    for handler in list(_ROOT.handlers):
        _ROOT.removeHandler(handler)
        handler.close()
    _ROOT.addHandler(logging.NullHandler())
    _ROOT.setLevel(logging.NOTSET)
    _ROOT.propagate = True


def trace_place() -> str:
    """Say where a traceback that is logged now can be read; empty if nowhere."""
    for handler in _ROOT.handlers:
        if isinstance(handler, logging.FileHandler):
            return handler.baseFilename
        if isinstance(handler, logging.StreamHandler) and _ROOT.isEnabledFor(logging.DEBUG):
            return "the lines above"
    return ""
