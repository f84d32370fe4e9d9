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

from kiosk.printing.port import PrintError, PrintJob, check_title

_LOG = logging.getLogger("kiosk.printing")
_REQUEST = re.compile(r"request id is (\S+)")
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
        state = self._run("lpstat", ["-p", self.queue])
        if state.returncode != 0:
            raise PrintError("queue_unknown", f"CUPS has no queue {self.queue}: see lpstat -p")
        if "disabled" in state.stdout.split("\n")[0]:
            raise PrintError(
                "printer_stopped", f"the queue {self.queue} is disabled: cupsenable {self.queue}"
            )
        accepts = self._run("lpstat", ["-a", self.queue])
        if accepts.returncode != 0 or "not accepting" in accepts.stdout:
            raise PrintError(
                "printer_stopped", f"the queue {self.queue} takes no jobs: cupsaccept {self.queue}"
            )

    def print_pdf(self, pdf: bytes, title: str) -> PrintJob:
        """Queue the PDF.

        Raises PrintError as `check` does, and `print_refused`, `title_unfit`.
        """
        check_title(title)
        self.check()
        options = [part for option in self._options for part in ("-o", option)]
        done = self._run("lp", ["-d", self.queue, "-t", title, *options, "-"], pdf)
        found = _REQUEST.search(done.stdout)
        if done.returncode != 0 or found is None:
            raise PrintError(
                "print_refused", f"lp refused the job ({done.returncode}): see the CUPS error log"
            )
        return PrintJob(found[1])

    def is_out(self, job: PrintJob) -> bool:
        """The job has left the queue: printed, or cancelled by somebody. Raises PrintError."""
        waiting = self._run("lpstat", ["-W", "not-completed", "-o", self.queue])
        if waiting.returncode != 0:
            raise PrintError("queue_unknown", f"CUPS has no queue {self.queue}: see lpstat -p")
        return job.id not in {line.split()[0] for line in waiting.stdout.splitlines() if line.split()}

    def _run(
        self, command: str, arguments: Sequence[str], given: bytes | None = None
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
                timeout=self._timeout,
                env={**os.environ, "LC_ALL": "C", "LANGUAGE": "C"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PrintError("print_timeout", f"{command} gave no answer in {self._timeout:g} s") from error
        except OSError as error:
            raise PrintError("printing_missing", f"{command} can't be started: {error.strerror}") from error
        out, err = (raw.decode(errors="replace") for raw in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)
