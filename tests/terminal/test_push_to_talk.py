"""Push to talk in the real program: a recording speaks, the test presses the key."""

import wave
from pathlib import Path

import pytest

from grokvoice.audio.pcm import RATE_HZ
from grokvoice.simulator.speech import synthesise
from tests.terminal.conftest import Talk, Terminal


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """Somebody who never stops asking."""
    file = tmp_path / "voice.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(synthesise("What is two plus three?").pcm * 30)
    return file


@pytest.fixture
def pushed(talk: Talk, voice: Path) -> Terminal:
    terminal = talk("Yes.", "--ptt", "--mic", str(voice))
    return terminal.shows("connected").shows("× muted +you muted").shows("space talk")


def test_a_tap_begins_a_turn_and_a_tap_sends_it(pushed: Terminal) -> None:
    pushed.type(" ").shows("space send ── esc discard").shows("● hearing +you [▁-█]*[▅-█]")

    pushed.type(" ").shows("space talk").shows("grok  Yes")

    pushed.shows("× muted").type("q")
    assert pushed.exit_code() == 0
    assert "1 reply" in pushed.text


def test_where_releases_are_told_the_key_is_held(pushed: Terminal) -> None:
    pushed.type("\x1b[?0u").until(lambda it: b"\x1b[>27u" in it.sent, "the wish for releases")

    pushed.type("\x1b[32;1:1;32u").shows("space send").shows("● hearing")
    frames = pushed.frames
    pushed.until(lambda it: it.frames > frames + 6, "half a second: shorter would be a tap")
    pushed.type("\x1b[32;1:2;32u\x1b[32;1:3u").shows("space talk").shows("grok  Yes")

    pushed.type("\x1b[113;;113u")
    assert pushed.exit_code() == 0
    assert b"\x1b[<u" in pushed.sent


def test_a_turn_can_be_discarded(pushed: Terminal) -> None:
    pushed.type(" ").shows("● hearing")

    pushed.type("\x1b").shows("× muted").shows("space talk").type("q")

    assert pushed.exit_code() == 0
    assert "0 replies" in pushed.text


def test_without_a_live_screen_enter_is_the_key(talk: Talk, voice: Path) -> None:
    terminal = talk("Yes.", "--ptt", "--plain", "--mic", str(voice)).shows("connected")

    terminal.type("\n").shows(r"\[hearing\]").type("\n").shows("grok: Yes")

    assert b"\x1b" not in terminal.sent
