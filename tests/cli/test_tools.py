"""`--tools` from the command line to the wire, and from the wire to what is shown."""

import io
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grokvoice.cli import kept
from grokvoice.cli.main import run
from grokvoice.session.context import FunctionCall, FunctionOutput
from grokvoice.simulator.brain.plans import CallFunction, CallMcp, Situation, Speak, Step
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options
from tests.app.conftest import serve

__all__ = ["serve"]

Serve = Callable[[Options], str]

CONFIG = """
[mcp.mail]
url = "https://mail.example.org/mcp"
hosted = true
description = "The user's mail."
allowed_tools = ["read"]
headers = { Authorization = "Bearer ${MAIL_TOKEN}", X-Team = "7" }
"""
FILE = '''
def get_weather(city: str, days: int = 1) -> str:
    """Tell the weather.

    Args:
        city: Where.
    """
    return f"rain in {city}"
'''
COUNTING = '''
def count() -> str:
    """Count."""
    with open("runs", "a", encoding="utf-8") as file:
        file.write("once\\n")
    return "counted"
'''
FILTERS = (
    *("--web-allow", "example.org,example.com", "--web-images"),
    *("--web-location", "country=NO,city=Oslo,timezone=Europe/Oslo"),
    *("--x-block", "@spam", "--x-from", "2026-01-01", "--x-to", "2026-11-20"),
    *("--x-images", "--x-videos", "--files-max", "3"),
)
SENT = [  # reference, 4.3
    {
        "type": "web_search",
        "allowed_domains": ["example.org", "example.com"],
        "enable_image_understanding": True,
        "location": {"country": "NO", "city": "Oslo", "timezone": "Europe/Oslo"},
    },
    {
        "type": "x_search",
        "excluded_x_handles": ["spam"],
        "from_date": "2026-01-01",
        "to_date": "2026-11-20",
        "enable_image_understanding": True,
        "enable_video_understanding": True,
    },
    {"type": "file_search", "vector_store_ids": ["col_1", "col_2"], "max_num_results": 3},
    {
        "type": "mcp",
        "server_url": "https://docs.example.com/mcp",
        "server_label": "docs-example-com",
    },
    {
        "type": "mcp",
        "server_url": "https://mail.example.org/mcp",
        "server_label": "mail",
        "server_description": "The user's mail.",
        "allowed_tools": ["read"],
        "authorization": "…",
        "headers": {"x-team": "…"},
    },
    {
        "type": "function",
        "name": "get_weather",
        "description": "Tell the weather.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Where."},
                "days": {"type": "integer", "default": 1},
            },
            "required": ["city"],
            "additionalProperties": False,
        },
    },
]


class Busy:
    """A mind that has the server search, and read two mails, one of which it cannot."""

    def plan(self, _situation: Situation) -> tuple[Step, ...]:
        return (
            CallFunction("web_search", '{"query": "sun"}'),
            CallMcp("read", '{"mail": 1}'),
            CallMcp("read", '{"mail": 2}', problem="no such mail"),
            Speak("Here it is."),
        )


@pytest.fixture
def config(tmp_path: Path) -> None:
    file = tmp_path / "xdg" / "grokvoice" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(CONFIG, encoding="utf-8")


def say(url: str, *arguments: str) -> int:
    return run(["say", "--url", url, "--no-play", "--no-save", "Hello.", *arguments])


