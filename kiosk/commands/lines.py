"""Questions in the terminal: a prompt, a line, or the end of the input."""

from __future__ import annotations

import sys


def ask_line(prompt: str) -> str | None:
    """The line typed after `prompt`, stripped; None at the end of the input (Ctrl-D)."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    # Nobody's Enter ends the line where the answers come from a file.
    if prompt and not (line and sys.stdin.isatty()):
        sys.stdout.write("\n")
    if not line:
        return None
    return line.strip()
