"""`--json`: one object a line on standard output, for programs.

Every object has `v` (1), `ts` (seconds since the session began) and `type`; the other fields are
those of `session.update_json`, and `json-lines.schema.json` beside this file says all of it in JSON
Schema.

JSON escapes all that is not ASCII, so a line is safe to show; its text is harmless as well once a
program has decoded and printed it.
"""

import json
from pathlib import Path
from typing import Final, TextIO

from grokvoice.protocol.values import JsonValue
from grokvoice.session.update_json import to_json
from grokvoice.session.updates import Update
from grokvoice.ui.sanitize import harmless
from grokvoice.ui.writing import write

VERSION: Final = 1
SCHEMA: Final = Path(__file__).with_name("json-lines.schema.json")
"""Where the JSON Schema of a line lies."""


class JsonView:
    """Writes updates as JSON lines, each flushed."""

    def __init__(self, stdout: TextIO) -> None:
        self._stdout = stdout

    def show(self, update: Update, at_s: float) -> None:
        """Write the update, if it has a type: states, for one, follow from the other updates."""
        fields = to_json(update)
        if fields is None:
            return
        line = {"v": VERSION, "ts": round(at_s, 3)} | {
            name: _harmless(value) for name, value in fields.items()
        }
        write(self._stdout, json.dumps(line) + "\n")

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Draw nothing."""

    def close(self) -> None:
        """Do nothing: every line has been flushed."""


def _harmless(value: JsonValue) -> JsonValue:
    return harmless(value) if isinstance(value, str) else value
