from grokvoice.protocol.server_events import InputAudioCommitted, SpeechStarted, SpeechStopped
from grokvoice.session.listening import Listening


def spoken(listening: Listening, item: str = "u1", ended_at: float = 5.0) -> None:
    """A turn that was said in full and is not committed yet, told of 0.4 s after it ended."""
    listening.started(SpeechStarted(item_id=item), 4.0)
    listening.stopped(SpeechStopped(item_id=item), ended_at, ended_at + 0.4)


def test_a_turn_is_spoken_from_its_start_to_its_stop() -> None:
    listening = Listening()

    is_resumed = listening.started(SpeechStarted(item_id="u1"), 4.0)
    meanwhile = listening.speaking_item, listening.awaiting_since
    listening.stopped(SpeechStopped(item_id="u1"), 5.0, 5.4)

    assert not is_resumed
    assert meanwhile == ("u1", None)
    assert listening.speaking_since == 4.0
    assert (listening.speaking_item, listening.awaiting_since) == (None, 5.4)
    assert listening.turn_ended_at == 5.0


def test_speech_of_the_same_item_resumes_a_turn_that_was_not_committed() -> None:
    listening = Listening()
    spoken(listening)

    assert listening.started(SpeechStarted(item_id="u1"), 4.0)
    assert (listening.speaking_item, listening.awaiting_since) == ("u1", None)


def test_a_turn_may_be_resumed_more_than_once() -> None:
    listening = Listening()
    spoken(listening)
    spoken(listening)

    assert listening.started(SpeechStarted(item_id="u1"), 4.0)


def test_a_committed_turn_is_not_resumed() -> None:
    listening = Listening()
    spoken(listening)
    listening.committed(InputAudioCommitted(item_id="u1"))

    assert not listening.started(SpeechStarted(item_id="u1"), 4.0)


def test_the_commit_of_an_older_turn_leaves_the_present_one_alone() -> None:
    listening = Listening()
    spoken(listening, "u1")
    spoken(listening, "u2")
    listening.committed(InputAudioCommitted(item_id="u1"))

    assert listening.started(SpeechStarted(item_id="u2"), 4.0)


def test_a_commit_ends_a_turn_whose_stop_was_never_told() -> None:
    listening = Listening()
    listening.started(SpeechStarted(item_id="u1"), 4.0)

    listening.committed(InputAudioCommitted(item_id="u1"))

    assert listening.speaking_item is None


def test_the_stop_of_an_older_turn_does_not_end_the_present_one() -> None:
    listening = Listening()
    listening.started(SpeechStarted(item_id="u1"), 4.0)
    listening.started(SpeechStarted(item_id="u2"), 4.0)

    listening.stopped(SpeechStopped(item_id="u1"), 5.0, 5.4)

    assert listening.speaking_item == "u2"


def test_an_answered_turn_waits_no_longer_but_its_latency_is_still_to_be_told() -> None:
    listening = Listening()
    spoken(listening, ended_at=5.0)

    listening.answered()

    assert listening.awaiting_since is None
    assert (listening.take_latency(5.75), listening.take_latency(6.0)) == (0.75, None)


def test_latency_is_never_negative() -> None:
    listening = Listening()
    listening.expect_reply(5.0, 5.0)

    assert listening.take_latency(4.9) == 0.0


def test_a_turn_that_goes_on_has_no_latency_yet() -> None:
    listening = Listening()
    spoken(listening)

    listening.started(SpeechStarted(item_id="u1"), 6.0)

    assert listening.take_latency(7.0) is None


def test_only_the_last_turn_can_be_resumed() -> None:
    listening = Listening()
    spoken(listening, "u1")
    listening.started(SpeechStarted(item_id="u2"), 6.0)

    assert not listening.started(SpeechStarted(item_id="u1"), 7.0)


def test_a_turn_that_waits_is_forgotten_with_the_connection() -> None:
    listening = Listening()
    spoken(listening)

    listening.reset()

    assert listening.awaiting_since is None
    assert not listening.started(SpeechStarted(item_id="u1"), 6.0)


def test_a_lost_connection_forgets_what_the_server_was_hearing() -> None:
    listening = Listening()
    spoken(listening, "u1")
    listening.started(SpeechStarted(item_id="u2"), 4.0)

    listening.reset()

    assert (listening.speaking_item, listening.awaiting_since) == (None, None)
    assert not listening.started(SpeechStarted(item_id="u1"), 4.0)
