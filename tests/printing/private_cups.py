"""A real CUPS server of a test's own: an ordinary user's, in a folder of its own, reached by a socket in it.

Its printers are folders. `hall` is our backend: it writes what it is given into the folder. What lies there
tells it how to fare: `no-paper` and `door-open` (it waits, and says so), `jam` (the queue stops), `fail` and
`fail-once` (the job fails), `slow`.
Needs Debian's cups-daemon and cups-client.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

CUPSD = "/usr/sbin/cupsd"
#: Debian's nobody and nogroup: who a test server is where the tests run as root.
_NOBODY = 65534

_BACKEND = """#!/bin/sh
# hall job-id user title copies options [file]: a printer that is a folder.
[ $# = 0 ] && { echo 'direct hall "Unknown" "A folder"'; exit 0; }
folder="${DEVICE_URI#hall:}"
told=''
wait_for() {  # file, keyword
  if [ -e "$folder/$1" ]; then
    echo "STATE: +$2" >&2
    while [ -e "$folder/$1" ]; do sleep 0.05; done
    echo "STATE: -$2" >&2
  fi
}
wait_for no-paper media-empty-error
wait_for door-open door-open-error
[ -e "$folder/jam" ] && { echo "STATE: +media-jam-error" >&2; echo "ERROR: paper jam" >&2; exit 4; }
[ -e "$folder/fail-once" ] && { rm "$folder/fail-once"; exit 1; }
[ -e "$folder/fail" ] && exit 1
while [ -e "$folder/slow" ]; do sleep 0.05; done
if [ $# = 6 ]; then cat "$6"; else cat; fi > "$folder/.$1" || exit 1
mv "$folder/.$1" "$folder/$1.pdf"
exit 0
"""

_FILES = """ServerRoot {root}/etc
ServerBin {root}/bin
DataDir /usr/share/cups
RequestRoot {root}/spool
StateDir {root}/run
CacheDir {root}/cache
TempDir {root}/tmp
AccessLog {root}/access.log
ErrorLog {root}/error.log
PageLog {root}/page.log
User {user}
Group {group}
SystemGroup {group}
FileDevice Yes
"""
_SERVER = """LogLevel debug
Listen {root}/sock
Browsing Off
WebInterface No
DefaultAuthType None
MaxJobTime 0
JobRetryInterval 1
PreserveJobHistory Yes
PreserveJobFiles No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""


class PrivateCups:
    """`with PrivateCups() as cups:`; `cups.environment` leads lp and lpstat to it."""

    def __init__(self) -> None:
        # A short path: a socket's name has a limit, and the folders above must let nobody pass.
        self.root = Path(tempfile.mkdtemp(prefix="cups-", dir="/tmp"))
        self._process: subprocess.Popen[bytes] | None = None
        for name in ("etc", "bin/backend", "bin/filter", "spool/tmp", "run", "cache", "tmp"):
            (self.root / name).mkdir(parents=True)
        (self.root / "bin" / "daemon").symlink_to("/usr/lib/cups/daemon")
        backend = self.root / "bin" / "backend" / "hall"
        backend.write_text(_BACKEND)
        backend.chmod(0o755)
        user, group = ("nobody", "nogroup") if os.geteuid() == 0 else _names()
        values = {"root": self.root, "user": user, "group": group}
        (self.root / "etc" / "cups-files.conf").write_text(_FILES.format(**values))
        (self.root / "etc" / "cupsd.conf").write_text(_SERVER.format(**values))

    @property
    def environment(self) -> Mapping[str, str]:
        return {"CUPS_SERVER": str(self.root / "sock")}

    def start(self) -> None:
        etc = self.root / "etc"
        command = [CUPSD, "-f", "-c", str(etc / "cupsd.conf"), "-s", str(etc / "cups-files.conf")]
        ordinary: dict[str, object] = {}
        if os.geteuid() == 0:
            for path in (self.root, *self.root.rglob("*")):
                if not path.is_symlink():
                    os.chown(path, _NOBODY, _NOBODY)
            ordinary = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **ordinary,  # type: ignore[call-overload]
        )
        end = time.monotonic() + 20
        while subprocess.run(["lpstat", "-r"], env=self._env(), capture_output=True).returncode:
            if time.monotonic() > end or self._process.poll() is not None:
                raise RuntimeError((self.root / "error.log").read_text()[-2000:])
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            self._process = None

    def add(self, queue: str, policy: str = "stop-printer") -> Path:
        """A queue that prints into the folder that comes back."""
        folder = self.root / queue
        folder.mkdir()
        if os.geteuid() == 0:
            os.chown(folder, _NOBODY, _NOBODY)
        self.run(
            "lpadmin",
            "-p",
            queue,
            "-E",
            "-v",
            f"hall:{folder}",
            "-m",
            "raw",
            "-o",
            f"printer-error-policy={policy}",
        )
        return folder

    def run(self, program: str, *arguments: str) -> str:
        path = shutil.which(program) or f"/usr/sbin/{program}"
        done = subprocess.run([path, *arguments], env=self._env(), capture_output=True, text=True, timeout=20)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")
        return done.stdout

    def _env(self) -> dict[str, str]:
        return {**os.environ, **self.environment, "LC_ALL": "C"}

    def __enter__(self) -> PrivateCups:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)


def _names() -> tuple[str, str]:
    import grp
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
