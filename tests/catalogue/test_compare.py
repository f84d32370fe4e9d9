"""`items diff` and `items backtest`: what a changed item changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.backtest import count, replay
from kiosk.catalogue.compare import Change, compare_versions
from kiosk.catalogue.facts import plain
from kiosk.catalogue.model import Outcome
from kiosk.catalogue.phrases import Phrases
from kiosk.catalogue.versions import Version, VersionReader
from kiosk.core.paths import repository_root

DAY = date(2026, 11, 25)
ASSETS = repository_root() / "assets"
WORDS = Phrases.load(ASSETS / "teaching", "zh")


@pytest.fixture(scope="module")
def present() -> Version:
    return VersionReader(ASSETS).present("lic_damaged")


def changed(folder: Path, *changes: tuple[str, str]) -> Version:
    text = (ASSETS / "items" / "lic_damaged.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "lic_damaged.yaml"
    path.write_text(text, encoding="utf-8")
    return VersionReader(ASSETS).read(path)


def diff(old: Version, new: Version) -> list[Change]:
    return compare_versions(old, new, WORDS, DAY)


def test_the_same_file_elsewhere_is_the_same_version(present: Version, tmp_path: Path) -> None:
    same = changed(tmp_path)
    assert same.item.digest == present.item.digest
    assert diff(present, same) == []


def test_a_changed_rule_is_told_with_both_sentences_and_whom_it_concerns(
    present: Version, tmp_path: Path
) -> None:
    new = changed(tmp_path, ("licence_days_left > renewal_window_days", "licence_days_left > 30"))
    found = {(c.what, c.id): c for c in diff(present, new)}
    condition = found["condition", "not_near_expiry"]
    assert condition.old is not None
    assert condition.new is not None
    assert "（90）" in condition.old
    assert "超过30" in condition.new
    assert found["parameter", "renewal_window_days"].new is None
    decision = found["decision", "剩90天"]
    assert decision.old is not None
    assert decision.old.startswith("不符合条件")
    assert decision.new == "当场办理"
    # Before the regulation was in force a rule without the parameter has an answer that it had not.
    others = {"规定施行前一天", "规定施行前一天不知道哪些"}
    assert {what for what, _ in found} == {"condition", "parameter", "decision"}
    assert {name for what, name in found if what == "decision"} == {"剩90天", *others}


def test_what_else_can_change_is_told(present: Version, tmp_path: Path) -> None:
    new = changed(
        tmp_path,
        ("documents: [id_card_front]", "documents: [id_card_front, driving_licence]"),
        ("fee_parameter: licence_fee_fen", "fee_parameter: null"),
        ("old_card_back: false", "old_card_back: true"),
        ("    mark: C\n", "    mark: C\n    from: 2027-01-01\n"),
        ("    cause: not_eligible\n    offer: lic_expiry", "    cause: incomplete"),
        (", licence_home,", ","),
        ("当场办好，法定一个工作日", "两天"),
        ("  - 驾照坏了换个新的\n", ""),
    )
    found = diff(present, new)
    whats = {c.what for c in found}
    assert {
        "document",
        "fee",
        "old_card_back",
        "span",
        "cause",
        "offer",
        "rule",
        "guide_takes",
        "sentence",
    } <= whats
    assert next(c for c in found if c.what == "fee").old == "费用：10元"
    dropped = next(c for c in found if c.what == "rule")
    assert (dropped.id, dropped.new) == ("issued_here", None)
    for change in found:
        assert change.said(WORDS)


def test_a_change_of_the_law_is_seen_in_a_whole_catalogue(present: Version, assets: Path) -> None:
    law = assets / "law" / "licence.yaml"
    text = law.read_text(encoding="utf-8")
    law.write_text(text.replace("        value: 90\n", "        value: 60\n", 1), encoding="utf-8")
    new = VersionReader(ASSETS).read(assets / "items" / "lic_damaged.yaml")
    assert new.item.digest != present.item.digest
    found = {(c.what, c.id): c for c in diff(present, new)}
    assert set(found) == {("parameter_of", "renewal_window_days"), ("decision", "剩90天")}


def _records(version: Version) -> list[dict[str, Any]]:
    return [
        {
            "item": version.item.id,
            "as_of": example.as_of.isoformat(),
            "facts": {name: plain(value) for name, value in example.facts.items()},
            "decision": example.decision.value,
            "case": example.name,
        }
        for example in version.item.examples
    ]


def test_backtest_tells_which_cases_come_out_otherwise(present: Version, tmp_path: Path) -> None:
    lines = [json.dumps(one) for one in _records(present)]
    assert not any(one.differs or one.now is None for one in replay(lines, lambda _: present))
    new = changed(tmp_path, ("licence_days_left > renewal_window_days", "licence_days_left > 95"))
    replayed = list(replay(lines, lambda _: new))
    other = [one for one in replayed if one.differs]
    assert [one.case for one in other] == ["剩91天"]
    assert other[0].now is not None
    assert (other[0].recorded, other[0].now.decision) == (Outcome.APPROVE, Outcome.REFUSE)
    assert other[0].rules == ("not_near_expiry",)
    counts = count(replayed)
    assert (counts.cases, counts.differ, counts.unread) == (len(lines), 1, 0)
    assert counts.changes == {"approve>refuse": 1}


def test_a_record_that_cannot_be_replayed_is_counted_and_quotes_nothing(present: Version) -> None:
    secret = "330212198806153420"
    good = _records(present)[0]
    lines = [
        "{",
        json.dumps(good | {"facts": {"licence_points": secret}}),
        json.dumps(good | {"as_of": secret}),
        json.dumps(good | {"decision": secret}),
        "",
        json.dumps(good | {"cause": "inaccurate"}),
    ]
    replayed = list(replay(lines, lambda _: present))
    assert [one.line for one in replayed] == [1, 2, 3, 4, 6]
    assert all(one.now is None and one.problem for one in replayed[:4])
    assert "licence_points" in replayed[1].problem
    assert not any(secret in one.problem for one in replayed)
    assert replayed[4].differs  # the same decision for another cause
    assert count(replayed).unread == 4
