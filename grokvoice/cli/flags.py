"""The table of flags: one line each, by the option of `config` it sets.

Typer reads a command's parameters from its signature. `accepts` writes that signature from the
table, so that a flag is described once, however many commands take it; what was typed stays text
until `config` reads it, so that a wrong value is answered alike wherever it came from.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

import typer

from grokvoice.config import options
from grokvoice.config.options import Option
from grokvoice.errors import UsageError

FlagValue: TypeAlias = str | bool | int | None
Command = TypeVar("Command", bound=Callable[..., int])

_MOST_VERBOSE: Final = 2
_CONTINUES: Final = "continues"
_LAST: Final = "last"


@dataclass(frozen=True, slots=True)
class Flag:
    """An option as it is typed."""

    option: Option[object]
    help: str
    metavar: str = ""
    """What stands for the value in the help; empty for a switch."""

    def parameter(self, *, is_hidden: bool) -> inspect.Parameter:
        """Describe the flag as Typer wants to read it."""
        name = self.option.name
        described = typer.Option(
            None if self.metavar else False,
            "--" + name.replace("_", "-"),
            metavar=self.metavar or None,
            help=self.help,
            show_default=False,
            hidden=is_hidden,
        )
        return _keyword(name, str | None if self.metavar else bool, described)


SHARED: Final = (  # the common ones first, as the help shows them
    Flag(options.VOICE, "Who speaks; any case [ara].", "NAME"),
    Flag(options.INSTRUCTIONS, "How to behave; @FILE reads it from a file.", "TEXT|@FILE"),
    Flag(options.LOCAL, "Talk to a simulator on this machine; needs no key."),
    Flag(
        options.TOOLS, "web, x, files:ID, PATH.py, mcp:NAME, mcp:URL, clock, notes, system.", "LIST"
    ),
    Flag(options.JSON, "One JSON object a line on standard output."),
    Flag(options.PLAIN, "Append-only lines, nothing redrawn."),
    Flag(options.QUIET, "Only the result, and the reason of a failure."),
    Flag(options.SESSION, "Go on with this one; see grokvoice sessions.", "NAME"),
    Flag(options.NO_SAVE, "Do not keep this conversation."),
    Flag(options.RECORD, "Record both sides into DIR, you left, Grok right.", "DIR"),
    Flag(options.TRACE, "Wire events as JSON lines, sound as its length.", "FILE"),
    Flag(options.LOG_FILE, "Write the log there instead of standard error.", "FILE"),
    Flag(options.MODEL, "The model [grok-voice-latest].", "NAME"),
    Flag(options.REASONING, "Think before speaking, slowly [none].", "high|none"),
    Flag(options.LANGUAGE, "What you speak: en, nb, pt-BR, ... [auto].", "CODE"),
    Flag(options.SPEED, "How fast Grok speaks [1.0].", "0.7-1.5"),
    Flag(options.KEYTERMS, "Words to expect, one a line.", "FILE"),
    Flag(options.PRONOUNCE, "WORD = HOW TO SAY IT, one a line.", "FILE"),
    Flag(options.MIC, "A part of a name, a number, a WAV file, - or none.", "MIC"),
    Flag(options.SPEAKER, "As --mic; - is raw PCM16, 24 kHz, mono.", "SPEAKER"),
    Flag(options.PLAYOUT, "Restart the card for replies, or never [auto].", "auto|demand|always"),
    Flag(options.CHUNK_MS, "Length of one piece of sound on the wire [100].", "20-200"),
    Flag(options.URL, "Another server; its key is GROKVOICE_API_KEY.", "WSS-URL"),
    Flag(options.TIMEOUT, "How long to wait for the server [30].", "SECONDS"),
    Flag(options.MAX_MINUTES, "End after this long (exit code 7).", "MINUTES"),
    Flag(options.IDLE, "Hang up when nobody spoke for this long; 0: never [5].", "MINUTES"),
    Flag(options.MAX_COST, "End at this estimate (exit code 7).", "DOLLARS"),
    Flag(options.ALLOW_TOOL, "Tools that run without asking; notes_* is a pattern.", "NAMES"),
    Flag(options.DENY_TOOL, "Tools that never run.", "NAMES"),
    Flag(options.WEB_ALLOW, "Search only these, at most 5.", "DOMAINS"),
    Flag(options.WEB_BLOCK, "Search all but these, at most 5.", "DOMAINS"),
    Flag(options.WEB_IMAGES, "Look at images that are found on the web."),
    Flag(options.WEB_LOCATION, "Where you are: country=NO,city=Oslo.", "PLACE"),
    Flag(options.X_ALLOW, "Search only their posts, at most 20.", "HANDLES"),
    Flag(options.X_BLOCK, "Search all but their posts, at most 20.", "HANDLES"),
    Flag(options.X_FROM, "Posts from this day on.", "YYYY-MM-DD"),
    Flag(options.X_TO, "Posts up to this day.", "YYYY-MM-DD"),
    Flag(options.X_IMAGES, "Look at images in posts."),
    Flag(options.X_VIDEOS, "Look at videos in posts."),
    Flag(options.FILES_MAX, "Most results of a search in files.", "N"),
)

TALK: Final = (
    Flag(options.TEXT, "Type your turns and read the replies; no sound card."),
    Flag(options.PTT, "Push to talk: hold or tap the space bar for each turn."),
    Flag(options.MUTE, "Begin with the microphone closed."),
    Flag(options.PATIENCE, "Silence that ends a turn [normal].", "short|normal|long"),
    Flag(options.SILENCE_MS, "The same in milliseconds [500].", "0-10000"),
    Flag(options.SENSITIVITY, "Higher hears softer speech.", "0.1-0.9"),
    Flag(options.ECHO, "What keeps Grok from hearing itself [aec].", "aec|gate|half|off"),
    Flag(options.NOISE_SUPPRESSION, "Make fans and hum softer."),
    Flag(options.GAIN, "auto makes a soft voice louder [off].", "auto|off"),
)


def accepts(*flags: Flag, is_hidden: bool = False) -> Callable[[Command], Command]:
    """Let a command take these flags and `-v` as `**flags`, besides parameters of its own.

    Where `--session` is among them, `-c` is too.

    Args:
        flags: The flags.
        is_hidden: Whether its help leaves them out.
    """

    def decorate(command: Command) -> Command:
        own = [
            parameter
            for parameter in inspect.signature(command).parameters.values()
            if parameter.kind is not inspect.Parameter.VAR_KEYWORD
        ]
        shared = (flag.parameter(is_hidden=is_hidden) for flag in flags)
        ours = [*shared, _verbosity(is_hidden=is_hidden)]
        if any(flag.option is options.SESSION for flag in flags):
            ours.insert(0, _continues(is_hidden=is_hidden))
        signature = inspect.Signature([*own, *ours], return_annotation=int)
        command.__signature__ = signature  # type: ignore[attr-defined]  # PEP 362: read by inspect
        return command

    return decorate


def given(flags: Mapping[str, FlagValue]) -> dict[str, str]:
    """Return what was typed, by option name, as the text `config` reads.

    Raises:
        UsageError: two conversations to go on with.
    """
    texts = {}
    for name, value in _session_named(flags).items():
        if value is True:
            texts[name] = "true"
        elif isinstance(value, str):
            texts[name] = value
        elif value:
            texts[name] = str(min(value, _MOST_VERBOSE))
    return texts


def _session_named(flags: Mapping[str, FlagValue]) -> Mapping[str, FlagValue]:
    """Read `-c` as the `--session` it stands for."""
    others = {name: value for name, value in flags.items() if name != _CONTINUES}
    if not flags.get(_CONTINUES):
        return others
    if others.get(options.SESSION.name):
        raise UsageError("--continue and --session contradict each other: give one of them.")
    return others | {options.SESSION.name: _LAST}


def _continues(*, is_hidden: bool) -> inspect.Parameter:
    described = typer.Option(
        False,
        "--continue",
        "-c",
        help="Go on with the last conversation.",
        show_default=False,
        hidden=is_hidden,
    )
    return _keyword(_CONTINUES, bool, described)


def _verbosity(*, is_hidden: bool) -> inspect.Parameter:
    described = typer.Option(
        0,
        "--verbose",
        "-v",
        count=True,
        help="Say more; -vv says all.",
        show_default=False,
        hidden=is_hidden,
    )
    return _keyword(options.VERBOSITY.name, int, described)


def _keyword(name: str, annotation: object, described: object) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=described, annotation=annotation)
