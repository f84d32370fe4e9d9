"""Make the fixed sentences at set-up: `python -m kiosk.terminal.prerender`. Done already: a second."""

from __future__ import annotations

import sys

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.errors import KioskError
from kiosk.core.paths import Paths
from kiosk.speech.progress import BarProgress
from kiosk.terminal.parts import fixed_sentences, open_voices


def main() -> int:
    paths = Paths.default()
    try:
        texts = fixed_sentences(Catalogue.load(paths.assets), Prompts.load(paths.assets / "prompts"))
        voices = open_voices(paths)
        with BarProgress("pieces") as progress:
            voices.prerender(texts, progress)
    except KioskError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
