"""After a visit nothing personal is left: in the window, a log, a temporary file, a plain column."""

from __future__ import annotations

import json
import logging
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtQuick import QQuickItem

from kiosk.core.paths import Paths
from tests.journeys.window import Hand

#: What is on Mao's card, and what a name is found by in other encodings.
PERSONAL = ("毛晓燕", "330212198806153428", "33021219880615", "百丈东路2188弄")
_ENCODINGS = ("utf-8", "utf-16-le", "gb18030")


def _hits(data: bytes) -> list[str]:
    return [f"{p[:2]}… in {e}" for p in PERSONAL for e in _ENCODINGS if p.encode(e) in data]


def _accessible(node: QAccessibleInterface | None) -> Iterator[str]:
    """All that a screen reader could say, hidden controls too."""
    if node is None or not node.isValid():
        return
    for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value):
        yield node.text(kind)
    for index in range(node.childCount()):
        yield from _accessible(node.child(index))


def _properties(root: QQuickItem) -> Iterator[str]:
    """Every text that any item of the scene holds, shown or not."""
    meta = root.metaObject()
    for index in range(meta.propertyCount()):
        if meta.property(index).typeName() == "QString":
            yield str(meta.property(index).read(root))
    for child in root.childItems():
        yield from _properties(child)


def _plain_columns(store: Path) -> dict[str, bytes]:
    found = {}
    with sqlite3.connect(store) as connection:
        tables = [r[0] for r in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            names = [r[1] for r in connection.execute(f"pragma table_info({table})")]
            for name in (n for n in names if not n.endswith("_sealed")):
                rows = connection.execute(f"select {name} from {table}").fetchall()
                found[f"{table}.{name}"] = b"\n".join(
                    r[0] if isinstance(r[0], bytes) else str(r[0]).encode() for r in rows
                )
    return found


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of this test's own, for this process and its children."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_after_a_visit_no_name_and_no_number_is_left(
    scratch: Path, hand: Hand, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    cache = Paths.default().cache
    spoken_before = {f for f in cache.rglob("*") if f.is_file()}
    hand.touch("点这里开始")
    hand.touch("坏了")
    hand.touch("驾驶证坏了")
    hand.touch("现在办")
    hand.touch("开始")
    hand.see("请核对信息")
    # Else the looks below could see nothing.
    assert "毛晓燕" in "".join(_accessible(QAccessible.queryAccessibleInterface(hand.app.window)))
    assert "毛晓燕" in "".join(_properties(hand.app.window.contentItem()))
    hand.touch("对")
    hand.see("办好了")
    log = json.dumps(hand.kiosk.recorder.entries, ensure_ascii=False)
    hand.touch("满意")
    hand.see("点这里开始")
    log += json.dumps(hand.kiosk.recorder.entries, ensure_ascii=False)

    told = "\n".join(_accessible(QAccessible.queryAccessibleInterface(hand.app.window)))
    assert "点这里开始" in told
    assert _hits(told.encode()) == []
    assert _hits("\n".join(_properties(hand.app.window.contentItem())).encode()) == []
    assert "毛晓燕" not in str(hand.app.screen.model.view)
    assert len(hand.app.screen.images) == 0
    assert '"page": "confirm_fields"' in log
    assert _hits(log.encode()) == []
    assert _hits(caplog.text.encode()) == []
    files = [f for f in tmp_path.rglob("*") if f.is_file()]
    assert any(f.name == "desk.log" for f in files)
    assert {str(f): h for f in files if (h := _hits(f.read_bytes()) + _hits(str(f).encode()))} == {}
    spoken = {f for f in cache.rglob("*") if f.is_file()} - spoken_before
    assert {str(f) for f in spoken if _hits(f.read_bytes()) or _hits(f.name.encode())} == set()

    (store,) = tmp_path.rglob("desk.sqlite")
    columns = _plain_columns(store)
    assert columns["cases.id"]
    assert {name: h for name, data in columns.items() if (h := _hits(data))} == {}
    # What was measured is there, and it is only figures.
    with sqlite3.connect(store) as connection:
        figures = dict(connection.execute("select kind, value from event").fetchall())
    assert figures.keys() == {"visit_seconds", "read_first_time", "satisfied"}
    assert (figures["read_first_time"], figures["satisfied"]) == (1.0, 1.0)
    assert 1 < figures["visit_seconds"] < 120
