from grokvoice.simulator.brain.conversations import EXPIRES_AFTER_S, Conversations
from grokvoice.simulator.brain.memory import Memory


def test_a_conversation_that_was_kept_can_be_recalled() -> None:
    conversations, memory = Conversations(), Memory()
    conversations.keep("a", memory, now=0.0)

    assert conversations.recall("a", now=EXPIRES_AFTER_S) is memory


def test_a_conversation_expires_after_half_an_hour_without_activity() -> None:
    conversations = Conversations()
    conversations.keep("a", Memory(), now=0.0)

    assert conversations.recall("a", now=EXPIRES_AFTER_S + 1) is None
    assert conversations.recall("a", now=0.0) is None


def test_activity_keeps_a_conversation_alive() -> None:
    conversations, memory = Conversations(), Memory()
    conversations.keep("a", memory, now=0.0)
    conversations.keep("a", memory, now=1000.0)

    assert conversations.recall("a", now=EXPIRES_AFTER_S + 1) is memory


def test_an_unknown_conversation_is_none() -> None:
    assert Conversations().recall("a", now=0.0) is None
