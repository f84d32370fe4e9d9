"""What is to be printed, one row a paper: so that a crash prints nothing twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.desk.store.columns import UtcTime, serial

revision = "0003"
down_revision = "0002"

_STANDS = sa.text("state IN ('open', 'printed')")


def upgrade() -> None:
    op.create_table(
        "printing",
        serial("id"),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("job", sa.String(80)),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("closed_at", UtcTime),
        sa.CheckConstraint(
            "state IN ('open', 'printed', 'handed_over', 'replaced')", name=op.f("ck_printing_state_known")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (state = 'open')", name=op.f("ck_printing_closed_when_it_ends")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "printed_once",
        "printing",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )


def downgrade() -> None:
    op.drop_table("printing")
