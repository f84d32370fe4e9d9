"""What all tables share: the metadata with its names, instants, and counters of the database's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Identity, Integer, MetaData, TypeDecorator

#: Every constraint has a name, so that a migration can say which one it means.
METADATA = MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """An aware instant; stored as naive UTC on every engine, so that both compare alike."""

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


def serial(name: str, always: bool = False) -> Column[int]:
    """A primary key that the database counts; `always`: nobody may give one (PostgreSQL refuses it)."""
    return Column(
        name,
        BigInteger().with_variant(Integer, "sqlite"),
        Identity(always=always),
        primary_key=True,
        autoincrement=True,
    )
