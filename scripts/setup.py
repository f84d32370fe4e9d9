"""Everything that `make demo` and `make test` need, on a machine with only git, make, python3 and apt.

Standard library only: it runs before anything is installed. Each step looks first whether it is done, so that
a second run takes a second and an interrupted one goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
MARK = VENV / ".installed-lock"
SUPPORTED = ((3, 11), (3, 12), (3, 13))


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def fail(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr)
    raise SystemExit(2)


def main() -> int:
    if sys.version_info[:2] not in SUPPORTED:
        other = next((p for v in SUPPORTED if (p := shutil.which(f"python{v[0]}.{v[1]}"))), None)
        if other is None:
            fail(
                f"Python 3.11 to 3.13 is needed; this is {sys.version.split()[0]} and no other is on the PATH"
            )
        os.execv(other or "", [other or "", __file__, *sys.argv[1:]])
    install_system_packages()
    install_python_packages()
    python = str(VENV / "bin" / "python")
    run([python, "main.py", "understanding", "build"], "what is learned from sentences could not be built")
    if "--no-models" not in sys.argv:
        # npm brings two of the model files; it is looked for only where they are not there yet.
        if subprocess.run([python, "main.py", "models", "check", "--quick"], cwd=ROOT).returncode:
            need_npm()
            run([python, "main.py", "models", "install"], "the speech models could not be installed")
        run([python, "-m", "kiosk.terminal.prerender"], "the fixed sentences could not be made")
    return 0


def run(command: list[str], trouble: str, env: dict[str, str] | None = None) -> None:
    """Run one step in the open, or stop with one line that names it."""
    if subprocess.run(command, cwd=ROOT, env=env).returncode:
        fail(f"{trouble}: {' '.join(command[:6])}")


# -- Debian packages ------------------------------------------------------------------------------


def wanted_packages() -> list[str]:
    more = [name for name in ("tests", "film") if f"--{name}" in sys.argv]
    lists = ["apt.txt", *(f"apt-{name}.txt" for name in more)]
    lines = [line for name in lists for line in (ROOT / "deploy" / name).read_text().splitlines()]
    names = [name for line in lines if (name := line.split("#")[0].strip())]
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        names.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    return names


def missing_packages(names: list[str]) -> list[str]:
    query = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names], capture_output=True, text=True
    )
    there = {line.split()[0] for line in query.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in there]


def install_system_packages() -> None:
    names = wanted_packages()
    if not shutil.which("dpkg-query"):
        if not shutil.which("fc-list") or "Noto Sans CJK" not in subprocess.getoutput("fc-list"):
            say(f"no apt here; please see to it that these are installed: {', '.join(names)}")
        return
    apt_install(missing_packages(names))


def apt_install(missing: list[str]) -> None:
    if not missing:
        return
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"] if can_sudo() else None
    if rights is None or not shutil.which("apt-get"):
        fail(f"please install these first (as root): apt-get install {' '.join(missing)}")
        return
    say(f"installing {len(missing)} Debian packages: {' '.join(missing)}")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # A set-up that was killed inside dpkg leaves it half-configured.
    subprocess.run([*rights, "dpkg", "--configure", "-a"], env=env, stdout=subprocess.DEVNULL)
    quiet = ["-q", "-o=Dpkg::Use-Pty=0"]
    log = ROOT / "build" / "apt.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w") as out:
        subprocess.run([*rights, "apt-get", "update", *quiet], env=env, stdout=out, stderr=out)
        install = [*rights, "apt-get", "install", "-y", "--no-install-recommends", *quiet, *missing]
        if subprocess.run(install, env=env, stdout=out, stderr=out).returncode:
            fail(f"apt-get could not install {' '.join(missing)}; its words are in {log.relative_to(ROOT)}")


def can_sudo() -> bool:
    return (
        bool(shutil.which("sudo"))
        and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
    )


def need_npm() -> None:
    if shutil.which("npm"):
        return
    if shutil.which("dpkg-query"):
        apt_install(["npm"])
    else:
        fail("npm is needed to fetch the voices; please install Node.js with npm")


# -- Python packages ------------------------------------------------------------------------------


def install_python_packages() -> None:
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    python = VENV / "bin" / "python"
    if MARK.exists() and MARK.read_text() == digest and python.exists():
        return
    if not python.exists() or subprocess.run([python, "-c", "import pip"], capture_output=True).returncode:
        say("making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(VENV)], "the virtual environment could not be made")
    say("installing Python packages (the first time takes some minutes)")
    install = [str(python), "-m", "pip", "install", "--no-deps", "--require-hashes", "-r", str(LOCK)]
    options = ["--disable-pip-version-check", *([] if sys.stdout.isatty() else ["-q"])]
    run([*install, *options], "the Python packages could not be installed")
    MARK.write_text(digest)


if __name__ == "__main__":
    raise SystemExit(main())
