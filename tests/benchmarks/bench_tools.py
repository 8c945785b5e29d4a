"""How much later a talk begins because of its tools: the real program on a pseudo-terminal.

python -m tests.benchmarks.bench_tools [RUNS]

From the start of the process until the server has confirmed the settings. An MCP server that hangs
is given up after 10 s; nobody waits for it.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options
from tests.app.conftest import running
from tests.terminal.conftest import ROOT, Terminal
from tests.tools.conftest import STRANGER

CASES = {
    "no tools": "",
    "web": "web",
    "three files": "clock,notes,system",
    "a server": "mcp:quick",
    "one that hangs": "mcp:mute",
}
CONFIG = f"""
[mcp.quick]
command = "{sys.executable}"
args = ["{STRANGER}"]

[mcp.mute]
command = "{sys.executable}"
args = ["{STRANGER}", "mute"]
"""


def begin(url: str, tools: str, home: str) -> float:
    """Begin a talk, and end it; give the seconds until it had begun."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": home,
        "XDG_CONFIG_HOME": home,
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
    }
    sound = ("--mic", "none", "--speaker", "none")
    talk = [sys.executable, "-m", "grokvoice", "talk", "--no-save", "--url", url, *sound]
    began = time.perf_counter()
    terminal = Terminal([*talk, "--tools", tools], environ)
    terminal.shows("connected")
    took_s = time.perf_counter() - began
    terminal.type("q").exit_code()
    return took_s


def main() -> None:
    """Print the median of each case, and what it takes more than a talk without tools."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    took: dict[str, list[float]] = {name: [] for name in CASES}
    with tempfile.TemporaryDirectory() as home, running(Options(quirks=Quirks())) as url:
        config = Path(home, "grokvoice", "config.toml")
        config.parent.mkdir()
        config.write_text(CONFIG, encoding="utf-8")
        for _ in range(runs):
            for name, tools in CASES.items():
                took[name].append(begin(url, tools, home))
    base = statistics.median(took["no tools"])
    for name, seconds in took.items():
        median = statistics.median(seconds)
        sys.stdout.write(f"{name:15} {median:.2f} s  {median - base:+.2f}\n")


if __name__ == "__main__":
    main()
