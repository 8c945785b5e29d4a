import inspect

import pytest

from grokvoice.cli.flags import SHARED, TALK, Flag, FlagValue, accepts, given
from grokvoice.config import options
from grokvoice.config.options import OPTIONS, Option
from grokvoice.errors import UsageError


def test_every_option_has_one_flag_but_those_for_the_config_file() -> None:
    names = [flag.option.name for flag in (*SHARED, *TALK)]
    unflagged = (options.VERBOSITY, options.ANIMATIONS, options.RENEW_MINUTES, *options.KEYS)
    without = [option.name for option in unflagged]

    assert sorted([*names, *without]) == sorted(option.name for option in OPTIONS)


def test_what_was_typed_stays_text() -> None:
    typed: dict[str, FlagValue] = {
        "voice": "eve",
        "instructions": "",
        "speed": None,
        "local": True,
        "mute": False,
        "verbosity": 1,
    }

    assert given(typed) == {"voice": "eve", "instructions": "", "local": "true", "verbosity": "1"}


@pytest.mark.parametrize(
    ("count", "texts"), [(0, {}), (2, {"verbosity": "2"}), (9, {"verbosity": "2"})]
)
def test_more_than_very_verbose_is_very_verbose(count: int, texts: dict[str, str]) -> None:
    assert given({"verbosity": count}) == texts


def test_to_continue_is_to_name_the_last_session() -> None:
    assert given({"continues": True, "session": None}) == {"session": "last"}
    assert given({"continues": False, "session": "7f3a"}) == {"session": "7f3a"}


def test_two_conversations_cannot_be_gone_on_with() -> None:
    with pytest.raises(UsageError, match="--continue and --session contradict each other"):
        given({"continues": True, "session": "7f3a"})


def test_a_command_has_its_own_parameters_and_the_flags() -> None:
    @accepts(Flag(options.VOICE, "Who.", "NAME"), Flag(options.LOCAL, "Here."))
    def command(words: str, **flags: FlagValue) -> int:
        return len(words) + len(flags)

    parameters = inspect.signature(command).parameters

    assert list(parameters) == ["words", "voice", "local", "verbosity"]
    assert parameters["voice"].default.param_decls == ("--voice",)
    assert parameters["local"].annotation is bool
    assert command("four") == 4


def test_where_a_session_may_be_named_the_last_may_be_gone_on_with() -> None:
    @accepts(Flag(options.SESSION, "Which.", "NAME"), is_hidden=True)
    def command(**flags: FlagValue) -> int:
        return len(flags)

    parameters = inspect.signature(command).parameters

    assert list(parameters) == ["continues", "session", "verbosity"]
    assert all(parameter.default.hidden for parameter in parameters.values())


def test_defaults_in_the_help_are_the_defaults() -> None:
    shown = {
        flag.option: flag.help.rpartition("[")[2].rstrip("].")
        for flag in (*SHARED, *TALK)
        if "[" in flag.help
    }
    spelt: dict[Option[object], str] = {
        options.LANGUAGE: "auto",
        options.PATIENCE: "normal",
        options.TIMEOUT: "30",
        options.IDLE: "5",
    }

    assert shown == {option: spelt.get(option, str(option.default)) for option in shown}
    assert options.PATIENCE.read("normal") == options.PATIENCE.default
