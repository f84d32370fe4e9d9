"""A hall's desk: leases, reviews that are decided, staff, seals of the audit, events, erasure."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from kiosk.desk.store.columns import METADATA, UtcTime, serial
from kiosk.desk.store.migrations import v1

revision = "0002"
down_revision = "0001"

_STATES = (
    "accepted", "filled", "checked", "approved", "issued", "collected", "review", "refused", "closed",
)  # fmt: skip
_OPEN = sa.text("person_index IS NOT NULL AND state NOT IN ('closed', 'collected', 'refused')")
_OLD_OPEN = sa.text("person_index IS NOT NULL AND state NOT IN ('collected', 'refused')")
_UNDONE = sa.text("state NOT IN ('closed', 'collected', 'refused')")
_UNCLOSED = sa.text("closed_at IS NULL")
_WAITING = sa.text("done_at IS NULL")
_OPEN_CASE = ["person_index", "item", "object_index"]


def _in(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(v) for v in values)})"


def upgrade() -> None:
    op.drop_index("one_open_case", "cases")
    with op.batch_alter_table("cases", copy_from=_without_indexes(v1.CASE)) as cases:
        cases.add_column(sa.Column("erased_at", UtcTime))
        cases.drop_constraint(op.f("ck_cases_state_known"), type_="check")
        cases.create_check_constraint(op.f("ck_cases_state_known"), sa.text(_in("state", _STATES)))
    _indexes_of_cases()
    _review()
    for column in (
        sa.Column("owner", sa.String(60)),
        sa.Column("lease_until", UtcTime),
        sa.Column("epoch", sa.Integer, nullable=False, server_default="0"),
        sa.Column("claims", sa.Integer, nullable=False, server_default="0"),
        sa.Column("not_before", UtcTime),
    ):
        op.add_column("outbox", column)
    _index("jobs_to_do", "outbox", ["attempts", "id"], _WAITING)
    for column in (
        sa.Column("status_at", UtcTime),
        sa.Column("status_reason", sa.String(200)),
        sa.Column("superseded_by", sa.String(80)),
    ):
        op.add_column("certificate", column)
    op.add_column("audit", sa.Column("mac", sa.String(64), nullable=False, server_default=""))
    op.create_index("audit_of_a_case", "audit", ["case_id"])
    _new_tables()
    op.drop_table("meta")


def _indexes_of_cases() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The table was made anew, and its indexes went with the old one.
        op.create_index("one_ticket", "cases", ["office", "day", "ticket"], unique=True)
    _index("one_open_case", "cases", _OPEN_CASE, _OPEN, unique=True)
    _index("unfinished_cases", "cases", ["state", "updated_at"], _UNDONE)
    op.create_index("cases_by_day", "cases", ["office", "day"])
    op.create_index("cases_of_a_person", "cases", ["person_index"])


def _review() -> None:
    with op.batch_alter_table("review", copy_from=_without_indexes(v1.REVIEW)) as review:
        review.add_column(sa.Column("kind", sa.String(8), nullable=False, server_default="case"))
        review.add_column(sa.Column("priority", sa.Integer, nullable=False, server_default="0"))
        review.add_column(sa.Column("due_at", UtcTime))
        review.add_column(sa.Column("version", sa.Integer, nullable=False, server_default="1"))
        review.add_column(sa.Column("owner", sa.String(40)))
        review.add_column(sa.Column("owner_until", UtcTime))
        review.add_column(sa.Column("asked", sa.Text))
        review.add_column(sa.Column("asked_at", UtcTime))
        review.add_column(sa.Column("outcome", sa.String(12)))
        review.add_column(sa.Column("article", sa.String(200)))
        review.add_column(sa.Column("reason_sealed", sa.Text))
        review.add_column(sa.Column("decided_by", sa.String(40)))
        review.add_column(sa.Column("proposed_by", sa.String(40)))
        for name, check in _REVIEW_CHECKS.items():
            review.create_check_constraint(op.f(f"ck_review_{name}"), sa.text(check))
    if op.get_bind().dialect.name == "sqlite":
        _index("one_open_review", "review", ["case_id"], _UNCLOSED, unique=True)
    _index("review_queue", "review", [sa.text("priority DESC"), "opened_at", "id"], _UNCLOSED)
    # What stood in the queue as a paper that can't be made is told by the case's state.
    op.execute(
        "UPDATE review SET kind = 'paper' WHERE closed_at IS NULL AND case_id IN"
        " (SELECT id FROM cases WHERE state = 'issued')"
    )


_REVIEW_CHECKS = {
    "outcome_known": "outcome IS NULL OR outcome IN ('approve', 'refuse', 'close')",
    "review_ends_in_a_decision": "(closed_at IS NULL) = (outcome IS NULL) OR kind = 'paper'",
    "decision_has_an_officer": "outcome IS NULL OR decided_by IS NOT NULL",
    "two_persons": "proposed_by IS NULL OR decided_by IS NULL OR proposed_by <> decided_by",
    "refusal_names_its_article": "outcome <> 'refuse' OR article <> ''",
}


def _new_tables() -> None:
    op.create_table(
        "audit_seal",
        sa.Column(
            "no", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("made_at", UtcTime, nullable=False),
        sa.Column("algorithm", sa.String(8), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last_seq", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.Text, nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
    )
    op.create_table(
        "event",
        serial("id"),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("office", sa.String(40), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("item", sa.String(60)),
        sa.Column("case_id", sa.String(32)),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("events_by_day", "event", ["office", "day", "kind"])
    op.create_index("one_event_a_case", "event", ["case_id", "kind"], unique=True)
    _staff_tables()


def _staff_tables() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("roles", sa.String(120), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("totp_sealed", sa.Text),
        sa.Column("totp_last", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("locked_until", UtcTime),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("disabled_at", UtcTime),
        sa.CheckConstraint("roles <> ''", name=op.f("ck_staff_has_a_role")),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("staff_id", sa.String(40), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("expires_at", UtcTime, nullable=False),
        sa.Column("seen_at", UtcTime, nullable=False),
        sa.Column("ended_at", UtcTime),
        sa.Column("glass_until", UtcTime),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("scope", sa.String(12), nullable=False),
        sa.Column("office", sa.String(40)),
        sa.Column("source", sa.String(20)),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("revoked_at", UtcTime),
        sa.CheckConstraint(
            "scope IN ('kiosk', 'window', 'online', 'metrics')", name=op.f("ck_api_key_scope_known")
        ),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def downgrade() -> None:
    bind = op.get_bind()
    closed = bind.execute(sa.text("SELECT count(*) FROM cases WHERE state = 'closed'")).scalar_one()
    if closed:
        raise RuntimeError(f"{closed} cases are closed by an officer; the older schema has no word for that")
    for table in ("setting", "api_key", "staff_session", "staff", "event", "audit_seal"):
        op.drop_table(table)
    op.drop_index("audit_of_a_case", "audit")
    _drop_columns("audit", "mac")
    _drop_columns("certificate", "status_at", "status_reason", "superseded_by")
    op.drop_index("jobs_to_do", "outbox")
    _drop_columns("outbox", "owner", "lease_until", "epoch", "claims", "not_before")
    _review_as_before()
    for name in ("one_open_case", "unfinished_cases", "cases_by_day", "cases_of_a_person"):
        op.drop_index(name, "cases")
    _cases_as_before()
    op.create_table(
        "meta",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.execute("INSERT INTO meta (name, value) VALUES ('schema_version', '1')")


def _drop_columns(table: str, *names: str) -> None:
    # SQLite drops a column that no index or constraint mentions since 3.35.
    for name in names:
        op.drop_column(table, name)


def _review_as_before() -> None:
    op.drop_index("review_queue", "review")
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("one_open_review", "review")
        kept = [column.name for column in v1.REVIEW.columns]
        _remade("review", v1.REVIEW, kept)
        _index("one_open_review", "review", ["case_id"], _UNCLOSED, unique=True)
        return
    for name in _REVIEW_CHECKS:
        op.drop_constraint(op.f(f"ck_review_{name}"), "review", type_="check")
    _drop_columns(
        "review", "kind", "priority", "due_at", "version", "owner", "owner_until", "asked", "asked_at",
        "outcome", "article", "reason_sealed", "decided_by", "proposed_by",
    )  # fmt: skip


def _cases_as_before() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("one_ticket", "cases")
        _remade("cases", v1.CASE, [column.name for column in v1.CASE.columns])
        op.create_index("one_ticket", "cases", ["office", "day", "ticket"], unique=True)
    else:
        op.drop_constraint(op.f("ck_cases_state_known"), "cases", type_="check")
        op.create_check_constraint(op.f("ck_cases_state_known"), "cases", sa.text(_in("state", _STATES[:-1])))
        op.drop_column("cases", "erased_at")
    _index("one_open_case", "cases", _OPEN_CASE, _OLD_OPEN, unique=True)


def _remade(name: str, table: sa.Table, columns: list[str]) -> None:
    """SQLite can't drop a constraint: another table takes its rows and its name."""
    other = _without_indexes(table, f"{name}_before")
    other.create(op.get_bind())
    listed = ", ".join(f'"{column}"' for column in columns)
    op.execute(f"INSERT INTO {name}_before ({listed}) SELECT {listed} FROM {name}")
    op.execute(f"DROP TABLE {name}")
    op.execute(f"ALTER TABLE {name}_before RENAME TO {name}")


def _without_indexes(table: sa.Table, name: str | None = None) -> sa.Table:
    metadata = sa.MetaData(naming_convention=METADATA.naming_convention)
    for column in table.columns:
        for key in column.foreign_keys:
            key.column.table.to_metadata(metadata)
    copy = table.to_metadata(metadata, name=name or table.name)
    copy.indexes.clear()
    return copy


def _index(name: str, table: str, columns: list[Any], where: sa.TextClause, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)
