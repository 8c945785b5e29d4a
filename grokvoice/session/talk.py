"""Both sides of the talk together: turns asked and answered, interruptions, what is heard when.

Owns the user's side (`Listening`, the microphone's gate), the assistant's (`Speaking`) and the
words of both (`Transcript`). The machine above decides whether there is a wire to talk on.
"""

from collections import deque
from typing import Final

from grokvoice.protocol.client_events import AnyClientEvent, ItemCreate, ItemDelete
from grokvoice.protocol.items import Response
from grokvoice.protocol.server_events import SpeechStarted, SpeechStopped
from grokvoice.session.barge_in import BargeIn
from grokvoice.session.calling import Calling
from grokvoice.session.commands import Command, Send, Show
from grokvoice.session.complaints import Complaints
from grokvoice.session.events import MicrophoneLeftOut, PlaybackProgressed, ToolFinished
from grokvoice.session.latency import Latencies
from grokvoice.session.listening import Listening
from grokvoice.session.microphone import FRAMES_PER_SECOND, MicrophoneGate
from grokvoice.session.moments import earliest
from grokvoice.session.options import Options
from grokvoice.session.patience import Patience
from grokvoice.session.push_to_talk import PushToTalk
from grokvoice.session.requests import Requests
from grokvoice.session.speaking import Speaking
from grokvoice.session.transcript import Transcript
from grokvoice.session.typed_turns import TypedTurns
from grokvoice.session.updates import ItemForgotten, ItemTold, Notice, State

_ALMOST_HEARD: Final = 7_200
"""Frames of a preamble that may still sound when the reply to its tools is asked for: 0.3 s."""


