"""What a terminal is made of: loaded once, warmed at start, never on a citizen's time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.model import Item
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import Paths
from kiosk.core.text import Bilingual
from kiosk.dialogue.settings import DialogueSettings, GuideView, ItemView, Patience
from kiosk.nlu.understand import Understander
from kiosk.speech.beeps import acknowledgement
from kiosk.speech.engines import SPEED_CLIP, choose_recogniser
from kiosk.speech.manifest import load_manifest
from kiosk.speech.models import ModelStore
from kiosk.speech.types import Recogniser, Speech, Voice
from kiosk.speech.voices import DEFAULT_VOICE, Voices, default_voices
from kiosk.terminal.expectations import Expectations
from kiosk.terminal.eyes import Reader
from kiosk.terminal.forms.model import ItemForm, form_of
from kiosk.terminal.guidance import Guidance, told_aloud
from kiosk.terminal.hesitation import Hesitation
from kiosk.terminal.meaning import Meaning
from kiosk.terminal.questions import both, slot_of_question
from kiosk.terminal.reading import WordReader
from kiosk.vision.layouts import load_layouts
from kiosk.vision.reader import CardReader

#: The first part of the keys of what is only shown.
NOT_SPOKEN = frozenset(
    ("page", "button", "stage", "label", "title", "value", "document", "error", "choice", "apart", "form")
)
_PROBLEM = "card.problem."
_DISQUALIFIER = "handover.because."
_APART = "need.apart."


class WarmReader(Reader, Protocol):
    """The card reader, or what stands for it in training."""

    def warm(self) -> None:
        """Load what is needed."""


class SpeedyVoice(Voice, Protocol):
    """小智's voice, which can be made slower."""

    def set_speed(self, speed: float) -> None: ...


@dataclass(frozen=True)
class Hearing:
    """What hearing needs: for `hear` alone, without eyes and voice."""

    recogniser: Recogniser
    understander: Understander
    expectations: Expectations
    reader: WordReader


@dataclass(frozen=True)
class Parts:
    """Everything that is loaded once and serves visit after visit."""

    catalogue: Catalogue
    prompts: Prompts
    understander: Understander
    expectations: Expectations
    recogniser: Recogniser
    voices: SpeedyVoice
    reader: WarmReader
    settings: DialogueSettings
    meaning: Meaning
    """What an answer means, before the conversation sees it."""
    beep: Speech
    """The short sound that says: received, being worked on."""
    hesitation: Hesitation
    """Words after which she is given more time."""

    @property
    def item_names(self) -> dict[str, Bilingual]:
        """Those that are finished here come first: the page at rest shows the first few."""
        ordered = sorted(self.catalogue.all_items.values(), key=lambda item: item.by_officer)
        return {item.id: item.name for item in ordered}

    @property
    def guidance(self) -> Guidance:
        """What the pages tell of the items beside their names."""
        return Guidance.of(self.catalogue, self.prompts)

    @property
    def forms(self) -> dict[str, ItemForm]:
        """What an officer types where a visit can't go on by itself."""
        layouts = load_layouts()
        return {i.id: form_of(i, layouts, self.prompts) for i in self.catalogue.all_items.values()}

    @property
    def departments(self) -> dict[str, Bilingual]:
        return {item.id: item.department for item in self.catalogue.all_items.values()}


def open_store(paths: Paths) -> ModelStore:
    """The speech models of this installation."""
    return ModelStore(paths.models, load_manifest(paths.assets / "models.yaml"))


def open_voices(paths: Paths, voice: str = DEFAULT_VOICE) -> Voices:
    """The voices of this installation."""
    return default_voices(open_store(paths), paths.assets, paths.cache, voice)


def load_hearing(paths: Paths) -> Hearing:
    """The recogniser and what it listens for; not yet warm."""
    catalogue = Catalogue.load(paths.assets)
    understander = Understander.load(catalogue, paths.assets / "words", paths.understanding)
    expectations = Expectations(
        understander.command_phrases(), understander.reply_phrases(), understander.prompt_sentences()
    )
    reader = WordReader.load(paths.assets)
    recogniser = choose_recogniser(open_store(paths), clip=paths.assets / SPEED_CLIP)
    return Hearing(recogniser, understander, expectations, reader)


def load_parts(paths: Paths, patience: Patience | None = None) -> Parts:
    """Read the data and open the engines; the models themselves are loaded by `warm`."""
    catalogue = Catalogue.load(paths.assets)
    prompts = Prompts.load(paths.assets / "prompts")
    hearing = load_hearing(paths)
    settings = dialogue_settings(catalogue, prompts, patience, hearing.reader)
    return Parts(
        catalogue=catalogue,
        prompts=prompts,
        understander=hearing.understander,
        expectations=hearing.expectations.with_slots(
            s for view in settings.items.values() for s in view.slots
        ),
        recogniser=hearing.recogniser,
        voices=open_voices(paths),
        reader=CardReader(),
        settings=settings,
        meaning=Meaning.load(paths.assets, hearing.understander, hearing.reader, _names(catalogue)),
        beep=acknowledgement(),
        hesitation=Hesitation.load(paths.assets),
    )


def warm(parts: Parts, done: Callable[[str], None] = lambda _: None) -> None:
    """Load all models, side by side."""
    with ThreadPoolExecutor(3, thread_name_prefix="warm") as pool:
        jobs = {
            "recogniser": pool.submit(_warm_hearing, parts),
            "voice": pool.submit(parts.voices.warm),
            "reader": pool.submit(parts.reader.warm),
        }
        for name, job in jobs.items():
            job.result()
            done(name)


def _warm_hearing(parts: Parts) -> None:
    """Load the recogniser and prepare the closed questions."""
    parts.recogniser.warm()
    for kind in ("yes_no", "commands"):
        parts.recogniser.prime(parts.expectations.closed(kind, "zh"))


def _names(catalogue: Catalogue) -> dict[str, str]:
    return {i.id: i.name.zh for i in catalogue.all_items.values()}


def dialogue_settings(
    catalogue: Catalogue, prompts: Prompts, patience: Patience | None, reader: WordReader | None = None
) -> DialogueSettings:
    """What the conversation knows of the items and sentences."""
    keys = prompts.keys()

    def under(prefix: str) -> frozenset[str]:
        return frozenset(k.removeprefix(prefix) for k in keys if k.startswith(prefix))

    return DialogueSettings(
        items={i.id: _view(i, prompts) for i in catalogue.all_items.values()},
        card_problems=under(_PROBLEM),
        disqualifiers=under(_DISQUALIFIER),
        apart=under(_APART),
        reader=reader,
        patience=patience or Patience(),
    )


def _view(item: Item, prompts: Prompts) -> ItemView:
    """Raises CatalogueError `bad_prompt` where a sentence it needs is missing."""
    told = item.outcome.told if item.outcome else "result.approved"
    if not prompts.has(told):
        raise CatalogueError("bad_prompt", f"{item.id}: there is no prompt {told!r}")
    return ItemView(
        item.id,
        item.documents,
        item.by_officer,
        tuple(slot_of_question(q, prompts) for q in item.questions),
        item.handoff_reason,
        both(f"apart.{item.id}", prompts) if prompts.has(f"apart.{item.id}") else None,
        item.discreet,
        told,
        _guide(item),
    )


def _guide(item: Item) -> GuideView | None:
    told = told_aloud(item)
    return GuideView(*told) if told else None
