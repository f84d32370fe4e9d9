"""A terminal without models of hearing, speaking and seeing: for visits whose words and cards are put in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import Paths
from kiosk.core.text import Language
from kiosk.nlu.types import Understanding
from kiosk.nlu.understand import Understander
from kiosk.speech.beeps import acknowledgement
from kiosk.speech.types import SAMPLE_RATE, Speech
from kiosk.terminal.expectations import Expectations
from kiosk.terminal.hesitation import Hesitation
from kiosk.terminal.meaning import Meaning
from kiosk.terminal.parts import Parts, dialogue_settings
from kiosk.terminal.reading import WordReader
from kiosk.training.scenario import Scenario
from kiosk.training.written import Cards, ReadsWriting


class Lips:
    """A voice that takes its time and makes no sound."""

    name = "lips"

    def warm(self) -> None:
        """Nothing to load."""

    def set_speed(self, speed: float) -> None:
        """Always the same."""

    def pieces(self, text: str, language: Language = "zh") -> tuple[str, ...]:
        return (text,)

    def speak(self, text: str, language: Language = "zh") -> Speech:
        samples = np.zeros(SAMPLE_RATE * len(text) // 6, dtype=np.float32)
        return Speech(samples, SAMPLE_RATE, "lips", "none", cached=True)


class Remembering:
    """The understanding, asked once for the same words."""

    def __init__(self, real: Understander) -> None:
        self._real = real
        self._known: dict[object, Understanding] = {}

    def understand(self, text: str) -> Understanding:
        if text not in self._known:
            self._known[text] = self._real.understand(text)
        return self._known[text]

    def understand_best(self, hypotheses: Sequence[tuple[str, float]]) -> Understanding:
        key = tuple(hypotheses)
        if key not in self._known:
            self._known[key] = self._real.understand_best(hypotheses)
        return self._known[key]


def quick_parts(paths: Paths, catalogue: Catalogue | None = None) -> Parts:
    """Understanding, conversation and pages are the real ones. Raises as `load_parts`."""
    known = catalogue or Catalogue.load(paths.assets)
    prompts = Prompts.load(paths.assets / "prompts")
    understander = Understander.load(known, paths.assets / "words", paths.understanding)
    reader = WordReader.load(paths.assets)
    settings = dialogue_settings(known, prompts, None, reader)
    expectations = Expectations(
        understander.command_phrases(), understander.reply_phrases(), understander.prompt_sentences()
    ).with_slots(s for view in settings.items.values() for s in view.slots)
    names = {i.id: i.name.zh for i in known.all_items.values()}
    return Parts(
        catalogue=known,
        prompts=prompts,
        understander=understander,
        expectations=expectations,
        recogniser=ReadsWriting(None),
        voices=Lips(),
        reader=Cards(None),
        settings=settings,
        meaning=Meaning.load(paths.assets, Remembering(understander), reader, names),
        beep=acknowledgement(),
        hesitation=Hesitation.load(paths.assets),
    )


def in_writing(scenario: Scenario) -> Scenario:
    """The same visit with every word and every card put in."""
    citizen = scenario.citizen
    steps = [step.model_copy(update={"by": None}) for step in citizen.steps]
    lays = [
        one if one.how == "blurred" else one.model_copy(update={"how": "in_writing"}) for one in citizen.lays
    ]
    written = citizen.model_copy(update={"by": "writing", "agrees": "writing", "steps": steps, "lays": lays})
    return scenario.model_copy(update={"citizen": written})
