import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.audio.chunker import Chunker


@given(st.lists(st.integers(0, 50)), st.integers(1, 30))
def test_every_frame_comes_out_once_and_in_order(sizes: list[int], chunk_frames: int) -> None:
    sound = np.arange(sum(sizes), dtype=np.int16)
    chunker = Chunker(chunk_frames)

    chunks = [
        chunk
        for block in np.split(sound, np.cumsum(sizes)[:-1] if sizes else [])
        for chunk in chunker.push(block)
    ]
    pending = chunker.pending_frames
    rest = chunker.flush()

    assert {len(chunk) for chunk in chunks} <= {chunk_frames}
    assert np.concatenate([*chunks, rest]).tolist() == sound.tolist()
    assert len(rest) == pending < chunk_frames


def test_a_chunk_comes_out_as_soon_as_it_is_full() -> None:
    chunker = Chunker(3)

    sizes = [len(chunker.push(np.zeros(2, np.int16))) for _ in range(6)]

    assert sizes == [0, 1, 1, 0, 1, 1]


def test_a_flushed_chunker_begins_anew() -> None:
    chunker = Chunker(3)
    chunker.push(np.ones(2, np.int16))
    chunker.flush()

    chunks = chunker.push(np.array([7, 8, 9], np.int16))

    assert [chunk.tolist() for chunk in chunks] == [[7, 8, 9]]


def test_what_is_pushed_may_be_overwritten_afterwards() -> None:
    chunker = Chunker(4)
    block = np.ones(2, np.int16)
    chunker.push(block)

    block.fill(0)

    assert chunker.flush().tolist() == [1, 1]


def test_an_empty_chunk_is_refused() -> None:
    with pytest.raises(ValueError, match="a chunk of 0 frames cannot be filled"):
        Chunker(0)
