"""`items WHAT`: the catalogue. What each word does is in a file of its own, `items_….py`."""

from __future__ import annotations

import argparse
import importlib

#: Word -> its module, and one line of help.
WHAT = {
    "list": ("items_list", "what the desk can do, and how each item stands"),
    "check": ("items_check", "what is wrong with the catalogue, or with one changed item"),
    "explain": ("items_explain", "an item's rules as sentences, a table or a flow"),
    "new": ("items_new", "an interview that writes a new item"),
    "try": ("items_try", "fill in facts and see each rule's answer"),
    "diff": ("items_diff", "what changed between two versions, in the words of the law"),
    "backtest": ("items_backtest", "replay recorded decisions"),
    "key": ("items_key", "make an officer's key"),
    "approve": ("items_approve", "sign a version of an item"),
    "retire": ("items_retire", "end a version of an item"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for word, (module, summary) in WHAT.items():
        command = words.add_parser(word, help=summary, description=summary)
        importlib.import_module(f"kiosk.commands.{module}").configure(command)


def run(options: argparse.Namespace) -> int:
    module = importlib.import_module(f"kiosk.commands.{WHAT[options.what][0]}")
    return int(module.run(options))
