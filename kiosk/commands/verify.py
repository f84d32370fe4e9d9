"""`verify FILE`: is this paper ours and whole? Exit 1 where it isn't."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.paths import Paths
from kiosk.desk.client import DeskClient
from kiosk.issuance.keys import own_trust
from kiosk.issuance.trust import Trust
from kiosk.issuance.verify import PROBLEM_LINES, Problem, VerifyFacts, verify_pdf


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--ca", metavar="FILE", help="the issuer's certificate; without it this installation's"
    )
    parser.add_argument("--desk", metavar="URL", help="ask this desk too (key in XIAOZHI_DESK_KEY)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    data = existing_file(options.file).read_bytes()
    trust = Trust.from_file(existing_file(options.ca)) if options.ca else own_trust(Paths.default().secrets)
    result = verify_pdf(data, trust, _ask(options.desk))
    if options.json:
        print_json(
            {
                "valid": result.valid,
                "case": result.case,
                "status": result.status,
                "problems": [str(p) for p in result.problems],
            }
        )
    else:
        word = (
            "NOT VALID"
            if not result.valid
            else "valid"
            if result.stands
            else "whole, but it no longer stands"
        )
        print_line(f"{options.file}: {word} (status {result.status})")
        if result.number:
            print_line(f"    certificate {result.number}, case {result.case}")
        for problem in result.problems:
            print_line(f"    {PROBLEM_LINES[Problem(problem)]} [{problem}]")
    return 0 if result.valid else 1


def _ask(url: str | None) -> Callable[[str], VerifyFacts | None] | None:
    """The desk's own word on a certificate, where a desk was named."""
    if url is None:
        return None
    client = DeskClient(url, os.environ.get("XIAOZHI_DESK_KEY", ""))

    def ask(number: str) -> VerifyFacts | None:
        answer = client.verify(number)
        if answer.case_id is None or answer.sha256 is None or answer.status == "unknown":
            return None
        return VerifyFacts(answer.case_id, answer.sha256, answer.status)

    return ask
