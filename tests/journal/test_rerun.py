"""A talk is held and traced as the program does it; then its trace is run again."""

import json
from collections import deque

import pytest

from grokvoice.app.trace import without_audio
from grokvoice.journal.loudspeaker import Loudspeaker
from grokvoice.journal.rerun import rerun
from grokvoice.journal.trace_file import read_trace
from grokvoice.protocol.client_events import AnyClientEvent
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.conversation_events import Ping
from grokvoice.protocol.items import Item
from grokvoice.protocol.response_events import OutputItemDone
from grokvoice.protocol.settings import SessionSettings, Tool
from grokvoice.session import events
from grokvoice.session.commands import Command, FlushPlayback, Play, RunTool, Send, Show
from grokvoice.session.context import ChatContext, Message
from grokvoice.session.machine import Session
from grokvoice.session.options import Options
from grokvoice.session.updates import (
    AssistantFinal,
    Interrupted,
    Notice,
    SessionEnded,
    SessionStarted,
    StateChanged,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
)
from tests.session.dialogue import (
    error,
    greeting,
    reply_done,
    speech_started,
    speech_stopped,
    user_words,
    whole_reply,
)

TOLD = (
    SessionStarted,
    UserFinal,
    AssistantFinal,
    Interrupted,
    ToolCalled,
    ToolReturned,
    StateChanged,
)
"""What must be shown again, moment for moment."""


class Talk:
    """A talk that is traced; each line of the script happens at its second."""

    def __init__(self, options: Options | None = None) -> None:
        self.shown: list[tuple[float, Update]] = []
        self._session = Session(options or Options(jitter=lambda: 0.0))
        self._speaker = Loudspeaker()
        self._lines: list[str] = []
        self.now = 0.0
        self.at(0.0, events.Started())

    def at(self, moment: float, *happened: events.Event | FromServer) -> None:
        """Let something happen: an event of the world, or words of the server's."""
        self._pass_time(moment)
        for one in happened:
            if isinstance(one, events.Event):
                self._tell(one)
            else:
                self._trace("in", one)
                self._tell(events.Received(one))

    def rerun(self) -> list[tuple[float, Update]]:
        """Run the trace of all that again."""
        return list(rerun(read_trace("".join(self._lines).encode())))

    def _pass_time(self, until: float) -> None:
        while True:
            due = [at for at in (self._session.deadline(), self._speaker.due()) if at is not None]
            if not due or min(due) > until:
                break
            self.now = min(due)
            is_report = self._speaker.due() == self.now
            report = self._speaker.report(self.now) if is_report else None
            self._tell(report or events.DeadlineReached())
        self.now = until

    def _tell(self, event: events.Event) -> None:
        waiting = deque([event])
        while waiting:
            for command in self._session.handle(waiting.popleft(), self.now):
                waiting.extend(self._obey(command))

    def _obey(self, command: Command) -> list[events.Event]:
        match command:
            case Send(event):
                self._trace("out", event)
            case Play(pcm):
                self._speaker.play(pcm, self.now)
            case FlushPlayback():
                return [self._speaker.flush(self.now)]
            case Show(update):
                self.shown.append((self.now, update))
            case RunTool(call):
                return [events.ToolFinished(call_id=call.call_id, output="5")]
            case _:
                pass
        return []

    def _trace(self, direction: str, event: FromServer | AnyClientEvent) -> None:
        line = {"dir": direction, "ts": round(self.now, 4), "event": without_audio(event)}
        self._lines.append(json.dumps(line) + "\n")


def told(shown: list[tuple[float, Update]]) -> list[tuple[float, Update]]:
    return [(round(at_s, 3), one) for at_s, one in shown if isinstance(one, TOLD)]


def connected(options: Options | None = None) -> Talk:
    talk = Talk(options)
    talk.at(0.1, events.Connected(), *greeting())
    return talk


def end(talk: Talk) -> None:
    """Hang up right after a line of the trace, as a rerun does after the last one."""
    talk.at(talk.now, Ping(timestamp=1), events.HangUpRequested())
    talk.at(talk.now + 1.0)


def test_a_typed_turn_and_its_reply_are_shown_again() -> None:
    talk = connected()
    talk.at(1.0, events.UserText("Hello."))
    talk.at(1.5, *whole_reply("Hi you.", ms=2_000))
    talk.at(3.5)
    end(talk)

    again = talk.rerun()

    assert told(again) == told(talk.shown)
    assert isinstance(again[-1][1], SessionEnded)
    finals = [one for _, one in again if isinstance(one, UserFinal | AssistantFinal)]
    assert [one.text for one in finals] == ["Hello.", "Hi you."]


def test_a_reply_that_was_cut_is_cut_where_it_was() -> None:
    talk = connected()
    talk.at(1.0, events.UserText("Hello."))
    talk.at(1.5, *whole_reply("One two three four.", ms=4_000))
    talk.at(3.0, speech_started())
    talk.at(4.0, speech_stopped(), user_words("Stop."))
    talk.at(4.5, *whole_reply("Yes?", ms=500, item="a2", reply="r2"))
    talk.at(5.0)
    end(talk)

    again = told(talk.rerun())

    assert again == told(talk.shown)
    assert (3.0, Interrupted(item_id="a1", heard_ms=1_500)) in again


