"""Manual entry: a whole case typed by an officer, without microphone, camera or register."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Slot

from kiosk.core.clock import local_day
from kiosk.core.errors import KioskError
from kiosk.desk.hand_client import HandClient
from kiosk.desk.hand_schemas import EntryLine, EntryList
from kiosk.desk.schemas import CaseView
from kiosk.terminal.forms.checking import Checked, followed
from kiosk.terminal.forms.drafts import Draft
from kiosk.terminal.forms.handing_in import submission_of
from kiosk.terminal.forms.kit import FormKit, load_kit
from kiosk.terminal.forms.model import FormField, ItemForm
from ui.staff.entry_view import entry_view
from ui.staff.page import PageModel, Room

#: Milliseconds after the last key until the draft is on the disk.
_SETTLES = 400
#: Seconds between two looks at the cases that wait.
_LOOK = 3000


class EntryModel(PageModel):
    """Either the list (items, drafts, what waits) or one form."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._hand = HandClient(room.client.line)
        self._kit: FormKit | None = None
        self._draft: Draft | None = None
        self._typed: dict[str, str] = {}
        self._left: set[str] = set()
        """Lines that she has been on: what is missing there is said."""
        self._at = ""
        self._waiting: tuple[EntryLine, ...] = ()
        self._sending = False
        self._discard = False
        self._saver = QTimer(self)
        self._saver.setSingleShot(True)
        self._saver.setInterval(_SETTLES)
        self._saver.timeout.connect(self.save)
        self._looker = QTimer(self)
        self._looker.setInterval(_LOOK)
        self._looker.timeout.connect(self.look)

    # -- coming and going

    def enter(self) -> None:
        if self._kit is None:
            self.room.work.run(lambda: load_kit(self.room.assets), self._loaded, self.room.problem)
        self.look()
        self._looker.start()
        self.changed.emit()

    def leave(self) -> None:
        """What was typed is on the disk; the page waits as it is."""
        self._looker.stop()
        self.save()

    def close(self) -> None:
        self.leave()
        self._forget()
        self._waiting = ()
        self.changed.emit()

    def _loaded(self, kit: FormKit) -> None:
        self._kit = kit
        self.changed.emit()

    # -- the list

    @Slot()
    def look(self) -> None:
        """What waits for a register."""
        if self.room.staff():
            self.room.work.run(self._hand.entries, self._looked, lambda _: None)

    def _looked(self, found: EntryList) -> None:
        if tuple(found.entries) != self._waiting:
            self._waiting = tuple(found.entries)
            self.changed.emit()

    @Slot(str)
    def begin(self, item: str) -> None:
        """A new form."""
        if self._kit is not None and item in self._kit.forms:
            self._open(self.room.drafts.new(item, self.room.staff()))

    @Slot(str)
    def resume(self, draft_id: str) -> None:
        """One that was left."""
        found = [d for d in self.room.drafts.all(self.room.staff()) if d.id == draft_id]
        if found and self._kit is not None and found[0].item in self._kit.forms:
            self._open(found[0])

    def _open(self, draft: Draft) -> None:
        self._draft, self._typed, self._left = draft, dict(draft.typed), set()
        self._at, self._discard = "", False
        self.changed.emit()

    # -- typing

    @Slot(str, str)
    def type(self, key: str, text: str) -> None:
        """A line as it stands now."""
        if self._draft is None or self._typed.get(key, "") == text:
            return
        self._typed[key] = text
        self._at = key
        if self._kit is not None and text:
            self._follow(key)
        self._saver.start()
        self.changed.emit()

    def _follow(self, key: str) -> None:
        """A whole ID number tells birth and sex: lines that are empty are filled in."""
        found = self.checked()
        form = self.form
        if found is None or form is None or key not in found.values:
            return
        if form.by_key[key].kind == "id_number":
            for name, value in followed(form, found.values).items():
                if not self._typed.get(name):
                    self._typed[name] = value

    @Slot(str)
    def come(self, key: str) -> None:
        """The line that is typed in now."""
        if self._at != key:
            self._left |= {self._at} - {""}
            self._at = key
            self.changed.emit()

    @Slot(str, str)
    def take(self, key: str, text: str) -> None:
        """What was offered; what is long goes on being typed."""
        self.type(key, text)

    @Slot()
    def save(self) -> None:
        """On the disk now. Nothing typed, nothing kept."""
        self._saver.stop()
        draft = self._draft
        if draft is not None and any(self._typed.values()) and dict(draft.typed) != self._typed:
            self._draft = self.room.drafts.save(draft, self._typed)

    # -- its end

    @Slot()
    def hand_in(self) -> None:
        """To the desk; with faults the first of them is shown instead."""
        found, form, draft = self.checked(), self.form, self._draft
        if found is None or form is None or draft is None or self._sending:
            return
        self._left |= set(form.by_key)
        if not found.whole:
            self._at = next(f.key for f in form.fields if f.key in found.faults)
            self.room.tell("problem", self.room.words.say("entry.faults", n=len(found.faults)))
            self.changed.emit()
            return
        self.save()
        self._sending = True
        self.changed.emit()
        sent = submission_of(form, found, draft.id, self.room.settings.office)
        self.room.work.run(lambda: self._hand.enter(sent), lambda v: self._entered(draft, v), self._failed)

    def _entered(self, draft: Draft, view: CaseView) -> None:
        self.room.drafts.drop(draft.id)
        self._sending = False
        self._forget()
        self.room.tell("done", self.room.words.say("entry.done", ticket=view.ticket, window=view.window))
        self.look()
        self.changed.emit()

    def _failed(self, error: KioskError) -> None:
        """The draft stays; handed in again it is the same case."""
        self._sending = False
        self.room.problem(error)
        self.changed.emit()

    @Slot()
    def back(self) -> None:
        """To the list; the draft stays."""
        self.save()
        self._forget()
        self.changed.emit()

    @Slot()
    def discard(self) -> None:
        """Thrown away; asked for twice."""
        if self._draft is None:
            return
        if not self._discard:
            self._discard = True
            self.changed.emit()
            return
        self._saver.stop()
        self.room.drafts.drop(self._draft.id)
        self._forget()
        self.room.tell("note", self.room.words.say("entry.discarded"))
        self.changed.emit()

    def _forget(self) -> None:
        self._saver.stop()
        self._draft, self._typed, self._left, self._at, self._discard = None, {}, set(), "", False

    # -- what the page shows

    @property
    def form(self) -> ItemForm | None:
        if self._kit is None or self._draft is None:
            return None
        return self._kit.forms.get(self._draft.item)

    @property
    def draft(self) -> Draft | None:
        return self._draft

    def checked(self) -> Checked | None:
        if self._kit is None or self._draft is None:
            return None
        day = local_day(self.room.clock.now()).isoformat()
        return self._kit.check(self._draft.item, self._typed, day)

    def _offers(self, one: FormField) -> list[str]:
        assert self._kit is not None
        number = self._typed.get(f"{one.owner}.id_number", "")
        text = self._typed.get(one.key, "")
        return list(self._kit.completion.offers(one, text, number, self.room.language))

    def _view(self) -> dict[str, Any]:
        if self._kit is None:
            return {"mode": "loading"}
        form, found = self.form, self.checked()
        if form is None or found is None:
            drafts = self.room.drafts.all(self.room.staff()) if self.room.staff() else []
            return {
                "mode": "list",
                "items": [
                    {"id": f.item, "name": f.name.get(self.room.language)} for f in self._kit.forms.values()
                ],
                "drafts": [
                    {
                        "id": d.id,
                        "name": self._kit.forms[d.item].name.get(self.room.language),
                        "saved": d.saved.astimezone().strftime("%H:%M"),
                        "lines": sum(bool(v) for v in d.typed.values()),
                    }
                    for d in drafts
                    if d.item in self._kit.forms
                ],
                "waiting": [
                    {
                        "ticket": e.ticket,
                        "name": self._kit.forms[e.item].name.get(self.room.language)
                        if e.item in self._kit.forms
                        else e.item,
                        "waits": e.waits,
                    }
                    for e in self._waiting
                ],
            }
        at = form.by_key.get(self._at)
        offers = self._offers(at) if at is not None else []
        return entry_view(
            form, self._typed, found, self._kit, self.room.language, self._left, self._at, offers
        ) | {
            "sending": self._sending,
            "discard": self._discard,
        }
