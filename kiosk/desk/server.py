"""The desk as a process: `python -m kiosk.desk.server --state DIR --secrets DIR --registries URL ...`.

The one place where the desk's protocols meet the real catalogue, registers and paper office. Keys come
through the environment, never through arguments.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import sys
import threading
from datetime import date
from pathlib import Path

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.in_force import RULES_VARIABLE, CatalogueInForce, Folders, rules_from
from kiosk.core.child import LOOPBACK, door, serve_child
from kiosk.core.clock import Clock, SystemClock, local_day
from kiosk.core.errors import KioskError, SetupError, UsageError
from kiosk.core.log import configure_logging
from kiosk.core.paths import Paths
from kiosk.desk.api import ApiKeys, create_app
from kiosk.desk.audit.heads import Heads
from kiosk.desk.demand import Demand
from kiosk.desk.keys import FolderKeys
from kiosk.desk.letter_words import LetterBook
from kiosk.desk.levels import ServiceLevels
from kiosk.desk.offices import Offices
from kiosk.desk.paper_data import PaperBook
from kiosk.desk.records import RecordFetcher
from kiosk.desk.service import Desk, DeskParts
from kiosk.desk.slips import Slips
from kiosk.desk.statistics import Baseline
from kiosk.desk.tls_options import add_tls, tls_of
from kiosk.issuance.issuer import Issuer
from kiosk.issuance.papers import PaperIssuer
from kiosk.issuance.tsa import Authority, FarTimeStamper, OwnTimeStamper
from kiosk.registries.http import HttpRegistries, Patience
from kiosk.registries.settings import RegisterSettings, load_settings

KEY_VARIABLE = "XIAOZHI_DESK_KEY"
WINDOW_KEY_VARIABLE = "XIAOZHI_WINDOW_KEY"
REGISTRIES_KEY_VARIABLE = "XIAOZHI_REGISTRIES_KEY"
STORE_VARIABLE = "XIAOZHI_STORE"
TSA_VARIABLE, TSA_KEY_VARIABLE = "XIAOZHI_TSA", "XIAOZHI_TSA_KEY"
ISSUER_VARIABLE = "XIAOZHI_ISSUER"
PASSWORD_VARIABLE = "XIAOZHI_STORE_PASSWORD"
#: Seconds for a register that was silent a moment ago.
_BRIEF = 2.0


def compose(options: argparse.Namespace) -> Desk:
    """The desk with its real parts. Raises KioskError."""
    clock = SystemClock()
    keys = FolderKeys(options.secrets)
    patient, brief = _registers(options)
    catalogue = _catalogue(options, clock)
    levels = ServiceLevels.load(options.assets)
    _check_templates(catalogue.shipped, options.assets)
    authority = Authority(options.secrets, clock) if options.tsa == "own" else None
    issuer = Issuer.named(options.issuer)
    papers = PaperIssuer(
        options.assets, options.secrets, clock, issuer, options.specimen, _stamper(options, authority)
    )
    # The first paper costs a second more than the next; a citizen shouldn't be the one who waits for it.
    threading.Thread(target=papers.warm, name="warm-papers", daemon=True).start()
    return Desk(
        DeskParts(
            state=options.state,
            keys=keys,
            catalogue=catalogue,
            fetcher=RecordFetcher(patient, brief, keys.blind_index),
            papers=papers,
            book=PaperBook.load(options.assets),
            rules=_rules(options),
            slips=Slips.load(options.assets, papers, clock),
            letters=LetterBook.load(options.assets),
            stamp=authority.answer if authority else None,
            clock=clock,
            discreet_seconds=options.registry_seconds + levels.discreet_margin_seconds,
            simulated_day=options.as_of,
            store_url=options.store,
            levels=levels,
            offices=Offices.load(options.assets),
            baseline=Baseline.load(options.assets),
            demand=Demand.load(options.assets),
            work=not options.no_work,
            heads=Heads(
                options.audit_heads or options.secrets / "audit-heads", options.secrets / "audit-head.key"
            ),
        )
    )


def _stamper(
    options: argparse.Namespace, authority: Authority | None
) -> OwnTimeStamper | FarTimeStamper | None:
    """What puts a time stamp under each signature, where one is configured."""
    if authority is not None:
        return OwnTimeStamper(authority)
    return FarTimeStamper(options.tsa, os.environ.get(TSA_KEY_VARIABLE, "")) if options.tsa else None


def _catalogue(options: argparse.Namespace, clock: Clock) -> CatalogueInForce:
    """What is in force here. Raises CatalogueError."""
    return CatalogueInForce(
        _rules(options), rules_from(options.rules), lambda: options.as_of or local_day(clock.now())
    )


def _rules(options: argparse.Namespace) -> Folders:
    approvals = options.approvals or options.state / "approvals"
    return Folders(options.assets, approvals, options.secrets / "officers")


def _registers(options: argparse.Namespace) -> tuple[HttpRegistries, HttpRegistries]:
    """The registers asked patiently, and with one short try. Raises UsageError, SetupError."""
    if options.registries_file is not None:
        settings = load_settings(options.registries_file, os.environ)
        once = {port: _one_try(one) for port, one in settings.items()}
        return HttpRegistries.from_settings(settings), HttpRegistries.from_settings(once)
    url, key, seconds = options.registries, _key(REGISTRIES_KEY_VARIABLE), options.registry_seconds
    brief = Patience(tries=1, seconds=min(_BRIEF, seconds))
    return HttpRegistries(url, key, Patience(seconds=seconds)), HttpRegistries(url, key, brief)


def _one_try(settings: RegisterSettings) -> RegisterSettings:
    return settings.model_copy(update={"tries": 1, "seconds": min(_BRIEF, settings.seconds)})


def _check_templates(catalogue: Catalogue, assets: Path) -> None:
    """Every item's paper must be there before the first citizen is. Raises SetupError `template_missing`."""
    for item in catalogue.items.values():
        if item.outcome is not None and not (assets / "papers" / f"{item.outcome.paper}.typ").is_file():
            raise SetupError(
                "template_missing", f"{item.id}: there is no assets/papers/{item.outcome.paper}.typ"
            )


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop. Exit 2 with one line where it can't start."""
    options = parser().parse_args(arguments)
    configure_logging("INFO", options.log_file)
    no_core_files()
    try:
        keys = ApiKeys(_key(KEY_VARIABLE), os.environ.get(WINDOW_KEY_VARIABLE) or None)
        tls = door(options.listen, tls_of(options))
        app = create_app(compose(options), keys)
        where = options.port, options.ready_file, options.parent_pid
        serve_child(app, *where, host=options.listen, tls=tls)
    except KioskError as error:
        sys.stderr.write(f"{error.operator}\n")
        return 2
    return 0


