"""Examining the sound: the library, the machine, the cards, the room, one after another."""

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, TypeAlias, TypeVar

from grokvoice.adapters.devices import DeviceInfo, Direction, choose_device
from grokvoice.adapters.portaudio import library_version, list_devices
from grokvoice.adapters.portaudio_microphone import PortAudioMicrophone
from grokvoice.adapters.portaudio_speaker import PortAudioSpeaker
from grokvoice.app.doctor.cards import Listener, Player
from grokvoice.app.doctor.group import Progress, Report
from grokvoice.app.doctor.judgement.cards import OpenedCard, judge_call_profile, judge_card
from grokvoice.app.doctor.judgement.finding import skipped
from grokvoice.app.doctor.judgement.listening import (
    judge_echo,
    judge_gaps,
    judge_listening,
    judge_stuck_speaker,
)
from grokvoice.app.doctor.judgement.sound_system import Library, judge_library, judge_surroundings
from grokvoice.app.doctor.sound import SoundProbe
from grokvoice.app.doctor.sound_system import distribution, probe_surroundings
from grokvoice.app.permission import silence_remedy
from grokvoice.app.sound import wanted_card
from grokvoice.config.endpoints import DefaultDevice, DeviceNamed, DeviceNumbered, Endpoint
from grokvoice.config.settings import SoundSettings
from grokvoice.errors import AudioDeviceError

LIBRARY: Final = ("audio-library", "sound-system")
CARDS: Final = ("microphone", "speaker", "call-profile")
HEARD: Final = ("microphone-level", "echo", "gaps")
SOUND: Final = LIBRARY + CARDS + HEARD

_PATIENCE_S: Final = 1.0
_NEEDS_BOTH: Final = "Needs a microphone and a speaker"

_Result = TypeVar("_Result")
_Opening: TypeAlias = OpenedCard | str | None
"""A card as it was opened, why it was not, or None if none is wanted."""


class SoundExamination:
    """Examines one microphone and one speaker.

    Args:
        settings: Which of them.
        environ: Where to look for a sound server.
        progress: Told what is being done.
        is_silent: Whether nothing may be played or recorded.
    """

    def __init__(
        self,
        settings: SoundSettings,
        environ: Mapping[str, str],
        progress: Progress,
        *,
        is_silent: bool,
    ) -> None:
        self._settings = settings
        self._environ = environ
        self._progress = progress
        self._is_silent = is_silent

    async def run(self, report: Report) -> None:
        """Tell a finding for each of `SOUND`; takes some 6 s."""
        cards = await self._cards(report)
        if cards is None:
            _skip(SOUND[1:], "Needs PortAudio", report)
        elif self._is_silent:
            _skip(CARDS + HEARD, "Nothing may be played or recorded (--no-sound)", report)
        else:
            await self._use(cards, report)

    async def _cards(self, report: Report) -> list[DeviceInfo] | None:
        """List the cards; None if there is no PortAudio to do so."""
        is_wanted = _is_card(self._settings.mic) or _is_card(self._settings.speaker)
        judge = partial(judge_library, platform=sys.platform, distribution=distribution())
        try:
            library = Library(await _on_thread(library_version))
            cards = await _on_thread(list_devices)
        except AudioDeviceError as error:
            report(judge(Library(failure=str(error)), is_wanted=is_wanted))
            return None
        report(judge(library, is_wanted=is_wanted))
        found = await asyncio.to_thread(probe_surroundings, cards, self._environ)
        report(judge_surroundings(found, is_wanted=is_wanted))
        return cards

    async def _use(self, cards: Sequence[DeviceInfo], report: Report) -> None:
        """Open what is wanted, use what was opened, and close it."""
        mic, out = self._settings.mic, self._settings.speaker
        player = Player(PortAudioSpeaker(_wanted(out)))
        listener = Listener(PortAudioMicrophone(_wanted(mic)), player.played)
        try:
            speaker = await _opened(out, "speaker", cards, player.open)
            microphone = await _opened(mic, "microphone", cards, listener.open)
            report(judge_card("speaker", speaker))
            report(judge_card("microphone", microphone))
            report(judge_call_profile(microphone))
            await self._listen(
                SoundProbe(
                    listener if isinstance(microphone, OpenedCard) else None,
                    player if isinstance(speaker, OpenedCard) else None,
                ),
                report,
            )
        finally:
            listener.close()
            player.close()

    async def _listen(self, probe: SoundProbe, report: Report) -> None:
        """Listen to the room, and then to the speaker in it."""
        if probe.can_hear:
            self._progress("listening to the room for 2 s")
        await probe.listen()
        if probe.can_play:
            self._progress("playing eight soft chirps")
        was_played = await probe.play()
        report(judge_listening(probe.listening(), silence_remedy(sys.platform)))
        if probe.can_play and not was_played:
            report(judge_stuck_speaker())
        else:
            has_both = probe.can_hear and probe.can_play
            report(judge_echo(probe.heard(), "" if has_both else _NEEDS_BOTH))
        report(judge_gaps(probe.gaps()))


async def _on_thread(work: Callable[[], _Result]) -> _Result:
    """Have PortAudio do something; who gives up waits a moment for its end.

    What C libraries have still to print would else appear on a screen that was given back, and a
    card would be opened after it was closed.
    """
    doing = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        done, _ = await asyncio.wait([doing], timeout=_PATIENCE_S)
        for it in done:
            it.exception()  # or asyncio would complain that nobody cared
        raise


def _skip(names: Sequence[str], why: str, report: Report) -> None:
    for name in names:
        report(skipped(name, why))


def _is_card(endpoint: Endpoint) -> bool:
    return isinstance(endpoint, DefaultDevice | DeviceNamed | DeviceNumbered)


def _wanted(endpoint: Endpoint) -> str | int | None:
    if isinstance(endpoint, DefaultDevice | DeviceNamed | DeviceNumbered):
        return wanted_card(endpoint)
    return None


async def _opened(
    endpoint: Endpoint,
    direction: Direction,
    cards: Sequence[DeviceInfo],
    open_it: Callable[[DeviceInfo], OpenedCard],
) -> _Opening:
    """Open a card if one is wanted; a text says why it could not be."""
    if not _is_card(endpoint):
        return None
    try:
        info = choose_device(cards, _wanted(endpoint), direction)
        return await _on_thread(partial(open_it, info))
    except AudioDeviceError as error:
        return str(error)
