"""`backup` and `restore`: one archive of a store on either engine, taken while the desk works.

Rows as JSON lines, one file a table, and the sealed papers; a manifest with counts and digests that restore
compares with what it has put in. Nothing in it is readable without the keys, which are not in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, Table, bindparam, create_engine, func, select, text
from sqlalchemy.types import TypeEngine

from kiosk.core.crypto import private_folder
from kiosk.desk.errors import DeskFault
from kiosk.desk.store import migrate
from kiosk.desk.store import schema as t
from kiosk.desk.store.columns import UtcTime
from kiosk.desk.store.engine import Store
from kiosk.desk.store.guards import create_guards, drop_guards

_FORMAT = 1
_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Archive:
    """What an archive holds."""

    rows: dict[str, int]
    digests: dict[str, str]
    papers: int


def backup(state: Path, url: str | None, target: Path) -> Archive:
    """Write `target` (a .tar.gz, 0600). Raises DeskFault `no_store`, `backup_exists`."""
    if target.exists():
        raise DeskFault("backup_exists", "that file is there already", 409)
    with _snapshot(state, url) as connection, tempfile.TemporaryDirectory(dir=target.parent) as draft:
        archive = Path(draft) / "archive"
        archive.touch(mode=0o600)
        rows, digests = {}, {}
        with tarfile.open(archive, "w:gz", compresslevel=3) as tar:
            for table in t.METADATA.sorted_tables:
                file = Path(draft) / table.name
                rows[table.name], digests[table.name] = _dump(connection, table, file)
                tar.add(file, f"tables/{table.name}.jsonl")
                file.unlink()
            # After the rows: a paper that is recorded later is only a stray, and never the other way round.
            papers = sorted((state / "papers").glob("*.sealed")) if (state / "papers").is_dir() else []
            for paper in papers:
                tar.add(paper, f"papers/{paper.name}")
            said = {"format": _FORMAT, "revision": migrate.HEAD, "rows": rows, "digests": digests}
            data = json.dumps({**said, "papers": len(papers)}).encode()
            entry = tarfile.TarInfo(_MANIFEST)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
        archive.rename(target)
    return Archive(rows, digests, len(papers))


def restore(source: Path, store: Store, state: Path) -> Archive:
    """Fill an empty store from an archive and compare. All or nothing.

    Raises DeskFault `store_not_empty` (409), `bad_backup`, `backup_differs`.
    """
    with tempfile.TemporaryDirectory() as folder:
        manifest = _unpack(source, Path(folder))
        with store.write() as connection:
            if connection.execute(select(func.count()).select_from(t.CASE)).scalar_one():
                raise DeskFault("store_not_empty", "restore only into an empty store", 409)
            drop_guards(connection)
            for table in t.METADATA.sorted_tables:
                connection.execute(table.delete())
                _fill(connection, table, Path(folder) / "tables" / f"{table.name}.jsonl")
            _count_on(connection)
            create_guards(connection)
            found = {table.name: _digest(connection, table) for table in t.METADATA.sorted_tables}
            if found != manifest["digests"]:
                bad = sorted(name for name, one in found.items() if one != manifest["digests"].get(name))
                raise DeskFault("backup_differs", f"not as it was backed up: {', '.join(bad)}", 409)
        papers = private_folder(state / "papers")
        files = sorted((Path(folder) / "papers").glob("*.sealed"))
        for file in files:
            (papers / file.name).write_bytes(file.read_bytes())
            (papers / file.name).chmod(0o600)
    return Archive(manifest["rows"], manifest["digests"], len(files))


@contextmanager
def _snapshot(state: Path, url: str | None) -> Iterator[Connection]:
    """A look at one instant of a store that goes on working."""
    if url is not None:
        engine = create_engine(url, isolation_level="REPEATABLE READ", hide_parameters=True)
        with engine.connect() as connection:
            yield connection
        engine.dispose()
        return
    file = state / "desk.sqlite"
    if not file.is_file():
        raise DeskFault("no_store", f"there is no store in {state}", 404)
    with tempfile.TemporaryDirectory(dir=state) as folder:
        copy = Path(folder) / "copy.sqlite"
        copy.touch(mode=0o600)
        with closing(sqlite3.connect(file)) as live, closing(sqlite3.connect(copy)) as other:
            live.backup(other)
        engine = create_engine(f"sqlite:///{copy}", hide_parameters=True)
        with engine.connect() as connection:
            yield connection
        engine.dispose()


def _rows(connection: Connection, table: Table) -> Iterator[str]:
    """Each row as one line, in the order of its key."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=1000)
    for row in connection.execute(query):
        yield json.dumps({k: _plain(v) for k, v in row._mapping.items()}, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _dump(connection: Connection, table: Table, file: Path) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    with file.open("w", encoding="utf-8") as out:
        for line in _rows(connection, table):
            out.write(line + "\n")
            digest.update(line.encode() + b"\n")
            count += 1
    return count, digest.hexdigest()


def _digest(connection: Connection, table: Table) -> str:
    digest = hashlib.sha256()
    for line in _rows(connection, table):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _fill(connection: Connection, table: Table, file: Path) -> None:
    columns = list(table.columns)
    system = "OVERRIDING SYSTEM VALUE " if connection.dialect.name == "postgresql" else ""
    names = ", ".join(f'"{c.name}"' for c in columns)
    marks = ", ".join(f":{c.name}" for c in columns)
    statement = text(f'INSERT INTO "{table.name}" ({names}) {system}VALUES ({marks})').bindparams(
        *(bindparam(c.name, type_=c.type) for c in columns)
    )
    batch: list[dict[str, Any]] = []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            batch.append({c.name: _typed(c.type, raw[c.name]) for c in columns})
            if len(batch) == 500:
                connection.execute(statement, batch)
                batch = []
    if batch:
        connection.execute(statement, batch)


def _typed(kind: TypeEngine[Any], value: Any) -> Any:
    if value is not None and isinstance(kind, UtcTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if value is not None and isinstance(kind, Date) else value


def _count_on(connection: Connection) -> None:
    """PostgreSQL's own counters go on after the last row; SQLite's do so by themselves."""
    if connection.dialect.name != "postgresql":
        return
    for table in t.METADATA.sorted_tables:
        for column in table.primary_key.columns:
            if column.identity is not None:
                connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'),"
                        f" (SELECT coalesce(max({column.name}), 0) + 1 FROM {table.name}), false)"
                    )
                )


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Only what an archive of ours holds. Raises DeskFault `bad_backup`."""
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text())
        if manifest["format"] != _FORMAT or manifest["revision"] != migrate.HEAD:
            raise DeskFault("bad_backup", f"made by another version (schema {manifest['revision']})")
        return manifest
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise DeskFault("bad_backup", "that is no backup of a desk") from error
