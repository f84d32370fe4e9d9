"""The tables of those who work with the desk: staff, their sessions, keys of kiosks, settings."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from kiosk.desk.store.columns import METADATA, UtcTime

STAFF = Table(
    "staff",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("roles", String(120), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("totp_sealed", Text),
    Column("totp_last", BigInteger, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("locked_until", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
    CheckConstraint("roles <> ''", name="has_a_role"),
)

STAFF_SESSION = Table(
    "staff_session",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("glass_until", UtcTime),
)

API_KEY = Table(
    "api_key",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("scope", String(12), nullable=False),
    Column("office", String(40)),
    Column("source", String(20)),
    Column("created_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    CheckConstraint("scope IN ('kiosk', 'window', 'online', 'metrics')", name="scope_known"),
)

SETTING = Table(
    "setting",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
