from grokvoice.protocol.items import ContentPart, Item, Response, Usage
from grokvoice.simulator.brain.memory import Entry
from grokvoice.simulator.brain.reply import Reply, Utterance, opened_item


def uttering(said: str) -> Utterance:
    return Utterance(entry=Entry(item=opened_item("a"), seen_text=said), said=said)


def spoken(status: str, transcript: str) -> Item:
    return Item(
        id="a",
        object="realtime.item",
        type="message",
        status=status,
        role="assistant",
        content=(ContentPart(type="audio", transcript=transcript),),
    )


def test_a_reply_is_created_empty_with_its_metadata() -> None:
    reply = Reply(id="r", began_at=0.0, metadata={"turn": "7"})

    assert reply.created() == Response(
        id="r",
        object="realtime.response",
        output=(),
        status="in_progress",
        status_details="unimplemented",
        usage=Usage(),
        metadata={"turn": "7"},
    )


def test_a_reply_ends_with_the_items_it_finished() -> None:
    reply = Reply(id="r", began_at=0.0, output=[spoken("completed", "Hello.")])

    ended = reply.ended("completed")

    assert (ended.status, ended.output) == ("completed", (spoken("completed", "Hello."),))


def test_an_item_that_was_cut_short_is_listed_as_incomplete() -> None:
    reply = Reply(id="r", began_at=0.0, utterance=uttering("Hel"))

    assert reply.ended("cancelled").output == (spoken("incomplete", "Hel"),)


def test_an_item_is_opened_without_content() -> None:
    assert opened_item("a") == Item(
        id="a", object="realtime.item", type="message", status="in_progress", role="assistant"
    )


def test_an_utterance_that_is_finished_holds_its_words() -> None:
    utterance = uttering("Hello.")

    assert utterance.finish("completed") == spoken("completed", "Hello.") == utterance.entry.item


def test_an_item_that_a_client_has_cut_stays_cut() -> None:
    utterance = uttering("Hello.")
    utterance.entry.is_cut = True

    assert utterance.finish("completed") == spoken("completed", "Hello.")
    assert utterance.entry.item == opened_item("a")
