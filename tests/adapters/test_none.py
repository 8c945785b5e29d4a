from __future__ import annotations

from typing import TYPE_CHECKING

from grokvoice.adapters.microphone import unheard
from grokvoice.adapters.none import NullSpeaker, SilentMicrophone

if TYPE_CHECKING:
    from tests.adapters.conftest import ManualClock


def test_a_silent_microphone_never_says_anything_and_never_ends() -> None:
    microphone, woken = SilentMicrophone(), []

    microphone.start(lambda: woken.append(True))
    said = microphone.read().tolist()
    microphone.stop()

    assert (microphone.name, said, microphone.at_end, woken) == ("none", [], False, [])


def test_a_null_speaker_takes_sound_in_real_time(clock: ManualClock) -> None:
    speaker = NullSpeaker(clock)
    speaker.start(unheard)
    speaker.play(bytes(9600))

    clock.tick(5)

    assert (speaker.name, speaker.progress(), speaker.pending_frames) == ("none", (0, 2400), 2400)


def test_no_microphone_hears_no_room() -> None:
    assert not SilentMicrophone().is_live
