import os
import threading

from grokvoice.adapters.sinks import BackgroundSink, NullSink, PipeSink


class SlowSink:
    """Writes nothing until it is allowed to."""

    def __init__(self) -> None:
        self.may_write = threading.Event()
        self.pcm = b""
        self.is_closed = threading.Event()

    def write(self, pcm: bytes) -> None:
        self.may_write.wait(5)
        self.pcm += pcm

    def close(self) -> None:
        self.is_closed.set()


class FullSink:
    """Has no room."""

    def write(self, pcm: bytes) -> None:
        raise OSError(28, f"No space left for {len(pcm)} bytes")

    def close(self) -> None:
        raise AssertionError("a sink that failed is left alone")


def test_nothing_remains_of_what_is_dropped() -> None:
    sink = NullSink()

    sink.write(b"gone")
    sink.close()

    assert vars(sink) == {}


def test_a_pipe_gets_everything_and_stays_open() -> None:
    reading, writing = os.pipe()
    sink = PipeSink(writing)

    sink.write(b"abcd")
    sink.close()
    os.write(writing, b"efgh")

    assert (os.read(reading, 100), sink.is_closed) == (b"abcdefgh", False)
    os.close(reading)
    os.close(writing)


def test_a_pipe_that_is_full_is_waited_for() -> None:
    reading, writing = os.pipe()
    sink, pcm = PipeSink(writing), bytes(range(256)) * 1000

    def write() -> None:
        sink.write(pcm)
        os.close(writing)

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(reading, "rb") as pipe:
        read = pipe.read()

    writer.join(5)
    assert read == pcm


def test_a_reader_that_goes_away_ends_a_pipe_quietly() -> None:
    reading, writing = os.pipe()
    sink = PipeSink(writing)
    os.close(reading)

    sink.write(b"abcd")
    sink.write(b"efgh")

    assert sink.is_closed
    os.close(writing)


def test_a_slow_sink_holds_nobody_up_and_gets_everything() -> None:
    slow = SlowSink()
    sink = BackgroundSink(slow)

    sink.write(b"ab" * 5000)
    sink.write(b"cd")
    slow.may_write.set()
    sink.close()

    assert (slow.pcm, slow.is_closed.is_set()) == (b"ab" * 5000 + b"cd", True)
    assert sink._taken_pieces == 4  # which is how it sees that something moves


def test_a_sink_that_does_not_move_is_left_to_itself() -> None:
    slow = SlowSink()
    sink = BackgroundSink(slow, patience_s=0.01)
    sink.write(b"ab")

    sink.close()

    assert slow.pcm == b""
    slow.may_write.set()
    assert slow.is_closed.wait(5)


def test_what_cannot_be_kept_is_a_failure() -> None:
    sink = BackgroundSink(FullSink())

    sink.write(b"abcd")
    sink.close()

    assert sink.failure == "No space left for 4 bytes"
