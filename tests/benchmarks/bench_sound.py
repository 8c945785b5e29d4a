"""Our own share of latency and cost, beside PortAudio's own floor, on a virtual sound card.

python -m tests.benchmarks.bench_sound [--runs 3] [--minutes 0.25] [--only NAME...]

Each run starts the real `grokvoice talk` with its live view on a pseudo-terminal, against a
scripted server on this machine: a while of listening with pulses into the microphone, three rounds
(a 6 s tone at five times real time, `speech_started` after 2 s, then a 2 s tone), and three replies
that jitter. The floor is PortAudio alone in the same minute: a tone switched on and off. Ears are
recorders at the card's monitors. Needs pulseaudio, libasound2-plugins and libportaudio2.
"""

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from grokvoice.adapters.wavfile import write_wav
from tests.benchmarks.sound.client import Client
from tests.benchmarks.sound.ears import Ear
from tests.benchmarks.sound.script import RATE_HZ, Append, Reply, Script, jittery, steady
from tests.sound.conftest import VirtualSound

Figures = dict[str, list[float]]

CLIENTS = {
    "demand": ["--echo", "off"],
    "always": ["--echo", "off", "--playout", "always"],
    "auto aec": [],
    "demand 20 ms": ["--echo", "off", "--chunk-ms", "20"],
}
HEAD_STARTS_MS = (20, 107, 199)
PULSE_EVERY_S = 0.53


