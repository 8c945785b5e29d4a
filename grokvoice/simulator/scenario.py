r"""Scenarios: dialogues written in TOML that the simulator plays with whoever connects.

    name = "weather"
    description = "A question that needs a tool."
    fallback = "assistant"          # or "silence": what answers where no step fits

    [quirks]                        # every switch of `Quirks`, by name
    order = "september"
    first_audio_s = 0.8

    [[step]]                        # the first step that fits and is not used up is given
    when = 'weather in (?P<city>\w+)'   # found in what the user said, in any case; or anything
    say = "One moment, checking {city}."
    call = { name = "get_weather", arguments = { city = "{city}" } }

    [[step]]
    on = "result"                   # answers the outputs of functions; "idle": silence
    say = "{result} That is all I know."
    times = 0                       # any number of times; 1 if left out

    [[step]]
    when = "break"
    do = [                          # for everything that has an order of its own
      { say = "Watch this." },
      { wait = 1.5 },
      { error = { type = "internal_error", message = "out of luck" } },
      { close = { code = 1011, reason = "gone" } },
    ]

Actions are `say` TEXT, `wait` SECONDS, `call` and `mcp` { name, arguments }, `error` { type,
message, code }, `close` { code, reason }, `stall` = true (the network goes dead), `abandon` = true
(the reply stops without `response.done`) and `end` = "failed", "incomplete" or "cancelled". Beside
`do` they may stand in the step itself, and then happen in this order. Texts may hold `{said}`,
`{result}` and the named groups of `when`.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final, TypeAlias

from grokvoice.errors import UsageError
from grokvoice.simulator.brain.plans import (
    Abandon,
    CallFunction,
    CallMcp,
    Disconnect,
    Fail,
    Finish,
    GoSilent,
    Planner,
    Speak,
    Step,
    Wait,
)
from grokvoice.simulator.mind.assistant import Assistant
from grokvoice.simulator.mind.script import Occasion, ScriptedPlanner, ScriptStep
from grokvoice.simulator.quirk_names import with_quirks
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.toml_table import Table

_Reader: TypeAlias = Callable[[Table, str], Iterator[Step]]

_BUNDLED: Final = Path(__file__).parent / "scenarios"
_OCCASIONS: Final[dict[str, Occasion]] = {"user": "user", "result": "result", "idle": "idle"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A dialogue and the server it is played on."""

    name: str
    description: str
    quirks: Quirks
    steps: tuple[ScriptStep, ...]
    has_fallback: bool
    """Whether the assistant answers what no step fits."""

    def new_planner(self) -> Planner:
        """Return a mind that plays it from the beginning."""
        return ScriptedPlanner(self.steps, Assistant() if self.has_fallback else None)


