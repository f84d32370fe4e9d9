"""`items key NAME`: an officer's Ed25519 key pair, in the user's secrets folder."""

from __future__ import annotations

import argparse

from kiosk.catalogue.keys import make_key
from kiosk.commands.items_versions import officers_folder
from kiosk.commands.output import add_json, print_json, print_line
from kiosk.core.paths import Paths


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="small letters, digits, - and _")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    folder = officers_folder(Paths.default())
    officer = make_key(folder, options.name)
    if options.json:
        print_json({"name": officer.name, "fingerprint": officer.fingerprint, "folder": str(folder)})
    else:
        print_line(f"{officer.name}: {officer.fingerprint}; {folder / officer.name}.key is yours alone")
    return 0
