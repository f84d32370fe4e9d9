"""A hall for one test: a desk with officers, and its API with their sessions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from kiosk.desk.api import ApiKeys, create_app
from kiosk.desk.service import Desk
from kiosk.desk.staff.passwords import Passwords
from tests.desk.parts import HandPapers, HandRegistries, make_desk

KIOSK, WINDOW = "k" * 20, "w" * 20
PASSWORD = "correct horse"
#: The real algorithm at the lowest cost.
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PEOPLE = {
    "wang": ["officer"],
    "zhao": ["officer"],
    "sun": ["supervisor"],
    "he": ["criminal_records"],
    "lin": ["administrator"],
    "qian": ["auditor"],
}


@dataclass
class HallUnderTest:
    desk: Desk
    client: TestClient
    tokens: dict[str, str] = field(default_factory=dict)

    def head(self, who: str | None, **more: str) -> dict[str, str]:
        """The header of somebody's session; of the kiosk for None."""
        if who is None:
            return {"Authorization": f"Bearer {KIOSK}", **more}
        if who not in self.tokens:
            given = {"staff": who, "password": PASSWORD}
            self.tokens[who] = self.client.post("/v1/staff/session", json=given).json()["token"]
        return {"Authorization": f"Bearer {self.tokens[who]}", **more}

    def call(
        self, who: str | None, method: str, path: str, body: Any = None, version: int | None = None
    ) -> Any:
        more = {} if version is None else {"If-Match": f'"{version}"'}
        return self.client.request(method, f"/v1{path}", json=body, headers=self.head(who, **more))

    def metrics(self) -> str:
        """What an operator watches, with a key for that."""
        token = self.desk.access(None).add(uuid.uuid4().hex, "metrics", None, None, "test")
        answer = self.client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def queue_by_ones(self, who: str, query: str = "") -> list[str]:
        """The case ids of the whole queue, leafed through with one line a page."""
        seen: list[str] = []
        cursor = ""
        while True:
            page = self.call(who, "GET", f"/queue?limit=1{query}{cursor}").json()
            seen += [r["case_id"] for r in page["reviews"]]
            if page["next"] is None:
                return seen
            cursor = f"&cursor={page['next']}"

    def claim(self, who: str, case_id: str) -> int:
        """Claim it: the version to decide on."""
        answer = self.call(who, "POST", f"/reviews/{case_id}/claim")
        assert answer.status_code == 204, answer.text
        return int(answer.headers["etag"].strip('"'))

    def decide(self, who: str, case_id: str, outcome: str, **more: str) -> Any:
        version = self.claim(who, case_id)
        body = {"outcome": outcome, "reason": "looked at it", **more}
        return self.call(who, "POST", f"/reviews/{case_id}/decision", body, version)


def make_hall(folder: Path, store_url: str | None = None, **more: Any) -> Desk:
    """A desk with the six of PEOPLE."""
    desk = make_desk(
        folder, more.pop("registries", HandRegistries()), more.pop("papers", HandPapers()),
        store_url=store_url, passwords=QUICK, **more,
    )  # fmt: skip
    for staff_id, roles in PEOPLE.items():
        desk.hall.staff.add(staff_id, staff_id.title(), roles, PASSWORD, "test")
    return desk


def app_of(desk: Desk) -> Any:
    return create_app(desk, ApiKeys(KIOSK, WINDOW))
