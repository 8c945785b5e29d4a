import io
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from grokvoice.app import sound
from grokvoice.app.compose import say, talk
from grokvoice.app.piped_text import PipedText
from grokvoice.config.endpoints import DefaultDevice, NoSound, StandardStream, WavFile
from grokvoice.config.origins import Origin, Source
from grokvoice.config.secret import Secret
from grokvoice.config.settings import (
    OutputSettings,
    SayRequest,
    ServerSettings,
    Settings,
    SoundSettings,
)
from grokvoice.errors import AudioDeviceError, KeyMissingError, UsageError
from grokvoice.protocol.values import JsonObject
from grokvoice.simulator.brain.plans import Situation, Speak
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options
from grokvoice.ui.jsonl import SCHEMA
from grokvoice.ui.streams import Streams
from tests.adapters.conftest import FakeLibrary

KEY = "xai-canary-0123456789"
SILENT = SoundSettings(mic=NoSound(), speaker=NoSound())
Serve = Callable[[Options], str]


@dataclass(frozen=True)
class Says:
    """A mind that always says the same."""

    text: str = "Yes."

    def plan(self, _situation: Situation) -> tuple[Speak]:
        return (Speak(self.text),)


FAST = Options(quirks=Quirks(pace="fast"), new_planner=Says)


