import pytest

from grokvoice.protocol.client_events import SessionUpdate
from grokvoice.protocol.settings import SessionSettings
from grokvoice.session.commands import Connect, Disconnect, Send
from grokvoice.session.connection import Connection, GivenUp, Phase, TryingAgain
from grokvoice.session.events import ConnectFailed, ConnectionLost
from grokvoice.session.options import Options

SETTINGS = SessionSettings(voice="ara")


def connected(options: Options | None = None) -> Connection:
    """The socket is open since the moment 1.0."""
    connection = Connection(options or Options())
    connection.dial()
    connection.connected(SETTINGS, 1.0)
    return connection


def ready(options: Options | None = None) -> Connection:
    """The session is configured since the moment 1.5."""
    connection = connected(options)
    connection.named("c1")
    connection.ready(1.5)
    return connection


def refused(*, may_retry: bool = True, retry_after_s: float | None = None) -> ConnectFailed:
    return ConnectFailed(
        message="No network.", exit_code=5, may_retry=may_retry, retry_after_s=retry_after_s
    )


def test_a_connection_is_dialled_opened_and_configured() -> None:
    connection = Connection(Options())
    phases = [connection.phase]
    dialled = connection.dial()
    phases.append(connection.phase)
    opened = connection.connected(SETTINGS, 1.0)
    phases.append(connection.phase)
    is_news = connection.ready(1.5)
    phases.append(connection.phase)

    assert (dialled, opened) == ([Connect()], [Send(SessionUpdate(session=SETTINGS))])
    assert phases == [Phase.IDLE, Phase.CONNECTING, Phase.CONFIGURING, Phase.READY]
    assert (is_news, connection.ready(1.6)) == (True, False)


def test_the_settings_may_be_confirmed_until_patience_ends() -> None:
    connection = connected(Options(configure_timeout_s=5.0))

    assert connection.deadline() == 6.0
    assert (connection.is_overdue(5.9), connection.is_overdue(6.0)) == (False, True)
    connection.ready(6.0)
    assert (connection.deadline(), connection.is_overdue(9.9)) == (None, False)


def test_turns_may_be_sent_right_behind_the_first_settings() -> None:
    connection = Connection(Options())
    seen = [connection.can_talk]
    connection.dial()
    seen.append(connection.can_talk)
    connection.connected(SETTINGS, 1.0)
    seen.append(connection.can_talk)

    assert seen == [False, False, True]


def test_a_conversation_to_be_taken_up_is_asked_for_and_waited_for() -> None:
    connection = Connection(Options(conversation_id="c1"))
    dialled = connection.dial()
    connection.connected(SETTINGS, 1.0)
    before = connection.can_talk

    assert (dialled, before) == ([Connect("c1")], False)
    connection.named("c1")
    assert (connection.is_resuming, connection.can_talk) == (True, False)
    connection.ready(1.5)
    assert (connection.is_resuming, connection.can_talk) == (False, True)


def test_the_servers_word_tells_whether_the_conversation_goes_on() -> None:
    connection = ready()
    connection.lost(ConnectionLost(code=1006), 9.0)
    dialled = connection.dial()
    connection.connected(SETTINGS, 10.0)
    before = connection.can_talk

    assert (dialled, before) == ([Connect("c1")], False)
    connection.named("c2")
    assert (connection.is_resuming, connection.can_talk) == (False, True)
    assert connection.conversation_id == "c2"


def test_a_server_that_names_no_conversation_is_settled_by_its_settings() -> None:
    connection = ready()
    connection.lost(ConnectionLost(code=1006), 9.0)
    connection.dial()
    connection.connected(SETTINGS, 10.0)

    connection.ready(10.5)

    assert connection.can_talk


@pytest.mark.parametrize(
    ("lost", "text"),
    [
        (ConnectionLost(code=1006), "The connection is gone (1006)."),
        (ConnectionLost(code=1011, reason="oops"), "The connection is gone (1011: oops)."),
    ],
)
def test_a_lost_connection_is_tried_again_soon(lost: ConnectionLost, text: str) -> None:
    connection = ready()

    outcome = connection.lost(lost, 20.0)

    assert outcome == TryingAgain(text=text, delay_s=0.41)
    assert (connection.phase, connection.deadline()) == (Phase.WAITING, 20.41)
    assert not connection.can_talk


def test_a_busy_server_is_left_alone_for_a_second() -> None:
    assert ready().lost(ConnectionLost(code=1013), 20.0) == TryingAgain(
        text="The connection is gone (1013).", delay_s=1.0
    )


@pytest.mark.parametrize("code", [1008, 3000, 4000, 4999])
def test_a_server_that_refuses_the_session_is_not_asked_again(code: int) -> None:
    text = f"The server closed the session and will not have it again ({code})."

    assert ready().lost(ConnectionLost(code=code), 20.0) == GivenUp(
        code="connection-refused", text=text, exit_code=5
    )


