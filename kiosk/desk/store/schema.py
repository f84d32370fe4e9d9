"""The tables of a case, and the invariants that the database itself keeps.

Personal data stands only in columns named `*_sealed` (AES-GCM, bound to case and column) and, as a keyed
digest, in `person_index` and `object_index`. Times are UTC; money is fen. What code could get wrong is a
constraint here or a trigger in `guards`: one certificate a case, one open case a person, item and object,
legal transitions, audit rows that stay. The tables of people who work here are in `staff_schema`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from kiosk.desk.cases import CLOSED
from kiosk.desk.schemas import CaseState, Stage
from kiosk.desk.store.columns import METADATA, UtcTime, serial
from kiosk.desk.store.guards import create_guards
from kiosk.desk.store.staff_schema import API_KEY, SETTING, STAFF, STAFF_SESSION

__all__ = ["API_KEY", "METADATA", "SETTING", "STAFF", "STAFF_SESSION", "create_schema"]


def _one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(v)) for v in values)})"


CASE = Table(
    "cases",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("item", String(60), nullable=False),
    Column("item_version", String(60), nullable=False),
    Column("source", String(20), nullable=False),
    Column("office", String(40), nullable=False),
    Column("person_index", String(64)),
    Column("object_index", String(64), nullable=False, server_default=""),
    Column("person_sealed", Text),
    Column("submission_sealed", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("day", Date, nullable=False),
    Column("ticket", String(12), nullable=False),
    Column("window", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("erased_at", UtcTime),
    CheckConstraint(_one_of("state", CaseState), name="state_known"),
)
_CLOSED = ", ".join(repr(s.value) for s in sorted(CLOSED))
_OPEN = text(f"person_index IS NOT NULL AND state NOT IN ({_CLOSED})")
Index(
    "one_open_case",
    CASE.c.person_index,
    CASE.c.item,
    CASE.c.object_index,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index("one_ticket", CASE.c.office, CASE.c.day, CASE.c.ticket, unique=True)
# Whatever somebody waits for is found without reading what is done: ten million closed cases cost nothing.
_UNDONE = text(f"state NOT IN ({_CLOSED})")
Index("unfinished_cases", CASE.c.state, CASE.c.updated_at, sqlite_where=_UNDONE, postgresql_where=_UNDONE)
Index("cases_by_day", CASE.c.office, CASE.c.day)
Index("cases_of_a_person", CASE.c.person_index)

STAGE = Table(
    "stage",
    METADATA,
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("stage", String(12), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime, nullable=False),
    Column("seconds", Float, nullable=False),
    PrimaryKeyConstraint("case_id", "stage"),
    CheckConstraint(_one_of("stage", Stage), name="stage_known"),
)

FACTS = Table(
    "fact_snapshot",
    METADATA,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("facts_sealed", Text, nullable=False),
    Column("taken_at", UtcTime, nullable=False),
)

DECISION = Table(
    "decision",
    METADATA,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("decision", String(12), nullable=False),
    Column("cause", String(20)),
    Column("item_version", String(60), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("body_sealed", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
)

CERTIFICATE = Table(
    "certificate",
    METADATA,
    Column("number", String(80), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, unique=True),
    Column("template", String(60), nullable=False),
    Column("status", String(12)),
    Column("issued_at", UtcTime, nullable=False),
    Column("sha256", String(64)),
    Column("file", String(80), unique=True),
    Column("status_at", UtcTime),
    Column("status_reason", String(200)),
    Column("superseded_by", String(80)),
    CheckConstraint(_one_of("status", ["current", "revoked", "superseded"]), name="status_known"),
)

REVIEW = Table(
    "review",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("cause", String(20), nullable=False),
    Column("detail", String(200), nullable=False),
    Column("note_sealed", Text),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("kind", String(8), nullable=False, server_default="case"),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcTime),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("owner", String(40)),
    Column("owner_until", UtcTime),
    Column("asked", Text),
    Column("asked_at", UtcTime),
    Column("outcome", String(12)),
    Column("article", String(200)),
    Column("reason_sealed", Text),
    Column("decided_by", String(40)),
    Column("proposed_by", String(40)),
    CheckConstraint("outcome IS NULL OR outcome IN ('approve', 'refuse', 'close')", name="outcome_known"),
    # R18: a review ends in a decision, and a decision has somebody who made it.
    CheckConstraint(
        "(closed_at IS NULL) = (outcome IS NULL) OR kind = 'paper'", name="review_ends_in_a_decision"
    ),
    CheckConstraint("outcome IS NULL OR decided_by IS NOT NULL", name="decision_has_an_officer"),
    CheckConstraint(
        "proposed_by IS NULL OR decided_by IS NULL OR proposed_by <> decided_by", name="two_persons"
    ),
    CheckConstraint("outcome <> 'refuse' OR article <> ''", name="refusal_names_its_article"),
)
_UNCLOSED = text("closed_at IS NULL")
Index("one_open_review", REVIEW.c.case_id, unique=True, sqlite_where=_UNCLOSED, postgresql_where=_UNCLOSED)
Index(
    "review_queue",
    REVIEW.c.priority.desc(),
    REVIEW.c.opened_at,
    REVIEW.c.id,
    sqlite_where=_UNCLOSED,
    postgresql_where=_UNCLOSED,
)

OUTBOX = Table(
    "outbox",
    METADATA,
    serial("id"),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("done_at", UtcTime),
    Column("dropped", Boolean, nullable=False, server_default=text("false")),
    Column("owner", String(60)),
    Column("lease_until", UtcTime),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("claims", Integer, nullable=False, server_default="0"),
    Column("not_before", UtcTime),
    sqlite_autoincrement=True,
)
_WAITING = text("done_at IS NULL")
Index(
    "one_waiting_job",
    OUTBOX.c.case_id,
    OUTBOX.c.kind,
    unique=True,
    sqlite_where=_WAITING,
    postgresql_where=_WAITING,
)
Index("jobs_to_do", OUTBOX.c.attempts, OUTBOX.c.id, sqlite_where=_WAITING, postgresql_where=_WAITING)

#: What a printer is to put out: this row decides whether a paper is printed, not the printer (`printing`).
PRINTING = Table(
    "printing",
    METADATA,
    serial("id"),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("place", String(60), nullable=False),
    Column("job", String(80)),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    CheckConstraint(_one_of("state", ["open", "printed", "handed_over", "replaced"]), name="state_known"),
    CheckConstraint("(closed_at IS NULL) = (state = 'open')", name="closed_when_it_ends"),
    sqlite_autoincrement=True,
)
_STANDS = text("state IN ('open', 'printed')")
Index(
    "printed_once",
    PRINTING.c.case_id,
    PRINTING.c.kind,
    unique=True,
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)

AUDIT = Table(
    "audit",
    METADATA,
    serial("seq", always=True),
    Column("at", UtcTime, nullable=False),
    Column("case_id", String(32)),
    Column("actor", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("mac", String(64), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
Index("audit_of_a_case", AUDIT.c.case_id)

AUDIT_SEAL = Table(
    "audit_seal",
    METADATA,
    Column("no", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("made_at", UtcTime, nullable=False),
    Column("algorithm", String(8), nullable=False),
    Column("count", Integer, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("rows", Text, nullable=False),
    Column("mac", String(64), nullable=False),
)

IDEMPOTENCY = Table(
    "idempotency_key",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

COUNTER = Table(
    "counter",
    METADATA,
    Column("office", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("office", "day", "kind"),
)

#: What statistics are made of besides stages and reviews: satisfaction, readings of cards, visits.
EVENT = Table(
    "event",
    METADATA,
    serial("id"),
    Column("at", UtcTime, nullable=False),
    Column("office", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("item", String(60)),
    Column("case_id", String(32)),
    Column("kind", String(20), nullable=False),
    Column("value", Float, nullable=False),
    sqlite_autoincrement=True,
)
Index("events_by_day", EVENT.c.office, EVENT.c.day, EVENT.c.kind)
Index("one_event_a_case", EVENT.c.case_id, EVENT.c.kind, unique=True)


def create_schema(connection: Connection) -> None:
    """Make what is missing, in the caller's transaction."""
    METADATA.create_all(connection)
    create_guards(connection)
