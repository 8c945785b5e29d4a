from dataclasses import replace

import pytest

from grokvoice.app.doctor.judgement.finding import State
from grokvoice.app.doctor.judgement.sound_system import (
    Library,
    Surroundings,
    judge_library,
    judge_surroundings,
)

HERE = Surroundings("linux", 1, 2, server="unix:/p/native", distribution="debian")
BARE = Surroundings("linux", 0, 0, distribution="debian")
MISSING = Library(failure="PortAudio is missing. Install it: sudo apt-get install libportaudio2.")


def test_the_library_is_named() -> None:
    found = judge_library(
        Library("PortAudio V19.6.0-devel, revision 396f"), "linux", "debian", is_wanted=True
    )

    assert (found.state, found.text) == ("ok", "PortAudio V19.6.0-devel")


@pytest.mark.parametrize(
    ("platform", "distribution", "remedy"),
    [
        ("linux", "debian", "sudo apt-get install libportaudio2, or talk without sound: --text"),
        ("linux", "fedora", "sudo dnf install portaudio, or"),
        ("linux", "arch", "sudo pacman -S portaudio, or"),
        ("linux", "alpine", "sudo apk add portaudio, or"),
        ("linux", "suse", "sudo zypper install libportaudio2, or"),
        ("linux", "", "Install it: sudo apt-get install libportaudio2"),
        ("darwin", "", "Install it"),
    ],
)
def test_a_library_that_is_missing_is_installed_as_the_platform_does_it(
    platform: str, distribution: str, remedy: str
) -> None:
    found = judge_library(MISSING, platform, distribution, is_wanted=True)

    assert (found.state, found.text) == ("fail", "PortAudio is missing")
    assert found.remedy.startswith(remedy)


def test_a_library_that_hangs_is_not_to_be_installed() -> None:
    hung = Library(failure="The sound system does not answer. Restart it.")

    assert judge_library(hung, "linux", "debian", is_wanted=True).remedy == "Restart it"


@pytest.mark.parametrize(
    ("found", "state", "text", "remedy"),
    [
        (HERE, "ok", "answers at unix:/p/native", ""),
        (replace(HERE, server="", dead_server="unix:/p"), "ok", "no sound server answers at", ""),
        (replace(HERE, server=""), "ok", "Cards: 1 to record with, 2 to play on", ""),
        (replace(HERE, is_remote=True), "ok", "", ""),
        (
            replace(HERE, is_remote=True, has_kernel_sound=True),
            "warn",
            "you came from another machine, and these cards are not beside you",
            "Bring the sound of the machine you sit at",
        ),
        (
            replace(HERE, is_remote=True, has_kernel_sound=True, server="tcp:localhost:4713"),
            "ok",
            "answers at tcp:localhost:4713",
            "",
        ),
        (replace(HERE, inputs=0), "fail", "Cards: 0 to record", "Plug in a card"),
        (
            replace(BARE, server="unix:/p"),
            "fail",
            "answers",
            "sudo apt-get install libasound2-plug",
        ),
        (
            replace(BARE, server="unix:/p", distribution=""),
            "fail",
            "answers",
            "Install the ALSA plugin for PulseAudio, so that",
        ),
        (
            replace(BARE, is_wsl=True, is_remote=True),
            "fail",
            "Cards: 0",
            "In Windows: wsl --update",
        ),
        (replace(BARE, is_remote=True, is_container=True), "fail", "Cards: 0", "Bring the sound"),
        (replace(BARE, is_container=True), "fail", "Cards: 0", "Give the container"),
        (replace(BARE, has_kernel_sound=True), "fail", "Cards: 0", "Join the group audio"),
        (BARE, "fail", "Cards: 0", "Plug in a card and start PipeWire"),
        (replace(BARE, platform="darwin"), "fail", "Cards: 0", "Plug in a microphone and a loud"),
    ],
)
def test_how_sound_could_get_here_depends_on_what_is_here(
    found: Surroundings, state: State, text: str, remedy: str
) -> None:
    judged = judge_surroundings(found, is_wanted=True)

    assert judged.state == state
    assert text in judged.text
    assert judged.remedy.startswith(remedy)
    assert bool(judged.remedy) == bool(remedy)


def test_a_run_from_file_to_file_needs_neither_cards_nor_library() -> None:
    assert judge_surroundings(BARE, is_wanted=False).state == "skipped"
    assert judge_library(MISSING, "linux", "", is_wanted=False).state == "skipped"