class PressesCtrlC(io.StringIO):
    """Standard output with somebody before it who has seen enough when a word appears."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word

    def write(self, text: str) -> int:
        if self._word in text:
            signal.raise_signal(signal.SIGINT)
        return super().write(text)


@pytest.fixture
def open_pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundSettings]:
    """A microphone on standard input, which is a pipe that stays open and silent."""
    reading, writing = os.pipe()
    monkeypatch.setattr(sound, "_STDIN_FD", reading)
    yield SoundSettings(mic=StandardStream(), speaker=NoSound())
    os.close(writing)
    os.close(reading)


def settings_for(url: str, *, key: str = "", sound: SoundSettings = SILENT) -> Settings:
    server = ServerSettings(url=url, key=Secret(key) if key else None, timeout_s=5.0)
    return Settings(server=server, sound=sound, output=OutputSettings(form="json"), is_text=True)


def streams(stdin: str = "") -> Streams:
    return Streams(stdin=io.StringIO(stdin), stdout=io.StringIO(), stderr=io.StringIO())


def written(stream: object) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def shown(around: Streams, kind: str = "") -> list[JsonObject]:
    """The JSON lines on standard output, all or those of one type; all are as promised."""
    lines = [json.loads(line) for line in written(around.stdout).splitlines()]
    for line in lines:
        jsonschema.validate(line, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return [line for line in lines if kind in ("", line["type"])]


@contextmanager
def hearing_silence(library: FakeLibrary) -> Iterator[None]:
    """Let a card that was opened capture a block every 20 ms."""
    is_over = threading.Event()

    def beat() -> None:
        while not is_over.wait(0.02):
            for stream in library.streams:
                stream.give(np.zeros(480, np.int16))

    card = threading.Thread(target=beat)
    card.start()
    yield
    is_over.set()
    card.join(5)


# Talking.


def test_lines_from_a_pipe_are_answered_one_after_the_other(serve: Serve) -> None:
    around = streams("Is it?\nReally?\n")

    assert talk(settings_for(serve(FAST)), around) == 0

    finals = [it for it in shown(around) if it["type"] in {"user.final", "assistant.final"}]
    assert [it["text"] for it in finals] == ["Is it?", "Yes.", "Really?", "Yes."]
    assert all(it["unheard"] == "" for it in shown(around, "assistant.final"))
    assert shown(around)[-1]["exit_code"] == 0


def test_a_script_closes_the_default_microphone_and_ends_the_talk(
    serve: Serve, library: FakeLibrary
) -> None:
    around = streams("Is it?\n")
    cards = SoundSettings(mic=DefaultDevice(), speaker=NoSound())

    with hearing_silence(library):
        assert talk(settings_for(serve(FAST), sound=cards), around) == 0

    assert [stream.calls for stream in library.streams] == [["start", "abort", "close"]]
    assert [it["text"] for it in shown(around, "assistant.final")] == ["Yes."]


def test_a_script_does_without_a_sound_card(serve: Serve, library: FakeLibrary) -> None:
    library.devices = []
    around = streams("Is it?\n")

    assert talk(settings_for(serve(FAST), sound=SoundSettings()), around) == 0


def test_a_talk_without_a_sound_card_and_without_lines_is_an_error(
    serve: Serve, library: FakeLibrary
) -> None:
    library.devices = []

    with pytest.raises(AudioDeviceError):
        talk(settings_for(serve(FAST), sound=SoundSettings()), streams())


def test_a_speaker_on_standard_output_sends_the_words_to_standard_error(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = streams("Is it?\n")
    pipes = SoundSettings(mic=NoSound(), speaker=StandardStream())
    with Path(os.devnull).open("wb") as nowhere:
        monkeypatch.setattr(sound, "_STDOUT_FD", nowhere.fileno())

        assert talk(settings_for(serve(FAST), sound=pipes), around) == 0

    assert written(around.stdout) == ""
    assert '"Yes."' in written(around.stderr)


def test_a_microphone_on_standard_input_leaves_no_lines_to_be_typed(
    serve: Serve, open_pipe: SoundSettings
) -> None:
    around = replace(streams("These are no words.\n"), stdout=PressesCtrlC("session.start"))
    pipes = replace(open_pipe, is_muted=True)

    assert talk(settings_for(serve(FAST), sound=pipes), around) == 130

    assert shown(around, "user.final") == []


# Saying.


def test_one_turn_is_said_and_its_reply_printed(serve: Serve) -> None:
    around = streams()
    plain = replace(settings_for(serve(FAST)), output=OutputSettings())

    assert say(plain, SayRequest(text="Is it?", plays=False), around) == 0

    assert written(around.stdout) == "Yes.\n"


def test_words_can_be_spoken_as_they_are(serve: Serve) -> None:
    around = streams()
    request = SayRequest(text="Mind the gap.", is_verbatim=True, plays=False)

    assert say(settings_for(serve(FAST)), request, around) == 0

    assert [it["text"] for it in shown(around, "assistant.final")] == ["Mind the gap."]


def test_text_from_a_pipe_is_spoken_sentence_by_sentence(serve: Serve) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"One. Two.")
    os.close(writing)
    request, around = SayRequest(is_verbatim=True, plays=False), streams()

    with os.fdopen(reading, encoding="utf-8") as pipe:
        piped = PipedText(pipe)
        assert piped.wait()
        assert say(settings_for(serve(FAST)), request, around, piped=piped) == 0

    assert [it["text"] for it in shown(around, "assistant.final")] == ["One.", "Two."]


def test_ctrl_c_ends_a_turn_at_once_and_the_exit_code_says_so(serve: Serve) -> None:
    around = Streams(stdin=io.StringIO(), stdout=PressesCtrlC("delta"), stderr=io.StringIO())
    request = SayRequest(text="One two three four five six seven eight nine.", is_verbatim=True)

    assert say(settings_for(serve(FAST)), request, around) == 130

    (final,) = shown(around, "assistant.final")
    assert final["interrupted"]


def test_a_reply_can_be_kept_in_a_file(serve: Serve, tmp_path: Path) -> None:
    around, kept = streams(), tmp_path / "reply.wav"

    assert say(settings_for(serve(FAST)), SayRequest(text="Is it?", output=kept), around) == 0

    [sums] = [it for it in shown(around, "metric") if it["name"] == "sums"]
    assert sums["received"] == sums["played"]
    assert kept.stat().st_size == 44 + 2 * sums["received"]  # type: ignore[operator]  # a number


def test_a_server_started_inside_needs_no_key() -> None:
    around = streams()
    local = replace(settings_for(""), server=ServerSettings(is_local=True))

    assert say(local, SayRequest(text="hello", plays=False), around) == 0

    assert shown(around, "assistant.final")


# Failures.


def test_a_missing_key_is_told_before_anything_is_opened() -> None:
    origins = {"url": Origin(Source.DEFAULT)}
    settings = replace(settings_for("wss://api.x.ai/v1/realtime"), origins=origins)

    with pytest.raises(KeyMissingError, match="XAI_API_KEY is not set"):
        talk(settings, streams())
    with pytest.raises(KeyMissingError, match="XAI_API_KEY is not set"):
        say(settings, SayRequest(), streams())


def test_a_refused_key_ends_with_four_and_is_nowhere_to_be_seen(serve: Serve) -> None:
    around = streams()
    url = serve(replace(FAST, token="another"))

    assert say(settings_for(url, key=KEY), SayRequest(text="Is it?"), around) == 4

    assert [it["code"] for it in shown(around, "error")] == ["connect-failed"]
    assert KEY not in written(around.stdout) + written(around.stderr)


def test_a_trace_holds_every_event_and_never_the_key(serve: Serve, tmp_path: Path) -> None:
    trace = tmp_path / "trace.jsonl"
    settings = settings_for(serve(replace(FAST, token=KEY)), key=KEY)
    traced = replace(settings, output=OutputSettings(form="json", trace=trace))

    assert say(traced, SayRequest(text="Is it?", plays=False), streams()) == 0

    lines = [json.loads(line) for line in trace.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["event"]["type"] in {"session.created", "session.update"}
    assert {line["dir"] for line in lines} == {"in", "out"}
    assert KEY not in trace.read_text(encoding="utf-8")


def test_a_trace_that_cannot_be_written_leaves_nothing_open(tmp_path: Path) -> None:
    kept = tmp_path / "reply.wav"
    output = OutputSettings(form="json", trace=tmp_path / "no" / "trace.jsonl")
    settings = replace(settings_for("ws://127.0.0.1:1/"), output=output)

    with pytest.raises(UsageError, match="cannot write the trace"):
        say(settings, SayRequest(text="Is it?", output=kept), streams())

    assert kept.read_bytes()[:4] == b"RIFF"


def test_a_speaker_that_cannot_be_made_closes_what_was_made_before(tmp_path: Path) -> None:
    files = SoundSettings(mic=NoSound(), speaker=WavFile(tmp_path / "no" / "reply.wav"))

    with pytest.raises(UsageError, match="Cannot write"):
        talk(settings_for("ws://127.0.0.1:1/", sound=files), streams())


def test_ctrl_c_works_while_the_resolver_hangs(
    monkeypatch: pytest.MonkeyPatch, open_pipe: SoundSettings
) -> None:
    may_answer = threading.Event()

    def hang(*_arguments: object, **_options: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        may_answer.wait(20)
        raise socket.gaierror(socket.EAI_AGAIN, "timed out")

    for name in ("https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", hang)
    settings = settings_for("wss://voice.test/", key=KEY, sound=open_pipe)
    begun_at = time.monotonic()

    exit_code = talk(settings, streams())

    assert exit_code == 130
    assert time.monotonic() - begun_at < 2.0
    may_answer.set()
