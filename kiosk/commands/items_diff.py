"""`items diff A B`: what changed between two versions of an item, in the words of the law."""

from __future__ import annotations

import argparse

from kiosk.catalogue.compare import compare_versions
from kiosk.catalogue.versions import VersionReader
from kiosk.commands.items_versions import NAMED, add_day, add_language, phrases, today, version
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.paths import Paths


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="A", help=NAMED)
    parser.add_argument("new", metavar="B", help="the same")
    add_day(parser, "the day whose values the sentences name; today without it")
    add_language(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    paths = Paths.default()
    reader = VersionReader(paths.assets)
    old, new = version(options.old, paths, reader), version(options.new, paths, reader)
    words = phrases(paths, options.lang)
    changes = compare_versions(old, new, words, options.as_of or today())
    if options.json:
        for change in changes:
            print_json(vars(change))
        return 0
    name = words.words(new.item.name)
    print_line(words.say("diff_head", a=name, old=old.item.version, new=new.item.version))
    for change in changes:
        print_line(f"- {change.said(words)}")
    if not changes:
        print_line(words.say("diff_same"))
    return 0
