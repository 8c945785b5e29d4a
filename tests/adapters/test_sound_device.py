import pytest

from grokvoice.adapters.sound_device import SoundDevice
from grokvoice.errors import AudioDeviceError


def test_a_device_works_until_it_is_stopped() -> None:
    device = SoundDevice("question.wav")

    device.inspect()

    assert (device.name, device.failure, device.advice) == ("question.wav", None, "")
    assert (device.can_return, device.is_steady) == (False, True)


def test_a_device_that_is_no_card_has_no_other_in_its_place() -> None:
    with pytest.raises(AudioDeviceError, match=r"question\.wav is no sound card, so 'headset'"):
        SoundDevice("question.wav").choose("headset")
