"""The room of the replies: when one begins, what it does next, and how it ends.

At most one reply is open. It is *begun* (`response.created`), *proceeds* step by step as its plan
says, and is *ended* (`response.done`) or *abandoned* (without one; reference, 6.4 and 6.8).
"""

from collections import deque
from collections.abc import Callable
from typing import Final, assert_never

from grokvoice.audio.pcm import RATE_HZ, bytes_to_frames
from grokvoice.protocol.items import ErrorInfo
from grokvoice.protocol.response_events import ResponseCreated, ResponseDone
from grokvoice.protocol.settings import ResponseSettings
from grokvoice.simulator.brain import refusals
from grokvoice.simulator.brain.calls import announce_call, announce_mcp_call
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.messages import (
    CloseSocket,
    Stall,
    Synthesize,
    Synthesized,
    VoiceFailed,
)
from grokvoice.simulator.brain.plans import (
    Abandon,
    CallFunction,
    CallMcp,
    Cause,
    Disconnect,
    Fail,
    Finish,
    GoSilent,
    Planner,
    Situation,
    Speak,
    Step,
    Wait,
)
from grokvoice.simulator.brain.recital import Recital
from grokvoice.simulator.brain.reply import Reply
from grokvoice.simulator.brain.server_tools import with_server_tools
from grokvoice.simulator.brain.settings import flat
from grokvoice.simulator.brain.tool_names import has_reserved_name

_DROPPED_AFTER_S: Final = 0.1
_LONGEST_SPEECH: Final = 15_000
"""Letters; what the service's text-to-speech takes at once (reference, 8.1)."""


