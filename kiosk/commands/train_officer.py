"""Taking over: the trainee is the officer to whom a case was handed, at the desk's staff API."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.commands.officer import Officer
from kiosk.commands.scenario_run import Played, Stage, play
from kiosk.commands.train_screen import TrainingConsole
from kiosk.commands.training_world import TRAINEE, TUTOR, TrainingWorld
from kiosk.core.errors import UsageError
from kiosk.core.id_number import mask_id_number
from kiosk.core.paths import Paths
from kiosk.desk.staff_schemas import AskFor, CaseFile, Verdict
from kiosk.training import panel
from kiosk.training.course import Done
from kiosk.training.scenario import OfficersPart, Scenario
from kiosk.training.score import Score, scored
from kiosk.training.stored import StoredCase
from kiosk.training.words import load_courtesy, load_words


@dataclass(frozen=True)
class Deed:
    """What an officer decides and how."""

    outcome: str
    """approve, refuse, close or ask."""
    article: str
    reason: str
    documents: tuple[str, ...] = ()
    courtesy: tuple[str, ...] = ()


def take_over(stage: Stage, world: TrainingWorld, scenario: Scenario, console: TrainingConsole) -> Done:
    """Let 小智 hand the case over, quickly; then it is the trainee's."""
    console.lines([("小智", "正在办理，请稍候 …")])
    played = play(stage, world, scenario, quick=True)
    done, score = exercise(world, scenario, played, lambda file: _asked(file, console))
    explain(console, scenario, score)
    return done


def exercise(
    world: TrainingWorld, scenario: Scenario, played: Played, decide: Callable[[CaseFile], Deed]
) -> tuple[Done, Score]:
    """`decide` is the trainee; the score is of what the store holds afterwards.

    Raises UsageError `no_officer`, `not_handed_over`.
    """
    wanted = scenario.officer
    if wanted is None:
        raise UsageError("no_officer", f"{scenario.id} has no part for an officer")
    if played.case is None or played.case.state.value != "review":
        raise UsageError("not_handed_over", f"{scenario.id} came to no officer: {played.faults}")
    case_id, begun = played.case.case_id, time.monotonic()
    with Officer(world.desk_url, TRAINEE, world.password) as trainee:
        version = trainee.claim(case_id)
        deed = decide(trainee.file(case_id))
        seconds = time.monotonic() - begun
        do(world, trainee, case_id, deed, version)
    world.clean = False
    case = next((c for c in world.store.cases() if c.id == case_id), None)
    score = _score(wanted, case, seconds, deed)
    done = Done(
        scenario=scenario.id, role="officer", points=score.points, passed=score.passed, seconds=seconds,
        at=datetime.now(UTC),
    )  # fmt: skip
    return done, score


def do(world: TrainingWorld, trainee: Officer, case_id: str, deed: Deed, version: str) -> None:
    """By the staff API, as at a real desk; a second person confirms where one is needed."""
    if deed.outcome == "ask":
        trainee.ask(case_id, AskFor(documents=list(deed.documents) or ["other"], reason=deed.reason), version)
        return
    verdict = Verdict.model_validate(
        {"outcome": deed.outcome, "article": deed.article, "reason": deed.reason}
    )
    if not trainee.decide(case_id, verdict, version).second_needed:
        return
    with Officer(world.desk_url, TUTOR, world.password) as tutor:
        tutor.decide(case_id, verdict, tutor.claim(case_id))


def _score(wanted: OfficersPart, case: StoredCase | None, seconds: float, deed: Deed) -> Score:
    return scored(wanted, case, seconds, deed.courtesy, load_courtesy(Paths.default().assets))


def _asked(file: CaseFile, console: TrainingConsole) -> Deed:
    """Show the file, ask for everything an officer does."""
    words, steps = load_words(Paths.default().assets), load_courtesy(Paths.default().assets)
    console.page(_shown(file), file.review.ticket)
    console.lines(panel.of_decision(file.decision))
    outcome = console.choose({name: w.zh for name, w in words.outcomes.items()})
    article = console.ask("依据的条款（可空）：")
    documents = console.ask("要补的材料（英文名，空格分开）：").split() if outcome == "ask" else []
    reason = console.ask("对群众怎么说：") or "—"
    courtesy = console.choose({name: step.zh for name, step in steps.items()}, several=True).split()
    return Deed(outcome, article, reason, tuple(documents), tuple(courtesy))


def _shown(file: CaseFile) -> str:
    lines = [f"[b]{file.review.item}[/b]  {file.review.cause}  {file.review.detail}", ""]
    for document in file.documents:
        fields = {**document.fields}
        if "id_number" in fields:
            fields["id_number"] = mask_id_number(fields["id_number"])
        lines.append(f"{document.document}: " + "  ".join(fields.values()))
    lines += [f"{name}: {value}" for name, value in file.answers.items()]
    return "\n".join(lines)


def explain(console: TrainingConsole, scenario: Scenario, score: Score) -> None:
    """Part by part, what was done and what would have been right, with the article."""
    words = load_words(Paths.default().assets)
    assert scenario.officer is not None
    lines = [
        f"{words.parts[p.name].zh:　<5} {p.points:3}/{p.of:<3}  {p.was}"
        + ("" if p.points == p.of else f"  →  {p.right}")
        for p in score.parts
    ]
    verdict = words.verdict["passed" if score.passed else "failed"].zh
    right, teaches = scenario.officer.right, scenario.teaches
    console.page(
        "\n".join([*lines, "", f"[b]{score.points} 分 · {verdict}[/b]", "", right.zh, teaches.article])
    )
