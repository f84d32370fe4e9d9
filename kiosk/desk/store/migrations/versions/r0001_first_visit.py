"""The schema of versions 0.1 and 0.2."""

from __future__ import annotations

from alembic import op

from kiosk.desk.store.migrations import v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    v1.METADATA.create_all(op.get_bind())


def downgrade() -> None:
    v1.METADATA.drop_all(op.get_bind())
