"""A talk at a terminal: keys, and lines typed in between."""

from pathlib import Path

from tests.terminal.conftest import SILENT, STORY, Start, Talk, ready


def test_a_typed_turn_is_answered_and_q_ends_the_talk(start: Start) -> None:
    terminal = ready(start(*SILENT, "--local"))

    terminal.type("hello there\r").shows(r"you   hello there\n  grok  Hello there! How are you\?")
    terminal.shows("○ listening").type("q")

    assert terminal.exit_code() == 0
    assert terminal.is_restored
    terminal.shows(r"ended \(hung up\) after 0:\d\d, 1 reply\n +waits \d\.\d\d s")


def test_a_line_typed_while_grok_speaks_interrupts_it(talk: Talk) -> None:
    terminal = ready(talk(STORY)).type("tell me a story\r").shows("grok  Once upon")

    terminal.type("stop now").shows("type  stop now").type("\r")

    terminal.shows(r"grok  Once upon(.|\n)* ╌ (.|\n)*\(cut\s+by\s+you\)").shows("you   stop now")


def test_the_space_bar_stops_grok(talk: Talk) -> None:
    terminal = ready(talk(STORY)).type("tell me a story\r").shows("▶ speaking").shows("space stop")

    terminal.type(" ").shows(r"\(cut\s+by\s+you\)").shows("○ listening").hides("space")


def test_keys_mute_help_and_open_a_line(talk: Talk) -> None:
    terminal = ready(talk("Yes."))

    terminal.type("m").shows(r"× muted +you muted").until(
        lambda it: it.title == "grokvoice: muted", "the title"
    )
    terminal.shows("space talk ── m unmute")
    terminal.type("m").shows("○ listening").type("?").shows("q      end the talk")
    terminal.type("t").shows("enter send").type("\x1b").shows("m mute")
    terminal.type("/cost\r").shows(r"about \$0\.\d\d so far")
    terminal.type("/vioce\r").shows("there is no /vioce: did you mean /voice?")


def test_keys_can_be_bound_in_the_configuration(talk: Talk, environ: dict[str, str]) -> None:
    file = Path(environ["XDG_CONFIG_HOME"], "grokvoice", "config.toml")
    file.parent.mkdir(parents=True)
    file.write_text('[keys]\nquit = "x"\nmute = "f2"\n', encoding="utf-8")
    terminal = ready(talk("Yes."))

    terminal.type("\x1bOQ").shows("× muted").type("x")

    assert terminal.exit_code() == 0
