"""Named switches that make the simulator behave like the service on another day, or badly.

The defaults are what was observed of the real service; where it was seen to do several things, the
recordings decide. Section numbers are those of the protocol reference.
"""

from dataclasses import dataclass
from typing import Literal, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """How this server behaves."""

    pace: Literal["live", "fast"] = "live"
    """`fast` shrinks artificial delays to a thousandth; pings and silence keep their time."""
    update_delay_s: float = 0.15
    """From `session.update` to `session.updated`."""
    first_audio_s: float = 0.5
    """From the end of a turn to the first sound of the reply."""
    delta_gap_s: float = 0.0
    """Added before every piece of a reply: a slow network."""
    jitter_s: float = 0.0
    """Every piece of a reply comes later by up to this much, some more and some less."""

    dialect: Literal["xai", "openai"] = "xai"
    """`openai` is best had from `Quirks.openai()`, which sets what else belongs to it."""
    default_voice: str = "ara"
    """What `session.created` names; `xai_ara` in August and September."""
    session_created: bool = True
    """Off: the first frame is `conversation.created`, as before June 2026 (5.1)."""
    indices: bool = True
    """Off: no `output_index` and `content_index`, as in older traces (5.6)."""
    aliases: bool = False
    """`response.audio.*` and `response.text.*` for the sound and words of replies (5.0)."""
    replayed_field: bool = False
    """Items carry `replayed: false`, as since September 2026 (5.0)."""
    empty_event_ids: bool = False
    """Every `event_id` is ""."""
    duplicates: bool = False
    """Every event is sent twice, with the same `event_id`."""

    order: Literal["july", "september", "late"] = "july"
    """When a spoken turn is answered: after its commit and final words; `september`: between
    `speech_stopped` and the commit (6.3); `late`: its beginnings are told after all that (6.8)."""
    commit_delay_s: float = 0.3
    """From `speech_stopped` to the commit in the order of September; speech that is resumed in
    between drops the reply without a `response.done` (6.4)."""
    barge_in: Literal["cancelled", "silent", "deaf"] = "cancelled"
    """What speech does to a reply: ends it with status `cancelled`, without a word, or not at all
    because nothing is heard while one is being sent (6.5)."""
    commit: Literal["replies", "only"] = "replies"
    """Whether committing a manual turn starts the reply (6.8)."""
    empty_commit: Literal["silent", "error"] = "silent"
    """What committing no speech does."""
    create_response: Literal["ignored", "honoured"] = "ignored"
    """Whether `create_response` and `interrupt_response` have an effect (4.2)."""
    racing_create: Literal["refuse", "preempt"] = "refuse"
    """What a `response.create` does while a reply runs (7, quirk 23)."""
    dropped_reply: int = 0
    """The reply of this number stops halfway, without `response.done`; 0 for none."""

    item_added: Literal["once", "twice", "late"] = "once"
    """How `conversation.item.added` comes."""
    empty_deleted_id: bool = False
    """`conversation.item.deleted` names no item (5.2)."""
    truncation: Literal["obeyed", "refused", "ignored"] = "obeyed"
    """What `conversation.item.truncate` does (4.6)."""
    mcp: Literal["works", "unlisted", "failing"] = "works"
    """Whether remote MCP servers list their tools, and run them (5.8)."""
    reserved_call: bool = False
    """Replies call an internal function of each enabled server tool, for the client to ignore."""
    resumption: Literal["assistant", "complete", "none"] = "assistant"
    """What a resumed conversation still holds: the assistant's words, everything, nothing (6.9)."""

    max_duration_s: float = 7200.0
    """The longest session; then an error and the end. 0 for no limit."""
    timeout_s: float = 0.0
    """The longest the client may say nothing; 0 for ever. Unpublished (1.5)."""
    refuse_status: int = 0
    """HTTP status that answers the handshake: 401, 403, 404, 429, 503...; 0 for none."""
    refuse_times: int = 0
    """How many handshakes are refused before one succeeds; 0 for all."""
    retry_after_s: float = 0.0
    """The `Retry-After` of a refusal; 0 for none."""
    close_after_s: float = 0.0
    """The socket is closed this long after it was opened; 0 for never."""
    close_on: str = ""
    """The socket is closed behind the first event of this type."""
    close_code: int = 1011
    """With which code the two above close."""
    stall_after_s: float = 0.0
    """Nothing is read or written any more from this moment on; 0 for never."""
    stall_on: str = ""
    """Nothing is read or written any more behind the first event of this type."""
    hostile: float = 0.0
    """For how many of 1 true frames a broken one is sent as well: 0-1."""
    seed: int = 1
    """Which broken frames, and which jitter."""

    @property
    def time_scale(self) -> float:
        """What artificial delays are multiplied by."""
        return 1.0 if self.pace == "live" else 0.001

    @classmethod
    def openai(cls, *, pace: Literal["live", "fast"] = "live") -> Self:
        """Return the switches for clients of OpenAI's GA realtime API (9)."""
        return cls(
            pace=pace,
            dialect="openai",
            default_voice="marin",
            commit="only",
            empty_commit="error",
            create_response="honoured",
        )
