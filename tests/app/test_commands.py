import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grokvoice.adapters.devices import DeviceInfo, Direction
from grokvoice.app.commands import Commands
from grokvoice.errors import AudioDeviceError
from grokvoice.protocol.settings import AudioOutput, AudioSettings, SessionSettings
from grokvoice.session.context import ChatContext, Message
from grokvoice.session.events import Event, HangUpRequested, SettingsChanged, UserMuted
from grokvoice.session.updates import CostMeasured

CARDS = (
    DeviceInfo(0, "Built-in", "ALSA", 2, 2, 48_000, True, True),
    DeviceInfo(3, "USB headset", "ALSA", 1, 0, 16_000, False, False),
    DeviceInfo(4, "HDMI", "ALSA", 0, 2, 48_000, False, False),
)


@dataclass
class FakeTalk:
    is_muted: bool = False
    context: ChatContext = field(default_factory=ChatContext)
    cost: CostMeasured = field(
        default_factory=lambda: CostMeasured(
            audio_s=150.0, dollars=0.125, prices_as_of="2026-11-20"
        )
    )
    told: list[Event] = field(default_factory=list)
    devices: list[tuple[Direction, str | int | None]] = field(default_factory=list)

    def tell(self, event: Event) -> None:
        self.told.append(event)

    async def change_device(self, direction: Direction, wanted: str | int | None) -> None:
        self.devices.append((direction, wanted))


def run(line: str, talk: FakeTalk | None = None, tools: tuple[str, ...] = ()) -> str:
    commands = Commands(talk or FakeTalk(), lambda: tools, lambda: CARDS, "space  stop Grok")
    return asyncio.run(commands.run(line))


def test_a_voice_is_asked_for_in_any_case() -> None:
    talk = FakeTalk()

    said = run("/voice EVE", talk)

    assert talk.told == [SettingsChanged(SessionSettings(voice="eve"))]
    assert said.startswith("asked for the voice eve")


def test_a_speed_is_asked_for() -> None:
    talk = FakeTalk()

    said = run("/speed 1.2", talk)

    output = AudioSettings(output=AudioOutput(speed=1.2))
    assert talk.told == [SettingsChanged(SessionSettings(audio=output))]
    assert said == "asked for the speed 1.2, from the next reply on."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/voice evee", "/voice: there is no voice 'evee': did you mean eve"),
        ("/speed 9", "/speed: '9' is out of range: give a number from 0.7 to 1.5."),
        ("/speed", "/speed: '' is out of range: give a number from 0.7 to 1.5."),
        ("/vioce eve", "there is no /vioce: did you mean /voice?"),
        ("/", "there is no /: /help lists what there is."),
        ("/save no/such/folder/x.md", "/save: cannot save to no/such/folder/x.md"),
    ],
)
def test_what_cannot_be_meant_is_told_and_changes_nothing(line: str, said: str) -> None:
    talk = FakeTalk(context=ChatContext((Message(role="user", text="Hi."),)))

    assert run(line, talk).startswith(said)
    assert talk.told == []


def test_the_cost_is_told_as_the_estimate_it_is() -> None:
    assert run("/cost") == (
        "about $0.12 so far, for 2.5 minutes (an estimate, prices of 2026-11-20)."
    )


def test_tools_are_named() -> None:
    assert run("/tools", tools=("web_search", "timer")) == "tools: web_search, timer"
    assert run("/tools") == "Grok has no tools here."


def test_a_talk_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = FakeTalk(context=ChatContext((Message(role="user", text="Hi."),)))
    monkeypatch.chdir(tmp_path)

    assert run("/save x.md", talk) == "saved 1 entries to x.md."
    assert run("/save", talk).startswith("saved 1 entries to grokvoice-2")
    assert len(list(tmp_path.iterdir())) == 2
    assert run("/save y.md") == "nothing was said yet."


@pytest.mark.parametrize(
    ("is_muted", "said"),
    [(False, "the microphone is closed."), (True, "the microphone is open.")],
)
def test_the_microphone_is_closed_and_opened(is_muted: bool, said: str) -> None:
    talk = FakeTalk(is_muted=is_muted)

    assert run("/MUTE", talk) == said
    assert talk.told == [UserMuted(not is_muted)]


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("/mic headset", ("microphone", "headset")),
        ("/mic 3", ("microphone", 3)),
        ("/speaker default", ("speaker", None)),
    ],
)
def test_another_device_is_taken(line: str, change: tuple[Direction, str | int | None]) -> None:
    talk = FakeTalk()

    assert run(line, talk) == ""
    assert talk.devices == [change]


def test_without_a_name_the_devices_are_listed() -> None:
    assert run("/mic").splitlines() == [
        "which microphone? /mic and a number or a part of the name:",
        "  0 * Built-in, ALSA",
        "  3   USB headset, ALSA",
    ]
    assert run("/speaker").splitlines() == [
        "which speaker? /speaker and a number or a part of the name:",
        "  0 * Built-in, ALSA",
        "  4   HDMI, ALSA",
    ]


def test_no_devices_are_said_to_be_none() -> None:
    commands = Commands(FakeTalk(), tuple, tuple)

    assert asyncio.run(commands.run("/mic")) == "there is no microphone."


def test_a_sound_system_that_fails_is_no_end_of_the_talk() -> None:
    def fail() -> tuple[DeviceInfo, ...]:
        raise AudioDeviceError("PortAudio is missing: install libportaudio2.")

    commands = Commands(FakeTalk(), tuple, fail)

    assert asyncio.run(commands.run("/speaker")) == (
        "/speaker: PortAudio is missing: install libportaudio2."
    )


def test_the_talk_can_be_ended() -> None:
    talk = FakeTalk()

    assert run("/quit", talk) == ""
    assert talk.told == [HangUpRequested()]


def test_help_lists_keys_and_commands() -> None:
    lines = run("/help").splitlines()

    assert lines[0] == "space  stop Grok"
    assert [line.split()[0] for line in lines[1:]] == [
        *("/voice", "/speed", "/tools", "/cost", "/save", "/mute", "/mic", "/speaker"),
        *("/quit", "/help"),
    ]