def test_a_server_whose_frames_are_too_large_is_tried_once_more_and_given_up() -> None:
    too_large = ConnectionLost(code=1009, reason="we hung up: 17 MiB")
    connection = ready()
    first = connection.lost(too_large, 20.0)
    connection.dial()
    connection.connected(SETTINGS, 21.0)
    connection.ready(21.5)

    second = connection.lost(too_large, 3600.0)

    assert isinstance(first, TryingAgain)
    text = "The server sends frames that are too large to take (1009: we hung up: 17 MiB)."
    assert second == GivenUp(code="frame-too-large", text=text, exit_code=5)


def test_a_normal_close_is_the_end() -> None:
    text = "The server ended the session (1000: bye). Start again to go on."

    assert ready().lost(ConnectionLost(code=1000, reason="bye"), 20.0) == GivenUp(
        code="session-ended", text=text, exit_code=5
    )


def test_a_failure_that_cannot_mend_is_not_tried_again() -> None:
    failed = Connection(Options()).failed(refused(may_retry=False), 1.0)

    assert failed == GivenUp(code="connect-failed", text="No network.", exit_code=5)


def test_other_failures_are_tried_again_ever_later() -> None:
    connection = Connection(Options())

    outcomes = [connection.failed(refused(), 1.0), connection.failed(refused(), 2.0)]

    assert outcomes == [
        TryingAgain(text="No network.", delay_s=0.41),
        TryingAgain(text="No network.", delay_s=0.82),
    ]


def test_what_the_server_asks_for_is_waited_for() -> None:
    failed = Connection(Options()).failed(refused(retry_after_s=30.0), 1.0)

    assert failed == TryingAgain(text="No network.", delay_s=30.0)


def test_a_healthy_session_makes_the_next_tries_soon_again() -> None:
    connection = Connection(Options())
    for now in range(5):
        connection.failed(refused(), float(now))
    connection.dial()
    connection.connected(SETTINGS, 10.0)
    connection.ready(10.5)

    outcome = connection.lost(ConnectionLost(code=1006), 30.0)

    assert isinstance(outcome, TryingAgain)
    assert outcome.delay_s == 0.41


def test_tries_end_with_the_users_patience() -> None:
    connection = Connection(Options(give_up_after_s=10.0))
    first = connection.failed(refused(), 1.0)

    last = connection.failed(refused(), 11.0)

    assert isinstance(first, TryingAgain)
    text = "No network. Gave up after 10 s."
    assert last == GivenUp(code="gave-up", text=text, exit_code=5)


def test_patience_is_not_renewed_by_a_server_that_configures_and_breaks_off_at_once() -> None:
    connection = ready(Options(give_up_after_s=10.0))
    seen = []
    for now in (2.0, 6.0, 11.9):
        seen.append(connection.lost(ConnectionLost(code=1011), now))
        connection.dial()
        connection.connected(SETTINGS, now + 0.5)
        connection.ready(now + 0.6)

    assert [type(outcome) for outcome in seen] == [TryingAgain, TryingAgain, GivenUp]


def test_patience_is_renewed_by_a_healthy_session() -> None:
    connection = ready(Options(give_up_after_s=10.0))
    connection.lost(ConnectionLost(code=1011), 2.0)
    connection.dial()
    connection.connected(SETTINGS, 3.0)
    connection.ready(3.1)

    assert isinstance(connection.lost(ConnectionLost(code=1011), 13.1), TryingAgain)


def test_it_is_gone_until_it_is_configured_again() -> None:
    connection = ready()
    seen = [(connection.is_gone, connection.gone_s(5.0))]
    connection.lost(ConnectionLost(code=1006), 20.0)
    connection.failed(refused(), 21.0)
    seen.append((connection.is_gone, connection.gone_s(22.0)))
    connection.dial()
    connection.connected(SETTINGS, 23.0)
    connection.ready(23.5)
    seen.append((connection.is_gone, connection.gone_s(24.0)))

    assert seen == [(False, 0.0), (True, 2.0), (False, 0.0)]


def test_nothing_is_due_while_it_is_dialled() -> None:
    connection = ready()
    connection.lost(ConnectionLost(code=1006), 20.0)

    connection.dial()

    assert connection.deadline() is None


def test_a_session_was_healthy_once_and_not_for_every_try_that_follows() -> None:
    connection = ready()

    outcomes = [
        connection.lost(ConnectionLost(code=1006), 20.0),
        connection.failed(refused(), 40.0),
        connection.failed(refused(), 60.0),
    ]

    delays = [round(o.delay_s, 2) for o in outcomes if isinstance(o, TryingAgain)]
    assert delays == [0.41, 0.82, 1.64]


def test_an_old_connection_is_replaced() -> None:
    connection = connected(Options(renew_after_s=60.0))
    connection.named("c1")
    before = connection.renews_at()
    connection.ready(1.5)

    assert (before, connection.renews_at()) == (None, 61.5)
    assert connection.renew() == [Disconnect(), Connect("c1")]
    assert connection.renews_at() is None