class Talk:
    """The conversation between a person and a reply, apart from connecting and ending."""

    def __init__(self, options: Options) -> None:
        self.transcript = Transcript()
        self.speaking = Speaking(self.transcript)
        self.listening = Listening()
        self.gate = MicrophoneGate(options.backlog_s)
        self.last_active_at = 0.0
        """When something last happened that keeps the conversation alive."""
        self.has_unanswered_turn = False
        """Whether the last turn was given up without a reply, or its reply went wrong."""
        self.has_failed_reply = False
        """Whether that was because the server said so of its reply."""
        self.waiting_events: deque[AnyClientEvent] = deque()
        """What a program wants told to the server as soon as there is one."""
        self.waiting_results: deque[ToolFinished] = deque()
        """Answers of tools that were not sent yet."""
        self.calling = Calling(options.functions)
        self.push_to_talk = PushToTalk(self.gate, self.listening, self.speaking)
        self.barge_in = BargeIn(self.gate, self.speaking)
        self.latencies = Latencies()
        self.complaints = Complaints()
        self.requests = Requests(options.reply_timeout_s)
        self.patience = Patience(options.reply_timeout_s, self.gate, self.listening, self.speaking)
        self.typed_turns = TypedTurns(
            self.transcript, self.speaking, self.listening, self.calling, lambda: self.is_quiet
        )

    @property
    def is_quiet(self) -> bool:
        """Whether nobody speaks, nothing is to be heard, and no reply is on its way."""
        is_silent = (
            self.speaking.replies.open_id is None
            and self.listening.speaking_item is None
            and self.speaking.ledger.is_idle
        )
        return is_silent and not (
            self._awaits_reply() or self.calling.is_running or self.requests.is_waiting
        )

    @property
    def is_answered(self) -> bool:
        """Whether every turn has its reply, received in full, though perhaps not heard yet."""
        is_open = self.speaking.replies.open_id is not None or bool(self.typed_turns.waiting)
        return not (is_open or self._awaits_reply() or self.has_unanswered_turn)

    @property
    def is_engaged(self) -> bool:
        """Whether something goes on that must not be taken for an abandoned microphone."""
        return self.speaking.is_sounding or self.calling.is_running

    @property
    def state(self) -> State:
        """What a person would say is going on."""
        if self.listening.speaking_item is not None:
            return State.HEARING
        if self.speaking.is_sounding:
            return State.SPEAKING
        if self.speaking.replies.open_id is not None or self._awaits_reply():
            return State.THINKING
        return State.MUTED if self.gate.is_muted else State.LISTENING

    def expect_reply(self, now: float) -> None:
        """Ask for a reply to what was said last."""
        self.speaking.replies.want()
        self.listening.expect_reply(now, now)

    def lost(self) -> tuple[list[Command], bool]:
        """The connection is gone.

        Returns:
            What must be done, and whether a turn that was said in full waits for its reply. A turn
            that was not is kept as sound instead, and will be heard again.
        """
        has_open_turn = self.listening.speaking_item is not None
        if self.listening.awaiting_since is not None:
            has_open_turn = self.transcript.drop_unfinished_user() or has_open_turn
        else:
            self.transcript.drop_unfinished_user()
        must_ask_again = self._awaits_reply() and not has_open_turn
        if self.speaking.replies.open_id is not None:
            self.has_unanswered_turn = True
        self.gate.close(is_turn_open=has_open_turn)
        self.calling.lost()
        self.listening.reset()
        return self.speaking.lost(), must_ask_again

    def left_out(self, event: MicrophoneLeftOut) -> list[Command]:
        """The network was too slow for some of the microphone's sound; said once."""
        was_told = self.gate.dropped["slow"] > 0
        self.gate.left_out(event.at, event.frames)
        if was_told or not self.gate.dropped["slow"]:
            return []
        text = "The network is too slow: a part of what you say does not get through."
        return [Show(Notice(code="slow-network", text=text))]

    def reply_created(self, response: Response, now: float) -> list[Command]:
        """A reply begins: the turn that waited for it is answered."""
        if self.speaking.replies.is_dead(response.id or None):
            return []
        self._is_being_answered()
        return self.requests.matched(response) + self.speaking.created(response, now)

    def reply_failed(self) -> list[Command]:
        """The server failed at the reply that was asked for: wait for it no longer."""
        self.has_unanswered_turn = self.has_unanswered_turn or self._awaits_reply()
        self.listening.answered()
        self.speaking.replies.give_up()
        return self.requests.failed()

    def reply_went_wrong(self) -> None:
        """The server says of the reply to the last turn that it failed, or is not complete."""
        self.has_unanswered_turn = self.has_failed_reply = True

    def request_refused(self, now: float) -> None:
        """Our request met a running reply: it is made again, a program's under its own name."""
        replies = self.speaking.replies
        replies.refused(now)
        if self.requests.refused():
            replies.give_up()

    def speech_started(self, event: SpeechStarted, now: float) -> list[Command]:
        """The server hears the user: whatever is being said stops, within this very call."""
        is_resumed = self.listening.started(event, now)
        self.calling.user_turn()
        self.push_to_talk.heard()
        commands: list[Command] = []
        if not self.speaking.is_protected:
            commands = self.speaking.interrupt(now, by_server=is_resumed)
        if not is_resumed and not self.transcript.awaits_user:
            self.gate.turn_began(event.audio_start_ms or 0)
        self.transcript.user_spoke(event.item_id)
        return commands

    def speech_stopped(self, event: SpeechStopped, now: float) -> None:
        """The server heard the user fall silent."""
        position_ms = event.audio_end_ms or 0
        ended_at = self.gate.captured_at(position_ms) if position_ms > 0 else now
        self.gate.receipt(position_ms * FRAMES_PER_SECOND // 1000)
        self.calling.user_fell_silent()
        self.listening.stopped(event, min(ended_at, now), now)

    def progressed(self, event: PlaybackProgressed, now: float) -> list[Command]:
        """The loudspeaker went on; the first sound of a reply ends the wait for it."""
        ledger = self.speaking.ledger
        before = ledger.heard
        told = ledger.progress(event.generation, event.heard)
        for item_id, frames in told:
            self.transcript.reply_heard(item_id, frames)
        sounded_at = now - (ledger.heard - before) / FRAMES_PER_SECOND
        latency_s = self.listening.take_latency(sounded_at) if told else None
        if latency_s is None:
            return []
        measured = self.latencies.measured(
            self.transcript.response_of(told[0][0]),
            turn_ended_at=sounded_at - latency_s,
            arrived_at=self.speaking.first_sound_at,
            sounded_at=sounded_at,
        )
        return [Show(measured)]

    def settle(self, now: float, *, can_talk: bool) -> list[Command]:
        """Do what has become due: ask, give up waiting, show what became showable."""
        if not self.is_quiet:
            self.last_active_at = now
        if self.speaking.replies.open_id is not None:  # it may have begun unannounced
            self._is_being_answered()
        commands = self._give_up_waiting() if self.patience.is_over(now) else []
        commands += self.patience.settle(now)
        commands += self.push_to_talk.settle(now) + self.requests.settle(now)
        commands += self.barge_in.settle(now)
        if can_talk:
            commands += self._say(now)
        updates = self.transcript.take(now, self.listening.speaking_item)
        return commands + [Show(update) for update in updates]

    def _is_being_answered(self) -> None:
        self.listening.answered()
        self.has_unanswered_turn = self.has_failed_reply = False

    def _say(self, now: float) -> list[Command]:
        """Tell the server what waited for it."""
        commands: list[Command] = []
        while self.waiting_events:
            event = self.waiting_events.popleft()
            commands += [Send(event), *_remembered(event)]
        while self.waiting_results:
            commands += self.calling.finished(self.waiting_results.popleft())
        commands += self.typed_turns.say(now)
        self._speak_of_results(now)
        commands += self.speaking.ask(now)
        return commands + self.requests.ask(self.speaking.replies, now)

    def deadline(self) -> float | None:
        """When `settle` must be called even if nothing happens."""
        return earliest(
            self.patience.deadline(),
            self.speaking.replies.deadline(),
            self.push_to_talk.deadline(),
            self.barge_in.deadline(),
            self.requests.deadline(),
            self.transcript.deadline(),
        )

    def _speak_of_results(self, now: float) -> None:
        """Want a reply to the outputs of tools, once their preamble has almost been heard."""
        is_users_turn = self.listening.speaking_item is not None or self._awaits_reply()
        is_heard = self.speaking.ledger.unheard <= _ALMOST_HEARD
        replies = self.speaking.replies
        if is_heard and not is_users_turn and self.calling.take_reply_wish(replies.open_id):
            replies.want()
            self.listening.awaiting_since = now

    def _awaits_reply(self) -> bool:
        return self.listening.awaiting_since is not None or self.speaking.replies.is_expected

    def _give_up_waiting(self) -> list[Command]:
        missed = self.reply_failed()
        self.has_unanswered_turn = True
        self.listening.reset()
        text = f"No reply came within {self.patience.timeout_s:g} s; say or type it again."
        return [*missed, Show(Notice(code="no-reply", text=text))]


def _remembered(event: AnyClientEvent) -> list[Command]:
    """What a program changed in the conversation belongs to what was said in it."""
    match event:
        case ItemCreate():
            return [Show(ItemTold(item=event.item, after_item_id=event.previous_item_id or None))]
        case ItemDelete():
            return [Show(ItemForgotten(item_id=event.item_id))]
        case _:
            return []
