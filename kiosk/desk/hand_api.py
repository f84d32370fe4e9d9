"""The routes of work by hand: `by_hand` over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from kiosk.desk.by_hand import ByHand
from kiosk.desk.hand_schemas import Entry, EntryList, KioskAct, VisitAct
from kiosk.desk.problems import PROBLEMS
from kiosk.desk.schemas import CaseView
from kiosk.desk.staff_api import Signed


def add_hand_routes(app: FastAPI, by_hand: ByHand) -> None:
    """A visit's acts, and cases that are typed."""
    router = APIRouter(prefix="/v1", tags=["staff"], responses=PROBLEMS)

    @router.post("/visits/acts", status_code=204)
    def note(act: VisitAct, session: Signed) -> None:
        by_hand.note(session, act)

    @router.post("/kiosks/acts", status_code=204)
    def service(act: KioskAct, session: Signed) -> None:
        by_hand.service(session, act)

    @router.post("/window/cases")
    def enter(entry: Entry, session: Signed) -> CaseView:
        return by_hand.enter(session, entry)

    @router.get("/window/cases")
    def entries(session: Signed) -> EntryList:
        return by_hand.entries(session)

    app.include_router(router)
