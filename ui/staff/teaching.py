"""Teaching: an item's parameters and sentences in a form; what a change does; two officers' signatures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Slot

from kiosk.core.errors import KioskError
from kiosk.core.paths import Paths
from kiosk.desk.hand_client import TeachingClient
from kiosk.desk.teaching_schemas import (
    ChangeWish,
    DraftView,
    DraftWish,
    SignedView,
    TaughtItems,
    TeachableView,
)
from ui.staff.page import PageModel, Room
from ui.staff.sentences import SentenceLook


class TeachingModel(PageModel):
    """The list of items, or one item with what was changed of it so far."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._client = TeachingClient(room.client.line)
        self._look = SentenceLook(room.assets, room.state, Paths.default().understanding)
        self._items: TaughtItems | None = None
        self._one: TeachableView | None = None
        self._changes: dict[tuple[str, str], str] = {}
        """(kind, name) -> the new value."""
        self._draft: DraftView | None = None
        self._near: tuple[tuple[str, bool], ...] | None = None
        self._busy = False
        self._retiring = ""

    def enter(self) -> None:
        self.refresh()

    def close(self) -> None:
        self._items, self._one, self._draft, self._near = None, None, None, None
        self._changes.clear()
        self.changed.emit()

    # -- verbs

    @Slot()
    def refresh(self) -> None:
        if self.room.staff():
            self.room.work.run(self._client.items, self._listed, self.room.problem)

    def _listed(self, found: TaughtItems) -> None:
        self._items = found
        self.changed.emit()

    @Slot(str)
    def open(self, item: str) -> None:
        self.room.work.run(partial(self._client.teachable, item), self._opened, self.room.problem)

    def _opened(self, one: TeachableView) -> None:
        self._one, self._draft, self._near, self._retiring = one, None, None, ""
        self._changes.clear()
        self.changed.emit()

    @Slot()
    def back(self) -> None:
        self._one, self._draft, self._near = None, None, None
        self._changes.clear()
        self.refresh()
        self.changed.emit()

    @Slot(str, str, str)
    def change(self, kind: str, name: str, value: str) -> None:
        """As it stands in the form; what is as before is no change."""
        if value.strip() and value.strip() != self._before().get((kind, name), ""):
            self._changes[(kind, name)] = value.strip()
        else:
            self._changes.pop((kind, name), None)
        self._draft = None
        self.changed.emit()

    @Slot()
    def try_out(self) -> None:
        """Check, examples and the desk's own cases at once; a new sentence against all that are known."""
        one = self._one
        if one is None or not self._changes or self._busy:
            return
        wish = DraftWish(changes=[ChangeWish(kind=k, name=n, value=v) for (k, n), v in self._changes.items()])
        self._busy = True
        self.changed.emit()
        tried = partial(self._tried, one, dict(self._changes))
        self.room.work.run(lambda: self._client.draft(one.item, wish), tried, self._failed)
        sentence = self._changes.get(("sentence", ""))
        if sentence:
            self.look_at(sentence)

    def _tried(self, one: TeachableView, changes: dict[tuple[str, str], str], draft: DraftView) -> None:
        self._busy = False
        if one is self._one and changes == self._changes:
            # Only what stands in the form may be signed.
            self._draft = draft
        self.changed.emit()

    def _failed(self, error: KioskError) -> None:
        self._busy = False
        self.room.problem(error)
        self.changed.emit()

    @Slot(str)
    def look_at(self, sentence: str) -> None:
        """Which sentences of other items would be drawn in by it."""
        one = self._one
        if one is not None:
            self.room.work.run(lambda: self._look.look(one.item, sentence), self._looked, self.room.problem)

    def _looked(self, near: tuple[tuple[str, bool], ...]) -> None:
        self._near = near
        self.changed.emit()

    @Slot(str)
    def sign(self, from_: str) -> None:
        """The draft that was tried out, in force from that day ('' for today), once two have signed."""
        draft = self._draft
        if draft is None or self._busy:
            return
        try:
            day = date.fromisoformat(from_) if from_.strip() else None
        except ValueError:
            self.room.tell("problem", self.room.words.say("teach.bad_day"))
            return
        self._sign(draft.item, draft.digest, day)

    @Slot(str, str)
    def second(self, item: str, digest: str) -> None:
        """The other officer's signature."""
        self._sign(item, digest, None)

    def _sign(self, item: str, digest: str, day: date | None) -> None:
        self._busy = True
        self.room.work.run(partial(self._client.sign, item, digest, day), self._signed, self._failed)

    def _signed(self, view: SignedView) -> None:
        self._busy = False
        key = "teach.approved" if view.complete else "teach.one_signed"
        self.room.tell("done", self.room.words.say(key, day=view.in_force_from.isoformat()))
        self.back()

    @Slot(str)
    def retire(self, item: str) -> None:
        """What is in force ends; asked for twice."""
        if self._retiring != item:
            self._retiring = item
            self.changed.emit()
            return
        self._retiring = ""
        self.room.work.run(partial(self._client.retire, item), lambda _: self._retired(), self.room.problem)

    def _retired(self) -> None:
        self.room.tell("done", self.room.words.say("teach.retired"))
        self.refresh()

    @Slot(str)
    def forget(self, sentence: str) -> None:
        """A candidate that is nothing."""
        self._look.candidates.drop(sentence)
        self.changed.emit()

    # -- what the page shows

    def _before(self) -> dict[tuple[str, str], str]:
        one = self._one
        if one is None:
            return {}
        before = {("parameter", p.name): p.value for p in one.parameters}
        return before | {("citizen_zh", r.rule): r.zh for r in one.rules}

    def _view(self) -> dict[str, Any]:
        zh = self.room.language == "zh"
        if self._items is None:
            return {"mode": "loading"}
        if self._one is None:
            return self._list(zh)
        one = self._one
        return {
            "mode": "item",
            "item": self.room.names.item(one.item),
            "version": one.version,
            "parameters": [
                {
                    "name": p.name,
                    "label": p.zh if zh else p.en,
                    "article": p.article,
                    "value": self._changes.get(("parameter", p.name), p.value),
                    "changed": ("parameter", p.name) in self._changes,
                }
                for p in one.parameters
            ],
            "rules": [
                {
                    "name": r.rule,
                    "value": self._changes.get(("citizen_zh", r.rule), r.zh),
                    "changed": ("citizen_zh", r.rule) in self._changes,
                }
                for r in one.rules
            ],
            "sentence": self._changes.get(("sentence", ""), ""),
            "candidates": [{"text": t, "n": n} for t, n in self._look.candidates.all().items()][:8],
            "changes": len(self._changes),
            "busy": self._busy,
            "draft": self._drafted(),
            "near": [{"text": t, "pulled": p} for t, p in self._near or ()],
            "looked": self._near is not None,
        }

    def _drafted(self) -> Mapping[str, Any]:
        draft = self._draft
        if draft is None:
            return {}
        otherwise = "，".join(f"{k.replace('>', ' → ')} {n}" for k, n in draft.otherwise.items())
        words = self.room.words
        replayed = words.say("teach.replayed", n=draft.cases, same=draft.same)
        return {
            "version": draft.version,
            "differences": draft.differences,
            "findings": draft.findings,
            "examples": words.say("teach.examples", n=draft.examples),
            "replayed": replayed + (f" {otherwise}" if otherwise else ""),
            "good": not draft.findings,
        }

    def _list(self, zh: bool) -> dict[str, Any]:
        assert self._items is not None
        names = {i.item: i.zh if zh else i.en for i in self._items.items}
        return {
            "mode": "list",
            "items": [
                {
                    "id": i.item,
                    "name": names[i.item],
                    "version": i.version,
                    "signed": bool(i.signers),
                    "state": "、".join(i.signers)
                    if i.signers
                    else self.room.words.say("teach.shipped" if i.version else "teach.not_in_force"),
                    "retiring": i.item == self._retiring,
                }
                for i in self._items.items
            ],
            "waiting": [
                {
                    "id": w.item,
                    "digest": w.digest,
                    "name": names.get(w.item, w.item),
                    "version": w.digest[:12],
                    "who": "、".join(w.signers),
                    "day": w.in_force_from.isoformat(),
                    "complete": w.complete,
                }
                for w in self._items.waiting
            ],
            "problems": self._items.problems,
        }
