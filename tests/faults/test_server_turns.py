"""Calls, words and clocks of a server that should not be so: fault list, 2.2, S13 to S18."""

import json

import pytest

from grokvoice.protocol import server_events as server
from grokvoice.protocol.client_events import InputAudioAppend, ItemCreate, ItemTruncate
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.items import Item, Response
from grokvoice.session.commands import RunTool
from grokvoice.session.events import Connected, MicrophoneChunk, Started, UserText
from grokvoice.session.tool_calls import MOST_CALLS, MOST_ROUNDS
from grokvoice.session.updates import (
    AssistantFinal,
    LatencyMeasured,
    Notice,
    ToolReturned,
    UserFinal,
)
from tests.faults.raw_talk import RawTalk
from tests.session.dialogue import (
    Dialogue,
    greeting,
    only,
    played_ms,
    reply_created,
    reply_done,
    sound,
    speech_started,
    user_words,
    words,
)


def codes(asked: list[Notice]) -> list[str]:
    return [notice.code for notice in asked]


def call(number: int, arguments: str = "{}", name: str = "weather") -> Item:
    return Item(
        type="function_call",
        id=f"f{number}",
        call_id=f"k{number}",
        name=name,
        arguments=arguments,
    )


def test_s13_of_10_000_calls_in_one_reply_eight_are_run_and_all_are_answered() -> None:
    talk = RawTalk()
    calls = tuple(call(number) for number in range(10_000))
    frames: list[FromServer] = [
        reply_created(),
        *(server.OutputItemDone(item=item, response_id="r1") for item in calls),
        server.ResponseDone(response=Response(id="r1", output=calls)),
    ]

    asked = talk.tell(*frames)

    assert len(only(RunTool, asked)) == MOST_CALLS
    assert len({item.call_id for item in answers(talk)}) == len(answers(talk)) == 10_000
    assert talk.is_alive()


def test_s13_an_endless_chain_of_calls_ends_after_five_rounds() -> None:
    talk = RawTalk()
    talk.tell(UserText("Go on."))

    for number in range(50):
        talk.tell(reply_created(f"r{number}"))
        talk.tell(server.OutputItemDone(item=call(number), response_id=f"r{number}"))
        talk.tell(reply_done(f"r{number}"))

    assert len(only(RunTool, talk.asked)) == MOST_ROUNDS
    assert len(answers(talk)) == 50
    assert talk.is_alive()


def answers(talk: Dialogue) -> list[Item]:
    """The outputs that were sent."""
    items = [event.item for event in only(ItemCreate, talk.asked)]
    return [item for item in items if item.type == "function_call_output"]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ("not JSON", "weather"),
        ("[1, 2]", "weather"),
        ("{" * 5000, "weather"),
        (json.dumps({"x": "y" * 1_000_000}), "weather"),
        ("{}", "unheard_of"),
    ],
    ids=["no JSON", "no object", "too deep", "1 MB", "unknown name"],
)
def test_s14_calls_that_cannot_be_meant_are_answered_and_never_run(
    arguments: str, name: str
) -> None:
    talk = RawTalk()

    asked = talk.tell(
        reply_created(),
        server.OutputItemDone(item=call(1, arguments, name), response_id="r1"),
        reply_done(),
    )

    assert only(RunTool, asked) == []
    assert [returned.is_error for returned in only(ToolReturned, asked)] == [True]
    assert [json.loads(str(item.output)).keys() for item in answers(talk)] == [{"error"}]
    assert talk.is_alive()


@pytest.mark.parametrize(
    "opening",
    [[], greeting()[:1], greeting()[1:2], greeting()[:2]],
    ids=["nothing", "session", "conversation", "both"],
)
def test_s15_a_server_that_confirms_nothing_is_usable_within_five_and_a_half_seconds(
    opening: list[FromServer],
) -> None:
    talk = Dialogue()
    talk.tell(Started(), Connected(), *opening, MicrophoneChunk(bytes(4800)))

    before = talk.wait(4.9)
    after = talk.wait(0.6)

    assert only(InputAudioAppend, before) == []
    assert codes(only(Notice, after)) == ["not-configured"]
    assert len(only(InputAudioAppend, after)) == 1


def test_s16_words_that_come_out_of_order_make_the_text_they_should() -> None:
    talk = RawTalk()
    talk.tell(reply_created(), words("Two.", 1.0, "a2"), words("One.", 0.0, "a1"))
    talk.tell(user_words("Hel", is_final=False), user_words("Hello", is_final=False))
    talk.tell(user_words("Hello."))
    parts = [("Three.", 1), ("And ", 0)]
    talk.tell(
        *(
            server.OutputTranscriptDone(
                item_id="a3", response_id="r1", content_index=part, transcript=text
            )
            for text, part in parts
        )
    )
    talk.tell(sound(100, "a1"), sound(100, "a2"), sound(100, "a3"), reply_done())

    asked = talk.plays()

    texts = {final.item_id: final.text for final in only(AssistantFinal, asked)}
    assert texts == {"a1": "One.", "a2": "Two.", "a3": "And Three."}
    assert [line.text for line in only(UserFinal, talk.asked)] == ["Hello."]


def test_s17_a_reply_too_many_never_sounds_through_the_other() -> None:
    talk = RawTalk()
    talk.tell(reply_created("r1"), sound(100, "a1", "r1"), reply_created("r2"))

    mixed = [sound(100, f"a{number % 2 + 1}", f"r{number % 2 + 1}") for number in range(20)]
    asked = talk.tell(*mixed, reply_done("r1"), reply_done("r2"))

    assert played_ms(asked) == 10 * 100
    assert talk.is_alive()


@pytest.mark.parametrize("clock_ms", [-(2**62), -1, 2**62])
def test_s18_clocks_that_are_nonsense_are_held_to_what_can_be(clock_ms: int) -> None:
    talk = RawTalk()
    talk.tell(MicrophoneChunk(bytes(48_000)))
    talk.now = 1.0
    talk.tell(server.SpeechStarted(item_id="u1", audio_start_ms=clock_ms))
    talk.tell(server.SpeechStopped(item_id="u1", audio_end_ms=clock_ms))
    talk.tell(server.Ping(timestamp=clock_ms), reply_created(), sound(1000))
    talk.tell(words("one two", float(clock_ms)))

    measured = only(LatencyMeasured, talk.plays(400))
    talk.tell(speech_started("u2"), user_words("Wait.", "u2"))

    assert [0.0 <= wait.seconds <= 1.0 for wait in measured] == [True]
    assert [cut.audio_end_ms for cut in only(ItemTruncate, talk.asked)] == [400]
    assert talk.is_alive()