def main() -> None:
    """Measure, and print a table."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--runs", type=int, default=3)
    reader.add_argument("--minutes", type=float, default=0.25, help="of listening in each run")
    reader.add_argument("--only", nargs="*", help="which of the clients", choices=CLIENTS)
    wanted = reader.parse_args()
    columns: dict[str, Figures] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as folder:
        sound = VirtualSound(Path(folder))
        sound.start()
        try:
            for _ in range(wanted.runs):
                for mode in ("always", "demand"):
                    measure_floor(sound, mode, columns[f"floor {mode}"])
                for name in wanted.only or CLIENTS:
                    work = measure_client(sound, CLIENTS[name], 60 * wanted.minutes, columns[name])
                    asyncio.run(work)
        finally:
            sound.close()
    sys.stdout.write(table(columns))


def measure_floor(sound: VirtualSound, mode: str, figures: Figures) -> None:
    """Switch PortAudio's tone on and off."""
    command = [sys.executable, "-m", "tests.benchmarks.sound.floor", mode]
    ear = Ear("spk.monitor", sound.environment)
    with subprocess.Popen(
        command, env=sound.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as floor:
        assert floor.stdin is not None
        assert floor.stdout is not None
        moments = []
        for line in 12 * ["on", "off"]:
            asyncio.run(asyncio.sleep(0.4 + random.random() / 25))
            floor.stdin.write(line + "\n")
            floor.stdin.flush()
            moments.append(float(floor.stdout.readline()))
        asyncio.run(asyncio.sleep(0.5))
        floor.terminate()
    heard = ear.stop()
    for on, off in zip(moments[::2], moments[1::2], strict=True):
        if stretch := heard.between(on - 0.01, off + 0.35, 1000):
            figures["first sound, ms"].append(1e3 * (stretch.began_s - on))
            figures["barge-in to silence, ms"].append(1e3 * (stretch.ended_s - off))


async def measure_client(
    sound: VirtualSound, flags: list[str], listening_s: float, figures: Figures
) -> None:
    """Hold one scripted talk."""
    script = Script()
    url = await script.open()
    client = Client(["--url", url, *flags], sound.environment)
    try:
        async with asyncio.timeout(20):
            await script.ready.wait()
        await asyncio.sleep(4)
        await listen(sound, client, script, listening_s, figures)
        before_s, began_s = client.cpu_s, asyncio.get_running_loop().time()
        await rounds(sound, script, figures)
        await jitter(sound, script, figures)
        took_s = asyncio.get_running_loop().time() - began_s
        figures["CPU talking, s/min"].append((client.cpu_s - before_s) / took_s * 60)
        figures["memory at most, MB"].append(client.memory_mb[1])
        figures["threads"].append(client.threads)
    finally:
        client.stop()
        await script.close()


async def listen(
    sound: VirtualSound, client: Client, script: Script, seconds: float, figures: Figures
) -> None:
    """Send pulses into the microphone, and see when they come out on the wire."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pulses.wav"
        pulses = np.zeros(round(seconds * RATE_HZ), np.int16)
        for start_s in np.arange(0.5, seconds - 0.5, PULSE_EVERY_S):
            start = round((start_s + random.random() / 10) * RATE_HZ)
            pulses[start : start + 48] = 12_000
        await asyncio.to_thread(write_wav, path, pulses.tobytes())
        ear = Ear("mic_feed.monitor", sound.environment)
        script.appends.clear()
        before_s, memory_mb = client.cpu_s, client.memory_mb[0]
        began_s = asyncio.get_running_loop().time()
        await asyncio.to_thread(sound.speak, path)
        took_s = asyncio.get_running_loop().time() - began_s
        await asyncio.sleep(0.5)
    figures["CPU listening, s/min"].append((client.cpu_s - before_s) / (took_s + 0.5) * 60)
    figures["memory grown, MB"].append(client.memory_mb[0] - memory_mb)
    waits = [1e3 * wait_s for wait_s in arrivals(ear.stop().pulses(), script.appends)]
    figures["mic to server p50, ms"].append(float(np.median(waits)))
    figures["mic to server p99, ms"].append(float(np.percentile(waits, 99)))


def arrivals(pulses_s: list[float], appends: list[Append]) -> list[float]:
    """Tell how long after each pulse the append that holds its beginning came."""
    came = [a.at_s for a in appends if np.abs(a.samples.astype(int)).max(initial=0) > 1000]
    return [min(at_s - pulse_s for at_s in came if at_s > pulse_s) for pulse_s in pulses_s[:-1]]


async def rounds(sound: VirtualSound, script: Script, figures: Figures) -> None:
    """Begin to speak over a reply, and hear the next."""
    for _ in range(3):
        ear = Ear("spk.monitor", sound.environment)
        long, short = Reply(1000), Reply(2000)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(script.say(long, steady(6.0)))
            await asyncio.sleep(2 + random.random() * 0.07)
            cut_s = await script.barge_in()
            told_ms = await script.truncated()
        await asyncio.sleep(0.3)
        await script.say(short, steady(2.0))
        await asyncio.sleep(2.2)
        heard = ear.stop()
        cut = heard.between(long.began_s - 0.01, short.began_s - 0.02, 1000)
        whole = heard.between(short.began_s - 0.01, short.began_s + 3.0, 2000)
        if cut is None or whole is None:
            figures["replies not heard"].append(1)
            continue
        first = (cut.began_s - long.began_s, whole.began_s - short.began_s)
        figures["first sound, ms"] += [1e3 * wait_s for wait_s in first]
        figures["barge-in to silence, ms"].append(1e3 * (cut.ended_s - cut_s))
        figures["audio_end_ms - heard, ms"].append(told_ms - 1e3 * cut.sounding_s)
        figures["steady: gaps"].append(cut.gaps + whole.gaps)
        figures["steady: clicks"].append(cut.clicks + whole.clicks)


async def jitter(sound: VirtualSound, script: Script, figures: Figures) -> None:
    """Hear replies that come in fits and starts."""
    for seed, need_ms in enumerate(HEAD_STARTS_MS, start=1):
        ear = Ear("spk.monitor", sound.environment)
        reply = Reply(1000)
        await script.say(reply, jittery(4.0, need_ms / 1000, seed))
        await asyncio.sleep(3.0)
        stretch = ear.stop().between(reply.began_s - 0.01, reply.began_s + 7.0, 1000)
        if stretch is None:
            figures["replies not heard"].append(1)
            continue
        figures[f"jitter {need_ms}: first sound, ms"].append(
            1e3 * (stretch.began_s - reply.began_s)
        )
        figures[f"jitter {need_ms}: gaps"].append(stretch.gaps)
        figures[f"jitter {need_ms}: silence, ms"].append(1e3 * stretch.silence_s)
        figures[f"jitter {need_ms}: clicks"].append(stretch.clicks)


def table(columns: dict[str, Figures]) -> str:
    """Give medians, and the extremes where they tell more."""
    names = list(dict.fromkeys(name for figures in columns.values() for name in figures))
    body = [[name, *(_shown(one.get(name, [])) for one in columns.values())] for name in names]
    rows = [["", *columns], *body]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"


def _shown(values: list[float]) -> str:
    if not values:
        return "-"
    median, least, most = (f"{of(values):.1f}" for of in (np.median, min, max))
    return median if least == most else f"{median} [{least}..{most}]"


if __name__ == "__main__":
    main()
