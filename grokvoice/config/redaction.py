"""Taking keys out of texts, whatever those are about to become: a log line, a journal, a prompt.

Known keys are masked wherever they turn up. What merely looks like a credential is masked as well:
a key of the user's that we were never given may stand in what a tool or a server says.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from grokvoice.config.secret import Secret

_XAI_KEY: Final = re.compile(r"\bxai-[A-Za-z0-9_-]{8,}")
_HEADER: Final = re.compile(r"\b(bearer|basic)(\s+)(?=\S*\d)[\w.~+/=-]{16,}", re.IGNORECASE)
"""The value of an `Authorization` header; a digit tells it from "bearer of responsibility"."""


def redactor(secrets: Iterable[Secret]) -> Callable[[str], str]:
    """Make a function that returns its text with these secrets, and what looks like one, masked."""
    # The longest first: one key may be the beginning of another.
    known = sorted(secrets, key=lambda secret: len(secret.reveal()), reverse=True)

    def redact(text: str) -> str:
        for secret in known:
            text = secret.mask(text)
        return _HEADER.sub(r"\1\2…", _XAI_KEY.sub("xai-…", text))

    return redact
