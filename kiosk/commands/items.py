"""`items list [--all] | check | explain ID | try FILE`: the catalogue."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import yaml

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.check import Finding, unloadable
from kiosk.commands.output import add_json, existing_file, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths

#: Sentences of others that are only near: so many are shown.
_NEAR = 5


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["list", "check", "explain", "try"])
    parser.add_argument("id", nargs="?", metavar="ID|FILE")
    parser.add_argument("--all", action="store_true", help="the hand-off items too")
    parser.add_argument("--open", action="store_true", help="check: also what an owner should confirm")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    if options.what == "check":
        broken = unloadable(Paths.default().assets)
        if broken:
            _print(broken, options.json)
            return 1
    catalogue = Catalogue.load(Paths.default().assets)
    if options.what == "explain":
        return _explain(catalogue, options)
    if options.what == "check":
        return _check(catalogue, options)
    if options.what == "try":
        return _try(catalogue, options)
    shown = catalogue.all_items if options.all else catalogue.items
    for item in shown.values():
        if options.json:
            print_json({"item": item.id, "name": item.name.zh, "department": item.department.zh})
        else:
            mark = "  [an officer does it]" if item.by_officer else ""
            print_line(f"{item.id:<16} {item.name.zh}（{item.department.zh}）{mark}")
    return 0


def _explain(catalogue: Catalogue, options: argparse.Namespace) -> int:
    if not options.id:
        raise UsageError("no_item", "items explain needs an ID")
    explained = catalogue.explain(options.id)
    if options.json:
        print_json(explained)
    else:
        print_line(json.dumps(explained, ensure_ascii=False, indent=2, default=str))
    return 0


def _check(catalogue: Catalogue, options: argparse.Namespace) -> int:
    findings = catalogue.check()
    _print(findings, options.json)
    _print(catalogue.notes(), options.json, "note")
    if options.open:
        _print(catalogue.open_points(), options.json, "open")
    if not findings and not options.json:
        print_line(f"{len(catalogue.all_items)} items, nothing to complain of")
    return 1 if findings else 0


def _print(findings: list[Finding], as_json: bool, kind: str = "") -> None:
    """One a line; `kind` marks what is no mistake."""
    for finding in findings:
        if as_json:
            print_json(vars(finding) | ({kind: True} if kind else {}))
        else:
            print_line(f"{kind}: {finding}" if kind else str(finding))


def _try(catalogue: Catalogue, options: argparse.Namespace) -> int:
    """Which sentences of others a file's new sentences would pull in; exit 1 where they would."""
    from kiosk.nlu.learned import data_digest, find
    from kiosk.nlu.overmatch import Known, over_match
    from kiosk.nlu.words import Words

    if not options.id:
        raise UsageError("no_file", "items try needs a FILE: `item id: [sentences]`, or a changed item file")
    paths = Paths.default()
    added = _added(existing_file(options.id), catalogue)
    own = {i.id: i.sentences for i in catalogue.all_items.values()}
    learned = find(paths.understanding, data_digest(paths.assets / "words", own))
    if learned is None:
        raise UsageError("not_built", "run understanding build first")
    words, known = Words.load(paths.assets / "words"), Known.of(learned)
    ids = [i.id for i in catalogue.all_items.values() if i.sentences]
    any_pulled = False
    for item, sentence in added:
        found = over_match(item, sentence, known, learned, words, ids)
        any_pulled |= any(pull.pulled for pull in found)
        if options.json:
            print_json({"item": item, "sentence": sentence, "others": [vars(pull) for pull in found]})
            continue
        print_line(f"{item}: {sentence}" + ("" if found else "  (nothing else is like it)"))
        near = [pull for pull in found if not pull.pulled]
        for pull in [*(p for p in found if p.pulled), *near[:_NEAR]]:
            mark = "PULLED IN" if pull.pulled else "near"
            print_line(f"    {mark:<10} {pull.likeness:.2f}  {pull.sentence} ({', '.join(pull.meaning)})")
        if len(near) > _NEAR:
            print_line(f"    and {len(near) - _NEAR} more are near")
    if not options.json:
        verdict = "yes, see PULLED IN; say it more plainly" if any_pulled else "no"
        print_line(f"{len(added)} new sentences; would they pull in others: {verdict}")
    return 1 if any_pulled else 0


def _added(path: Path, catalogue: Catalogue) -> list[tuple[str, str]]:
    """(item, sentence) of what the file adds to the catalogue."""
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError("not_yaml", f"{path.name} isn't YAML") from error
    if isinstance(held, dict) and "sentences" in held:
        held = {held.get("id"): held["sentences"]}
    if not isinstance(held, dict) or not all(isinstance(s, list) for s in held.values()):
        raise UsageError("bad_file", f"{path.name} should be `item id: [sentences]`, or an item file")
    return [
        (item, str(sentence))
        for item, sentences in held.items()
        for sentence in sentences
        if sentence not in catalogue.item(str(item)).sentences
    ]
