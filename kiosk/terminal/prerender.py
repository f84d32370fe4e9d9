"""Make the fixed sentences at set-up: `python -m kiosk.terminal.prerender [--english]`. Done: seconds.

All Chinese sentences and the known parts of the others; of the English ones those of a visit's first minute,
with `--english` all.
"""

from __future__ import annotations

import argparse
import sys

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.errors import KioskError
from kiosk.core.paths import Paths
from kiosk.core.text import Language
from kiosk.speech.progress import BarProgress
from kiosk.speech.voices import Voices
from kiosk.terminal.fixed import UNMADE, first_english, spoken_texts, whole, with_hole
from kiosk.terminal.parts import open_voices


def prerendered(voices: Voices, texts: list[str], language: Language) -> list[str]:
    """What is kept of these texts: whole sentences, then pieces."""
    pieces = voices.fixed_pieces(with_hole(texts, language), language, UNMADE)
    return list(dict.fromkeys([*whole(texts, language), *pieces]))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="prerender", description=__doc__)
    parser.add_argument("--english", action="store_true", help="all English sentences too; minutes")
    options = parser.parse_args(arguments)
    paths = Paths.default()
    try:
        catalogue, prompts = Catalogue.load(paths.assets), Prompts.load(paths.assets / "prompts")
        voices = open_voices(paths)
        keys = ("",) if options.english else first_english(paths.assets / "speech" / "first_english.yaml")
        chinese = prerendered(voices, spoken_texts(catalogue, prompts, "zh"), "zh")
        english = prerendered(voices, spoken_texts(catalogue, prompts, "en", keys), "en")
        with BarProgress("pieces") as progress:
            voices.prerender(chinese, progress)
            voices.prerender(english, progress, "en")
    except KioskError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
