import pytest

from grokvoice.protocol.items import Response
from grokvoice.protocol.settings import SessionSettings
from grokvoice.session.commands import FlushPlayback, Send, Show
from grokvoice.session.connection import Connection, GivenUp
from grokvoice.session.ending import Ending
from grokvoice.session.events import UserText
from grokvoice.session.options import Options
from grokvoice.session.talk import Talk
from grokvoice.session.updates import ErrorShown, SessionEnded
from tests.session.dialogue import flushed, heard, only, sound

GIVEN_UP = GivenUp(code="gave-up", text="No network.", exit_code=5)


class Scene:
    """A talk on a connection that is ready, and its end."""

    def __init__(self, quiet_s: float = 1.0, *, is_ready: bool = True) -> None:
        self.talk = Talk(Options())
        connection = Connection(Options())
        connection.dial()
        connection.connected(SessionSettings(), 0.0)
        if is_ready:
            connection.ready(0.0)
        self.ending = Ending(self.talk, connection, quiet_s)

    def reply(self) -> None:
        """A reply of a second is received in full, and not heard yet."""
        self.talk.reply_created(Response(id="r1"), 0.0)
        self.talk.speaking.sound(sound(1000), 0.0)
        self.talk.speaking.done("r1")


def test_nothing_ends_while_the_input_goes_on() -> None:
    ending = Scene().ending

    assert (ending.deadline(), ending.is_last_moment(1e9)) == (None, False)


def test_all_was_said_a_quiet_moment_after_the_input_ended() -> None:
    scene = Scene(quiet_s=2.0)
    scene.talk.last_active_at = 10.0
    scene.ending.input_has_ended = True

    moments = [scene.ending.is_last_moment(now) for now in (11.9, 12.0)]

    assert (scene.ending.deadline(), moments) == (12.0, [False, True])
    assert scene.ending.summary(12.0) == SessionEnded(
        exit_code=0, reason="all said", elapsed_s=12.0, turns=0
    )


@pytest.mark.parametrize("is_waiting", [True, False])
def test_the_end_waits_for_a_turn_and_for_a_session_to_say_it_in(is_waiting: bool) -> None:
    scene = Scene(is_ready=is_waiting)
    scene.ending.input_has_ended = True
    if is_waiting:
        scene.talk.typed_turns.waiting.append(UserText("Hello"))

    assert scene.ending.deadline() is None


def test_a_server_that_answered_need_not_have_confirmed_anything() -> None:
    scene = Scene(is_ready=False)
    scene.reply()
    scene.talk.progressed(heard(1000), 1.0)
    scene.talk.settle(1.0, can_talk=True)
    scene.ending.input_has_ended = True

    assert scene.ending.is_last_moment(3.0)


def test_a_turn_without_an_answer_makes_it_a_failure() -> None:
    scene = Scene()
    scene.talk.has_unanswered_turn = True
    scene.ending.input_has_ended = True

    assert scene.ending.is_last_moment(2.0)
    assert (scene.ending.exit_code, scene.ending.summary(2.0).reason) == (5, "no reply")


def test_a_reply_that_failed_makes_it_a_failure_of_its_own_kind() -> None:
    scene = Scene()
    scene.talk.reply_went_wrong()
    scene.ending.input_has_ended = True

    assert scene.ending.is_last_moment(2.0)
    assert (scene.ending.exit_code, scene.ending.summary(2.0).reason) == (6, "reply failed")


def test_a_hang_up_waits_for_the_fade_but_not_for_long() -> None:
    scene = Scene()
    scene.reply()

    commands = scene.ending.hang_up("hung up", 130, now=5.0)
    moments = [scene.ending.is_last_moment(now) for now in (5.1, 5.3)]

    assert commands == [FlushPlayback(0)]
    assert (scene.ending.deadline(), moments, scene.ending.exit_code) == (5.3, [False, True], 130)


def test_a_hang_up_is_over_as_soon_as_the_loudspeaker_has_answered() -> None:
    scene = Scene()
    scene.reply()
    scene.ending.hang_up("hung up", 0, now=5.0)

    scene.talk.speaking.flushed(0, flushed(500).heard)

    assert scene.ending.is_last_moment(5.05)


def test_a_second_hang_up_waits_for_nothing() -> None:
    scene = Scene()
    scene.reply()
    scene.ending.hang_up("hung up", 0, now=5.0)

    scene.ending.hang_up("hung up", 130, now=5.1)

    assert (scene.ending.is_last_moment(5.1), scene.ending.exit_code) == (True, 130)


def test_what_came_before_a_connection_was_given_up_is_heard_first() -> None:
    scene = Scene()
    scene.reply()

    commands = scene.ending.give_up(GIVEN_UP)
    before = scene.ending.is_last_moment(0.5)
    scene.talk.progressed(heard(1000), 1.0)

    assert commands == [Show(ErrorShown(code="gave-up", text="No network."))]
    assert (before, scene.ending.is_last_moment(1.0), scene.ending.exit_code) == (False, True, 5)


def test_a_connection_that_is_given_up_when_all_was_answered_is_no_failure() -> None:
    scene = Scene()
    scene.reply()
    scene.ending.input_has_ended = True

    assert scene.ending.give_up(GIVEN_UP) == []
    assert scene.ending.summary(1.0).exit_code == 0


def test_no_reply_is_asked_for_any_more() -> None:
    scene = Scene()
    scene.talk.expect_reply(0.0)

    scene.ending.hang_up("hung up", 0, now=0.1)

    assert only(Send, scene.talk.settle(0.2, can_talk=True)) == []
