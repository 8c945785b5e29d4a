"""Judging the way to the server: the key, the network, and how soon something comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from grokvoice.app.doctor.judgement.finding import Figure, Finding, failed, skipped

_SLOW_OPEN_MS: Final = 3000.0
_SLOW_ROUND_TRIP_MS: Final = 250.0
_UNSTEADY_MS: Final = 150.0
"""By how much a round trip may exceed the usual one before replies arrive in jerks."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key that would be sent; never the key itself."""

    name: str
    """The variable that holds it."""
    shown: str = ""
    """Its last four characters at most; "" if there is none."""
    origin: str = ""
    """Where it was found."""
    missing: str = ""
    """Why it is needed and not there; "" if it is there or not needed."""


@dataclass(frozen=True, slots=True)
class Way:
    """How far it is to the server, in milliseconds."""

    server: str
    """Scheme, host and port."""
    proxy: str = ""
    """The proxy between us and it, without what may be a password; "" if there is none."""
    dns_ms: float | None = None
    """None, like the next two, if it was not measured: behind a proxy we cannot know."""
    tcp_ms: float | None = None
    tls_ms: float | None = None
    tls: str = ""
    """Version of the encryption; "" without."""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that was opened, or why it was not."""

    open_ms: float | None = None
    """From the name's address to the end of the handshake."""
    round_trips_ms: Sequence[float] = ()
    failure: str = ""
    is_refused: bool = False
    """Whether it was the key that was refused."""


def judge_key(key: Key, server: str, session: Session | None) -> Finding:
    """Judge the key; `session` is None if none could be tried."""
    if key.missing:
        return failed("key", key.missing)
    if not key.shown:
        return skipped("key", f"{server} is on this machine and needs no key")
    measured: dict[str, Figure] = {"variable": key.name, "origin": key.origin, "shown": key.shown}
    text = f"{key.name} {key.shown} from {key.origin}"
    if session is not None and session.is_refused:
        refused = failed("key", session.failure)
        measured["accepted"] = False
        return Finding("key", "fail", f"{text}: {refused.text}", refused.remedy, measured)
    if session is None or session.open_ms is None:
        measured["accepted"] = None
        return Finding("key", "skipped", f"{text}; not tried, no session was opened", "", measured)
    measured["accepted"] = True
    return Finding("key", "ok", f"{text}, accepted by {server}", measured=measured)


def judge_way(way: Way) -> Finding:
    """Judge the network up to the server's door."""
    measured: dict[str, Figure] = {
        "server": way.server,
        "proxy": way.proxy or None,
        "dns_ms": _rounded(way.dns_ms),
        "tcp_ms": _rounded(way.tcp_ms),
        "tls_ms": _rounded(way.tls_ms),
        "tls": way.tls or None,
    }
    if way.failure:
        broken = failed("network", way.failure)
        return Finding("network", "fail", broken.text, broken.remedy, measured)
    parts = [f"name {way.dns_ms:.0f} ms"] if way.dns_ms is not None else []
    parts += [f"connection {way.tcp_ms:.0f} ms"] if way.tcp_ms is not None else []
    parts += [f"{way.tls} {way.tls_ms:.0f} ms"] if way.tls_ms is not None else []
    parts += [f"through the proxy {way.proxy}"] if way.proxy else []
    return Finding("network", "ok", f"{way.server}: {', '.join(parts)}", measured=measured)


def judge_session(session: Session | None, way: Way) -> Finding:
    """Judge how soon a session is open and how soon something comes back."""
    if session is None:
        return skipped("server", f"No session was tried with {way.server}")
    if session.is_refused:
        return skipped("server", f"{way.server} opens no session with this key")
    if session.failure or session.open_ms is None:
        return failed("server", session.failure)
    usual, worst = median(session.round_trips_ms), max(session.round_trips_ms)
    measured: dict[str, Figure] = {
        "open_ms": round(session.open_ms, 1),
        "round_trip_ms": round(usual, 1),
        "worst_round_trip_ms": round(worst, 1),
    }
    text = (
        f"Open after {session.open_ms:.0f} ms, round trip {usual:.0f} ms, at worst {worst:.0f} ms"
    )
    remedy = _slow(session.open_ms, usual, worst)
    return Finding("server", "warn" if remedy else "ok", text, remedy, measured)


def _slow(open_ms: float, usual_ms: float, worst_ms: float) -> str:
    if usual_ms > _SLOW_ROUND_TRIP_MS:
        return "Replies will begin late: try a cable, or a network without a VPN"
    if worst_ms - usual_ms > _UNSTEADY_MS:
        return "Replies will begin later, to play without gaps: try a cable, or end downloads"
    return "It takes long to connect: try another network" if open_ms > _SLOW_OPEN_MS else ""


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 1)
