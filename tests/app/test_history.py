from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from grokvoice.app.history import Past, going_on, kept, past_of
from grokvoice.config.secret import Secret
from grokvoice.config.settings import (
    HistorySettings,
    ServerSettings,
    Settings,
    SoundSettings,
    VoiceSettings,
)
from grokvoice.errors import UsageError
from grokvoice.journal.library import Library
from grokvoice.session.context import ChatContext, Message
from grokvoice.session.options import Options
from grokvoice.session.updates import (
    AssistantFinal,
    Notice,
    SessionEnded,
    SessionStarted,
    Update,
    UserFinal,
)

CANARY = "xai-canary-0123456789abcdef"
LONG = " ".join(["word"] * 1_500)


class Screen:
    """Remembers what is drawn."""

    def __init__(self) -> None:
        self.drawn: list[Update] = []
        self.is_closed = False

    def show(self, update: Update, at_s: float) -> None:
        del at_s
        self.drawn.append(update)

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        pass

    def close(self) -> None:
        self.is_closed = True


def said(text: str, number: int = 1) -> UserFinal:
    return UserFinal(item_id=f"u{number}", text=text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where talks are kept."""
    return tmp_path / "sessions"


def after(session: str = "last", server: ServerSettings | None = None) -> Settings:
    """What a talk is asked to be that goes on with another one."""
    return Settings(history=HistorySettings(session=session), server=server or ServerSettings())


def hold_talk(folder: Path, settings: Settings, *updates: Update, past: Past | None = None) -> str:
    """Keep a talk; returns its name."""
    view = kept(Screen(), folder, settings, past or Past(), "talk").view
    view.show(SessionStarted(conversation_id="c1", model="m", voice="ara"), 0.5)
    for at_s, update in enumerate(updates, start=1):
        view.show(update, float(at_s))
    view.close()
    return Library(folder).ids()[0]


def test_a_talk_is_kept_with_who_spoke_to_whom(folder: Path) -> None:
    settings = Settings(voice=VoiceSettings(voice="rex", model="grok-x"))
    before = datetime.now(UTC) - timedelta(seconds=1)

    name = hold_talk(folder, settings, said("Hello."))

    header = Library(folder).read(name).header
    assert (header.command, header.model, header.voice) == ("talk", "grok-x", "rex")
    assert header.server == "api.x.ai"
    assert before <= header.started <= datetime.now(UTC)
    assert header.started.utcoffset() == datetime.now(UTC).astimezone().utcoffset()


def test_neither_keys_nor_escapes_are_kept(folder: Path) -> None:
    settings = Settings(secrets=(Secret("my-own-key-1234567890"),))

    name = hold_talk(folder, settings, said(f"\x1b[2J my-own-key-1234567890 {CANARY}"))

    library = Library(folder)
    assert library.read(name).first_words == "\\x1b[2J …7890 xai-…"


def test_a_talk_that_is_not_to_be_kept_is_only_shown(folder: Path) -> None:
    screen = Screen()
    settings = Settings(history=HistorySettings(is_kept=False))

    assert kept(screen, folder, settings, Past(), "say").view is screen
    assert not folder.exists()


def test_without_a_place_nothing_is_kept() -> None:
    screen = Screen()

    assert kept(screen, None, Settings(), Past(), "say").view is screen


def test_a_talk_goes_on_with_what_was_heard(folder: Path) -> None:
    reply = AssistantFinal(
        item_id="a1", text="Hi Ada.", heard="Hi", unheard=" Ada.", is_interrupted=True
    )
    name = hold_talk(folder, Settings(), said("I am Ada."), reply)

    past = past_of(after(), folder, datetime.now(UTC))

    assert past == Past(
        session_id=name,
        context=ChatContext(
            (
                Message(role="user", text="I am Ada.", id="u1"),
                Message(role="assistant", text="Hi", id="a1"),
            )
        ),
        conversation_id="c1",
    )


def test_the_past_of_the_past_is_not_forgotten(folder: Path) -> None:
    first = hold_talk(folder, Settings(), said("I am Ada."))
    past = past_of(after(first), folder, datetime.now(UTC))
    library = Library(folder)
    library.remove(first)

    second = hold_talk(folder, Settings(), said("I like tea.", 2), past=past)

    context = library.read(second).context
    assert [entry.text for entry in context.entries if isinstance(entry, Message)] == [
        "I am Ada.",
        "I like tea.",
    ]
    assert library.read(second).header.continues == first


def test_what_is_told_again_is_bounded(folder: Path) -> None:
    hold_talk(folder, Settings(), *(said(LONG, number) for number in range(9)))

    past = past_of(after(), folder, datetime.now(UTC))

    texts = [entry.text for entry in past.context.entries if isinstance(entry, Message)]
    assert [len(text) for text in texts] == [2_000] * 4


@pytest.mark.parametrize(
    ("server", "later", "conversation_id"),
    [
        (ServerSettings(), timedelta(minutes=5), "c1"),
        (ServerSettings(), timedelta(minutes=31), ""),
        (ServerSettings(url="ws://127.0.0.1:8080/v1"), timedelta(0), ""),
        (ServerSettings(is_local=True), timedelta(0), ""),
    ],
)
def test_only_the_same_server_is_asked_for_the_conversation_and_only_for_half_an_hour(
    folder: Path, server: ServerSettings, later: timedelta, conversation_id: str
) -> None:
    hold_talk(folder, Settings(), said("I am Ada."))

    past = past_of(after(server=server), folder, datetime.now(UTC) + later)

    assert past.conversation_id == conversation_id


def test_a_new_talk_has_no_past(folder: Path) -> None:
    assert past_of(Settings(), folder, datetime.now(UTC)) == Past()


@pytest.mark.parametrize(
    ("folder", "message"),
    [(Path("/nowhere/at/all"), "no conversation in /nowhere"), (None, "there is no home folder")],
)
def test_going_on_with_nothing_is_refused(folder: Path | None, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        past_of(after(), folder, datetime.now(UTC))


def test_the_core_is_told_of_the_past() -> None:
    context = ChatContext((Message(role="user", text="I am Ada."),))

    options = going_on(Options(model="m"), Past(context=context, conversation_id="c1"))

    assert (options.model, options.context, options.conversation_id) == ("m", context, "c1")


def test_a_recorded_talk_refers_to_its_recording(folder: Path, tmp_path: Path) -> None:
    settings = Settings(sound=SoundSettings(record=tmp_path / "talks"))
    screen = Screen()
    held = kept(screen, folder, settings, Past(), "talk")
    held.recorder.begin(0.0)
    held.recorder.play(np.ones(240, np.int16), 0.0)
    held.view.show(said("Hello."), 1.0)
    held.view.show(SessionEnded(exit_code=0, reason="", elapsed_s=1.0, turns=1), 1.0)
    held.view.close()

    [name] = Library(folder).ids()
    recording = tmp_path / "talks" / f"{name}.wav"
    codes = [update.code for update in screen.drawn if isinstance(update, Notice)]
    assert Library(folder).read(name).header.recording == str(recording)
    assert recording.stat().st_size == 44 + 240 * 4
    assert codes == ["recording", "saved", "recorded"]


def test_a_talk_that_is_not_kept_may_be_recorded_all_the_same(tmp_path: Path) -> None:
    settings = Settings(sound=SoundSettings(record=tmp_path))
    held = kept(Screen(), None, settings, Past(), "say")

    held.recorder.begin(0.0)
    held.recorder.play(np.ones(240, np.int16), 0.0)
    held.view.close()

    assert [file.suffix for file in tmp_path.iterdir()] == [".wav"]


def test_a_recording_that_cannot_be_made_leaves_nothing_open(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    settings = Settings(sound=SoundSettings(record=tmp_path / "taken"))
    screen = Screen()

    with pytest.raises(UsageError, match="cannot record in"):
        kept(screen, folder, settings, Past(), "talk")

    assert screen.is_closed
    assert not folder.exists()


def test_nothing_is_recorded_unless_it_is_asked_for(folder: Path) -> None:
    held = kept(Screen(), folder, Settings(), Past(), "talk")
    held.recorder.begin(0.0)
    held.recorder.play(np.ones(240, np.int16), 0.0)
    held.view.show(said("Hello."), 1.0)
    held.view.close()

    assert [file.suffix for file in folder.iterdir()] == [".jsonl"]
