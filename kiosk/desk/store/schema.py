"""The tables, and the invariants that the database itself keeps.

Personal data stands only in columns named `*_sealed` (AES-GCM, bound to case and column) and, as a keyed
digest, in `person_index` and `object_index`. Times are UTC. What code could get wrong is a constraint here:
one certificate a case, one open case a person, item and object, legal transitions, audit rows that stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

from kiosk.desk.cases import CLOSED, legal_pairs
from kiosk.desk.schemas import CaseState, Stage

SCHEMA_VERSION = 1


class UtcTime(TypeDecorator[datetime]):
    """An aware instant; stored as naive UTC where the database knows no zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(v)) for v in values)})"


METADATA = MetaData()

META = Table(
    "meta",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

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
    Column("state", String(12), CheckConstraint(_one_of("state", CaseState)), nullable=False),
    Column("day", Date, nullable=False),
    Column("ticket", String(12), nullable=False),
    Column("window", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)
_OPEN = text(
    f"person_index IS NOT NULL AND state NOT IN ({', '.join(repr(s.value) for s in sorted(CLOSED))})"
)
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

STAGE = Table(
    "stage",
    METADATA,
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("stage", String(12), CheckConstraint(_one_of("stage", Stage)), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime, nullable=False),
    Column("seconds", Float, nullable=False),
    PrimaryKeyConstraint("case_id", "stage"),
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
    Column("status", String(12), CheckConstraint(_one_of("status", ["current", "revoked", "superseded"]))),
    Column("issued_at", UtcTime, nullable=False),
    Column("sha256", String(64)),
    Column("file", String(80), unique=True),
)

REVIEW = Table(
    "review",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("cause", String(20), nullable=False),
    Column("detail", String(200), nullable=False),
    Column("note_sealed", Text),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
)
_UNCLOSED = text("closed_at IS NULL")
Index("one_open_review", REVIEW.c.case_id, unique=True, sqlite_where=_UNCLOSED, postgresql_where=_UNCLOSED)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("done_at", UtcTime),
    Column("dropped", Boolean, nullable=False, server_default="0"),
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

AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False),
    Column("case_id", String(32)),
    Column("actor", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
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


def _guard(name: str, when: str, condition: str, message: str) -> str:
    clause = f" WHEN {condition}" if condition else ""
    return f"CREATE TRIGGER IF NOT EXISTS {name} {when}{clause} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def sqlite_triggers() -> list[str]:
    """The guards that SQLite can't say as constraints."""
    pairs = ", ".join(f"'{before}>{after}'" for before, after in legal_pairs())
    return [
        _guard(
            "legal_transition",
            "BEFORE UPDATE OF state ON cases",
            f"NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN ({pairs})",
            "illegal transition",
        ),
        _guard("case_begins", "BEFORE INSERT ON cases", "NEW.state <> 'accepted'", "a case begins accepted"),
        _guard("case_stays", "BEFORE DELETE ON cases", "", "a case is never deleted"),
        _guard(
            "version_rises", "BEFORE UPDATE ON cases", "NEW.version <= OLD.version", "the version must rise"
        ),
        _guard("audit_fixed", "BEFORE UPDATE ON audit", "", "audit rows are append-only"),
        _guard("audit_stays", "BEFORE DELETE ON audit", "", "audit rows are append-only"),
        _guard(
            "audit_appends",
            "BEFORE INSERT ON audit",
            "NEW.seq IS NOT NULL AND NEW.seq <> -1 AND NEW.seq <= (SELECT COALESCE(MAX(seq), 0) FROM audit)",
            "audit rows are append-only",
        ),
        _guard(
            "paper_once",
            "BEFORE UPDATE ON certificate",
            "OLD.number <> NEW.number OR OLD.case_id <> NEW.case_id"
            " OR (OLD.sha256 IS NOT NULL AND (NEW.sha256 IS NOT OLD.sha256 OR NEW.file IS NOT OLD.file))",
            "a paper is made once",
        ),
        _guard("certificate_stays", "BEFORE DELETE ON certificate", "", "a certificate is never deleted"),
    ]


def create_schema(connection: Connection) -> None:
    """Make what is missing, in the caller's transaction."""
    METADATA.create_all(connection)
    if connection.dialect.name == "sqlite":
        for statement in sqlite_triggers():
            connection.execute(text(statement))
