"""The session's settings over its life: what is in force, what was asked for, what was refused.

A change is sent as the difference. The server either echoes it (`session.updated`) or answers with
an error and keeps the old settings (reference, 4.1); errors cannot be matched to requests (quirk
22), so while a change is under way an invalid request is taken to be about it.
"""

from dataclasses import fields, replace
from typing import Final, TypeVar

from grokvoice.protocol.client_events import SessionUpdate
from grokvoice.protocol.items import ErrorInfo, Part
from grokvoice.protocol.settings import SessionSettings
from grokvoice.protocol.values import UNSET
from grokvoice.session.commands import Command, Send, Show
from grokvoice.session.faults import Fault, classify
from grokvoice.session.updates import Notice

_USUAL_SILENCE_MS: Final = 800
"""The server's own is unpublished; clients ask for 200 to 800 (reference, 4.2)."""
_MARGIN_MS: Final = 400
"""A voice fades out before the server takes it for over."""

_PartT = TypeVar("_PartT", bound=Part)


class Tuning:
    """Keeps the settings that the next connection, too, must have.

    Args:
        settings: What the session begins with.
    """

    def __init__(self, settings: SessionSettings) -> None:
        self.current = settings
        self._before: SessionSettings | None = None

    def change(self, wanted: SessionSettings, *, is_connected: bool) -> list[Command]:
        """Ask for what differs; fields left out of `wanted` keep their value."""
        news = difference(self.current, wanted)
        if news is None:
            return []
        self._before = self._before or self.current
        self.current = merged(self.current, wanted)
        return [Send(SessionUpdate(session=news))] if is_connected else []

    @property
    def turn_silence_ms(self) -> int:
        """How much silence ends a turn beyond doubt; 0 if none does."""
        detection = self.current.turn_detection
        if detection is UNSET or detection is None or not detection.type:
            return 0
        silence_ms = detection.silence_duration_ms
        return (_USUAL_SILENCE_MS if silence_ms is UNSET else silence_ms) + _MARGIN_MS

    def accepted(self) -> None:
        """The server echoed settings: what was asked for is in force."""
        self._before = None

    def refused(self, error: ErrorInfo) -> list[Command] | None:
        """Take back a change the server would not have; None if the error is not about one."""
        is_ours = error.type == "invalid_request_error" and classify(error) is Fault.OTHER
        if self._before is None or not is_ours:
            return None
        self.current, self._before = self._before, None
        text = f"The change was refused, the old settings stay in force: {error.message}"
        return [Show(Notice(code="settings-refused", text=text))]


def merged(old: _PartT, new: _PartT) -> _PartT:
    """Give `old` with every field that `new` sets, parts of parts likewise."""
    changes = {}
    for field in fields(new):
        ours, theirs = getattr(old, field.name), getattr(new, field.name)
        if isinstance(ours, Part) and isinstance(theirs, Part) and type(ours) is type(theirs):
            changes[field.name] = merged(ours, theirs)
        elif theirs is not UNSET and field.name != "extra":
            changes[field.name] = theirs
    return replace(old, **changes, extra={**old.extra, **new.extra})


def difference(old: _PartT, new: _PartT) -> _PartT | None:
    """Give only what `new` sets otherwise than `old`; None if that is nothing."""
    changes: dict[str, object] = {}
    for field in fields(new):
        ours, theirs = getattr(old, field.name), getattr(new, field.name)
        if theirs is UNSET or theirs == ours or field.name == "extra":
            changes[field.name] = UNSET
        elif isinstance(ours, Part) and isinstance(theirs, Part) and type(ours) is type(theirs):
            changes[field.name] = difference(ours, theirs) or UNSET
        else:
            changes[field.name] = theirs
    del changes["extra"]
    extra = {name: held for name, held in new.extra.items() if old.extra.get(name) != held}
    if not extra and all(held is UNSET for held in changes.values()):
        return None
    return replace(new, **changes, extra=extra)
