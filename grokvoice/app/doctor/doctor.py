"""`grokvoice doctor`: examine, report, and say by the exit code whether something is broken."""

import asyncio
import contextlib
import sys
import time
from dataclasses import replace

from grokvoice.adapters.c_stderr import c_stderr_to_log
from grokvoice.app.doctor.examination import Patient, examine
from grokvoice.app.doctor.judgement.finding import exit_code
from grokvoice.app.doctor.report import document, lines
from grokvoice.app.person import Signals
from grokvoice.app.threads import DaemonThreads
from grokvoice.config.redaction import redactor
from grokvoice.session.events import Event, HangUpRequested


def doctor(patient: Patient) -> int:
    """Examine a machine and print the report; returns the exit code.

    A signal ends the examination at once, without a report.
    """
    is_real = patient.streams.stderr is sys.stderr
    with c_stderr_to_log():
        streams = replace(patient.streams, stderr=sys.stderr) if is_real else patient.streams
        return asyncio.run(_doctor(replace(patient, streams=streams)))


async def _doctor(patient: Patient) -> int:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(DaemonThreads())
    ended: list[int] = []
    task = asyncio.current_task()

    def tell(event: Event) -> None:
        if isinstance(event, HangUpRequested) and task and not ended:
            ended.append(event.exit_code)
            task.cancel()

    with Signals(tell, lambda: False):
        try:
            return await _examined(patient)
        except asyncio.CancelledError:
            if not ended:
                raise
            return ended[0]


async def _examined(patient: Patient) -> int:
    streams, began_s = patient.streams, time.monotonic()

    def progress(text: str) -> None:
        if streams.is_stderr_terminal:
            with contextlib.suppress(OSError):
                streams.stderr.write(f"grokvoice: {text} ...\n")
                streams.stderr.flush()

    findings = await examine(patient, progress)
    redact = redactor(patient.settings.secrets)
    if patient.settings.output.form == "json":
        rows = [document(findings, redact, time.monotonic() - began_s)]
    else:
        columns = streams.columns() if streams.is_stdout_terminal else None
        rows = [*lines(findings, redact, has_unicode=streams.has_unicode, columns=columns)]
    streams.stdout.write("\n".join(rows) + "\n")
    streams.stdout.flush()
    return exit_code(findings)
