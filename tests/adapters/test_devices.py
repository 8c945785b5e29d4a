import pytest

from grokvoice.adapters.devices import DeviceInfo, choose_device
from grokvoice.errors import AudioDeviceError


def device(
    index: int,
    name: str,
    api: str = "ALSA",
    *,
    inputs: int = 0,
    outputs: int = 0,
    default: str = "",
) -> DeviceInfo:
    is_default = (default == "microphone", default == "speaker")
    return DeviceInfo(index, name, api, inputs, outputs, 48_000, *is_default)


HEADSET = device(0, "USB Headset", inputs=1, outputs=2)
LAPTOP = device(1, "Laptop", inputs=2, default="microphone")
MONITOR = device(2, "HDMI Monitor", outputs=2, default="speaker")
DEVICES = [HEADSET, LAPTOP, MONITOR]


def test_the_default_of_the_direction_is_taken_where_nothing_is_said() -> None:
    chosen = [choose_device(DEVICES, None, "microphone"), choose_device(DEVICES, None, "speaker")]

    assert chosen == [LAPTOP, MONITOR]


@pytest.mark.parametrize("wanted", [0, "0", "headset", "USB", "usb headset", "Headset, alsa"])
def test_an_index_or_a_part_of_the_name_in_any_case_is_enough(wanted: str | int) -> None:
    assert choose_device(DEVICES, wanted, "speaker") == HEADSET


def test_a_device_of_the_other_direction_is_never_meant() -> None:
    with pytest.raises(AudioDeviceError) as refused:
        choose_device(DEVICES, "laptop", "speaker")

    assert str(refused.value) == (
        "No speaker is called 'laptop'. There is: [0] USB Headset (ALSA), "
        "[2] HDMI Monitor (ALSA); `grokvoice devices` lists what there is."
    )


def test_an_unknown_name_on_a_machine_without_cards_says_so() -> None:
    with pytest.raises(AudioDeviceError, match="There is no speaker at all"):
        choose_device([LAPTOP], "hdmi", "speaker")


def test_an_ambiguous_name_lists_what_it_could_mean() -> None:
    with pytest.raises(AudioDeviceError) as refused:
        choose_device(DEVICES, "H", "speaker")

    assert str(refused.value) == (
        "Several speakers are called 'H': [0] USB Headset (ALSA), [2] HDMI Monitor (ALSA). "
        "Use the number."
    )


def test_a_whole_name_wins_over_parts_of_names() -> None:
    short = device(3, "USB", outputs=2)

    assert choose_device([*DEVICES, short], "usb", "speaker") == short


def test_a_card_listed_by_every_host_api_is_taken_from_that_of_the_default() -> None:
    twice = [
        device(0, "Mixer", "MME", outputs=2, default="speaker"),
        device(1, "USB Headset", "MME", outputs=2),
        device(2, "USB Headset", "Windows WASAPI", outputs=2),
    ]

    assert choose_device(twice, "usb", "speaker") == twice[1]


def test_no_default_is_guessed() -> None:
    with pytest.raises(AudioDeviceError) as refused:
        choose_device([HEADSET], None, "microphone")

    assert str(refused.value) == (
        "The system names no default microphone. Choose one of: [0] USB Headset (ALSA)."
    )


def test_a_machine_without_cards_is_told_what_to_do() -> None:
    with pytest.raises(AudioDeviceError) as refused:
        choose_device([], None, "microphone")

    assert str(refused.value) == (
        "There is no microphone. Plug one in, allow this terminal to use it, or talk through "
        "files: --mic FILE.wav --speaker FILE.wav."
    )
