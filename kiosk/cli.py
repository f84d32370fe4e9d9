"""The commands. Each lives in a file of `kiosk/commands`; this file only finds the one that was asked for.

Exit 0: answered or done; 1: `verify` says invalid, or `check` and `doctor` found something; 2: bad use, with
one clear line on standard error.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from kiosk.core.errors import KioskError
from kiosk.core.log import configure_logging

#: Command -> one line of help; the module of the same name has `configure(parser)` and `run(options)`.
COMMANDS = {
    "kiosk": "the kiosk itself, on a screen (without a command, too)",
    "demo": "a citizen's whole visit with simulated registries",
    "hear": "recognise recordings or the microphone",
    "understand": "what a sentence asks for",
    "understanding": "build what is learned from sentences",
    "read": "read a card from a picture",
    "decide": "apply an item's rules to facts",
    "items": "the catalogue: list, check, explain, try",
    "say": "speak a sentence",
    "models": "speech models: list, install, check",
    "serve": "the desk's API",
    "work": "a worker beside others, on a hall's store",
    "staff": "accounts of those who work with the desk; --screen: the officer's window",
    "audit": "verify: is the audit's chain whole?",
    "person": "export or delete what is held of somebody",
    "retention": "run: erase what is too old to be kept",
    "keys": "rotate the sealing key; keys of kiosks and sources",
    "backup": "one archive of store and papers",
    "restore": "an archive into an empty store",
    "train": "learn the desk: watch, take over, or be the citizen",
    "replay": "do recorded cases give the same decisions?",
    "verify": "is this paper ours and whole?",
    "doctor": "what works on this machine",
    "bench": "benchmarks",
}


class Parser(argparse.ArgumentParser):
    """One line on standard error and exit 2 for bad use."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("--") and given[0] not in ("--help", "-h")):
        given = ["kiosk", *given]
    configure_logging(os.environ.get("XIAOZHI_LOG", "ERROR"))
    parser = Parser(prog="main.py", description="小智: a voice-driven kiosk for a police service hall")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        # Only the command that was asked for is imported: a quick answer needs no recogniser.
        if name in given[:1]:
            importlib.import_module(f"kiosk.commands.{name}").configure(command)
    options = parser.parse_args(given)
    module = importlib.import_module(f"kiosk.commands.{options.command}")
    try:
        return int(module.run(options))
    except KioskError as error:
        sys.stderr.write(f"{parser.prog} {options.command}: {error.operator} [{error.code}]\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); nothing is left to be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