class Replies:
    """Gives the replies of one connection.

    Args:
        desk: The shared tools.
        planner: Decides what a reply says and does.
        on_ended: Called after every `response.done`.
    """

    def __init__(self, desk: Desk, planner: Planner, on_ended: Callable[[], None]) -> None:
        self._desk = desk
        self._planner = planner
        self._on_ended = on_ended
        self._forced: deque[Reply] = deque()
        self._protected_until = 0.0
        self._begun = 0
        self.open: Reply | None = None
        self.audible_until = 0.0
        """When a client that plays at once will have played everything."""

    @property
    def is_protected(self) -> bool:
        """Whether something that must not be interrupted is still being heard."""
        return self._desk.now < self._protected_until

    def create(self, wanted: ResponseSettings) -> None:
        """Obey `response.create`, unless a reply runs or a tool's name is reserved."""
        if self.open and self._desk.quirks.racing_create == "refuse":
            self._desk.refuse(refusals.already_active())
        elif has_reserved_name(self._desk.settings.tools):
            self._desk.refuse(refusals.reserved_tool_name())
        else:
            self.interrupt()
            self._begin(self._new_reply(wanted))

    def cancel(self, response_id: str) -> None:
        """Obey `response.cancel`; "" means whichever runs."""
        if self.open is None or response_id not in {"", self.open.id}:
            self._desk.refuse(refusals.nothing_to_cancel())
        else:
            self._end(self.open, "cancelled")

    def force(self, text: str, *, is_interruptible: bool) -> None:
        """Speak a text word for word, behind the reply that is open and others forced before."""
        reply = self._new_reply()
        reply.is_interruptible = is_interruptible
        reply.steps = [Speak(text)]
        self._forced.append(reply)
        self._begin_forced()

    def answer(self, wanted: ResponseSettings | None = None, *, cause: Cause = "user") -> None:
        """Begin the reply to a turn, or a check-in; a reply that is still open is over."""
        self.abandon()
        reply = self._new_reply(wanted)
        reply.cause = cause
        self._begin(reply)

    def think(self) -> None:
        """Plan the open reply, if there is one, once everything said is understood."""
        reply, desk = self.open, self._desk
        if reply is None or reply.is_planned or desk.memory.awaits_transcript():
            return
        reply.is_planned = True
        planned = reply.steps or self._planner.plan(self._situation(reply))
        reply.steps = with_server_tools(desk, planned)
        if reply.steps and isinstance(reply.steps[0], Speak):
            self._proceed()  # the recital itself waits for the time of the first sound
        else:
            desk.later(desk.quirks.first_audio_s, self._proceed, reply.id)

    def interrupt(self) -> None:
        """End the open reply because the user speaks (barge-in)."""
        if self.open:
            self._end(self.open, "cancelled")

    def abandon(self) -> None:
        """Stop the open reply without a word: no `response.done`."""
        if self.open:
            self._desk.agenda.forget(self.open.id)
            self.open = None

    def hear_voice(self, sound: Synthesized) -> None:
        """Send what was synthesised, unless the reply it was meant for is gone."""
        reply, desk = self.open, self._desk
        if reply is None or sound.job != reply.id:
            return
        start = desk.now
        if not reply.frames:
            start = max(start, reply.began_at + desk.stretched(desk.quirks.first_audio_s))
        length_s = bytes_to_frames(len(sound.pcm)) / RATE_HZ
        self.audible_until = max(self.audible_until, start) + length_s
        if not reply.is_interruptible:
            self._protected_until = self.audible_until
        Recital(desk, reply, sound).begin(start, self._proceed)
        if self._begun == desk.quirks.dropped_reply:
            desk.agenda.at(start + desk.stretched(_DROPPED_AFTER_S), self.abandon, reply.id)

    def lose_voice(self, failure: VoiceFailed) -> None:
        """End the reply whose words could not be spoken."""
        if self.open and self.open.id == failure.job:
            self._desk.refuse(refusals.no_voice(failure.problem))
            self._end(self.open, "failed")

    def _new_reply(self, wanted: ResponseSettings | None = None) -> Reply:
        reply = Reply(id=self._desk.new_id(), began_at=self._desk.now)
        if wanted:
            reply.metadata = wanted.metadata
            reply.instructions = wanted.instructions
        return reply

    def _begin(self, reply: Reply) -> None:
        self.open = reply
        self._begun += 1
        reply.began_at = self._desk.now
        self._desk.send(ResponseCreated(response=reply.created()))
        self.think()

    def _begin_forced(self) -> None:
        if self._forced and self.open is None:
            self._begin(self._forced.popleft())

    def _situation(self, reply: Reply) -> Situation:
        settings = self._desk.settings
        return Situation(
            memory=self._desk.memory.as_seen(),
            instructions=settings.instructions,
            request=reply.instructions or "",
            tools=tuple(flat(tool) for tool in settings.tools),
            wall=self._desk.wall,
            cause=reply.cause,
        )

    def _proceed(self) -> None:
        """Take steps of the open reply until one needs time, or none is left."""
        reply = self.open
        while reply and reply is self.open and reply.steps:
            if not self._take(reply, reply.steps.pop(0)):
                return
        if reply and reply is self.open:
            self._end(reply, "completed")

    def _take(self, reply: Reply, step: Step) -> bool:
        """Take one step; False if the reply goes on when that step is over."""
        match step:
            case Speak():
                self._ask_for_voice(reply, step.text)
                return False
            case Wait():
                self._desk.later(step.seconds, self._proceed, reply.id)
                return False
            case CallFunction():
                announce_call(self._desk, reply, step)
            case CallMcp():
                announce_mcp_call(self._desk, reply, step)
            case Fail():
                self._fail(step)
            case Disconnect() | GoSilent() | Abandon():
                self._break_off(step)
            case Finish():
                self._end(reply, step.status)
            case _:
                assert_never(step)
        return True

    def _break_off(self, step: Disconnect | GoSilent | Abandon) -> None:
        match step:
            case Disconnect():
                self._desk.ask(CloseSocket(code=step.code, reason=step.reason))
            case GoSilent():
                self._desk.ask(Stall())
            case Abandon():
                pass
            case _:
                assert_never(step)
        self.abandon()

    def _ask_for_voice(self, reply: Reply, text: str) -> None:
        settings = self._desk.settings
        self._desk.ask(
            Synthesize(
                job=reply.id,
                text=text[:_LONGEST_SPEECH],
                voice=settings.voice,
                speed=settings.speed,
                replace=settings.pronunciations,
            )
        )

    def _fail(self, step: Fail) -> None:
        code = step.code or step.kind
        self._desk.refuse(ErrorInfo(type=step.kind, code=code, message=step.message, param=None))

    def _end(self, reply: Reply, status: str) -> None:
        desk = self._desk
        response = reply.ended(status)
        self.abandon()
        if status == "cancelled":  # clients throw away what they have not played yet
            self.audible_until = self._protected_until = desk.now
        usage = desk.billing.settle(reply.said, reply.frames, desk.elapsed_s)
        desk.send(ResponseDone(response=response, response_id=reply.id, usage=usage))
        self._on_ended()
        self._begin_forced()
