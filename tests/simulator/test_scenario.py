import re
from pathlib import Path

import pytest

from grokvoice.errors import UsageError
from grokvoice.simulator import scenario as module
from grokvoice.simulator.brain.plans import (
    Abandon,
    CallFunction,
    CallMcp,
    Disconnect,
    Fail,
    Finish,
    GoSilent,
    Speak,
    Wait,
)
from grokvoice.simulator.mind.script import ScriptStep
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.scenario import (
    Scenario,
    bundled_scenarios,
    load_scenario,
    parse_scenario,
)


def test_the_example_of_the_documentation_can_be_played() -> None:
    example = re.sub(r"^    ", "", str(module.__doc__), flags=re.MULTILINE)
    example = example[example.index("name =") : example.index("Actions are")]

    scenario = parse_scenario(example, "example.toml")

    assert scenario.quirks == Quirks(order="september", first_audio_s=0.8)
    assert [step.on for step in scenario.steps] == ["user", "result", "user"]


def test_every_action_is_read_in_its_order() -> None:
    scenario = parse_scenario(
        """
        [[step]]
        end = "failed"
        abandon = true
        stall = true
        close = {}
        error = { message = "out of luck" }
        mcp = { name = "search", arguments = { q = "x" }, problem = "down" }
        call = [{ name = "a" }, { name = "b", arguments = { n = 1 } }]
        say = "Hello."
        wait = 1.5
        do = [
          { say = "Bye." },
          { close = { code = 1000, reason = "done" } },
          { stall = false, abandon = false },
          { error = { type = "a", message = "b", code = "c" } },
        ]
        """,
        "all.toml",
    )

    assert scenario.steps == (
        ScriptStep(
            actions=(
                Wait(1.5),
                Speak("Hello."),
                CallFunction("a", "{}"),
                CallFunction("b", '{"n": 1}'),
                CallMcp("search", '{"q": "x"}', "down"),
                Fail("internal_error", "out of luck"),
                Disconnect(1011, ""),
                GoSilent(),
                Abandon(),
                Finish("failed"),
                Speak("Bye."),
                Disconnect(1000, "done"),
                Fail("a", "b", "c"),
            )
        ),
    )


def test_an_empty_file_is_a_scenario_of_nothing() -> None:
    assert parse_scenario("", "nothing.toml") == Scenario(
        name="nothing", description="", quirks=Quirks(), steps=(), has_fallback=True
    )


def test_switches_change_those_it_starts_from() -> None:
    scenario = parse_scenario("[quirks]\nseed = 4", "f.toml", Quirks(pace="fast"))

    assert scenario.quirks == Quirks(pace="fast", seed=4)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x = ", "f.toml: Invalid value (at end of document)"),
        ("stepp = 1", "f.toml: unknown key 'stepp': did you mean step?"),
        ("fallback = 'none'", "f.toml: fallback must be one of assistant, silence, not 'none'"),
        ("[quirks]\nordr = 1", "f.toml: quirks: unknown quirk 'ordr': did you mean order?"),
        ("[quirks]\norder = []", "f.toml: quirks: order cannot be '[]'"),
        ("[[step]]\nsay = 3", "f.toml: step[1]: say must be a text, not 3"),
        ("[[step]]\nwhen = '('", "f.toml: step[1]: when is no pattern"),
        ("[[step]]\non = 'usr'", "f.toml: step[1]: on must be one of user, result, idle"),
        ("[[step]]\ntimes = -1", "f.toml: step[1]: times must be a number from zero up"),
        ("[[step]]\n[[step]]\ncall = { nme = 'a' }", "f.toml: step[2].call[1]: unknown key 'nme'"),
        ("[[step]]\ncall = {}", "f.toml: step[1].call[1]: name is missing"),
        ("[[step]]\ndo = [{ wai = 1 }]", "f.toml: step[1].do[1]: unknown key 'wai'"),
        ("[[step]]\nmcp = { a = 1 }", "f.toml: step[1].mcp[1]: unknown key 'a'"),
        ("[[step]]\nerror = { a = 1 }", "f.toml: step[1].error: unknown key 'a'"),
        ("[[step]]\nclose = { a = 1 }", "f.toml: step[1].close: unknown key 'a'"),
    ],
)
def test_errors_name_the_file_and_the_key(text: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_scenario(text, "f.toml")

    assert problem in str(caught.value)


def test_scenarios_come_with_the_simulator() -> None:
    names = bundled_scenarios()

    assert {"demo", "tool-round", "bad-day"} <= set(names)
    assert all(load_scenario(name).steps for name in names)
    assert all(load_scenario(name).description for name in names)


def test_a_scenario_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[[step]]\nsay = 'Grüezi.'", encoding="utf-8")

    scenario = load_scenario(str(file))

    assert (scenario.name, scenario.steps) == ("mine", (ScriptStep(actions=(Speak("Grüezi."),)),))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("dmo", "no scenario 'dmo': take a file or demo"),
        ("../demo", "no scenario '../demo'"),
        ("zzz", "no scenario 'zzz': take a file or bad-day, demo, tool-round"),
        ("no/such.toml", "cannot read the scenario no/such.toml"),
    ],
)
def test_a_scenario_that_is_not_there_is_a_usage_error(name: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_scenario(name)

    assert problem in str(caught.value)


def test_a_file_that_is_no_text_is_a_usage_error(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(b"\xff\xfe")

    with pytest.raises(UsageError, match="cannot read the scenario"):
        load_scenario(str(file))


@pytest.mark.parametrize(("fallback", "says_something"), [("assistant", True), ("silence", False)])
def test_what_no_step_fits_is_answered_or_not(fallback: str, *, says_something: bool) -> None:
    scenario = parse_scenario(f"fallback = '{fallback}'", "f.toml")

    assert scenario.has_fallback == says_something
    assert scenario.new_planner() is not scenario.new_planner()
