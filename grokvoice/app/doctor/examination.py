"""The whole examination: all groups of probes side by side."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grokvoice.app.doctor import machine
from grokvoice.app.doctor.group import Group, Progress, Report
from grokvoice.app.doctor.judgement.finding import Finding, in_order, skipped
from grokvoice.app.doctor.judgement.machine import (
    judge_data_folder,
    judge_mcp,
    judge_program,
    judge_settings,
    judge_simulator,
)
from grokvoice.app.doctor.judgement.server import judge_key, judge_session, judge_way
from grokvoice.app.doctor.judgement.terminal import judge_push_to_talk, judge_terminal
from grokvoice.app.doctor.server import probe_server
from grokvoice.app.doctor.sound_group import SOUND, SoundExamination
from grokvoice.app.doctor.terminal import probe_terminal
from grokvoice.config.settings import Settings
from grokvoice.ui.streams import Streams

_LIMIT_S: Final = 5.0
_SERVER_LIMIT_S: Final = 9.0
_SOUND_LIMIT_S: Final = 9.5
"""Listening, playing and fading away take 5.7 s of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is examined."""

    settings: Settings
    streams: Streams
    environ: Mapping[str, str]
    data_folder: Path | None
    """Where conversations are kept; None if there is no home folder."""
    problem: str = ""
    """Why settings could not be read; "" if they could."""
    is_silent: bool = False
    """Whether nothing may be played or recorded."""


async def examine(patient: Patient, progress: Progress) -> list[Finding]:
    """Return all findings in order; takes some 6 s with sound, and 10 s at worst."""
    examination = _Examination(patient, progress)
    groups = (
        Group(("python", "settings", "data-folder"), examination.machine, _LIMIT_S),
        Group(("simulator", "mcp"), examination.extras, _LIMIT_S),
        Group(("terminal", "push-to-talk"), examination.terminal, _LIMIT_S),
        Group(("key", "network", "server"), examination.server, _SERVER_LIMIT_S),
        Group(SOUND, examination.sound, _SOUND_LIMIT_S),
    )
    async with asyncio.TaskGroup() as tasks:  # which is left when all of them have ended
        told = [tasks.create_task(group.findings(), name=group.names[0]) for group in groups]
    return in_order(finding for findings in told for finding in findings.result())


class _Examination:
    """The groups of one patient; what may block is done on threads."""

    def __init__(self, patient: Patient, progress: Progress) -> None:
        self._patient = patient
        self._progress = progress

    async def machine(self, report: Report) -> None:
        patient = self._patient
        report(judge_program(await asyncio.to_thread(machine.probe_program)))
        files = machine.probe_config_files(patient.settings, patient.environ, patient.problem)
        report(judge_settings(files))
        folder = await asyncio.to_thread(machine.probe_data_folder, patient.data_folder)
        report(judge_data_folder(folder))

    async def extras(self, report: Report) -> None:
        settings = self._patient.settings
        extras = await asyncio.to_thread(machine.probe_extras, settings)
        report(judge_simulator(extras, is_wanted=settings.server.is_local))
        report(judge_mcp(extras))

    async def terminal(self, report: Report) -> None:
        terminal = await probe_terminal(self._patient.streams)
        report(judge_terminal(terminal))
        report(judge_push_to_talk(terminal))

    async def server(self, report: Report) -> None:
        self._progress("connecting to the server")
        reached = await probe_server(self._patient.settings)
        if self._patient.problem:
            report(skipped("key", "It cannot be looked for while the settings cannot be read"))
        else:
            report(judge_key(reached.key, reached.way.server, reached.session))
        report(judge_way(reached.way))
        report(judge_session(reached.session, reached.way))

    async def sound(self, report: Report) -> None:
        patient = self._patient
        examination = SoundExamination(
            patient.settings.sound,
            patient.environ,
            self._progress,
            is_silent=patient.is_silent,
        )
        await examination.run(report)
