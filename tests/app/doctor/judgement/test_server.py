import pytest

from grokvoice.app.doctor.judgement.finding import Finding, State
from grokvoice.app.doctor.judgement.server import (
    Key,
    Session,
    Way,
    judge_key,
    judge_session,
    judge_way,
)

SERVER = "wss://api.x.ai"
KEY = Key("XAI_API_KEY", "…abcd", "environment")
WAY = Way(SERVER, "", 3.26, 20.0, 31.0, "TLSv1.3")
OPEN = Session(310.0, (45.0, 40.0, 90.0))
REFUSED = Session(failure=f"{SERVER} refused the key (401). Check XAI_API_KEY.", is_refused=True)
DEAD = Session(failure=f"{SERVER} answered 500. Check the URL.")


@pytest.mark.parametrize(
    ("key", "session", "expected"),
    [
        (
            KEY,
            OPEN,
            ("ok", "XAI_API_KEY …abcd from environment, accepted by wss://api.x.ai", "", True),
        ),
        (
            KEY,
            REFUSED,
            (
                "fail",
                "XAI_API_KEY …abcd from environment: wss://api.x.ai refused the key (401)",
                "Check XAI_API_KEY",
                False,
            ),
        ),
        *(
            (
                KEY,
                session,
                (
                    "skipped",
                    "XAI_API_KEY …abcd from environment; not tried, no session was opened",
                    "",
                    None,
                ),
            )
            for session in (None, DEAD)
        ),
    ],
)
def test_a_key_is_good_if_the_server_takes_it(
    key: Key, session: Session | None, expected: tuple[State, str, str, bool | None]
) -> None:
    found = judge_key(key, SERVER, session)

    assert (found.state, found.text, found.remedy, found.measured["accepted"]) == expected


def test_a_key_that_is_missing_is_a_failure() -> None:
    key = Key("XAI_API_KEY", missing="XAI_API_KEY is not set: put it in .env or export it.")

    assert judge_key(key, SERVER, None) == Finding(
        "key", "fail", "XAI_API_KEY is not set", "Put it in .env or export it"
    )


def test_a_server_on_this_machine_needs_no_key() -> None:
    assert judge_key(Key("GROKVOICE_API_KEY"), "ws://127.0.0.1:1", OPEN).state == "skipped"


@pytest.mark.parametrize(
    ("way", "state", "text"),
    [
        (WAY, "ok", "wss://api.x.ai: name 3 ms, connection 20 ms, TLSv1.3 31 ms"),
        (Way("ws://a", "", 0.2, 1.0), "ok", "ws://a: name 0 ms, connection 1 ms"),
        (Way(SERVER, "http://p:1"), "ok", "wss://api.x.ai: through the proxy http://p:1"),
        (
            Way(SERVER, failure="Cannot reach it: no. Check the name."),
            "fail",
            "Cannot reach it: no",
        ),
    ],
)
def test_the_way_is_told_stage_by_stage(way: Way, state: State, text: str) -> None:
    found = judge_way(way)

    assert (found.state, found.text) == (state, text)
    assert found.measured["server"] == way.server


def test_what_is_measured_is_rounded() -> None:
    assert judge_way(WAY).measured["dns_ms"] == 3.3
    assert judge_way(Way(SERVER)).measured["dns_ms"] is None


@pytest.mark.parametrize(
    ("session", "state", "text", "remedy"),
    [
        (OPEN, "ok", "Open after 310 ms, round trip 45 ms, at worst 90 ms", ""),
        (Session(310, (260, 260)), "warn", "Open after 310 ms", "Replies will begin late: try"),
        (Session(310, (40, 40, 191)), "warn", "Open after 310 ms", "Replies will begin later"),
        (Session(3001, (40,)), "warn", "Open after 3001 ms", "It takes long to connect"),
        (DEAD, "fail", "wss://api.x.ai answered 500", "Check the URL"),
        (REFUSED, "skipped", "wss://api.x.ai opens no session with this key", ""),
        (None, "skipped", "No session was tried with wss://api.x.ai", ""),
    ],
)
def test_a_session_is_judged_by_how_soon_something_comes_back(
    session: Session | None, state: State, text: str, remedy: str
) -> None:
    found = judge_session(session, WAY)

    assert found.state == state
    assert found.text.startswith(text)
    assert found.remedy.startswith(remedy)
    assert bool(found.remedy) == bool(remedy)
