import io
import wave

import pytest

from grokvoice.audio.wav_header import HEADER_BYTES, wav_header


@pytest.mark.parametrize("channels", [1, 2])
def test_a_header_is_understood_by_others(channels: int) -> None:
    file = io.BytesIO(wav_header(8, channels) + b"\1\0\2\0\3\0\4\0")

    with wave.open(file) as reader:
        params = reader.getparams()[:4]
        frames = reader.readframes(9)

    assert (params, frames) == ((channels, 2, 24_000, 4 // channels), b"\1\0\2\0\3\0\4\0")


def test_a_header_of_more_than_four_gigabytes_claims_the_most_whole_frames_it_can() -> None:
    header = wav_header(1 << 40, 2)

    assert int.from_bytes(header[40:], "little") == 0xFFFF_FFFF - HEADER_BYTES - 3
