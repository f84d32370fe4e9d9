"""`verify FILE`: is this paper ours and whole? Exit 1 where it isn't."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.paths import Paths
from kiosk.desk.client import DeskClient
from kiosk.issuance.verify import VerifyFacts, verify_file


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--ca", metavar="FILE", help="the issuer's certificate; without it this installation's"
    )
    parser.add_argument("--desk", metavar="URL", help="ask this desk too (key in XIAOZHI_DESK_KEY)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    path = existing_file(options.file)
    trust = Path(options.ca) if options.ca else None
    result = verify_file(path, Paths.default().secrets, trust, _ask(options.desk))
    if options.json:
        print_json(
            {
                "valid": result.valid,
                "case": result.case,
                "status": result.status,
                "problems": list(result.problems),
            }
        )
    else:
        print_line(f"{options.file}: {'valid' if result.valid else 'NOT VALID'} ({result.status})")
        for problem in result.problems:
            print_line(f"    {problem}")
    return 0 if result.valid else 1


def _ask(url: str | None) -> Callable[[str], VerifyFacts | None] | None:
    """The desk's own word on a certificate, where a desk was named."""
    if url is None:
        return None
    client = DeskClient(url, os.environ.get("XIAOZHI_DESK_KEY", ""))

    def ask(number: str) -> VerifyFacts | None:
        answer = client.verify(number)
        return VerifyFacts(answer.sha256, answer.status) if answer.known else None

    return ask
