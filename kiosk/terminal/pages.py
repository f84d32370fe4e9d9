"""From what the dialogue wants shown to a whole view, in the visitor's language."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from kiosk.catalogue.guide import GuideLine
from kiosk.catalogue.prompts import Prompts
from kiosk.core.id_number import mask_id_number
from kiosk.core.text import Bilingual, Language
from kiosk.desk.schemas import Stage
from kiosk.dialogue.actions import Show
from kiosk.dialogue.states import State
from kiosk.dialogue.told import Aid
from kiosk.terminal.guidance import Guidance
from kiosk.terminal.officer_pages import OFFICERS, OfficerPages
from kiosk.terminal.screen import Asks, Choice, Face, FieldView, ReasonLine, StageView, View
from kiosk.vision.types import CardReading, Image

_log = logging.getLogger("kiosk.terminal")
_ASKS: dict[str, Asks] = {kind: kind for kind in get_args(Asks) if kind}
_MONTHS = tuple(str(n) for n in range(1, 13))
#: Commands that every page offers, from left to right.
#: Fields that are ID numbers: a driving licence has its holder's.
_NUMBERS = frozenset({"id_number", "licence_number"})
_ALWAYS = ("back", "repeat", "staff", "elder_mode")


#: On these the citizen waits and is not asked to speak.
_MACHINE_WORKS = frozenset({"recognise", "checking"})
#: Where a slip would tell the number.
_NUMBERED = frozenset({"result", "handover"})
_LAST_WAY = 9
#: Any of these lost: nobody can be heard; 小智 can't be heard.
DEAF = frozenset({"microphone", "muted", "switched_off"})
MUTE = frozenset({"loudspeaker", "silent"})
#: Seconds: what was quicker is said to be so.
_SHORTEST = 0.1
#: Small words of the window itself.
_WORDS = "label.touch."


class Pages:
    """Holds the view that is on the screen, and turns it into the next one."""

    def __init__(
        self,
        prompts: Prompts,
        items: Mapping[str, Bilingual],
        departments: Mapping[str, Bilingual] | None = None,
        offered: Sequence[str] = (),
        guidance: Guidance | None = None,
        officers: OfficerPages | None = None,
    ) -> None:
        """`items` and `departments`: an item's id to its name and its department's.

        `offered`: what the standby page says it can do. `guidance`: what is told of items beside their names.
        """
        self._offered = frozenset(offered)
        self._guidance = guidance
        self._officers = officers or OfficerPages(prompts, {})
        self._so_far: list[tuple[str, str]] = []
        self._prompts = prompts
        self._keys = prompts.keys()
        self._small_words = sorted(k for k in self._keys if k.startswith(_WORDS))
        self._items = items
        self._departments = departments or {}
        self._view = self._blank("zh")
        self._lost: frozenset[str] = frozenset()
        """Devices that give nothing just now; that outlives a visit."""
        self._heard_on = ""
        """The page on which something was heard last: shown there and on the next one."""

    def sentence(self, key: str, values: Mapping[str, str], language: Language, variant: int = 0) -> str:
        """A prompt with its values; an item's id becomes its name. `variant`: the second, third asking."""
        return self._prompts.text(key, language, variant=variant, **self._named(values, language))

    def turn(self, show: Show, state: State, readings: Sequence[CardReading]) -> View:
        """Turn to a page."""
        language = state.language
        if show.page in OFFICERS:
            return self._now(self._officers_page(show, state))
        same = show.page == self._view.page
        view = replace(
            _helping(self._blank(language), state),
            page=show.page,
            title=self._text(f"page.{show.page}.title", language),
            hint=self._text(self._for_ears(f"page.{show.page}.hint"), language),
            large=state.large,
            face="thinking" if show.page in _MACHINE_WORKS else "idle",
            caption=self._view.caption if same else self._silent_caption(show.page, language),
            heard=self._view.heard if self._view.page in (self._heard_on, show.page) else "",
            choices=()
            if show.page == "question"
            else tuple(self._choice(c, show.page, language) for c in show.choices),
            always=self._always(language),
            item=state.item or "",
            countdown=_seconds(show.values.get("seconds")),
            countdown_round=self._view.countdown_round + 1,
            cause=show.values.get("cause", ""),
            document=show.values.get("document", ""),
        )
        if show.page == "confirm_fields":
            fields = self._fields(readings, state, language)
            view = replace(view, fields=fields, card=_last_card(readings))
        if show.page == "recognise" and readings:
            view = replace(view, card=_last_card(readings))
        if show.page in ("checking", "result"):
            view = replace(view, stages=self._stages(show, state))
            if all(stage.done for stage in view.stages):
                view = replace(view, face="idle")
        if show.page == "question":
            view = self._question(view, show, language)
        if state.item and state.item in self._items:
            view = replace(view, subtitle=self._items[state.item].get(language))
        facts = {k: show.values[k] for k in ("window", "ticket") if show.values.get(k)}
        view = replace(view, facts={self._text(f"label.{k}", language): v for k, v in facts.items()})
        view = self._turned(view, show, language)
        view = self._told(view, show, state)
        told = f"handover.cause.{view.cause}"
        if show.page == "handover" and told in self._keys:
            view = replace(view, hint=self._text(told, language))
        if show.values.get("reason"):
            view = replace(view, hint=show.values["reason"])
        lost = f"error.{show.values.get('device', '')}_lost"
        if show.page == "device" and lost in self._keys:
            view = replace(view, hint=self._text(lost, language))
        return self._now(view)

    def _turned(self, view: View, show: Show, language: Language) -> View:
        """What a page says otherwise by what is the matter."""
        if show.page == "emergency":
            kind = show.values.get("kind", "police")
            own = f"page.emergency.hint.{kind}"
            number = self._text(f"label.emergency.{kind}", language)
            view = replace(view, words={**view.words, "emergency.number": number})
            return replace(view, hint=self._text(own, language)) if own in self._keys else view
        if show.page == "goodbye" and not show.values.get("card"):
            return replace(view, hint=self._text("page.goodbye.hint.none", language))
        if show.page == "handover" and show.values.get("window"):
            where, office = show.values["window"], show.values.get("office", "")
            # Extra values are no harm: the sentence takes what it has a place for.
            key = "page.handover.title.elsewhere" if office else "page.handover.title.go"
            return replace(view, title=self._prompts.text(key, language, window=where, office=office))
        return view

    def _verified(self, view: View, show: Show, language: Language) -> View:
        """What is known of a paper: whether it stands, in words and by its picture, and what to compare."""
        status = show.values["status"]
        told = self._named({n: show.values.get(n, "") for n in ("number", "about", "day")}, language)
        labels = {n: self._text(f"label.paper.{n}", language) for n in told}
        lines = tuple(GuideLine(n, labels[n], (text,)) for n, text in told.items() if text)
        return replace(
            view,
            title=self._text(f"page.verify.title.{status}", language),
            hint=self._text(f"page.verify.hint.{status}", language),
            cause=status,
            guide=lines,
        )

    def _told(self, view: View, show: Show, state: State) -> View:
        """What is known of items and of the decision."""
        language = state.language
        if view.page == "verify" and show.values.get("status"):
            return self._verified(view, show, language)
        if view.page == "why":
            lines = tuple(ReasonLine(r.get(language), r.basis, r.holds) for r in state.reasons)
            return replace(view, reasons=lines)
        if view.page == "cover":
            # Not even what is being done.
            return replace(view, subtitle=self._text("title.subtitle", language), heard="", item="")
        if self._guidance is None:
            return view
        if view.page == "home":
            return replace(view, happenings=self._guidance.happenings(language))
        if view.page == "guide" and state.item:
            view = replace(view, guide=self._guidance.lines(state.item, language))
            if self._guidance.items[state.item].by_officer:
                confirm = replace(view.choices[0], label=self._text("button.guide.officer", language))
                hint = self._text("page.guide.hint.officer", language)
                view = replace(view, choices=(confirm, *view.choices[1:]), hint=hint)
        return view

    def _officers_page(self, show: Show, state: State) -> View:
        """Nothing of the citizen's page stays on it: while somebody signs in it masks the visit."""
        language = state.language
        blank = self._blank(language)
        names = tuple(self._choice(i, show.page, language) for i in self._items)
        shown = self._officers.view(show, state, names, tuple(self._so_far))
        hint = self._officers.hint(shown, show.page)
        return replace(
            blank,
            page=show.page,
            title=self._text(f"page.{show.page}.title", language),
            hint=self._text(hint, language),
            large=state.large,
            choices=(),
            words={**blank.words, **self._officers.words(language)},
            officer=shown,
        )

    def remember(self, who: str, text: str) -> None:
        """What was said in this visit, for the officer who may take it over."""
        if text:
            self._so_far.append((who, text))

    def look(self, state: State) -> View:
        """The same page, as she now wants to see it."""
        view = _helping(self._view, state)
        return self._now(replace(view, aids=self._aids(view)))

    def _aids(self, view: View) -> tuple[Choice, ...]:
        return tuple(
            Choice(name, "aid", self._text(f"button.{name}", view.language), on=getattr(view, name))
            for name in get_args(Aid)
        )

    def countdown(self, seconds: float | None) -> View:
        """Something happens by itself in so many seconds, unless she does something; None: no more."""
        anew = self._view.countdown_round + 1
        return self._now(replace(self._view, countdown=seconds, countdown_round=anew))

    def device(self, device: str, there: bool) -> View:
        """A device was lost, or is there again."""
        self._lost = self._lost - {device} if there else self._lost | {device}
        return self._now(self._view)

    def face(self, face: Face) -> View:
        if face == "listening" and self._lost & DEAF:
            face = "idle"
        return self._now(replace(self._view, face=face))

    def caption(self, text: str) -> View:
        return self._now(replace(self._view, caption=text, face="speaking"))

    def heard(self, text: str) -> View:
        self._heard_on = self._view.page
        label = self._text("label.heard", self._view.language)
        return self._now(replace(self._view, heard=f"{label}：{text}" if text else ""))

    def standby(self, language: Language, closed: bool = False) -> View:
        """What is shown while nobody is there; `closed`: that nobody is served here."""
        if not closed:
            return self._now(self._blank(language))
        title, hint = (self._text(f"page.closed.{part}", language) for part in ("title", "hint"))
        return self._now(replace(self._blank(language), page="closed", title=title, hint=hint, choices=()))

    def forget(self) -> None:
        """Back to the standby page; nothing of the visit is kept."""
        self._view = self._blank(self._view.language)
        self._so_far.clear()

    def _now(self, view: View) -> View:
        notice = self._notice(view)
        idle = "state.deaf" if self._lost & DEAF else "state.idle"
        words = {**view.words, "state.idle": self._text(_WORDS + idle, view.language)}
        view = replace(view, notice=notice, words=words)
        if view.page == "standby":
            # Nobody is asked to speak to somebody who can't hear.
            view = replace(view, hint=notice or self._text("page.standby.hint", view.language))
        self._view = view
        return view

    def _notice(self, view: View) -> str:
        """One line for what is lost and matters here; the gravest first."""
        deaf, mute = self._lost & DEAF, self._lost & MUTE
        told = ""
        if "covered" in self._lost and view.page == "place_card":
            told = "covered"
        elif deaf and mute:
            told = "sound"
        elif deaf:
            told = "microphone" if "microphone" in deaf else "muted"
        elif mute:
            told = "loudspeaker" if "loudspeaker" in mute else "silent"
        elif "printer" in self._lost and view.page in _NUMBERED:
            told = "printer"
        return self._text(f"label.notice.{told}", view.language) if told else ""

    def _blank(self, language: Language) -> View:
        blank = View(
            page="standby",
            title=self._text("page.standby.title", language),
            hint=self._text("page.standby.hint", language),
            hall=self._text("title.hall", language),
            subtitle=self._text("title.subtitle", language),
            language=language,
            choices=tuple(self._choice(i, "standby", language) for i in self._items if i in self._offered),
            always=self._always(language),
            words={
                k.removeprefix(_WORDS): self._text(k, language) for k in self._keys if k.startswith(_WORDS)
            },
        )
        return replace(blank, aids=self._aids(blank))

    def _text(self, key: str, language: Language) -> str:
        return self._prompts.text(key, language)

    def _for_ears(self, key: str) -> str:
        """The prompt's own words for a kiosk that can't hear, where there are any."""
        deaf = f"{key}.deaf"
        return deaf if self._lost & DEAF and deaf in self._keys else key

    def _named(self, values: Mapping[str, str], language: Language) -> dict[str, str]:
        return {k: self._items[v].get(language) if v in self._items else v for k, v in values.items()}

    def _silent_caption(self, page: str, language: Language) -> str:
        """What stands in 小智's bubble on a page on which she says nothing."""
        key = f"page.{page}.caption"
        return self._text(key, language) if key in self._keys else ""

    def _question(self, view: View, show: Show, language: Language) -> View:
        """The item's own words, and the keys or buttons for its kind of answer."""
        values = show.values
        kind = _ASKS.get(values.get("kind", ""), "choice")
        # The last way of asking names only keys and buttons.
        variant = _LAST_WAY if self._lost & DEAF else 0
        words = {
            n: self._prompts.text(self._for_ears(values[n]), language, variant=variant, **values)
            for n in ("title", "hint")
            if values.get(n) in self._keys
        }
        slot = values.get("slot", "")
        own = f"page.question.{slot}.title"
        if own in self._keys:
            # What is asked aloud for two days at once has keys for one.
            words["title"] = self._text(own, language)
        if kind == "months":
            wanted = show.choices or _MONTHS
            choices = tuple(
                Choice(n, "value", self._prompts.text("label.months", language, months=n)) for n in wanted
            )
        else:
            choices = tuple(self._answer(c, slot, language) for c in show.choices)
        length = int(values.get("length") or 0)
        return replace(view, slot=slot, asks=kind, length=length, choices=choices, **words)  # type: ignore[arg-type]

    def _answer(self, choice: str, slot: str, language: Language) -> Choice:
        """One of the answers to a question: its words are `choice.SLOT.ID`; a command keeps its own."""
        key = f"choice.{slot}.{choice}"
        if key in self._keys:
            return Choice(choice, "value", self._text(key, language))
        if f"button.{slot}.{choice}" in self._keys:
            return Choice(choice, "command", self._text(f"button.{slot}.{choice}", language))
        if f"button.{choice}" in self._keys:
            return self._choice(choice, "question", language)
        _log.error("an answer has no words", extra={"code": "no_words", "key": key})
        return Choice(choice, "value", choice)

    def _choice(self, choice: str, page: str, language: Language) -> Choice:
        """A button; a page may have its own word for a command (开始 on the notice)."""
        if choice in self._items:
            group = self._departments[choice].get(language) if choice in self._departments else ""
            minor = bool(self._offered) and choice not in self._offered
            name = self._items[choice].get(language)
            if self._guidance is None:
                return Choice(choice, "item", name, group, minor)
            spelled: tuple[str, ...] = ()
            if page == "home":
                spelled = self._guidance.spelled(choice, language)
            short = self._guidance.short(choice, language)
            return Choice(choice, "item", name, group, minor, short, spelled)
        own = f"button.{page}.{choice}"
        key = own if own in self._keys else f"button.{choice}"
        return Choice(choice, "rating" if choice.isdigit() else "command", self._text(key, language))

    def _always(self, language: Language) -> tuple[Choice, ...]:
        """What every page offers."""
        commands = tuple(Choice(c, "command", self._text(f"button.{c}", language)) for c in _ALWAYS)
        other: Language = "en" if language == "zh" else "zh"
        return (*commands, Choice(other, "language", self._text("button.language", language)))

    def _fields(
        self, readings: Sequence[CardReading], state: State, language: Language
    ) -> tuple[FieldView, ...]:
        """What was read beside its crop; where an officer has put it right, or typed it, her value."""
        shown = []
        held = {d.document: d.fields for d in state.documents}
        read = {r.document or "": r for r in _accepted(readings)}
        for document in dict.fromkeys((*read, *held)):
            crops = {n: f.crop for n, f in read[document].fields.items()} if document in read else {}
            values = {n: f.value for n, f in read[document].fields.items()} if document in read else {}
            for name, text in {**values, **held.get(document, {})}.items():
                value = mask_id_number(text) if name in _NUMBERS else text
                value = self._text("value.long-term", language) if value == "long-term" else value
                crop = crops.get(name) if text == values.get(name) else None
                label = self._text(f"label.{name}", language)
                if crop is not None and name in _twins(read.get(document)):
                    label = self._prompts.text("label.look-closely", language, label=label)
                shown.append(FieldView(label, value, crop))
        return tuple(shown)

    def _stages(self, show: Show, state: State) -> tuple[StageView, ...]:
        language = state.language
        order = [stage.value for stage in Stage]
        last = order[-1] if show.page == "result" else show.values.get("done", "")
        done = order.index(last) if last in order else -1
        return tuple(
            StageView(s, self._text(f"stage.{s}", language), i <= done, self._took(s, state))
            for i, s in enumerate(order)
        )

    def _took(self, stage: str, state: State) -> str:
        if stage not in state.stages:
            return ""
        seconds = state.stages[stage]
        if seconds < _SHORTEST:
            return self._text("label.took.less", state.language)
        return self._prompts.text("label.took", state.language, seconds=f"{seconds:.1f}")


def _helping(view: View, state: State) -> View:
    """With the aids that she chose."""
    on = {name: name in state.aids for name in get_args(Aid)}
    aids = tuple(replace(aid, on=aid.id in state.aids) for aid in view.aids)
    return replace(view, aids=aids, **on)  # type: ignore[arg-type]


def _seconds(text: str | None) -> float | None:
    return float(text) if text else None


def _twins(reading: CardReading | None) -> frozenset[str]:
    """Fields with a character that is easily taken for another."""
    notes = reading.notes if reading is not None else ()
    return frozenset(n.field for n in notes if n.code == "lookalike" and n.field)


def _accepted(readings: Sequence[CardReading]) -> list[CardReading]:
    """The newest accepted reading of each document, in the order they were laid."""
    newest = {r.document: r for r in readings if r.accepted}
    return list(newest.values())


def _last_card(readings: Sequence[CardReading]) -> Image | None:
    return readings[-1].card if readings else None
