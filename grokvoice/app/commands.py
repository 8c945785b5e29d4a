"""Commands typed during a talk: `/voice eve`, `/cost`, `/save talk.md`.

Each answers with what to tell the person, and says so where it can only ask the server for
something.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, Protocol, TypeAlias

from grokvoice.adapters.devices import DeviceInfo, Direction
from grokvoice.app.saving import default_name, save
from grokvoice.config import readers
from grokvoice.config.voices import voice_id
from grokvoice.errors import GrokVoiceError
from grokvoice.protocol.settings import AudioOutput, AudioSettings, SessionSettings
from grokvoice.session.context import ChatContext
from grokvoice.session.events import Event, HangUpRequested, SettingsChanged, UserMuted
from grokvoice.session.updates import CostMeasured

_NAMES: Final[Mapping[Direction, str]] = MappingProxyType(
    {"microphone": "mic", "speaker": "speaker"}
)
"""What to type for a device."""

_speed = readers.number_from(0.7, 1.5)


class Talk(Protocol):
    """What a command needs of the conversation."""

    def tell(self, event: Event) -> None:
        """Put an event into the inbox."""
        ...

    @property
    def is_muted(self) -> bool:
        """Whether the microphone is closed."""
        ...

    @property
    def context(self) -> ChatContext:
        """What was said and heard so far."""
        ...

    @property
    def cost(self) -> CostMeasured:
        """What it has cost so far."""
        ...

    async def change_device(self, direction: Direction, wanted: str | int | None) -> None:
        """Go on with another microphone or speaker, and tell how that went."""
        ...


ListDevices: TypeAlias = Callable[[], Sequence[DeviceInfo]]
"""Gives the sound cards there are; may take long."""


ListTools: TypeAlias = Callable[[], tuple[str, ...]]
"""Names what Grok may use at this moment."""


def list_cards() -> Sequence[DeviceInfo]:
    """Give the sound cards there are.

    Raises:
        AudioDeviceError: PortAudio is missing, or will not tell.
    """
    from grokvoice.adapters.portaudio import list_devices

    return list_devices()


@dataclass(frozen=True, slots=True)
class _Command:
    usage: str
    help: str
    run: "Callable[[Commands, str], Awaitable[str]]"


class Commands:
    """Obeys commands for one talk.

    Args:
        talk: The conversation.
        tools: Names the tools that Grok may use in it.
        list_devices: Called on a thread.
        key_help: Lines about keys, for the help.
    """

    def __init__(
        self, talk: Talk, tools: ListTools, list_devices: ListDevices, key_help: str = ""
    ) -> None:
        self._talk = talk
        self._tools = tools
        self._list_devices = list_devices
        self._key_help = key_help

    async def run(self, line: str) -> str:
        """Obey a line that begins with a slash.

        Returns:
            What to tell the person, in lines; often nothing, because the view shows it anyway.
        """
        name, _, rest = line.removeprefix("/").strip().partition(" ")
        command = COMMANDS.get(name.lower())
        if command is None:
            return _unknown(name)
        try:
            return await command.run(self, rest.strip())
        except GrokVoiceError as error:
            return f"/{name}: {error}"

    async def voice(self, name: str) -> str:
        """Ask for another voice."""
        voice = voice_id(name)
        self._talk.tell(SettingsChanged(SessionSettings(voice=voice)))
        return f"asked for the voice {voice}; the service may keep the old one until the next talk."

    async def speed(self, text: str) -> str:
        """Ask for another pace."""
        output = AudioOutput(speed=_speed(text))
        self._talk.tell(SettingsChanged(SessionSettings(audio=AudioSettings(output=output))))
        return f"asked for the speed {output.speed}, from the next reply on."

    async def tools(self, _rest: str) -> str:
        """Name the tools."""
        names = self._tools()
        return f"tools: {', '.join(names)}" if names else "Grok has no tools here."

    async def cost(self, _rest: str) -> str:
        """Tell the estimate."""
        cost = self._talk.cost
        return (
            f"about ${cost.dollars:.2f} so far, for {cost.audio_s / 60:.1f} minutes "
            f"(an estimate, prices of {cost.prices_as_of})."
        )

    async def save(self, name: str) -> str:
        """Write the conversation to a file."""
        file = readers.path(name or default_name(datetime.now(UTC).astimezone()))
        count = await asyncio.to_thread(save, self._talk.context, file)
        return f"saved {count} entries to {file}." if count else "nothing was said yet."

    async def mute(self, _rest: str) -> str:
        """Close the microphone, or open it."""
        is_muted = not self._talk.is_muted
        self._talk.tell(UserMuted(is_muted))
        return "the microphone is closed." if is_muted else "the microphone is open."

    async def mic(self, wanted: str) -> str:
        """Go on with another microphone."""
        return await self._change("microphone", wanted)

    async def speaker(self, wanted: str) -> str:
        """Go on with another loudspeaker."""
        return await self._change("speaker", wanted)

    async def _change(self, direction: Direction, wanted: str) -> str:
        if not wanted:
            return device_list(await asyncio.to_thread(self._list_devices), direction)
        choice = int(wanted) if wanted.isascii() and wanted.isdigit() else wanted
        await self._talk.change_device(direction, None if choice == "default" else choice)
        return ""

    async def quit(self, _rest: str) -> str:
        """End the talk."""
        self._talk.tell(HangUpRequested())
        return ""

    async def help(self, _rest: str) -> str:
        """List keys and commands."""
        width = max(len(command.usage) for command in COMMANDS.values())
        lines = (f"/{c.usage:<{width}}  {c.help}" for c in COMMANDS.values())
        return "\n".join(filter(None, (self._key_help, *lines)))


def device_list(found: Sequence[DeviceInfo], direction: Direction) -> str:
    """Say how to choose, and give a line for each card, with `*` at the system's choice."""
    usable = [device for device in found if device.channels(direction)]
    if not usable:
        return f"there is no {direction}."
    lines = (
        f"{device.index:>3} {'*' if device.is_default(direction) else ' '} {device.full_name}"
        for device in usable
    )
    how = f"which {direction}? /{_NAMES[direction]} and a number or a part of the name:"
    return "\n".join((how, *lines))


def _unknown(name: str) -> str:
    near = get_close_matches(name.lower(), COMMANDS, n=1)
    hint = f"did you mean /{near[0]}?" if near else "/help lists what there is."
    return f"there is no /{name}: {hint}"


COMMANDS: Final[Mapping[str, _Command]] = MappingProxyType(
    {
        "voice": _Command("voice NAME", "another voice", Commands.voice),
        "speed": _Command("speed 0.7-1.5", "another pace", Commands.speed),
        "tools": _Command("tools", "what Grok may use", Commands.tools),
        "cost": _Command("cost", "what it has cost so far", Commands.cost),
        "save": _Command("save [FILE]", "write what was said to a file", Commands.save),
        "mute": _Command("mute", "close or open the microphone", Commands.mute),
        "mic": _Command("mic [NAME]", "another microphone; without a name, the list", Commands.mic),
        "speaker": _Command("speaker [NAME]", "another loudspeaker", Commands.speaker),
        "quit": _Command("quit", "end the talk", Commands.quit),
        "help": _Command("help", "this list", Commands.help),
    }
)
"""By name, in the order in which help lists them."""
