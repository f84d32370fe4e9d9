"""How often a citizen gets what she came for: simulated visitors over the real dialogue and understanding.

No sound: what is said freely reaches 小智 with a share of its characters wrong (homophones, drops, others);
an answer that is scored against the sound is not plain, or another command, as often as was measured
(`_UNPLAIN`, `_MISTAKEN`; a yes was never a no in 284 clips). Half of the visitors never touch the screen.

`success`: right item and right answers, or the right hand-over. `success_15`, `_30`, `_40`: with so many per
cent wrong. `voice_15` ...: of those who never touch. `wrong_item`: a share, acted on. `turns_median`: what
was said or touched until all was acted on; `beyond_slots_median`: without a turn a slot. Both with no errors.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.judged import read_judge
from benchmarks.visitors import PERSONAS, Goal, Heard, Visitor, goals
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.paths import Paths, repository_root
from kiosk.dialogue import actions as do
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.questions import QUESTIONS
from kiosk.dialogue.settings import DialogueSettings
from kiosk.dialogue.states import State, StateName
from kiosk.nlu.noise import Noise
from kiosk.nlu.sentences import Said, read_sentences
from kiosk.nlu.types import Understanding
from kiosk.nlu.understand import Understander
from kiosk.speech.progress import Progress, SilentProgress
from kiosk.terminal.meaning import Meaning
from kiosk.terminal.parts import dialogue_settings
from kiosk.terminal.reading import WordReader

RATES = (0.0, 0.15, 0.3, 0.4)
#: Visits of each persona for each item (or hand-off item) and share of errors.
VISITS = 3
#: Of answers scored against the sound, so many are asked again per share of wrong characters: 16 of 204 at
#: 10 dB, where free decoding gets a fifth wrong; rounded up.
_UNPLAIN = 0.5
#: And so many are another command (1 of 204), never a yes for a no.
_MISTAKEN = 0.025
_DAY = "2026-01-05"
#: Nobody speaks to a machine longer.
_MOST_TURNS = 40
_S = StateName
_CARDS = {"name": "甲", "birth": "1988-06-01", "id_number": "11010519491231002X", "valid_to": "long-term"}


@dataclass
class Outcome:
    """What came of one visit."""

    acted: list[tuple[str | None, dict[str, str], str]] = field(default_factory=list)
    """Item, answers and how: submitted, or the sentence of the hand-over."""
    told: list[str] = field(default_factory=list)
    turns: int = 0
    turns_at_end: int = 0
    """When all she wanted was acted on."""


@dataclass(frozen=True)
class World:
    """The real conversation, understanding and readers of this installation."""

    dialogue: Dialogue
    settings: DialogueSettings
    meaning: Meaning
    noise: Noise

    @classmethod
    def load(cls, paths: Paths, said: Sequence[Said]) -> World:
        catalogue, prompts = Catalogue.load(paths.assets), Prompts.load(paths.assets / "prompts")
        understander = Understander.load(catalogue, paths.assets / "words", paths.understanding)
        reader = WordReader.load(paths.assets)
        settings = dialogue_settings(catalogue, prompts, None, reader)
        names = {i.id: i.name.zh for i in catalogue.all_items.values()}
        meaning = Meaning.load(paths.assets, understander, reader, names)
        return cls(Dialogue(settings), settings, meaning, Noise.make([one.text for one in said]))


class Visit:
    """One visitor at one terminal, without devices and without waiting."""

    def __init__(self, world: World, visitor: Visitor, rate: float, rng: random.Random) -> None:
        self._world, self._visitor, self._rate, self._rng = world, visitor, rate, rng
        self.state = State()
        self.outcome = Outcome()
        self._listen = do.Listen("open")
        self._last_request = ""
        self._said: list[str] = []
        self._events: list[ev.Event] = []

    def run(self) -> Outcome:
        self._happen(ev.Woke())
        while self.state.name is not _S.WIPE and self.outcome.turns < _MOST_TURNS:
            if self._events:
                self._happen(self._events.pop(0))
                continue
            if self._speaking:
                self._speaking = False
                self._happen(ev.SaidAll())
                continue
            if not self._quiet():
                self._answer()
        return self.outcome

    _speaking = False

    def _quiet(self) -> bool:
        """What goes on by itself while nobody speaks."""
        timer = {_S.NOTICE: "notice", _S.SURVEY: "survey", _S.STAFF: "handed_over", _S.EMERGENCY: "wipe"}
        name = timer.get(self.state.name)
        if name in ("survey", "handed_over"):
            reply = self._visitor.more([item for item, _, _ in self.outcome.acted])
            if reply is not None:
                self.outcome.turns += 1
                for event in self._heard(reply):
                    self._happen(event)
                return True
        if name == "notice" and self.state.misses:
            return False
        if name is None and self.state.name in QUESTIONS:
            return False
        self._happen(ev.TimerFired(name or "give_up"))
        return True

    def _answer(self) -> None:
        timer = self._visitor.stays_silent(self.state)
        if timer:
            self._happen(ev.TimerFired(timer))
            return
        reply = self._visitor.reply(self.state, self._said)
        self.outcome.turns += 1
        for event in self._heard(reply):
            self._happen(event)

    def _heard(self, reply: Heard) -> list[ev.Event]:
        """What of it reaches 小智."""
        if reply.tap is not None:
            return [ev.Meant(reply.tap, "touch", _DAY)]
        closed = self._listen.expect in ("yes_no", "commands", "choice")
        if closed and reply.answer is not None:
            return [self._scored(reply.answer)]
        text = self._world.noise.spoil(reply.text, self._rate, self._rng)
        if not text:
            return [ev.Unclear()]
        if closed:
            return [ev.Meant(self._world.meaning.beside([(text, 0.0)]), "voice", _DAY)]
        said = self._world.meaning.of([(text, 0.0)], self._listen, self._last_request)
        if said.outcome == "ask":
            self._last_request = text
        return [ev.Meant(said, "voice", _DAY)]

    def _scored(self, answer: str) -> ev.Event:
        """An expected answer, scored against the sound."""
        luck = self._rng.random()
        if luck < _UNPLAIN * self._rate:
            return ev.Unclear()
        if luck < (_UNPLAIN + _MISTAKEN) * self._rate:
            answer = self._rng.choice(("repeat", "wait", "back", "help", "louder"))
        if answer in self._listen.options:
            return ev.Meant(Understanding("", "none", None, (), 1.0, {"value": answer}), "voice", _DAY)
        return ev.Meant(Understanding("", "command", answer, (), 1.0), "voice", _DAY)

    def _happen(self, event: ev.Event) -> None:
        before = self.state
        self.state, actions = self._world.dialogue.step(before, event)
        says = [a for a in actions if isinstance(a, do.Say)]
        if isinstance(event, ev.Meant | ev.Unclear | ev.TimerFired) or before.name is not self.state.name:
            self._said = [a.key for a in says] or self._said
        self.outcome.told += [a.key for a in says]
        self._speaking = self._speaking or bool(says)
        for action in actions:
            self._do(action, [a.key for a in says])

    def _do(self, action: do.Action, says: Sequence[str]) -> None:
        match action:
            case do.Listen():
                self._listen = action
            case do.Capture():
                self._events += [
                    ev.CardStill(action.document),
                    ev.CardRead(action.document, True, dict(_CARDS)),
                ]
            case do.AskPrecheck():
                self._events.append(ev.PrecheckDone(()))
            case do.Submit():
                self._act(action.item, dict(action.answers), "submitted")
                self._events += [ev.CaseTaken("A1", "3"), ev.CaseIssued("A1", "3", "1")]
            case do.HandOver():
                how = next(
                    (k for k in says if k.startswith("handover.") and k != "handover.why"), "emergency"
                )
                self._act(action.item, dict(action.answers), how)
                self._events.append(ev.CaseHandedOver("A1", "3", action.cause))
            case do.Wipe():
                self._events.clear()

    def _act(self, item: str | None, answers: dict[str, str], how: str) -> None:
        self.outcome.acted.append((item, answers, how))
        self.outcome.turns_at_end = self.outcome.turns


def judged(goal: Goal, outcome: Outcome) -> tuple[bool, bool]:
    """(got what she came for, an item she didn't want was acted on)."""
    right_ways = {"submitted", "handover.item", "handover.discreet", "handover.agent"}
    wanted = list(goal.items)
    wrong = False
    for item, answers, how in outcome.acted:
        by_item = how in right_ways or how.startswith("handover.because")
        if item in wanted:
            told = goal.answers.get(item or "", {})
            given = all(answers.get(name) == value for name, value in told.items())
            if by_item and (how != "submitted" if goal.needs_officer else given):
                wanted.remove(item)
        elif item is not None and by_item and item not in goal.items:
            wrong = True
    return not wanted and not wrong, wrong


def run(
    n: int | None = None, progress: Progress | None = None, sentences: Path | None = None
) -> dict[str, float | int]:
    """`n`: visits of each persona for each item and share of errors (3). `sentences`: a folder of a judge."""
    bar, paths = progress or SilentProgress(), Paths.default()
    own = read_sentences(paths.assets / "words" / "sentences")
    judge = read_judge(sentences or repository_root() / "tests" / "nlu" / "judge")
    world = World.load(paths, own)
    jobs = [
        (rate, persona, goal)
        for rate in RATES
        for persona in PERSONAS
        for goal in goals(judge, own, world.settings, persona, n or VISITS)
    ]
    won: dict[float, list[bool]] = defaultdict(list)
    by_voice: dict[float, list[bool]] = defaultdict(list)
    by_persona: dict[str, list[bool]] = defaultdict(list)
    wrong, turns, beyond = Counter[float](), [], []
    bar.begin("visits", len(jobs))
    for number, (rate, persona, goal) in enumerate(jobs):
        rng = random.Random(f"{rate} {persona} {number}")
        visitor = Visitor(goal, persona, world.settings, rng)
        outcome = Visit(world, visitor, rate, rng).run()
        success, mistaken = judged(goal, outcome)
        won[rate].append(success)
        if not visitor.touches:
            by_voice[rate].append(success)
        by_persona[f"{persona}_{round(rate * 100)}"].append(success)
        wrong[rate] += mistaken
        if success and rate == 0.0 and persona == "clear":
            turns.append(outcome.turns_at_end)
            beyond.append(outcome.turns_at_end - sum(map(len, goal.answers.values())))
        bar.reach("visits", number + 1)
    bar.end("visits")
    return {
        "visits": len(jobs),
        "success": _share(won[0.0]),
        **{f"success_{round(rate * 100)}": _share(won[rate]) for rate in RATES[1:]},
        **{f"voice_{round(rate * 100)}": _share(by_voice[rate]) for rate in RATES},
        "wrong_item": round(sum(wrong.values()) / len(jobs), 5),
        **{f"wrong_item_{round(rate * 100)}": wrong[rate] for rate in RATES},
        "turns_median": median(turns) if turns else 0,
        "beyond_slots_median": median(beyond) if beyond else 0,
        **{name: _share(found) for name, found in by_persona.items()},
    }


def _share(found: Sequence[bool]) -> float:
    return round(sum(found) / len(found), 4) if found else 0.0