def bundled_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios that come with the simulator."""
    return tuple(sorted(path.stem for path in _BUNDLED.glob("*.toml")))


def load_scenario(name: str, base: Quirks | None = None) -> Scenario:
    """Read a scenario from a file, or one of the bundled ones by its name.

    Args:
        name: A path that ends in `.toml`, or a name of `bundled_scenarios`.
        base: The switches it starts from; the defaults if None.

    Raises:
        UsageError: there is no such scenario, or it cannot be meant as written.
    """
    is_file = name.endswith(".toml")
    path = Path(name) if is_file else _BUNDLED / f"{name}.toml"
    if not is_file and name not in bundled_scenarios():
        near = get_close_matches(name, bundled_scenarios(), n=1) or bundled_scenarios()
        raise UsageError(f"no scenario {name!r}: take a file or {', '.join(near)}")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"cannot read the scenario {name}: {problem}") from problem
    return parse_scenario(text, path.name, base)


def parse_scenario(text: str, file: str, base: Quirks | None = None) -> Scenario:
    """Read a scenario from the text of a file.

    Raises:
        UsageError: with the file and the line or key that is wrong.
    """
    try:
        top = Table(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"{file}: {problem}") from problem
    top.refuse_unknown(("name", "description", "fallback", "quirks", "step"))
    return Scenario(
        name=top.text("name", Path(file).stem),
        description=top.text("description", ""),
        quirks=_quirks(top.table("quirks"), base or Quirks()),
        steps=tuple(_step(table) for table in top.tables("step")),
        has_fallback=_choice(top, "fallback", ("assistant", "silence")) == "assistant",
    )


def _quirks(table: Table, base: Quirks) -> Quirks:
    values = {
        name: value if isinstance(value, bool | int | float) else str(value)
        for name, value in table.plain().items()
    }
    try:
        return with_quirks(base, values)
    except UsageError as problem:
        raise UsageError(f"{table.place}: {problem}") from problem


def _step(table: Table) -> ScriptStep:
    table.refuse_unknown(("on", "when", "times", "do", *_READERS))
    listed = [step for action in table.tables("do") for step in _actions(action)]
    return ScriptStep(
        on=_OCCASIONS[_choice(table, "on", tuple(_OCCASIONS))],
        when=_pattern(table),
        times=int(table.number("times", 1)),
        actions=(*_read_all(table), *listed),
    )


def _actions(table: Table) -> Iterator[Step]:
    table.refuse_unknown(_READERS)
    return _read_all(table)


def _read_all(table: Table) -> Iterator[Step]:
    for name, read in _READERS.items():
        if name in table:
            yield from read(table, name)


def _pattern(table: Table) -> re.Pattern[str] | None:
    if "when" not in table:
        return None
    try:
        return re.compile(table.text("when"), re.IGNORECASE)
    except re.error as problem:
        raise UsageError(f"{table.place}: when is no pattern: {problem}") from problem


def _choice(table: Table, name: str, choices: tuple[str, ...]) -> str:
    """Return one of some words; the first if it is left out."""
    value = table.text(name, choices[0])
    if value in choices:
        return value
    raise UsageError(f"{table.place}: {name} must be one of {', '.join(choices)}, not {value!r}")


def _read_wait(table: Table, name: str) -> Iterator[Step]:
    yield Wait(table.number(name, 0))


def _read_say(table: Table, name: str) -> Iterator[Step]:
    yield Speak(table.text(name))


def _read_calls(table: Table, name: str) -> Iterator[Step]:
    for call in table.tables(name):
        call.refuse_unknown(("name", "arguments"))
        yield CallFunction(call.text("name"), json.dumps(call.table("arguments").plain()))


def _read_mcp(table: Table, name: str) -> Iterator[Step]:
    for call in table.tables(name):
        call.refuse_unknown(("name", "arguments", "problem"))
        arguments = json.dumps(call.table("arguments").plain())
        yield CallMcp(call.text("name"), arguments, call.text("problem", ""))


def _read_error(table: Table, name: str) -> Iterator[Step]:
    error = table.table(name)
    error.refuse_unknown(("type", "message", "code"))
    yield Fail(error.text("type", "internal_error"), error.text("message"), error.text("code", ""))


def _read_close(table: Table, name: str) -> Iterator[Step]:
    close = table.table(name)
    close.refuse_unknown(("code", "reason"))
    yield Disconnect(int(close.number("code", 1011)), close.text("reason", ""))


def _read_stall(table: Table, name: str) -> Iterator[Step]:
    if table.flag(name):
        yield GoSilent()


def _read_abandon(table: Table, name: str) -> Iterator[Step]:
    if table.flag(name):
        yield Abandon()


def _read_end(table: Table, name: str) -> Iterator[Step]:
    match _choice(table, name, ("failed", "incomplete", "cancelled")):
        case "failed" | "incomplete" | "cancelled" as status:
            yield Finish(status)


_READERS: Final[dict[str, _Reader]] = {
    "wait": _read_wait,
    "say": _read_say,
    "call": _read_calls,
    "mcp": _read_mcp,
    "error": _read_error,
    "close": _read_close,
    "stall": _read_stall,
    "abandon": _read_abandon,
    "end": _read_end,
}
"""Every action by its key, in the order in which they happen."""
