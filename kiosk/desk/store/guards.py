"""Guards that can't be said as constraints: triggers, from one list for both engines.

They keep an honest program honest. Who may drop a trigger may change a row; that is what the audit's chain
shows afterwards (`kiosk/desk/audit`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from kiosk.desk.cases import legal_pairs

_APPENDS = "audit rows are append-only"


@dataclass(frozen=True)
class Guard:
    """One thing that never happens."""

    name: str
    when: str
    """BEFORE UPDATE OF state ON cases"""
    condition: str
    """SQL that both engines read; empty: always. No subqueries (PostgreSQL)."""
    message: str

    @property
    def table(self) -> str:
        return self.when.rsplit(" ", 1)[1]


def guards() -> list[Guard]:
    """All of them, for both engines."""
    return [*_of_cases(), *_of_records(), *_of_papers(), *_of_reviews()]


def _of_cases() -> list[Guard]:
    pairs = ", ".join(f"'{before}>{after}'" for before, after in legal_pairs())
    return [
        Guard(
            "legal_transition",
            "BEFORE UPDATE OF state ON cases",
            f"NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN ({pairs})",
            "illegal transition",
        ),
        Guard("case_begins", "BEFORE INSERT ON cases", "NEW.state <> 'accepted'", "a case begins accepted"),
        Guard("case_stays", "BEFORE DELETE ON cases", "", "a case is never deleted"),
        Guard(
            # Sealed columns may be sealed anew (another key) without a new version.
            "version_rises",
            "BEFORE UPDATE OF state, version, item, ticket, day, office ON cases",
            "NEW.version <= OLD.version",
            "the version must rise",
        ),
        Guard(
            "erased_for_good",
            "BEFORE UPDATE ON cases",
            "OLD.erased_at IS NOT NULL AND (NEW.person_sealed IS NOT NULL OR NEW.person_index IS NOT NULL)",
            "an erased person stays erased",
        ),
    ]


def _of_records() -> list[Guard]:
    return [
        Guard("audit_fixed", "BEFORE UPDATE ON audit", "", _APPENDS),
        Guard("audit_stays", "BEFORE DELETE ON audit", "", _APPENDS),
        Guard("seal_fixed", "BEFORE UPDATE ON audit_seal", "", _APPENDS),
        Guard("seal_stays", "BEFORE DELETE ON audit_seal", "", _APPENDS),
    ]


def _of_papers() -> list[Guard]:
    return [
        Guard(
            "paper_once",
            "BEFORE UPDATE ON certificate",
            "OLD.number <> NEW.number OR OLD.case_id <> NEW.case_id"
            " OR (OLD.sha256 IS NOT NULL AND (NEW.sha256 IS NULL OR NEW.sha256 <> OLD.sha256"
            " OR (NEW.file IS NOT NULL AND (OLD.file IS NULL OR NEW.file <> OLD.file))))",
            "a paper is made once",
        ),
        Guard(
            "never_valid_again",
            "BEFORE UPDATE OF status ON certificate",
            "OLD.status <> 'current' AND NEW.status <> OLD.status",
            "a revoked certificate stays revoked",
        ),
        Guard("certificate_stays", "BEFORE DELETE ON certificate", "", "a certificate is never deleted"),
    ]


def _of_reviews() -> list[Guard]:
    return [
        Guard(
            "decided_once",
            "BEFORE UPDATE ON review",
            "OLD.outcome IS NOT NULL AND (NEW.outcome IS NULL OR NEW.outcome <> OLD.outcome)",
            "a review is decided once",
        ),
        Guard("review_stays", "BEFORE DELETE ON review", "", "a review is never deleted"),
    ]


#: SQLite only: PostgreSQL counts by itself (GENERATED ALWAYS).
_SQLITE_APPENDS = (
    "CREATE TRIGGER IF NOT EXISTS audit_appends BEFORE INSERT ON audit WHEN NEW.seq IS NOT NULL AND"
    " NEW.seq <> -1 AND NEW.seq <= (SELECT COALESCE(MAX(seq), 0) FROM audit)"
    f" BEGIN SELECT RAISE(ABORT, '{_APPENDS}'); END"
)
_POSTGRES_REFUSE = """
CREATE OR REPLACE FUNCTION desk_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation'; END $$
"""


def create_guards(connection: Connection) -> None:
    """Make those that are missing, in the caller's transaction."""
    for statement in _statements(connection.dialect.name):
        connection.execute(text(statement))


def drop_guards(connection: Connection, tables: set[str] | None = None) -> None:
    """For migrations, and for tests that look at the world without them."""
    where = "" if connection.dialect.name == "sqlite" else " ON {table}"
    names = [(g.name, g.table) for g in guards()] + [("audit_appends", "audit")]
    if connection.dialect.name == "postgresql":
        names = [n for n in names if n[0] != "audit_appends"]
        names += [(f"{table}_whole", table) for table in _WHOLE]
    for name, table in names:
        if tables is None or table in tables:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{where.format(table=table)}"))


#: Tables that are never emptied at once (PostgreSQL's TRUNCATE passes row triggers by).
_WHOLE = ("audit", "audit_seal", "cases", "certificate", "review")


def _statements(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [*(_sqlite(guard) for guard in guards()), _SQLITE_APPENDS]
    made = [_POSTGRES_REFUSE]
    for guard in guards():
        condition = f" WHEN ({guard.condition})" if guard.condition else ""
        made.append(
            f"CREATE OR REPLACE TRIGGER {guard.name} {guard.when} FOR EACH ROW{condition}"
            f" EXECUTE FUNCTION desk_refuse('{guard.message}')"
        )
    for table in _WHOLE:
        made.append(
            f"CREATE OR REPLACE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
            f" EXECUTE FUNCTION desk_refuse('{table} is never emptied')"
        )
    return made


def _sqlite(guard: Guard) -> str:
    clause = f" WHEN {guard.condition}" if guard.condition else ""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {guard.name} {guard.when}{clause}"
        f" BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    )
