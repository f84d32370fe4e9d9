"""`verify FILE`: is this paper ours and whole? Exit 1 where it isn't."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.paths import Paths
from kiosk.core.tls import Tls
from kiosk.desk.client import DeskClient
from kiosk.desk.tls_options import add_tls, tls_of
from kiosk.issuance.keys import PUBLIC_CA_FILE, own_trust
from kiosk.issuance.trust import Trust
from kiosk.issuance.values import local_minute
from kiosk.issuance.verify import PROBLEM_LINES, Problem, Verification, VerifyFacts, verify_pdf


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--ca", metavar="FILE", help="the issuer's certificate; without it this installation's"
    )
    parser.add_argument("--desk", metavar="URL", help="ask this desk too (key in XIAOZHI_DESK_KEY)")
    add_tls(parser, "that desk")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    data = existing_file(options.file).read_bytes()
    result, demonstration = _verify(data, options)
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
            else f"whole, but {result.status}: it no longer stands"
        )
        whose = ", signed by a demonstration on this machine" if demonstration else ""
        print_line(f"{options.file}: {word} (status {result.status}{whose})")
        if result.number:
            print_line(f"    certificate {result.number}, case {result.case}")
        if result.stamped_at:
            print_line(
                f"    time stamp of our own authority: {local_minute(result.stamped_at)} (Beijing time)"
            )
        for problem in result.problems:
            print_line(f"    {PROBLEM_LINES[Problem(problem)]} [{problem}]")
    return 0 if result.valid else 1


def _verify(data: bytes, options: argparse.Namespace) -> tuple[Verification, bool]:
    """Against the named issuer, else this installation, else the demos made on it (then True)."""
    ask = _ask(options.desk, tls_of(options))
    if options.ca:
        return verify_pdf(data, Trust.from_file(existing_file(options.ca)), ask), False
    paths = Paths.default()
    # An installation that has signed nothing yet has no paper of its own.
    result = Verification(False, None, "unknown", (Problem.NOT_OURS,))
    for folder in (paths.demo_secrets, paths.secrets):
        # Looking must not make keys.
        if (folder / PUBLIC_CA_FILE).exists():
            result = verify_pdf(data, own_trust(folder), ask)
            if result.valid:
                return result, folder == paths.demo_secrets
    return result, False


def _ask(url: str | None, tls: Tls | None) -> Callable[[str], VerifyFacts | None] | None:
    """The desk's own word on a certificate, where a desk was named."""
    if url is None:
        return None
    client = DeskClient(url, os.environ.get("XIAOZHI_DESK_KEY", ""), tls=tls)

    def ask(number: str) -> VerifyFacts | None:
        answer = client.verify(number)
        if answer.case_id is None or answer.sha256 is None or answer.status == "unknown":
            return None
        return VerifyFacts(answer.case_id, answer.sha256, answer.status)

    return ask
