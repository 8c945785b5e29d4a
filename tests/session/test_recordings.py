"""The third witness: the core is driven through real sessions and shows what was said in them."""

import json
from typing import Any

import pytest

from grokvoice.protocol import server_events as server
from grokvoice.protocol.codec import decode_server
from grokvoice.protocol.items import Item
from grokvoice.session.commands import Command, Connect, Play
from grokvoice.session.context import ChatContext, Message
from grokvoice.session.events import (
    Connected,
    ConnectionLost,
    Event,
    HangUpRequested,
    MicrophoneChunk,
    PlaybackProgressed,
    Started,
    ToolFinished,
    UserText,
)
from grokvoice.session.options import Options
from grokvoice.session.updates import AssistantFinal, Notice, ToolCalled, ToolReturned, UserFinal
from tests.session.dialogue import Dialogue, finals, only, sent

Interaction = dict[str, Any]
TOOLS = frozenset({"get_weather"})


class Replay(Dialogue):
    """Tells the core what the server said, lets the user do what he did, and plays everything."""

    def __init__(self, interactions: list[Interaction], options: Options) -> None:
        super().__init__(options)
        self.interactions = interactions
        self.queued = 0

    def run(self) -> None:
        """Go through the whole session, and hang up."""
        self.tell(Started(), Connected())
        for interaction in self.interactions:
            if interaction["kind"] == "close":
                self._reconnect(ConnectionLost(code=interaction["code"]))
            elif interaction["direction"] == "received":
                self._receive(interaction["data"])
            else:
                self.tell(*done_by_user(interaction["data"]))
        self.tell(HangUpRequested())

    def _receive(self, data: Interaction) -> None:
        event = decode_server(json.dumps(restored(data)))
        asked = self.tell(event)
        self.queued += sum(len(command.pcm) // 2 for command in asked if isinstance(command, Play))
        if isinstance(event, server.ResponseDone):
            self.wait(self.queued / 24_000)
            self.tell(PlaybackProgressed(0, self.queued))

    def _reconnect(self, lost: ConnectionLost) -> None:
        asked: list[Command] = [*self.tell(lost), *self.wait(1.0)]
        assert len([command for command in asked if isinstance(command, Connect)]) == 1
        self.tell(Connected())


def restored(data: Interaction) -> Interaction:
    """Give shortened sound its length back, as silence."""
    if data["type"] != "response.output_audio.delta":
        return data
    return {**data, "delta": "AAAA" * (data["audio_duration_ms"] * 24 * 2 // 3)}


def text_of(item: Interaction) -> str:
    text: str = item["content"][0]["text"]
    return text


def done_by_user(data: Interaction) -> list[Event]:
    """The wish behind what the client sent; what the core sends by itself is no wish."""
    item = data.get("item", {})
    match data["type"], item.get("type"), item.get("role"):
        case "conversation.item.create", "message", "user":
            return [UserText(text_of(item))]
        case "conversation.item.create", "function_call_output", _:
            return [ToolFinished(call_id=item["call_id"], output=item["output"])]
        case "input_audio_buffer.append", _, _:
            return [MicrophoneChunk(bytes(4800))]
        case _:
            return []


def replies_of(interactions: list[Interaction]) -> list[AssistantFinal]:
    """What was answered, as the ends of the replies tell it."""
    ends = [i["data"] for i in interactions if i.get("data", {}).get("type") == "response.done"]
    events = [decode_server(json.dumps(end)) for end in ends]
    items: list[Item] = []
    for event in events:
        assert isinstance(event, server.ResponseDone)
        items += event.response.output or ()
    return [
        AssistantFinal(
            item_id=str(item.id), text=item.text, heard=item.text, unheard="", is_interrupted=False
        )
        for item in items
        if item.type == "message"
    ]


def typed_in(interactions: list[Interaction]) -> list[str]:
    return [
        event.text
        for interaction in interactions
        if interaction.get("direction") == "sent"
        for event in done_by_user(interaction["data"])
        if isinstance(event, UserText)
    ]


def sent_in(interactions: list[Interaction]) -> list[str]:
    return [i["data"]["type"] for i in interactions if i.get("direction") == "sent"]


def replay(interactions: list[Interaction], context: ChatContext | None = None) -> Replay:
    talk = Replay(interactions, Options(functions=TOOLS, context=context or ChatContext()))
    talk.run()
    return talk


def assert_shown(talk: Replay) -> None:
    """The typed turns and the answers were shown, each once and as they were."""
    told = finals(talk.asked)
    typed = typed_in(talk.interactions)
    users = [UserFinal(item_id=f"typed-{n}", text=text) for n, text in enumerate(typed, start=1)]
    assert [final for final in told if isinstance(final, UserFinal)] == users
    answers = [final for final in told if isinstance(final, AssistantFinal)]
    assert answers == replies_of(talk.interactions)


@pytest.mark.parametrize(
    "name", ["text_in_audio_out_turn", "text_tool_round_parity_pinned", "tool_call_round"]
)
def test_a_session_of_typed_turns_is_shown_as_it_was(
    recordings: dict[str, list[Interaction]], name: str
) -> None:
    talk = replay(recordings[name])

    assert_shown(talk)
    assert [event.wire_type for event in sent(talk.asked)] == sent_in(talk.interactions)


def test_a_session_that_was_taken_up_again_is_shown_as_one(
    recordings: dict[str, list[Interaction]],
) -> None:
    talk = replay(recordings["session_resumption_after_drop"])

    assert_shown(talk)
    questions = [event for event in sent(talk.asked) if event.wire_type == "response.create"]
    assert len(questions) == len(typed_in(talk.interactions))


def test_a_spoken_session_is_shown_as_it_was(recordings: dict[str, list[Interaction]]) -> None:
    interactions = recordings["audio_in_server_vad_turn"]
    words = [
        UserFinal(item_id=data["item_id"], text=data["transcript"])
        for data in (interaction.get("data", {}) for interaction in interactions)
        if data.get("status") == "completed" and data["type"].endswith("completed")
    ]

    talk = replay(interactions)

    assert finals(talk.asked) == [*words, *replies_of(interactions)]
    assert [event.wire_type for event in sent(talk.asked)] == sent_in(interactions)


def test_a_conversation_that_is_told_to_a_session_is_not_shown_again(
    recordings: dict[str, list[Interaction]],
) -> None:
    interactions = recordings["history_seeding_parity_pinned"]
    *seeds, turn = [i for i in interactions if "item" in i["data"] and i["direction"] == "sent"]
    said = [seed["data"]["item"] for seed in seeds]
    context = ChatContext(tuple(Message(role=item["role"], text=text_of(item)) for item in said))

    talk = replay([i for i in interactions if i not in seeds], context)

    asked = UserFinal(item_id="typed-1", text=text_of(turn["data"]["item"]))
    assert finals(talk.asked) == [asked, *replies_of(interactions)]
    assert [event.wire_type for event in sent(talk.asked)] == sent_in(interactions)


@pytest.mark.parametrize("name", ["text_tool_round_parity_pinned", "tool_call_round"])
def test_a_call_is_run_once_and_answered_once(
    recordings: dict[str, list[Interaction]], name: str
) -> None:
    talk = replay(recordings[name])

    [called], [returned] = only(ToolCalled, talk.asked), only(ToolReturned, talk.asked)
    assert (called.name, called.call_id) == (returned.name, returned.call_id)


def test_real_sessions_give_nothing_to_complain_about(
    recordings: dict[str, list[Interaction]],
) -> None:
    notices = {
        name: [notice.code for notice in only(Notice, replay(interactions).asked)]
        for name, interactions in recordings.items()
    }

    assert {name: codes for name, codes in notices.items() if codes} == {
        "session_resumption_after_drop": ["reconnecting", "reconnected"]
    }
