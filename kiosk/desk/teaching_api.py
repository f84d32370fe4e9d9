"""The routes of teaching."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, FastAPI, Path

from kiosk.desk.errors import DeskFault
from kiosk.desk.problems import PROBLEMS
from kiosk.desk.staff_api import Signed
from kiosk.desk.teaching import Teaching
from kiosk.desk.teaching_schemas import (
    DraftView,
    DraftWish,
    Signature,
    SignedView,
    TaughtItems,
    TeachableView,
)

Item = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


def add_teaching_routes(app: FastAPI, teaching: Teaching | None) -> None:
    """`teaching`: None for a desk whose rules can't be changed here."""
    router = APIRouter(prefix="/v1/teaching", tags=["staff"], responses=PROBLEMS)

    def here() -> Teaching:
        if teaching is None:
            raise DeskFault("no_teaching", "the rules of this desk are changed elsewhere", 409)
        return teaching

    @router.get("/items")
    def items(session: Signed) -> TaughtItems:
        return here().items(session)

    @router.get("/items/{item}")
    def one(item: Item, session: Signed) -> TeachableView:
        return here().teachable(session, item)

    @router.post("/items/{item}/drafts")
    def draft(item: Item, wish: DraftWish, session: Signed) -> DraftView:
        return here().draft(session, item, wish)

    @router.post("/items/{item}/drafts/{digest}/signatures")
    def sign(item: Item, digest: Digest, given: Signature, session: Signed) -> SignedView:
        return here().sign(session, item, digest, given.in_force_from)

    @router.delete("/items/{item}/version", status_code=204)
    def retire(item: Item, session: Signed) -> None:
        here().retire(session, item)

    app.include_router(router)
