"""Alembic's entrance: runs on the connection that `migrate` hands it, in the caller's transaction."""

from __future__ import annotations

from alembic import context

from kiosk.desk.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True
)
context.run_migrations()
