"""A scenario's citizen: answers what she is asked, by voice, in writing or by hand, and lays her cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor

from kiosk.dialogue import events as ev
from kiosk.dialogue.states import State, StateName
from kiosk.speech.types import ExpectationKind, Samples, Speech
from kiosk.terminal.conductor import Conductor
from kiosk.terminal.ears import Ears, Turn
from kiosk.terminal.recorded_ears import RecordedEars
from kiosk.terminal.timeline import Scheduled, Timeline
from kiosk.training.scenario import Citizen as Part
from kiosk.training.scenario import Laid, Step
from kiosk.training.written import written_samples
from kiosk.vision.types import Image

#: Seconds before she answers, before she touches, and until a card lies where it was asked for.
_REACTION, _TOUCH, _HAND = 0.3, 1.0, 4.0
#: Seconds that written words take.
_SECONDS_A_CHARACTER = 0.18
#: What she says or touches where the scenario is silent: she agrees.
AGREES = frozenset(
    {
        StateName.CONFIRM_ITEM,
        StateName.CONFIRM_FIELDS,
        StateName.CONFIRM_SLOTS,
        StateName.NOTICE,
        StateName.GUIDE,
    }
)
_YES = {"zh": "对。", "en": "Yes."}

Voiced = Callable[[Step], Samples]
"""The sound of what a step says."""
Drawn = Callable[[Laid], Image]
"""What the camera sees of a document."""
Says = Callable[[str, Samples | None], None]
Tap = Callable[[str, str], ev.Event | None]


def asked(state: State) -> str:
    """What a step's `at` calls the present question."""
    return f"slot.{state.slot}" if state.name is StateName.ASK_SLOT else state.name.value


class Script:
    """Which step comes next, by what is asked."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._often: Counter[str] = Counter()

    def next(self, state: State) -> Step | None:
        """None: she stays silent."""
        at = asked(state)
        mine = [step for step in self.part.steps if step.at == at]
        number = self._often[at]
        self._often[at] += 1
        if number < len(mine):
            return None if mine[number].quiet else mine[number]
        if state.name in AGREES:
            if self.part.touches_only:
                return Step(at=at, touches="command:confirm")
            return Step(at=at, says=_YES[state.language], by=self.part.agrees)
        if mine and not mine[-1].quiet:
            # She says again what she said last.
            return mine[-1]
        return None


class Scripted:
    """The ears of a scripted citizen; she speaks when they open. Owned by the conductor's thread."""

    def __init__(
        self,
        timeline: Timeline,
        pool: Executor,
        conductor: Conductor,
        script: Script,
        voiced: Voiced,
        tap: Tap,
        says: Says = lambda *_: None,
    ) -> None:
        self._says = says
        self._timeline = timeline
        self._pool = pool
        self._conductor = conductor
        self._script = script
        self._voiced = voiced
        self._tap = tap
        self._due: Scheduled | None = None
        self._tape: RecordedEars | None = None

    def open(self, kind: ExpectationKind) -> None:
        self.close()
        step = self._script.next(self._conductor.state)
        if step is None:
            return
        if step.touches:
            self._due = self._timeline.after(_TOUCH, lambda: self._touch(step))
        elif (step.by or self._script.part.by) == "writing":
            text = step.heard_as or step.says
            self._due = self._timeline.after(_REACTION, lambda: self._begin(text))
        else:
            samples = self._voiced(step)
            self._says(step.says, samples)
            self._tape = RecordedEars(
                self._timeline, self._pool, [samples], self._conductor.listening, _REACTION
            )
            self._tape.open(kind)

    def close(self) -> None:
        if self._due:
            self._due.cancel()
            self._due = None
        if self._tape:
            self._tape.close()
            self._tape = None

    def wipe(self) -> None:
        if self._tape:
            self._tape.wipe()
        self.close()

    def own_voice(self, speech: Speech | None) -> None:
        """She hears 小智, and waits until she has ended."""

    def _touch(self, step: Step) -> None:
        self._due = None
        event = self._tap(*step.touches.split(":", 1))
        if event is not None:
            self._conductor.happen(event)

    def _begin(self, text: str) -> None:
        self._says(text, None)
        self._conductor.listening.started()
        begun = self._timeline.now()
        self._due = self._timeline.after(_SECONDS_A_CHARACTER * len(text), lambda: self._end(text, begun))

    def _end(self, text: str, begun: float) -> None:
        self._due = None
        self._conductor.listening.heard(Turn(written_samples(text), begun, self._timeline.now(), False))


class Table:
    """What lies under the camera: laid some time after it is asked for, gone when read. A FrameSource."""

    name = "a scenario's table"

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._lies: Image | None = None
        self._from = 0.0

    def lay(self, card: Image | None, after: float) -> None:
        """`card` lies there in `after` seconds; None: nothing does."""
        self._lies, self._from = card, self._timeline.now() + after

    def read(self) -> Image | None:
        return self._lies if self._lies is not None and self._timeline.now() >= self._from else None

    def taken(self) -> None:
        self._lies = None

    def close(self) -> None:
        self._lies = None


class Hand(Table):
    """Lays what a scenario says for each document."""

    name = "a scenario's hand"

    def __init__(self, timeline: Timeline, lays: list[Laid], drawn: Drawn) -> None:
        super().__init__(timeline)
        self._lays = list(lays)
        self._drawn = drawn

    def asked(self, document: str) -> None:
        """The next one for this document; the last one is laid again and again."""
        laid = next((one for one in self._lays if one.to in ("", document)), None)
        if laid is None:
            self.taken()
            return
        if sum(one.to in ("", document) for one in self._lays) > 1:
            self._lays.remove(laid)
        self.lay(self._drawn(laid), _HAND)


class Visitor:
    """Both together: what `run_visit` takes for a citizen."""

    def __init__(
        self, part: Part, voiced: Voiced, drawn: Drawn, tap: Tap, says: Says = lambda *_: None
    ) -> None:
        """`says`: told what she says as she begins, with its sound where there is one."""
        self._says = says
        self._part = part
        self._voiced = voiced
        self._drawn = drawn
        self._tap = tap

    def hand(self, timeline: Timeline) -> Hand:
        return Hand(timeline, self._part.lays, self._drawn)

    def ears(self, timeline: Timeline, pool: Executor, conductor: Conductor) -> Ears:
        return Scripted(timeline, pool, conductor, Script(self._part), self._voiced, self._tap, self._says)
