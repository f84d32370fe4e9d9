"""`items new ID`: an interview in the terminal that writes a new item's file.

Every answer is kept at once, so that it can be stopped and gone on with; `<` takes the last one back. The
file is a valid draft: it loads, and what `items check` still finds in it is told.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.draft import Ask, Interview
from kiosk.catalogue.draft_script import Setting, script
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.loader import read_ground, stop
from kiosk.catalogue.search import Search
from kiosk.catalogue.versions import VersionReader
from kiosk.commands.decide import day
from kiosk.commands.items_versions import add_language, phrases, today
from kiosk.commands.lines import ask_line
from kiosk.commands.output import print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths

_UNDO, _HELP = "<", "?"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="small letters, digits and _")
    parser.add_argument("--out", metavar="FILE", help="where the draft goes; state/drafts/ID.yaml without it")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="the day of the examples; today without it")
    parser.add_argument(
        "--again", action="store_true", help="forget the answers of an interview not finished"
    )
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    folder = paths.state / "drafts"
    out = Path(options.out) if options.out else folder / f"{options.id}.yaml"
    kept = folder / f"{options.id}.answers.json"
    setting = _setting(options, paths)
    _refuse(options.id, out, setting)
    if options.again:
        kept.unlink(missing_ok=True)
    interview = Interview(script(setting), _earlier(kept))
    say = setting.phrases.say
    print_line(say("ui.start", id=options.id))
    if interview.answers:
        print_line(say("ui.resumed", n=len(interview.answers)))
    if not _hold(interview, setting, kept):
        print_line(say("ui.stopped", n=len(interview.answers)))
        return 1
    assert interview.draft is not None  # nothing is left to be asked
    _write(out, written(interview.draft))
    found = VersionReader(paths.assets).read(out).check()
    kept.unlink(missing_ok=True)
    print_line(say("ui.written", file=out.resolve()))
    if found:
        print_line(say("ui.findings", n=len(found)))
        for finding in found:
            print_line(f"  {finding}")
    print_line(say("ui.next", file=out.resolve(), id=options.id))
    return 0


def _setting(options: argparse.Namespace, paths: Paths) -> Setting:
    catalogue = Catalogue.load(paths.assets)
    ground = read_ground(paths.assets)
    shared = paths.assets / "items" / "shared"
    return Setting(
        options.id,
        catalogue.all_items,
        ground.facts,
        Search(catalogue.judge),
        ground.reader(shared, stop),
        tuple(sorted(path.stem for path in shared.glob("*.yaml"))),
        phrases(paths, options.lang),
        options.as_of or today(),
    )


def _refuse(item: str, out: Path, setting: Setting) -> None:
    if not item.replace("_", "a").isalnum() or not item.isascii() or item != item.lower():
        raise UsageError("bad_id", f"an id is of small letters, digits and _, not {item!r}")
    if item in setting.items:
        raise UsageError("item_exists", f"{item} is there already; change its file, or choose another id")
    if out.stem != item or out.suffix != ".yaml":
        raise UsageError("bad_out", f"the file of {item} is called {item}.yaml")
    if out.exists():
        raise UsageError("file_exists", f"{out} is there already")


def _earlier(kept: Path) -> list[str]:
    """The answers of an interview that was stopped."""
    if not kept.exists():
        return []
    try:
        answers = json.loads(kept.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError("bad_answers", f"{kept.name} is damaged; start with --again") from error
    return [str(answer) for answer in answers]


def _hold(interview: Interview, setting: Setting, kept: Path) -> bool:
    """Ask until nothing is left; false where the input ended before."""
    say = setting.phrases.say
    while interview.question is not None:
        asked = interview.question
        default = f" [{asked.default}]" if asked.default is not None else ""
        text = ask_line(f"{say(asked.key, **asked.places)}{default}: ")
        if text is None:
            return False
        if text == _UNDO:
            print_line(say("ui.undone" if interview.undo() else "ui.nothing_to_undo"))
        elif text == _HELP:
            _help(asked, setting)
        else:
            try:
                interview.answer(text)
            except CatalogueError as error:
                print_line(say("ui.wrong", why=error.operator))
                continue
        _write(kept, json.dumps(interview.answers, ensure_ascii=False))
    return True


def _help(asked: Ask, setting: Setting) -> None:
    """What may be answered; for a condition and for examples, the facts and values of the law."""
    if asked.key in ("rule.when", "example.base", "example.fails"):
        for fact in setting.facts.values():
            print_line(f"  {fact.name} ({fact.type}): {setting.phrases.words(fact.label)}")
        law = setting.search.judge.law.parameters
        for parameter in law.values() if asked.key == "rule.when" else ():
            print_line(f"  {parameter.name} ({parameter.type}): {setting.phrases.words(parameter.label)}")
        return
    print_line(setting.phrases.say("ui.options", options=", ".join(asked.options) or asked.default or "…"))


class _Dumper(yaml.SafeDumper):
    """Small mappings and lists on one line, as the other items have them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def written(draft: Mapping[str, Any]) -> str:
    """The item's file."""
    return yaml.dump(
        _plain(draft),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=110,
        default_flow_style=False,
    )


def _plain(value: Any) -> Any:
    """Days stay days; nothing is shared, so that YAML writes no anchors."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return date.fromisoformat(value.isoformat())
    return value


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)
