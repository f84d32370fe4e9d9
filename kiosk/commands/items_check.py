"""`items check [FILE]`: every mistake, with file, line and what would mend it; exit 1 where there is one."""

from __future__ import annotations

import argparse

from kiosk.catalogue.approvals import read_kept
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.check import Finding, coverage, unloadable
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.versions import VersionReader
from kiosk.commands.items_versions import approvals_folder, approvals_of, today
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.paths import Paths


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="a changed item alone, with the present law")
    parser.add_argument(
        "--coverage",
        action="store_true",
        help="also how many examples show each rule holding, failing, unknown",
    )
    parser.add_argument("--open", action="store_true", help="also what an owner should confirm")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    if options.file:
        return _one(options, paths)
    broken = unloadable(paths.assets)
    if broken:
        # What keeps the catalogue from loading comes alone: the rest can't be judged.
        _print(broken + _approvals(paths), options.json)
        return 1
    catalogue = Catalogue.load(paths.assets)
    findings = catalogue.check() + _approvals(paths)
    _print(findings, options.json)
    _print(catalogue.notes() + _changed(catalogue, paths), options.json, "note")
    if options.open:
        _print(catalogue.open_points(), options.json, "open")
    if options.coverage:
        _coverage(catalogue, options.json)
    if not findings and not options.json:
        print_line(f"{len(catalogue.all_items)} items, nothing to complain of")
    return 1 if findings else 0


def _coverage(catalogue: Catalogue, as_json: bool) -> None:
    """One line a rule of an item."""
    for line in coverage(catalogue.items.values(), catalogue.judge):
        if as_json:
            print_json(line)
            continue
        sides = "  ".join(f"{side} {line[side]:>3}" for side in ("holds", "fails", "unknown"))
        print_line(f"{line['item']:<14} {line['rule']:<26} {sides}")


def _one(options: argparse.Namespace, paths: Paths) -> int:
    file = existing_file(options.file)
    try:
        findings = VersionReader(paths.assets).read(file).check()
    except CatalogueError as error:
        findings = [
            Finding(file.stem, one.operator, "", one.file or "", one.line or 0)
            for one in (error, *error.others)
        ]
    _print(findings, options.json)
    if not findings and not options.json:
        print_line(f"{file.name}: nothing to complain of")
    return 1 if findings else 0


def _approvals(paths: Paths) -> list[Finding]:
    """Statements that were tampered with, and copies that aren't what was signed."""
    approvals, folder = approvals_of(paths), approvals_folder(paths)
    found = list(approvals.problems)
    reader = VersionReader(folder / "versions")
    for item, digest in sorted({(s.item, s.digest) for s in approvals.chain.statements}):
        try:
            read_kept(folder, item, digest, reader)
        except CatalogueError as error:
            found.append(Finding("approvals", error.operator))
    return found


def _changed(catalogue: Catalogue, paths: Paths) -> list[Finding]:
    """Items whose file is no longer the version in force."""
    approvals = approvals_of(paths)
    found = []
    for item in catalogue.all_items.values():
        now = approvals.in_force(item.id, today())
        if now is not None and now.digest != item.digest:
            said = f"the file is {item.version}; {now.digest[:12]} stays in force"
            found.append(Finding(item.id, said, "sign it: items approve", item.place.file, item.place.line))
    return found


def _print(findings: list[Finding], as_json: bool, kind: str = "") -> None:
    """One a line; `kind` marks what is no mistake."""
    for finding in findings:
        if as_json:
            print_json(vars(finding) | ({kind: True} if kind else {}))
        else:
            print_line(f"{kind}: {finding}" if kind else str(finding))