def test_a_key_that_stopped_the_speech_does_so_again() -> None:
    talk = connected()
    talk.at(1.0, events.UserText("Hello."))
    talk.at(1.5, *whole_reply("One two three four.", ms=4_000)[:-2])
    talk.at(2.0, events.SpeechStopRequested())
    talk.at(2.1, reply_done(status="cancelled"))
    end(talk)

    again = told(talk.rerun())

    assert again == told(talk.shown)
    assert (2.0, Interrupted(item_id="a1", heard_ms=500)) in again


def test_a_function_is_not_run_again_and_answers_as_it_did() -> None:
    settings = SessionSettings(tools=(Tool(type="function", name="add"),))
    talk = connected(Options(settings=settings, functions=frozenset({"add"})))
    call = Item(id="i", type="function_call", call_id="1", name="add", arguments="{}")
    talk.at(1.0, events.UserText("Add."))
    reply = whole_reply("Adding.", ms=1_000)
    talk.at(1.5, *reply[:-1], OutputItemDone(item=call, response_id="r1"))
    talk.at(1.6, reply[-1])
    talk.at(2.5)
    talk.at(3.0, *whole_reply("Five.", ms=500, item="a2", reply="r2"))
    talk.at(3.5)
    end(talk)

    again = told(talk.rerun())

    assert again == told(talk.shown)
    assert [one for _, one in again if isinstance(one, ToolCalled | ToolReturned)] == [
        ToolCalled(call_id="1", name="add", arguments="{}", is_hosted=False),
        ToolReturned(call_id="1", name="add", output="5", is_error=False),
    ]


def test_a_connection_that_broke_breaks_again() -> None:
    talk = connected()
    talk.at(1.0, events.UserText("Hello."))
    talk.at(1.5, *whole_reply("Hi.", ms=500))
    talk.at(2.5, error("a ping, of sorts"))
    talk.at(2.5, events.ConnectionLost(code=1006))
    talk.at(4.5, events.Connected(), *greeting(conversation="c2"))
    talk.at(5.0, events.UserText("Again."))
    talk.at(5.5, *whole_reply("Hi again.", ms=500, item="a2", reply="r2"))
    talk.at(6.0)
    end(talk)

    again = talk.rerun()

    assert told(again) == told(talk.shown)
    notices = [(round(at_s, 1), one.code) for at_s, one in again if isinstance(one, Notice)]
    assert notices == [(2.5, "reconnecting"), (4.5, "reconnected")]


def test_a_connection_that_came_back_sooner_than_today_waits_for_today() -> None:
    talk = connected()
    talk.at(1.0, error("a ping, of sorts"), *greeting(conversation="c2"))
    talk.at(2.0)
    end(talk)

    codes = [one.code for _, one in talk.rerun() if isinstance(one, Notice)]

    assert codes == ["reconnecting", "reconnected"]


def test_what_was_told_before_the_talk_is_not_shown() -> None:
    before = ChatContext((Message(role="user", text="I am Ada."),))
    talk = connected(Options(context=before))
    talk.at(1.0, events.UserText("Who am I?"))
    talk.at(1.5, *whole_reply("Ada.", ms=500))
    talk.at(2.5)
    end(talk)

    again = told(talk.rerun())

    assert again == told(talk.shown)
    assert [one.text for _, one in again if isinstance(one, UserFinal)] == ["Who am I?"]


def test_what_sounds_at_the_end_of_a_trace_is_heard_in_full() -> None:
    talk = connected()
    talk.at(1.0, events.UserText("Hello."))
    talk.at(1.5, *whole_reply("Hi you.", ms=2_000))

    again = talk.rerun()

    finals = [(round(at_s, 3), one.heard) for at_s, one in again if isinstance(one, AssistantFinal)]
    assert finals == [(3.5, "Hi you.")]


def test_what_was_sent_twice_was_wished_twice() -> None:
    talk = connected()
    for moment, reply in ((1.0, "r1"), (3.0, "r2")):
        talk.at(moment, events.UserText("Hello."))
        talk.at(moment + 0.5, *whole_reply("Hi.", ms=500, item=reply, reply=reply))
    talk.at(4.5)
    end(talk)

    assert told(talk.rerun()) == told(talk.shown)


def test_a_session_that_the_server_ended_needs_no_end_of_ours() -> None:
    talk = connected()
    talk.at(1.0, error("Rate limit exceeded.", kind="rate_limit_error"))
    talk.at(3.0, error("still here"))

    endings = [one for _, one in talk.rerun() if isinstance(one, SessionEnded)]

    assert len(endings) == 1


def test_a_trace_that_ends_in_the_middle_of_a_reply_still_ends() -> None:
    talk = connected()
    talk.at(1.0, events.UserText("Hello."))
    talk.at(1.5, *whole_reply("Hi you.", ms=2_000)[:4])

    again = talk.rerun()

    assert [one for _, one in again if isinstance(one, SessionEnded)] == [again[-1][1]]


@pytest.mark.parametrize("pcm", [bytes(4_800), b""])
def test_the_microphone_is_silent_but_as_long_as_it_was(pcm: bytes) -> None:
    talk = connected()
    talk.at(1.0, events.MicrophoneChunk(pcm))
    talk.at(1.5, speech_started())
    talk.at(2.0, speech_stopped(), user_words("Hello."))
    end(talk)

    assert told(talk.rerun()) == told(talk.shown)