@pytest.mark.usefixtures("config")
def test_all_that_was_asked_for_is_told_as_documented(
    serve: Serve, surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_TOKEN", "canary-0123456789")
    (surroundings / "tools.py").write_text(FILE, encoding="utf-8")
    tools = "web,x,files:col_1+col_2,mcp:mail,mcp:https://docs.example.com/mcp,tools.py"
    url = serve(Options(quirks=Quirks(pace="fast")))

    code = say(url, "--tools", tools, *FILTERS, "--trace", "trace.jsonl")

    trace = (surroundings / "trace.jsonl").read_text(encoding="utf-8")
    events = [json.loads(line)["event"] for line in trace.splitlines()]
    [update] = [event for event in events if event["type"] == "session.update"]
    assert code == 0
    assert update["session"]["tools"] == SENT
    assert "canary" not in trace


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--tools wep", "'wep' is no tool: give web, x, files:ID"),
        ("--tools mcp:http://a.example", "give an https URL on the internet"),
        ("--tools web --web-allow a.org --web-block b.org", "exclude each other"),
        ("--tools web --web-allow https://a.org", "is no domain"),
        ("--tools web --x-allow xai", "add x to --tools"),
        ("--tools x --x-from 2026-02-30", "'2026-02-30' is no day"),
        ("--tools files:c --files-max 0", "give a whole number from 1 to 1000"),
    ],
)
def test_what_the_service_would_refuse_is_told_before_connecting(
    capsys: pytest.CaptureFixture[str], arguments: str, message: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert say(f"ws://127.0.0.1:{server.getsockname()[1]}", *arguments.split()) == 2

        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has called
            server.accept()
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--tools mcp:mial", "mcp:mial is not in the configuration: did you mean mail?"),
        ("--tools mcp:mail", "MCP server mail: MAIL_TOKEN is not set: export it."),
        ("--tools nothing.py", "nothing.py: cannot be read: No such file or directory."),
        ("--tools reserved.py,web", "the name browse_page is taken by xAI's own web_search"),
    ],
)
@pytest.mark.usefixtures("config")
def test_files_and_servers_that_cannot_be_used_are_told_before_the_microphone_opens(
    capsys: pytest.CaptureFixture[str], surroundings: Path, arguments: str, message: str
) -> None:
    reserved = 'def browse_page() -> None:\n    """Browse."""\n'
    (surroundings / "reserved.py").write_text(reserved, encoding="utf-8")

    assert say("ws://127.0.0.1:9", *arguments.split()) == 2
    assert message in capsys.readouterr().err


def test_what_the_server_does_with_its_tools_is_shown_as_lines(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert talk(serve, monkeypatch, "--plain") == 0

    told = capsys.readouterr().err.splitlines()
    assert [line for line in told if line.startswith(("tool:", "!"))] == [
        "! The tools of an MCP server failed: cannot reach the MCP server",
        'tool: web_search(query="sun"): run by the server',
        "tool: read(mail=1): run by the server",
        "tool: read(mail=2): run by the server",
        "! A call of an MCP server's tool failed: no such mail",
    ]


def test_what_the_server_does_with_its_tools_is_shown_as_objects(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert talk(serve, monkeypatch, "--json") == 0

    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(it["name"], it["arguments"], it["hosted"]) for it in of(shown, "tool.call")] == [
        ("web_search", '{"query": "sun"}', True),
        ("read", '{"mail": 1}', True),
        ("read", '{"mail": 2}', True),
    ]
    assert [it["code"] for it in of(shown, "notice")] == ["mcp-tools-failed", "mcp-call-failed"]
    assert of(shown, "tool.result") == []


@pytest.mark.parametrize("resumption", ["complete", "assistant", "none"])
def test_t11_a_talk_that_goes_on_with_another_runs_none_of_its_calls_again(
    serve: Serve, surroundings: Path, resumption: str
) -> None:
    (surroundings / "tools.py").write_text(COUNTING, encoding="utf-8")
    url = serve(Options(quirks=Quirks(pace="fast", resumption=resumption)))  # type: ignore[arg-type]  # a parameter
    say = ("say", "--url", url, "--no-play", "--tools", "tools.py", "--allow-tool", "count")

    codes = [run([*say, "Use count."]), run([*say, "-c", "Hello."]), run([*say, "-c", "Hello."])]

    assert codes == [0, 0, 0]
    assert (surroundings / "runs").read_text(encoding="utf-8") == "once\n"
    calls = [type(one) for one in kept.library().find("last").context.entries]
    assert (calls.count(FunctionCall), calls.count(FunctionOutput)) == (1, 1)


def talk(serve: Serve, monkeypatch: pytest.MonkeyPatch, form: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Any news?\n"))
    url = serve(Options(quirks=Quirks(pace="fast", mcp="unlisted"), new_planner=Busy))
    sound = ("--mic", "none", "--speaker", "none")
    tools = ("--tools", "web,mcp:https://mail.example.org/mcp")
    return run(["talk", "--url", url, *sound, *tools, "--no-save", form])


def of(shown: list[dict[str, object]], kind: str) -> list[dict[str, object]]:
    return [one for one in shown if one["type"] == kind]
