"""The schema of version 0.2, frozen: what revision 0001 makes and 0002 starts from. Never edited again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from kiosk.desk.store.columns import METADATA as _NOW
from kiosk.desk.store.columns import UtcTime, serial

METADATA = MetaData(naming_convention=_NOW.naming_convention)
_STATES = ("accepted", "filled", "checked", "approved", "issued", "collected", "review", "refused")
_STATUSES = ("current", "revoked", "superseded")
_STAGES = ("accept", "fill", "check", "approve", "issue")
_PAIRS = (
    "accepted>filled", "accepted>review", "approved>issued", "approved>review", "checked>approved",
    "checked>review", "filled>checked", "filled>review", "issued>collected", "review>approved",
    "review>refused",
)  # fmt: skip


def _one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(v)) for v in values)})"


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
    Column(
        "state", String(12), CheckConstraint(_one_of("state", _STATES), name="state_known"), nullable=False
    ),
    Column("day", Date, nullable=False),
    Column("ticket", String(12), nullable=False),
    Column("window", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)
_OPEN = text("person_index IS NOT NULL AND state NOT IN ('collected', 'refused')")
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
    Column(
        "stage", String(12), CheckConstraint(_one_of("stage", _STAGES), name="stage_known"), nullable=False
    ),
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
    Column(
        "status",
        String(12),
        CheckConstraint(_one_of("status", _STATUSES), name="status_known"),
    ),
    Column("issued_at", UtcTime, nullable=False),
    Column("sha256", String(64)),
    Column("file", String(80), unique=True),
)

REVIEW = Table(
    "review",
    METADATA,
    serial("id"),
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
    serial("id"),
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
    serial("seq", always=True),
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
    pairs = ", ".join(f"'{pair}'" for pair in _PAIRS)
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
