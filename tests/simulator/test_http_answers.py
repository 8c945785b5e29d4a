import json

import pytest

from grokvoice.simulator.http_answers import Answer, answer_to, refusal
from grokvoice.simulator.voices import VOICES

PATH = "/v1/realtime?model=grok-voice-latest"


def status(answer: Answer | None) -> int:
    return answer.status if answer else 101


@pytest.mark.parametrize("path", [PATH, "/v1/realtime", "/v1/realtime/"])
def test_a_plain_request_becomes_a_socket(path: str) -> None:
    assert answer_to(path, {}) is None


@pytest.mark.parametrize(
    ("origin", "is_local"),
    [
        ("http://localhost:3000", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:8080", True),
        ("https://evil.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://[::ffff:8.8.8.8]", False),
        ("null", False),
        ("http://[broken", False),
    ],
)
def test_only_pages_of_this_machine_may_connect(origin: str, *, is_local: bool) -> None:
    assert status(answer_to(PATH, {"Origin": origin})) == (101 if is_local else 403)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"authorization": "Bearer secret"}, 101),
        ({"Sec-WebSocket-Protocol": "realtime, xai-client-secret.secret"}, 101),
        ({"Sec-WebSocket-Protocol": "openai-insecure-api-key.secret"}, 101),
        ({"Sec-WebSocket-Protocol": "xai-client-secret.wrong"}, 401),
        ({"Authorization": "Bearer gehe\u00edm"}, 401),
    ],
)
def test_a_token_is_asked_for_where_there_is_one(headers: dict[str, str], expected: int) -> None:
    assert status(answer_to(PATH, headers, token="secret")) == expected


def test_there_is_room_for_so_many_only() -> None:
    answer = answer_to(PATH, {}, is_full=True)

    assert answer is not None
    assert (answer.status, answer.reason) == (429, "Too Many Requests")
    assert answer.headers == {"Retry-After": "1"}


def test_the_voices_are_listed() -> None:
    answer = answer_to("/v1/tts/voices", {})

    assert answer is not None
    voices = json.loads(answer.body)["voices"]
    assert [voice["voice_id"] for voice in voices] == list(VOICES)
    assert voices[0] == {
        "voice_id": "eve",
        "name": "Eve",
        "language": "multilingual",
        "gender": "female",
    }


@pytest.mark.parametrize(("name", "expected"), [("leo", 200), ("Leo", 200), ("nobody", 404)])
def test_a_single_voice_is_told(name: str, expected: int) -> None:
    assert status(answer_to(f"/v1/tts/voices/{name}", {})) == expected


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/realtimes"])
def test_there_is_nothing_elsewhere(path: str) -> None:
    assert status(answer_to(path, {})) == 404


def test_a_refusal_says_why_and_how_long() -> None:
    answer = refusal(503, "on fire", retry_after_s=2.5)

    assert json.loads(answer.body) == {"code": "Service Unavailable", "error": "on fire"}
    assert answer.headers == {"Retry-After": "2.5"}


def test_a_status_without_a_name_can_be_answered() -> None:
    assert refusal(499, "gone").reason == "Refused"
