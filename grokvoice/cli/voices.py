"""`grokvoice voices`: who can speak, and how each of them sounds."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from grokvoice.cli.flags import SHARED, FlagValue, accepts
from grokvoice.cli.remembered import Pair, remember
from grokvoice.cli.start import settings_from
from grokvoice.cli.stdio import check_sound_streams
from grokvoice.config import SayRequest, Settings, check_key, options
from grokvoice.config.voices import VOICES
from grokvoice.ui.sanitize import one_line
from grokvoice.ui.streams import Streams

if TYPE_CHECKING:
    from grokvoice.app.voices import Voice, VoiceList

HELP: Final = """\
List the voices: what --voice takes. With --try, hear them.

\b
Examples:
  grokvoice voices
  grokvoice voices --try eve leo          one line of each, on the speaker
  grokvoice voices --try                  one line of all
  grokvoice voices --try luna --local     the simulator's imitation; needs no key
  grokvoice voices --json                 one JSON object a line

\b
The list is the server's. Without a key or a network it is the one this program came with; which
of them it is stands on standard error. A custom voice is known by its id of 8 characters.
"""

_TAKEN: Final = {
    *(options.LOCAL, options.URL, options.SPEAKER, options.TIMEOUT),
    *(options.JSON, options.PLAIN, options.QUIET, options.LOG_FILE),
}


@accepts(*(flag for flag in SHARED if flag.option in _TAKEN))
def voices(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Only these; any case.")
    ] = None,
    *,
    is_tried: Annotated[bool, typer.Option("--try", help="Hear one line of each.")] = False,
    **flags: FlagValue,
) -> int:
    """Print a row for every voice, or hear them; returns the exit code."""
    settings = settings_from(flags)
    streams = Streams.of_process()
    check_sound_streams(settings, streams)
    if is_tried:
        check_key(settings)
    # The network is only loaded by commands that need it.
    from grokvoice.app.voices import chosen, list_voices

    found = list_voices(settings)
    if found.source == "live":
        remember("voices", [_pair(voice) for voice in found.voices if voice.voice_id not in VOICES])
    wanted = chosen(found, names or ())
    if is_tried:
        return _hear(wanted, settings, streams)
    show(wanted, found, settings)
    return 0


def show(wanted: Sequence["Voice"], found: "VoiceList", settings: Settings) -> None:
    """Print voices on standard output, and on standard error whose list it is."""
    if not settings.output.is_quiet:
        typer.echo(f"grokvoice: {one_line(found.note)}", err=True)
    if settings.output.form == "json":
        lines = [json_row(voice, found.source) for voice in wanted]
    else:
        lines = rows(wanted, settings.voice.voice)
    for line in lines:
        typer.echo(line)


def rows(wanted: Sequence["Voice"], current: str) -> list[str]:
    """Return a table, with `*` behind the voice that is set."""
    cells = [
        (
            one_line(voice.voice_id) + ("*" if voice.voice_id.lower() == current else ""),
            one_line(voice.character or voice.name),
            "custom" if voice.is_custom else "",
        )
        for voice in wanted
    ]
    width = max(len(voice_id) for voice_id, _, _ in cells)
    return ["  ".join((f"{first:<{width}}", *rest)).rstrip() for first, *rest in cells]


def json_row(voice: "Voice", source: str) -> str:
    """Return a voice as one JSON object; all that is not ASCII is escaped."""
    return json.dumps({"v": 1, **asdict(voice), "source": source})


def _hear(wanted: Sequence["Voice"], settings: Settings, streams: Streams) -> int:
    """Have each voice say a line, in a session of its own: none changes its voice in mid-talk."""
    from grokvoice.app.early import begun_early

    for voice in wanted:
        request = SayRequest(text=_line(voice), is_verbatim=True)
        spoken = replace(settings, voice=replace(settings.voice, voice=voice.voice_id))
        with begun_early(spoken) as start:
            from grokvoice.app import compose

            if code := compose.say(spoken, request, streams, start=start):
                return code
    return 0


def _pair(voice: "Voice") -> Pair:
    """What `--voice` takes for a voice this program does not know."""
    name = voice.voice_id if voice.is_custom else f"xai_{voice.voice_id}"
    return name, voice.character or voice.name


def _line(voice: "Voice") -> str:
    name = one_line(voice.name) or voice.voice_id
    return f"I am {name}, and this is my voice."
