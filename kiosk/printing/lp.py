"""CUPS through its own commands `lp` and `lpstat` (pycups is GPL).

The PDF goes in on standard input, so nothing personal is left in a temporary file. Messages are read in the
C locale.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace

from kiosk.printing.ipp import job_state
from kiosk.printing.lpstat import parse_printers
from kiosk.printing.port import JobState, PrintError, PrinterStatus, PrintJob, Trouble, check_title

_LOG = logging.getLogger("kiosk.printing")
_REQUEST = re.compile(r"request id is (\S+)")
_ALIVE = (JobState.HELD, JobState.WAITING, JobState.PRINTING, JobState.STOPPED)
_QUEUE = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.@-]{0,126}")


class LpPrinter:
    """One CUPS queue."""

    def __init__(self, queue: str, options: Sequence[str] = (), timeout: float = 15.0) -> None:
        """`options`: of `lp -o`, say `media=A4`; `timeout`: seconds a command may take.

        Raises PrintError `queue_unknown` where the name can't be a queue's.
        """
        if not _QUEUE.fullmatch(queue):
            raise PrintError("queue_unknown", "a queue's name is letters, digits and _ . @ -")
        self.queue = queue
        self._options = tuple(options)
        self._timeout = timeout

    def available(self) -> bool:
        """The queue exists, is enabled and accepts jobs. Why not stands in the log."""
        try:
            self.check()
        except PrintError as error:
            _LOG.warning("printer unavailable", extra={"code": error.code, "queue": self.queue})
            return False
        return True

    def check(self) -> None:
        """Raises PrintError `printing_missing`, `queue_unknown`, `printer_stopped`, `print_timeout`."""
        status = self.status()
        if Trouble.STOPPED in status.troubles:
            raise PrintError(
                "printer_stopped",
                f"the queue {self.queue} takes no jobs: cupsenable, cupsaccept {self.queue}",
            )

    def status(self) -> PrinterStatus:
        """The queue as CUPS has it, and what the printer wants. Raises PrintError."""
        state = self._run("lpstat", ["-l", "-p", self.queue])
        found = [one for one in parse_printers(state.stdout) if one.name == self.queue]
        if state.returncode != 0 or not found:
            raise PrintError("queue_unknown", f"CUPS has no queue {self.queue}: see lpstat -p")
        accepts = self._run("lpstat", ["-a", self.queue])
        if accepts.returncode != 0 or "not accepting" in accepts.stdout:
            return replace(found[0], troubles=(*found[0].troubles, Trouble.STOPPED))
        return found[0]

    def print_pdf(self, pdf: bytes, title: str) -> PrintJob:
        """Queue the PDF.

        Raises PrintError as `check` does, and `print_refused`, `title_unfit`.
        """
        return self._give(pdf, title)

    def prepare(self, pdf: bytes, title: str) -> PrintJob:
        """Queue the PDF and hold it. Raises PrintError as `print_pdf` does."""
        return self._give(pdf, title, "-H", "hold")

    def _give(self, pdf: bytes, title: str, *more: str) -> PrintJob:
        check_title(title)
        self.check()
        options = [part for option in self._options for part in ("-o", option)]
        done = self._run("lp", ["-d", self.queue, "-t", title, *more, *options, "-"], pdf)
        found = _REQUEST.search(done.stdout)
        if done.returncode != 0 or found is None:
            raise PrintError(
                "print_refused", f"lp refused the job ({done.returncode}): see the CUPS error log"
            )
        return PrintJob(found[1])

    def release(self, job: PrintJob) -> None:
        """Let a held job go; one that isn't held any more is left alone. Raises PrintError."""
        if self.state(job) is not JobState.HELD:
            return
        done = self._run("lp", ["-i", job.id, "-H", "resume"])
        if done.returncode != 0 and self.state(job) is JobState.HELD:
            raise PrintError("print_refused", f"CUPS doesn't let {job.id} go ({done.returncode})")

    def state(self, job: PrintJob) -> JobState:
        """Where the job is. Raises PrintError `job_unknown`, `print_timeout`, `print_garbage`."""
        return job_state(self.queue, self._number(job), self._timeout)

    def held(self) -> list[PrintJob]:
        """Raises PrintError."""
        waiting = self._run("lpstat", ["-W", "not-completed", "-o", self.queue])
        if waiting.returncode != 0:
            raise PrintError("queue_unknown", f"CUPS has no queue {self.queue}: see lpstat -p")
        jobs = [PrintJob(line.split()[0]) for line in waiting.stdout.splitlines() if line.strip()]
        return [job for job in jobs if self.state(job) is JobState.HELD]

    def cancel(self, job: PrintJob) -> None:
        """Take the job out of the queue. Raises PrintError."""
        self._number(job)
        done = self._run("cancel", [job.id])
        if done.returncode != 0 and self.state(job) in _ALIVE:
            raise PrintError("print_refused", f"CUPS doesn't cancel {job.id} ({done.returncode})")

    def _number(self, job: PrintJob) -> int:
        queue, _, number = job.id.rpartition("-")
        if queue != self.queue or not number.isdigit():
            raise PrintError("job_unknown", f"that is no job of the queue {self.queue}")
        return int(number)

    def _run(
        self, command: str, arguments: Sequence[str], given: bytes | None = None
    ) -> subprocess.CompletedProcess[str]:
        return _run(command, arguments, self._timeout, given)


def printers(timeout: float = 15.0) -> list[PrinterStatus]:
    """Every printer that CUPS has. Raises PrintError `printing_missing`, `print_timeout`."""
    return parse_printers(_run("lpstat", ["-l", "-p"], timeout).stdout)


def _run(
    command: str, arguments: Sequence[str], timeout: float, given: bytes | None = None
) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command)
    if program is None:
        raise PrintError("printing_missing", f"no {command} here: install the package cups-client")
    try:
        done = subprocess.run(
            [program, *arguments],
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            timeout=timeout,
            env={**os.environ, "LC_ALL": "C", "LANGUAGE": "C"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PrintError("print_timeout", f"{command} gave no answer in {timeout:g} s") from error
    except OSError as error:
        raise PrintError("printing_missing", f"{command} can't be started: {error.strerror}") from error
    out, err = (raw.decode(errors="replace") for raw in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)
