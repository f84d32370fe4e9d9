"""`demo --list` and `demo --scenario ID`: the visits of `assets/scenarios`, and what came of them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.commands.output import print_json, print_line
from kiosk.commands.scenario_run import Played, Stage, play
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths
from kiosk.training.recording import EventFile
from kiosk.training.scenario import Scenario, load_scenarios


def list_scenarios(as_json: bool) -> int:
    """One line a scenario."""
    for scenario in load_scenarios(Paths.default().assets).values():
        told = {
            "scenario": scenario.id,
            "item": scenario.item,
            "kind": scenario.kind,
            "zh": scenario.title.zh,
            "en": scenario.title.en,
            "ends": scenario.expect.ended,
        }
        if as_json:
            print_json(told)
        else:
            print_line(f"{scenario.id:26} {scenario.kind:11} {scenario.title.zh}  ({scenario.title.en})")
    return 0


def chosen(scenarios: Mapping[str, Scenario], wanted: str) -> list[Scenario]:
    """One of them, or `all`. Raises UsageError `unknown_scenario`."""
    if wanted == "all":
        return list(scenarios.values())
    if wanted not in scenarios:
        raise UsageError("unknown_scenario", f"no scenario {wanted!r}: see demo --list")
    return [scenarios[wanted]]


def run_scenarios(options: argparse.Namespace, tell: Any) -> int:
    """Exit 1 where one came out otherwise than its file says."""
    stage = Stage()
    wanted = chosen(stage.scenarios, options.scenario)
    out = Path(options.out).resolve() if options.out else None
    failed = 0
    if not options.json:
        print_line("小智 is waking in the training world …")
    with stage.world() as world:
        for scenario in wanted:
            folder = out / scenario.id if out and len(wanted) > 1 else out
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
            record = EventFile(scenario.id)
            played = play(
                stage,
                world,
                scenario,
                natural=not (options.fast or options.headless or len(wanted) > 1),
                listener=None if len(wanted) > 1 else tell,
                witness=record.happened,
                events=folder / "events.jsonl" if folder else None,
            )
            if folder:
                record.write(folder / "recording.jsonl")
                _keep(played, folder)
            failed += bool(played.faults)
            _tell(played, options.json)
    return 1 if failed else 0


def _keep(played: Played, folder: Path) -> None:
    if played.paper is not None:
        (folder / "paper.pdf").write_bytes(played.paper)
    (folder / "transcript.txt").write_text("\n".join(played.outcome.said) + "\n", encoding="utf-8")


def _tell(played: Played, as_json: bool) -> None:
    scenario, case = played.scenario, played.came.cases[-1] if played.came.cases else None
    if as_json:
        print_json(
            {
                "scenario": scenario.id,
                "passed": not played.faults,
                "faults": played.faults,
                "ended": played.came.ended,
                "case": case.id if case else None,
                "item": case.item if case else None,
                "decision": case.decision if case else None,
                "cause": case.cause if case else None,
                "reasons": [dict(r.model_dump()) for r in played.came.decision.reasons]
                if played.came.decision
                else [],
                "papers": sum(c.papers for c in played.came.cases),
                "printed": played.came.printed,
                "seconds": round(played.seconds, 2),
            }
        )
        return
    mark = "✓" if not played.faults else "✗"
    print_line(f"{mark} {scenario.id:26} {played.seconds:5.1f} s  {scenario.title.zh}")
    for fault in played.faults:
        print_line(f"    {fault}")
    if not played.faults:
        print_line(f"    {scenario.teaches.zh}（{scenario.teaches.article}）")
