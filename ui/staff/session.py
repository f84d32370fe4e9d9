"""Who is signed in: sign-in, lock after three minutes, lock-out told. The desk knows, this only tells."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.core.clock import Clock
from kiosk.core.errors import KioskError
from kiosk.desk.staff_client import StaffClient
from kiosk.desk.staff_schemas import SessionView
from ui.staff.page import LIST
from ui.staff.settings import StaffSettings
from ui.staff.words import Words
from ui.staff.work import Work

OUT, IN, LOCKED = "out", "in", "locked"


class SessionModel(QObject):
    """`phase`: out, in, or locked. While locked nobody is signed in at the desk; the pages wait unseen."""

    changed = Signal()

    def __init__(
        self,
        client: StaffClient,
        work: Work,
        words: Words,
        settings: StaffSettings,
        clock: Clock,
    ) -> None:
        super().__init__()
        self._client = client
        self._work = work
        self._words = words
        self._settings = settings
        self._clock = clock
        self._view: SessionView | None = None
        self._phase = OUT
        self._busy = False
        self._attempt = 0
        """Counts sign-ins: the answer to one that was given up signs nobody in."""
        self._error: KioskError | None = None
        self._by_itself = False
        self._touched = clock.monotonic()
        self.on_in: Callable[[bool], None] = lambda same: None
        """Somebody has signed in; `same`: who had locked the window."""
        self.on_out: Callable[[], None] = lambda: None
        self.on_lock: Callable[[], None] = lambda: None

    @property
    def staff(self) -> str:
        return self._view.staff if self._view is not None else ""

    @property
    def phase_now(self) -> str:
        return self._phase

    @property
    def rights(self) -> frozenset[str]:
        """Of who is signed in; nothing while the window is locked."""
        return frozenset(self._view.rights) if self._view is not None and self._phase == IN else frozenset()

    # -- verbs

    @Slot(str, str, str)
    def sign_in(self, staff: str, password: str, code: str) -> None:
        """Also how a lock is opened."""
        if self._busy or not staff.strip() or not password:
            return
        self._busy, self._error = True, None
        self.changed.emit()
        name, secret, digits = staff.strip(), password, code.strip()
        self._attempt += 1
        attempt = self._attempt

        def call() -> SessionView:
            view = self._client.sign_in(name, secret, digits)
            if attempt != self._attempt:
                self._client.leaving()()
                raise KioskError("session_over", "the sign-in was given up meanwhile")
            return view

        self._work.run(call, self._signed_in, self._refused)

    @Slot()
    def lock(self) -> None:
        """By hand."""
        self._lock(by_itself=False)

    @Slot()
    def sign_out(self) -> None:
        """From the lock, too: somebody else wants the window."""
        self._leave_desk()
        self._attempt += 1
        self._view, self._phase, self._error, self._busy = None, OUT, None, False
        self.changed.emit()
        self.on_out()

    def over(self) -> None:
        """The desk says that the session has ended: locked, so that nothing on the page is lost."""
        if self._phase == IN:
            self._error = KioskError("session_over", "the session has ended")
            self._lock(by_itself=False, keep_error=True)

    def touched(self) -> None:
        """A key or the mouse."""
        warned = self.seconds_left() is not None
        self._touched = self._clock.monotonic()
        if warned:
            self.changed.emit()

    def seconds_left(self) -> int | None:
        """Until the lock, where that is near."""
        left = self._settings.lock_seconds - (self._clock.monotonic() - self._touched)
        near = self._phase == IN and left <= self._settings.warn_seconds
        return max(0, round(left)) if near else None

    def tick(self) -> None:
        """Once a second."""
        if self._phase != IN:
            return
        if self._clock.monotonic() - self._touched >= self._settings.lock_seconds:
            self._lock(by_itself=True)
        elif self.seconds_left() is not None:
            self.changed.emit()

    # -- inside

    def _lock(self, by_itself: bool, keep_error: bool = False) -> None:
        if self._phase != IN:
            return
        self._phase, self._by_itself = LOCKED, by_itself
        if not keep_error:
            self._error = None
        self._leave_desk()
        self.changed.emit()
        self.on_lock()

    def _leave_desk(self) -> None:
        leave = self._client.leaving()
        self._work.run(leave, lambda _: None, lambda _: None)

    def _signed_in(self, view: SessionView) -> None:
        same = self._phase == LOCKED and self._view is not None and self._view.staff == view.staff
        other = self._phase == LOCKED and not same
        if other:
            self.on_out()
        self._view, self._phase, self._busy, self._error = view, IN, False, None
        self._touched = self._clock.monotonic()
        self.changed.emit()
        self.on_in(same)

    def _refused(self, error: KioskError) -> None:
        self._busy, self._error = False, error
        self.changed.emit()

    # -- what QML reads

    def _roles(self) -> list[str]:
        roles = self._view.roles if self._view is not None else []
        return [self._words.known(f"role.{role}", role) for role in roles]

    def _warning(self) -> str:
        left = self.seconds_left()
        return self._words.say("warn.lock", seconds=left) if left is not None else ""

    def _message(self) -> str:
        if self._error is not None:
            return self._words.problem(self._error)
        if self._phase == LOCKED:
            return self._words.say("signin.locked.hint" if self._by_itself else "signin.locked.hand")
        return ""

    phase = Property(str, lambda self: self._phase, notify=changed)
    busy = Property(bool, lambda self: self._busy, notify=changed)
    failed = Property(bool, lambda self: self._error is not None, notify=changed)
    account = Property(str, lambda self: self.staff, notify=changed)
    name = Property(str, lambda self: self._view.name if self._view else "", notify=changed)
    glass = Property(bool, lambda self: bool(self._view and self._view.glass), notify=changed)
    roles = Property(LIST, _roles, notify=changed)
    message = Property(str, _message, notify=changed)
    warning = Property(str, _warning, notify=changed)
