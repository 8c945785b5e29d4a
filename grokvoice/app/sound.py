"""From what the user named to the microphone and the speaker that play the part."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from grokvoice.adapters.devices import DeviceInfo
from grokvoice.app.ports import Microphone, Speaker
from grokvoice.config.endpoints import (
    DefaultDevice,
    DeviceNamed,
    DeviceNumbered,
    Endpoint,
    NoSound,
    StandardStream,
    WavFile,
)
from grokvoice.config.settings import SayRequest, SoundSettings
from grokvoice.errors import AudioDeviceError

if TYPE_CHECKING:
    from grokvoice.audio.playout_reader import Restarts

_STDIN_FD = 0
_STDOUT_FD = 1


def microphone(endpoint: Endpoint) -> Microphone:
    """Make the microphone; a device is opened only when it is started.

    Raises:
        UsageError: a file that cannot be read or understood.
    """
    from grokvoice.adapters.block_clock import DaemonBlockClock

    match endpoint:
        case WavFile():
            from grokvoice.adapters.wavfile import WavMicrophone

            return WavMicrophone(endpoint.path, DaemonBlockClock())
        case StandardStream():
            from grokvoice.adapters.pipe import PipeMicrophone

            return PipeMicrophone(_STDIN_FD, DaemonBlockClock())
        case NoSound():
            from grokvoice.adapters.none import SilentMicrophone

            return SilentMicrophone()
        case DefaultDevice() | DeviceNamed() | DeviceNumbered():
            from grokvoice.adapters.portaudio_microphone import PortAudioMicrophone

            return PortAudioMicrophone(wanted_card(endpoint))
        case _:
            assert_never(endpoint)


def speaker(sound: SoundSettings) -> Speaker:
    """Make the speaker; a device is opened only when it is started.

    Raises:
        UsageError: a file that cannot be written.
    """
    from grokvoice.adapters.block_clock import DaemonBlockClock

    endpoint = sound.speaker
    match endpoint:
        case WavFile():
            from grokvoice.adapters.wavfile import WavSpeaker

            return WavSpeaker(endpoint.path, DaemonBlockClock())
        case StandardStream():
            from grokvoice.adapters.pipe import PipeSpeaker

            return PipeSpeaker(_STDOUT_FD, DaemonBlockClock())
        case NoSound():
            from grokvoice.adapters.none import NullSpeaker

            return NullSpeaker(DaemonBlockClock())
        case DefaultDevice() | DeviceNamed() | DeviceNumbered():
            from grokvoice.adapters.portaudio_speaker import PortAudioSpeaker

            return PortAudioSpeaker(wanted_card(endpoint), restarts=_restarts(sound))
        case _:
            assert_never(endpoint)


def within_reach(sound: SoundSettings) -> SoundSettings:
    """Do without default devices on a machine that has none; what was named stays as it is."""
    wants_default = DefaultDevice() in {sound.mic, sound.speaker}
    devices = _devices() if wants_default else []
    if isinstance(sound.mic, DefaultDevice) and not any(d.input_channels for d in devices):
        sound = replace(sound, mic=NoSound())
    if isinstance(sound.speaker, DefaultDevice) and not any(d.output_channels for d in devices):
        sound = replace(sound, speaker=NoSound())
    return sound


def _devices() -> list[DeviceInfo]:
    from grokvoice.adapters.portaudio import list_devices

    try:
        return list_devices()
    except AudioDeviceError:  # there is no PortAudio: as good as no device
        return []


def reply_speaker(request: SayRequest, sound: SoundSettings) -> Speaker:
    """Make what takes the reply of `say`: a file or a pipe in one go, or the speaker.

    Raises:
        UsageError: a file that cannot be written.
    """
    from grokvoice.adapters.collecting import CollectingSpeaker
    from grokvoice.adapters.sinks import NullSink

    if request.output is not None:
        return _file_speaker(request.output)
    if request.writes_stdout:
        from grokvoice.adapters.wav_pipe import WavPipeSink

        return CollectingSpeaker("standard output", WavPipeSink(_STDOUT_FD))
    return speaker(sound) if request.plays else CollectingSpeaker("none", NullSink())


def _file_speaker(path: Path) -> Speaker:
    from grokvoice.adapters.collecting import CollectingSpeaker
    from grokvoice.adapters.wavfile import WavSink

    return CollectingSpeaker(str(path), WavSink(path))


def _restarts(sound: SoundSettings) -> "Restarts":
    """What the card is restarted for: where an echo is cancelled, steadiness comes first."""
    from grokvoice.audio.playout_reader import Restarts

    is_in_room = isinstance(sound.mic, DefaultDevice | DeviceNamed | DeviceNumbered)
    match sound.playout:
        case "always":
            return Restarts.NEVER
        case "auto" if is_in_room and sound.echo != "off":
            return Restarts.TO_END
        case _:
            return Restarts.TO_BEGIN | Restarts.TO_END


def wanted_card(endpoint: DefaultDevice | DeviceNamed | DeviceNumbered) -> str | int | None:
    """Return which card is meant, as `choose_device` understands it."""
    match endpoint:
        case DefaultDevice():
            return None
        case DeviceNamed():
            return endpoint.part
        case DeviceNumbered():
            return endpoint.index
