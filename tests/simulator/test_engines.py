import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from grokvoice.audio.pcm import RATE_HZ
from grokvoice.errors import GrokVoiceError
from grokvoice.simulator import engines
from grokvoice.simulator.engines import find_engine
from grokvoice.simulator.voices import style_of

PHRASES = ("Hello there,", " how are you?")
ARA, LEO = style_of("ara"), style_of("leo")
needs_library = pytest.mark.skipif(not find_spec("espeakng_loader"), reason="not installed")
needs_espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="not installed")
needs_flite = pytest.mark.skipif(not shutil.which("flite"), reason="not installed")
EVERY = [
    pytest.param(engines._render_with_library, marks=needs_library),
    pytest.param(engines._render_with_espeak, marks=needs_espeak),
    pytest.param(engines._render_with_flite, marks=needs_flite),
    engines._render_as_tones,
]


@pytest.mark.parametrize("render", EVERY)
def test_each_phrase_becomes_a_sound_of_its_own(render: engines.Render) -> None:
    sounds = render(PHRASES, ARA, 1.0)

    assert [sound.dtype for sound in sounds] == [np.dtype(np.int16)] * 2
    assert all(0.3 < len(sound) / RATE_HZ < 3 for sound in sounds)
    assert all(np.abs(sound).max() > 2000 for sound in sounds)


@pytest.mark.parametrize("render", EVERY)
def test_speed_shortens_a_sound(render: engines.Render) -> None:
    (slow,), (fast,) = render(PHRASES[:1], ARA, 0.7), render(PHRASES[:1], ARA, 1.5)

    assert len(fast) < len(slow)


@pytest.mark.parametrize("render", EVERY)
def test_voices_sound_different(render: engines.Render) -> None:
    (ara,), (leo,) = render(PHRASES[:1], ARA, 1.0), render(PHRASES[:1], LEO, 1.0)
    shared = min(len(ara), len(leo))

    assert abs(np.corrcoef(ara[:shared], leo[:shared])[0, 1]) < 0.5


@pytest.mark.parametrize("render", EVERY)
def test_the_same_text_sounds_the_same_again(render: engines.Render) -> None:
    first, second = render(PHRASES, ARA, 1.0), render(PHRASES, ARA, 1.0)

    assert [len(sound) for sound in first] == [len(sound) for sound in second]
    worst = max(np.abs(a.astype(int) - b).max() for a, b in zip(first, second, strict=True))
    assert worst <= 2  # soxr dithers


@pytest.mark.parametrize("render", EVERY)
def test_an_odd_text_does_no_harm(render: engines.Render) -> None:
    sounds = render(("-x $(touch /tmp/x) \0 &", "…"), ARA, 1.0)

    assert len(sounds) == 2


def test_the_best_engine_that_is_there_is_found() -> None:
    found = find_engine()

    assert find_spec("espeakng_loader") is None or (found.name, found.notice) == ("espeak-ng", "")


@pytest.mark.parametrize(("program", "name"), [("espeak-ng", "espeak-ng"), ("flite", "flite")])
def test_a_program_of_the_system_is_the_second_choice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, name: str
) -> None:
    without_library(monkeypatch)
    (tmp_path / program).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert (find_engine().name, find_engine().notice) == (name, "")


def test_tones_are_the_last_choice_and_say_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_library(monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))

    found = find_engine()

    assert found.name == "tones"
    assert "pip install 'grokvoice[local]'" in found.notice


def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda _name: None)


def test_a_program_that_fails_is_our_error() -> None:
    with pytest.raises(GrokVoiceError, match="cannot speak with"):
        engines._run([sys.executable, "-c", "raise SystemExit(3)"], b"")


def test_a_program_is_told_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XAI_API_KEY", "xai-canary")

    names = engines._run([sys.executable, "-c", "import os; print(*os.environ)"], b"").split()

    assert b"PATH" in names
    assert b"XAI_API_KEY" not in names


def test_a_program_that_is_gone_is_our_error() -> None:
    with pytest.raises(GrokVoiceError, match="cannot speak with no-such-program"):
        engines._run(["/no/no-such-program"], b"")