def no_core_files() -> None:
    """A crash must not write what the memory holds of people to the disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="kiosk.desk.server", description="The desk on the loopback.")
    made.add_argument("--state", type=Path, required=True, help="the store and its papers")
    made.add_argument(
        "--store",
        metavar="URL",
        default=os.environ.get(STORE_VARIABLE) or None,
        help=f"postgresql://..., without it SQLite in --state; password in {PASSWORD_VARIABLE}",
    )
    made.add_argument("--secrets", type=Path, required=True, help="the keys, outside the checkout")
    registers = made.add_mutually_exclusive_group(required=True)
    registers.add_argument(
        "--registries", metavar="URL", help=f"all at one address; key in {REGISTRIES_KEY_VARIABLE}"
    )
    registers.add_argument(
        "--registries-file",
        type=Path,
        metavar="FILE",
        help="each with its address, certificates and keys: see kiosk/registries/settings.py",
    )
    made.add_argument(
        "--rules",
        default=os.environ.get(RULES_VARIABLE) or "shipped",
        help="shipped (as released, until officers sign a version) or approved (only what they signed)",
    )
    made.add_argument("--approvals", type=Path, metavar="DIR", help="default: approvals in --state")
    made.add_argument(
        "--audit-heads",
        type=Path,
        metavar="DIR",
        help="where the audit's signed heads go, best on another machine's disk (default: beside the keys)",
    )
    made.add_argument(
        "--no-work", action="store_true", help="only answer; other processes carry cases on (`work`)"
    )
    made.add_argument("--specimen", action="store_true", help="training: every paper is marked 样本 SPECIMEN")
    made.add_argument("--ready-file", type=Path, required=True)
    made.add_argument("--assets", type=Path, default=Paths.default().assets)
    made.add_argument("--port", type=int, default=0, help="0: any free one")
    made.add_argument(
        "--tsa",
        metavar="own|URL",
        default=os.environ.get(TSA_VARIABLE) or None,
        help=f"time stamps: this desk's own authority, or another desk's /v1/tsa (key in {TSA_KEY_VARIABLE})",
    )
    made.add_argument(
        "--issuer",
        default=os.environ.get(ISSUER_VARIABLE) or "demo",
        help="whose papers: demo, training (every paper a specimen), or the issuer's YAML file",
    )
    made.add_argument(
        "--listen", metavar="ADDRESS", default=LOOPBACK, help="beyond the loopback only with --tls-..."
    )
    add_tls(made, "the clients that may come")
    made.add_argument("--parent-pid", type=int, help="stop when this process is gone")
    made.add_argument("--log-file", type=Path)
    made.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="apply the rules of this day (demos, tests)"
    )
    made.add_argument(
        "--registry-seconds",
        type=float,
        default=8.0,
        help="with --registries: what a register has in all, over three tries",
    )
    return made


def _key(variable: str) -> str:
    key = os.environ.get(variable, "")
    if len(key) < 16:
        raise UsageError("key_missing", f"{variable} must hold a key of 16 characters or more")
    return key


if __name__ == "__main__":
    status = main()
    logging.shutdown()
    # Not sys.exit: it would wait for a thread that still asks a silent register. Such a stage is done again.
    os._exit(status)
