"""The interview for a new item, and the commands of teaching from outside."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.catalogue.draft import Ask, Interview, Script
from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.versions import VersionReader
from kiosk.cli import main
from kiosk.commands import doctor
from kiosk.core.paths import Paths, repository_root

ASSETS = repository_root() / "assets"


class Terminal:
    """Runs a command with typed lines."""

    def __init__(self, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path) -> None:
        self.patch, self.capsys, self.data = patch, capsys, data
        patch.setenv("XIAOZHI_DATA", str(data))

    def run(self, *arguments: str, lines: str = "") -> tuple[int, str, str]:
        self.patch.setattr("sys.stdin", io.StringIO(lines))
        code = main(["items", *arguments])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def json(self, *arguments: str, lines: str = "") -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*arguments, "--json", lines=lines)[1].splitlines()]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Terminal:
    return Terminal(monkeypatch, capsys, tmp_path / "data")


def _count() -> Script:
    first = yield Ask("first", int)
    second = yield Ask("second", int, default=str(first + 1))
    return {"sum": first + second}


def test_an_interview_is_its_answers() -> None:
    one = Interview(_count)
    with pytest.raises(CatalogueError):
        one.answer(" ")
    one.answer("3")
    assert one.question is not None
    assert one.question.default == "4"
    one.answer("")
    assert (one.question, one.draft) == (None, {"sum": 7})
    assert Interview(_count, one.answers).draft == {"sum": 7}
    assert one.undo()
    one.answer("10")
    assert one.draft == {"sum": 13}
    assert one.undo()
    assert one.undo()
    assert not one.undo()


RULE = [
    "insured",
    "交强险有效",
    "The insurance is in date",
    "as_of <= insurance_valid_too",  # refused, with a suggestion
    "as_of <= insurance_valid_to",
    "校车安全管理条例",  # refused: no article
    "校车安全管理条例第14条",
    "T",
    "2026-01-01",
    "",
    "incomplete",
    "交强险已过期，请先续保。",
    "The insurance has expired.",
    "",
    "",
]
SECOND = [
    "small",
    "最多20座",
    "At most 20 seats",
    "vehicle_seats <= 20",
    "校车安全管理条例第15条",
    "C",
    "",
    "",
]
SECOND += ["not_eligible", "这车座位太多。", "Too many seats.", "", ""]
HEAD = ["item", "校车标牌核发", "School bus sign", "交管", "2", "我要办校车标牌", "校车牌子怎么办", ""]
REST = ["", "", "", "", "", "", "学校", "schools", *[""] * 7, "2026-06-01", "", "", "", "", "", ""]


def typed(*parts: list[str]) -> str:
    return "".join(f"{line}\n" for part in parts for line in part)


def test_an_interview_writes_a_draft_that_loads_and_has_its_examples(terminal: Terminal) -> None:
    lines = typed(HEAD, ["identity, vehicle", "y"], RULE, ["y"], SECOND, ["n"], REST)
    code, said, _ = terminal.run("new", "school_bus", lines=lines)
    assert code == 0, said
    assert "did you mean 'insurance_valid_to'" in said
    assert "读作：办理日期不晚于交强险有效期" in said
    path = terminal.data / "state" / "drafts" / "school_bus.yaml"
    version = VersionReader(ASSETS).read(path)
    assert [r.id for r in version.item.rules][-2:] == ["insured", "small"]
    assert version.item.taught_later
    assert [q.name for q in version.item.questions] == ["plate"]
    own = [e for e in version.item.examples if e.as_of.isoformat() == "2026-06-01"]
    assert [(e.decision.value, e.reasons) for e in own] == [
        ("approve", ()),
        ("review", ("insured",)),
        ("refuse", ("small",)),
    ]
    assert terminal.run("check", str(path))[0] == 0
    assert not list(path.parent.glob("*.answers.json"))
    assert terminal.run("new", "school_bus")[0] == 2  # never written over


def test_an_interview_is_stopped_resumed_and_taken_back(terminal: Terminal) -> None:
    code, said, _ = terminal.run("new", "toll", "--lang", "en", lines=typed(["handoff", "收费", "Tol"]))
    assert code == 1
    assert "3 answers are kept" in said
    lines = typed(["<", "Toll", "", "5", "高速收费", "", "归交通局", "It belongs to another office"])
    code, said, _ = terminal.run("new", "toll", "--lang", "en", lines=lines)
    assert code == 0, said
    held = yaml.safe_load((terminal.data / "state" / "drafts" / "toll.yaml").read_text(encoding="utf-8"))
    assert held["name"] == {"zh": "收费", "en": "Toll"}
    assert held["handoff_reason"]["en"] == "It belongs to another office"


@pytest.mark.parametrize("arguments", [("lic_lost",), ("Bad-Id",), ("toll", "--out", "/tmp/other.yaml")])
def test_an_interview_that_can_not_begin(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    code, said, error = terminal.run("new", *arguments)
    assert (code, said, error.count("\n")) == (2, "", 1)


def test_try_shows_each_rule_and_what_a_fact_changes(terminal: Terminal) -> None:
    lines = typed(["", "="], ["licence_points=12", "licence_points=-", "licence_pionts=1", "age=3", ""])
    code, said, _ = terminal.run("try", "lic_lost", "--as-of", "2026-01-05", lines=lines)
    assert code == 0
    first, full, unknown, *wrong = said.split("name=value: ")
    assert first.count("✓") == 22
    assert "当场办理" in first
    assert "✗ 不满足  points_not_full" in full
    assert full.count("✓") + full.count("✗") == 1
    assert "? 查不清  points_not_full" in unknown
    assert "did you mean 'licence_points'" in wrong[0]
    assert "不行" in wrong[1]


def test_try_goes_back_and_refuses_a_wrong_value(terminal: Terminal) -> None:
    lines = typed(["不对", "<", "毛", "=", ""])
    said = terminal.run("try", "lic_lost", "--as-of", "2026-01-05", lines=lines)[1]
    assert said.count("card_number") >= 1
    assert "✗ 不满足  name_agrees" in said


def test_try_from_a_script(terminal: Terminal) -> None:
    (shown,) = terminal.json("try", "lic_lost", lines="as_of=2026-01-05\nlicence_status=seized\n")
    assert (shown["decision"], shown["cause"]) == ("refuse", "not_eligible")
    assert {"rule": "not_seized", "holds": False, "missing": []} in shown["rules"]
    assert terminal.run("try", "lic_lost", "--json", lines="licence_points=many\n")[0] == 2
    assert terminal.run("try", "exit_entry")[0] == 2


def test_explain_in_three_ways(terminal: Terminal) -> None:
    assert "第69条" in terminal.run("explain", "lic_lost")[1]
    assert terminal.run("explain", "lic_lost", "--table")[1].startswith("| ")
    assert terminal.run("explain", "lic_lost", "--mermaid")[1].startswith("flowchart")
    assert terminal.json("explain", "lic_lost")[0]["facts"]


def test_two_officers_by_command_and_tampering_shows_in_check(terminal: Terminal) -> None:
    for name in ("wang", "li"):
        assert terminal.run("key", name)[0] == 0
    assert terminal.run("approve", "no_crime", "--by", "wang")[0] == 0
    assert "还差一人" in terminal.run("list")[1]
    assert terminal.run("approve", "no_crime", "--by", "wang")[0] == 2
    (made,) = terminal.json("approve", "no_crime", "--by", "li")
    assert made["approved"]
    listed = {one["item"]: one for one in terminal.json("list", "--status")}
    assert len(listed) == 13
    assert listed["no_crime"]["status"] == "in_force"
    assert listed["no_crime"]["in_force"] == made["version"]
    assert listed["lic_lost"]["status"] == "draft"
    assert (listed["no_crime"]["rules"], listed["lic_lost"]["rules"]) == ("signed", "shipped")
    assert "草稿 (按出厂版办理)" in terminal.run("list")[1]
    terminal.patch.setenv("XIAOZHI_RULES", "approved")
    assert "草稿 (没有生效的版本，由民警办)" in terminal.run("list")[1]
    assert terminal.run("check")[0] == 0
    assert "没有区别" in terminal.run("diff", f"no_crime@{made['version']}", "no_crime")[1]
    path = terminal.data / "state" / "approvals" / "00001.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"no_crime"', '"lic_lost"'), encoding="utf-8")
    code, said, _ = terminal.run("check")
    assert code == 1
    assert "wang" in said


def test_retire_by_command(terminal: Terminal) -> None:
    for name in ("wang", "li"):
        terminal.run("key", name)
        terminal.run("approve", "no_crime", "--by", name)
    assert terminal.run("retire", "no_crime", "--by", "li")[0] == 0
    status = {one["item"]: one["status"] for one in terminal.json("list", "--status")}
    assert status["no_crime"] == "retired"
    assert terminal.run("retire", "no_crime", "--by", "li")[0] == 2


def test_the_doctor_says_what_is_in_force(terminal: Terminal) -> None:
    paths = Paths.default()
    (line,) = doctor.rules(paths)
    assert (line.ok, line.detail) == (
        True,
        "shipped: 0 items as officers signed them, 13 as shipped, 0 not in force",
    )
    for name in ("wang", "li"):
        terminal.run("key", name)
        terminal.run("approve", "no_crime", "--by", name)
    (line,) = doctor.rules(paths)
    assert line.detail.startswith("shipped: 1 items as officers signed them, 12 as shipped, 0 not in force")
    assert "; signed: no_crime " in line.detail
    terminal.patch.setenv("XIAOZHI_RULES", "approved")
    (line,) = doctor.rules(paths)
    assert line.detail.startswith("approved: 1 items as officers signed them, 0 as shipped, 12 not in force")
    statement = terminal.data / "state" / "approvals" / "00001.json"
    statement.write_text("{}", encoding="utf-8")
    none, *why = doctor.rules(paths)
    assert not none.ok
    assert any("00001.json" in one.detail for one in why)
    terminal.patch.setenv("XIAOZHI_RULES", "drafts")
    (line,) = doctor.rules(paths)
    assert (line.ok, line.required) == (False, True)


def test_backtest_by_command(terminal: Terminal, tmp_path: Path) -> None:
    item = VersionReader(ASSETS).present("no_crime").item
    facts = {name: value for name, value in item.typical.items() if isinstance(value, str | bool | int)}
    record = {"item": "no_crime", "as_of": "2026-01-05", "facts": facts, "decision": "review"}
    known = tmp_path / "known.jsonl"
    known.write_text(json.dumps(record), encoding="utf-8")
    assert terminal.run("backtest", str(known))[0] == 0
    known.write_text(json.dumps(record | {"decision": "approve", "case": "a"}), encoding="utf-8")
    code, said, _ = terminal.run("backtest", str(known))
    assert code == 1
    assert "1 otherwise" in said
    assert "330200198806010026" not in said
    one, counts = terminal.json("backtest", str(known))
    assert (one["case"], one["recorded"], one["now"]) == ("a", "approve", "review")
    assert counts["changes"] == {"approve>review": 1}
    assert terminal.run("backtest", "nowhere.jsonl")[0] == 2


def test_a_file_of_nothing_but_sentences_asks_for_the_over_match_report(
    terminal: Terminal, tmp_path: Path
) -> None:
    said = tmp_path / "said.yaml"
    said.write_text("lic_lost: [驾照给弄没了]\n", encoding="utf-8")
    code, _, error = terminal.run("try", str(said))
    # In a folder without learned sentences it says that it needs them; it doesn't take the file for an item.
    assert (code, "understanding build" in error) == (2, True)
