"""Make requirements.lock from pyproject.toml: pinned, hashed, and with no index address in it.

Run by `make lock` (needs pip-tools). Packages named in LEFT_OUT are dropped on purpose, see
docs/dependencies.md; so the set-up installs with --no-deps.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: av: its wheels carry x264 and x265 (GPL); we never decode with it. opencv-python: the headless one serves.
LEFT_OUT = {"av", "opencv-python"}


def main() -> int:
    draft = ROOT / "build" / "requirements.draft"
    draft.parent.mkdir(exist_ok=True)
    command = [
        sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", "--strip-extras",
        "--extra", "dev", "--no-emit-options", "--no-header", "--no-annotate", "--allow-unsafe",
        "--output-file", str(draft),
        str(ROOT / "pyproject.toml"),
    ]  # fmt: skip
    subprocess.run(command, check=True)
    blocks = re.split(r"(?m)^(?=[a-z0-9])", draft.read_text())
    # Only packages are taken over: whatever says where they came from stays behind.
    pinned = [b for b in blocks if re.match(r"[a-z0-9][\w.-]*==", b)]
    kept = [b for b in pinned if b.split("==")[0] not in LEFT_OUT]
    head = (
        "# Made by `make lock`. Installed with --require-hashes --no-deps (docs/dependencies.md says why).\n"
    )
    (ROOT / "requirements.lock").write_text(head + "".join(kept))
    print(f"{len(kept)} packages")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
