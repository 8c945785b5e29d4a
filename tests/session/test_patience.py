from grokvoice.protocol.client_events import ResponseCreate
from grokvoice.protocol.items import Response
from grokvoice.session.commands import FinishPlayback, Show
from grokvoice.session.events import UserText
from grokvoice.session.options import Options
from grokvoice.session.talk import Talk
from grokvoice.session.updates import Notice
from tests.session.dialogue import committed, heard, sent, sound_done, speech_started
from tests.session.scenes import asking, replying, said

NO_REPLY = Show(Notice(code="no-reply", text="No reply came within 30 s; say or type it again."))


def test_a_reply_that_stays_away_is_given_up_after_its_time() -> None:
    talk = asking()

    early = talk.deadline(), talk.settle(30.9, can_talk=True)
    late = talk.settle(31.0, can_talk=True)

    assert early == (31.0, [])
    assert late == [NO_REPLY]
    assert (talk.has_unanswered_turn, talk.is_quiet, talk.deadline()) == (True, True, None)


def test_a_reply_that_was_asked_for_again_and_stays_away_is_given_up_too() -> None:
    talk = Talk(Options())
    said(talk, UserText("Hello"), now=0.0)
    talk.reply_created(Response(id="r1"), 0.1)
    talk.speaking.replies.refused(0.2)
    talk.speaking.done("r1")
    asked = sent(talk.settle(1.0, can_talk=True))

    gave_up = talk.settle(talk.deadline() or 0.0, can_talk=True)

    assert asked == [ResponseCreate()]
    assert gave_up == [NO_REPLY]
    assert (talk.has_unanswered_turn, talk.is_quiet) == (True, True)


def test_a_commit_without_the_end_of_the_speech_does_not_wait_for_ever() -> None:
    talk = Talk(Options())
    said(talk, UserText("Hello"), now=0.0)
    talk.speech_started(speech_started(), 1.0)
    speaking = talk.deadline()
    talk.listening.committed(committed())

    assert (speaking, talk.deadline()) == (31.0, 30.0)
    assert NO_REPLY in talk.settle(30.0, can_talk=True)
    assert talk.is_quiet


def test_speech_whose_end_the_server_cannot_hear_does_not_go_on_for_ever() -> None:
    talk = Talk(Options())
    talk.gate.open()
    talk.speech_started(speech_started(), 1.0)
    talk.gate.push(bytes(4800), 5.0)
    talk.gate.is_muted = True
    talk.gate.push(bytes(4800), 20.0)

    early = talk.settle(34.9, can_talk=True), talk.deadline()
    late = talk.settle(35.0, can_talk=True)

    assert early == ([], 35.0)
    assert late == [NO_REPLY]
    assert (talk.is_quiet, talk.has_unanswered_turn) == (True, True)


def test_a_reply_whose_end_never_comes_is_over_soon_after_it_was_heard() -> None:
    talk = replying()
    talk.speaking.sound_done(sound_done(), 1.6)
    sounding = talk.deadline()
    talk.progressed(heard(1000), 3.0)
    heard_in_full = talk.deadline()

    commands = talk.settle(3.6, can_talk=True)

    assert (sounding, heard_in_full) == (None, 3.6)
    assert FinishPlayback() in commands
    assert talk.is_quiet


def test_a_reply_that_falls_silent_in_the_middle_is_over_after_the_time_of_a_reply() -> None:
    talk = replying()
    talk.progressed(heard(1000), 3.0)

    assert talk.deadline() == 31.5
    talk.settle(31.5, can_talk=True)
    assert talk.is_quiet
