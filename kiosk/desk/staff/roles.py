"""What each role may do: the least that its work needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.desk.errors import DeskFault


class Role(StrEnum):
    """Who somebody is at the desk."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    CRIMINAL_RECORDS = "criminal_records"
    """The only one who sees why a record certificate was handed over."""


class Right(StrEnum):
    """One thing that may be allowed."""

    QUEUE = "queue"
    DECIDE = "decide"
    SECOND = "second"
    """Confirm what another proposed."""
    COLLECT = "collect"
    REVOKE = "revoke"
    RECORDS = "records"
    STAFF = "staff"
    KEYS = "keys"
    AUDIT = "audit"
    STATISTICS = "statistics"
    TEACH = "teach"
    """Change an item in a form, and sign a change; two make it count."""


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OFFICER: frozenset({Right.QUEUE, Right.DECIDE, Right.COLLECT, Right.STATISTICS, Right.TEACH}),
    Role.SUPERVISOR: frozenset(
        {Right.QUEUE, Right.DECIDE, Right.SECOND, Right.COLLECT, Right.REVOKE, Right.STATISTICS, Right.TEACH}
    ),
    Role.ADMINISTRATOR: frozenset({Right.STAFF, Right.KEYS, Right.STATISTICS}),
    Role.AUDITOR: frozenset({Right.AUDIT, Right.STATISTICS}),
    Role.CRIMINAL_RECORDS: frozenset({Right.QUEUE, Right.DECIDE, Right.RECORDS}),
}


@dataclass(frozen=True)
class Session:
    """Somebody who has signed in."""

    staff_id: str
    name: str
    roles: frozenset[Role]
    expires: datetime
    glass: bool = False
    """The glass is broken: a supervisor's rights for a while, loudly."""

    @property
    def rights(self) -> frozenset[Right]:
        roles = self.roles | ({Role.SUPERVISOR, Role.CRIMINAL_RECORDS} if self.glass else set())
        return frozenset(right for role in roles for right in RIGHTS[role])

    def need(self, right: Right) -> None:
        """Raises DeskFault `not_allowed` (403)."""
        if right not in self.rights:
            raise DeskFault("not_allowed", f"this needs the right {right.value}", 403)


def parse_roles(texts: Iterable[str]) -> frozenset[Role]:
    """Raises DeskFault `unknown_role` (422)."""
    try:
        roles = frozenset(Role(text) for text in texts)
    except ValueError:
        raise DeskFault("unknown_role", f"the roles are {', '.join(Role)}", 422) from None
    if not roles:
        raise DeskFault("unknown_role", "at least one role is needed", 422)
    return roles
