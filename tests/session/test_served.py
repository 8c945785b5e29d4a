import pytest

from grokvoice.protocol.settings import SessionInfo
from grokvoice.session.served import ServedSession, voice_name
from grokvoice.session.updates import Notice

OTHER_MODEL = Notice(
    code="model-substituted",
    text="'grok-voice-9' is not served: 'grok-voice-3.0' answers instead.",
)
OTHER_VOICE = Notice(
    code="voice-substituted", text="There is no voice 'Rexx': 'ara' speaks instead."
)


@pytest.mark.parametrize(
    ("wire", "name"), [("xai_ara", "ara"), ("Ara", "ara"), ("XAI_Rex", "rex"), ("leo", "leo")]
)
def test_a_voice_is_named_as_people_know_it(wire: str, name: str) -> None:
    assert voice_name(wire) == name


def test_another_model_is_noticed_once() -> None:
    served = ServedSession("grok-voice-9", "")
    info = SessionInfo(model="grok-voice-3.0")

    notices = [*served.created(info), *served.updated(info)]

    assert (notices, served.model) == ([OTHER_MODEL], "grok-voice-3.0")


def test_another_voice_is_noticed_once() -> None:
    served = ServedSession("grok-voice-latest", "Rexx")
    info = SessionInfo(voice="xai_ara")

    notices = [*served.updated(info), *served.updated(info)]

    assert (notices, served.voice) == ([OTHER_VOICE], "xai_ara")


def test_the_voice_of_the_first_echo_is_only_the_default() -> None:
    served = ServedSession("grok-voice-latest", "rex")

    assert served.created(SessionInfo(voice="ara")) == []


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        ("grok-voice-latest", "grok-voice-think-fast-2.0"),
        ("", "grok-voice-3.0"),
        ("grok-voice-3.0", "grok-voice-3.0"),
        ("grok-voice-3.0", "grok-voice-latest"),
    ],
)
def test_a_model_that_may_be_what_was_asked_for_is_no_substitute(asked: str, answers: str) -> None:
    assert ServedSession(asked, "").created(SessionInfo(model=answers)) == []


@pytest.mark.parametrize(("asked", "speaks"), [("", "ara"), ("Rex", "xai_rex"), ("xai_rex", "rex")])
def test_a_voice_under_another_spelling_is_no_substitute(asked: str, speaks: str) -> None:
    assert ServedSession("", asked).updated(SessionInfo(voice=speaks)) == []


def test_an_echo_that_says_nothing_changes_nothing() -> None:
    served = ServedSession("grok-voice-3.0", "rex")

    notices = [*served.created(SessionInfo()), *served.updated(SessionInfo())]

    assert (notices, served.model, served.voice) == ([], "grok-voice-3.0", "rex")
