"""`work`: a worker for a hall's store (PostgreSQL), beside others: carries cases on until it is stopped."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from kiosk.commands import serve
from kiosk.commands.output import print_line
from kiosk.core.errors import UsageError
from kiosk.core.log import configure_logging
from kiosk.core.paths import Paths
from kiosk.desk import server


def configure(parser: argparse.ArgumentParser) -> None:
    serve.configure_desk(parser)
    parser.add_argument("--log-file", type=Path, metavar="FILE")


def run(options: argparse.Namespace) -> int:
    if not options.store:
        raise UsageError("no_store", "an embedded desk works by itself; name a hall's store with --store URL")
    configure_logging("INFO", options.log_file)
    arguments = serve.desk_arguments(options, Paths.default())
    server.no_core_files()
    desk = server.compose(server.parser().parse_args([*arguments, "--ready-file", "unused"]))
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    desk.start()
    print_line("working")
    end.wait()
    desk.stop()
    return 0
