"""`bench registries`: the simulator's start and size, nine registers asked together, and whom the rules meet.

`gather_ratio` is the time of nine at once over that of the slowest alone, with registers as slow as real ones
(0.1 to 0.3 s); `gather_ratio_bare` the same with none slowed, where all nine share this machine's cores.
`rule_sides`: of every rule's two sides, the share that somebody of the invented city is on.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from benchmarks.memory import _pss
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.model import Item
from kiosk.core.child import ChildCommand, ChildService
from kiosk.core.paths import Paths
from kiosk.desk.facts import Sources, collect, ports_needed
from kiosk.desk.schemas import SubmittedDocument
from kiosk.registries.http import HttpRegistries
from kiosk.registries.population.population import Population
from kiosk.registries.ports import Port, Record, query_for
from kiosk.registries.queries import Query, Subject
from kiosk.registries.simulator import KEY_VARIABLE
from kiosk.speech.progress import Progress

_DAY = date(2026, 1, 5)
_ROUNDS = 15
_STRANGER = Subject("11010519491231002X", "某某", "浙BZ9999", "core")
#: People whose facts each item's rules are tried on.
PEOPLE = 1500


def run(n: int | None, progress: Progress) -> dict[str, Any]:
    """`n` people a rule is tried on (1500); the figures of docs/benchmarks.md."""
    assets = Paths.default().assets
    city = Population.load(assets / "registries")
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="xiaozhi-") as folder:
        starts = []
        for _ in range(3):
            begun = time.monotonic()
            with _simulator(Path(folder)) as simulator:
                starts.append(time.monotonic() - begun)
                figures["memory_mb"] = round(_pss(simulator.pid or 0) / 1024, 1)
        with _simulator(Path(folder)) as simulator:
            figures["start_seconds"] = round(median(starts), 2)
            figures |= _gathers(simulator, _somebody(city), progress)
    return figures | _sides(Catalogue.load(assets), city, n or PEOPLE, progress)


def _simulator(folder: Path) -> ChildService:
    arguments = [sys.executable, "-m", "kiosk.registries.simulator", "--day", _DAY.isoformat()]
    return ChildService(ChildCommand("simulator", arguments, KEY_VARIABLE, folder))


def _gathers(simulator: ChildService, subject: Subject, progress: Progress) -> dict[str, Any]:
    """Ratios and medians, slowed and bare."""
    registries = HttpRegistries(simulator.url, simulator.key)
    needs = {port: query for port in Port if (query := query_for(port, subject)) is not None}
    found: dict[str, Any] = {}
    for name, slow in (("", 0.1), ("_bare", 0.0)):
        for number, port in enumerate(Port):
            fault = {"fault": "slow", "seconds": slow * (1 + number / 4)} if slow else {"fault": "none"}
            httpx.post(
                f"{simulator.url}/admin/faults",
                json={"port": port.value, **fault},
                headers={"Authorization": f"Bearer {simulator.key}"},
            ).raise_for_status()
        registries.gather(needs)
        progress.begin(f"gather{name}", _ROUNDS)
        alone, together = [], []
        for done in range(1, _ROUNDS + 1):
            alone.append(max(_one(registries, port, query) for port, query in needs.items()))
            gathered = registries.gather(needs)
            assert len(gathered.answers) == len(Port), sorted(gathered.silent)
            together.append(gathered.seconds)
            progress.reach(f"gather{name}", done)
        progress.end(f"gather{name}")
        found[f"gather_seconds{name}"] = round(median(together), 4)
        found[f"slowest_seconds{name}"] = round(median(alone), 4)
        found[f"gather_ratio{name}"] = round(median(together) / median(alone), 3)
    registries.close()
    return found


def _one(registries: HttpRegistries, port: Port, query: Query) -> float:
    return registries.registers[port].ask(query).seconds


def _somebody(city: Population) -> Subject:
    """Whom all nine know."""
    return next(s for s in _subjects(city) if city.permits.record(_index(city, s), _DAY) is not None)


def _index(city: Population, subject: Subject) -> int:
    index = city.people.index_of(subject.id_number)
    assert index is not None
    return index


def _subjects(city: Population) -> Iterator[Subject]:
    """Applicants: the owners of vehicles, one vehicle after the other, spread over the city."""
    zones = ("core", "centre", "beilun")
    for step in range(city.vehicles.count):
        vehicle = city.vehicles.one(step * 7919 % city.vehicles.count)
        applicant = vehicle.owner if vehicle.owner is not None else step % city.people.count
        who = city.people.one(applicant)
        yield Subject(who.id_number, who.name, vehicle.plate, zones[step % 3])


def _sides(catalogue: Catalogue, city: Population, people: int, progress: Progress) -> dict[str, Any]:
    """Which sides of which rules are met; the unmet are named on the way."""
    met: set[tuple[str, str, bool]] = set()
    all_sides: set[tuple[str, str, bool]] = set()
    items = [i for i in catalogue.items.values() if i.rules and not i.taught_later]
    progress.begin("rules", len(items))
    for done, item in enumerate(items, 1):
        all_sides |= {(item.id, rule.id, side) for rule in item.rules for side in (True, False)}
        for number, subject in zip(range(people), _subjects(city), strict=False):
            if number % 40 == 9:
                subject = _STRANGER
            facts = collect(item.facts, _sources(item, city, subject, number))
            decision = catalogue.judge.decide(item, facts, _DAY)
            said = {reason.rule: reason.holds for reason in decision.reasons}
            for rule in item.rules:
                holds = said.get(rule.id, True)
                if holds is not None:
                    met.add((item.id, rule.id, holds))
        progress.reach("rules", done)
    progress.end("rules")
    for item_id, rule_id, side in sorted(all_sides - met):
        progress.note(f"nobody is on this side: {item_id} {rule_id} {'holds' if side else 'fails'}")
    share = len(met) / len(all_sides) if all_sides else 0.0
    return {"items": len(items), "rule_sides": len(all_sides), "rule_sides_met": round(share, 3)}


def _sources(item: Item, city: Population, subject: Subject, number: int) -> Sources:
    """What a desk would have: the card of that person, answers of all kinds, the registers' records."""
    records: dict[str, Record | None] = {}
    for name in ports_needed(item.facts.values()):
        query = query_for(Port(name), subject)
        if query is not None:
            records[name] = city.look_up(Port(name), query, _DAY)
    # Now and then a card is misread: a character of the name, a digit of the number.
    name = "误" + str(subject.name)[1:] if number % 40 == 7 else str(subject.name)
    misread = str(int(subject.id_number[0]) % 9 + 1) + subject.id_number[1:]
    card = {"name": name, "id_number": misread if number % 40 == 8 else subject.id_number}
    documents = [
        SubmittedDocument(document="id_card_front", fields=card, accepted=True, confirmed=True),
        SubmittedDocument(
            document="driving_licence",
            fields={"licence_number": subject.id_number},
            accepted=True,
            confirmed=True,
        ),
    ]
    return Sources(documents, _answers(item, subject, number), records)


def _answers(item: Item, subject: Subject, number: int) -> dict[str, str]:
    given = {"plate": subject.plate or "", "zone": subject.zone or ""}
    days = {"pass_from": number % 50, "pass_to": number % 50 + number % 37, "postpone_until": number}
    given |= {name: (_DAY + timedelta(days=after)).isoformat() for name, after in days.items()}
    given["target_class"] = ("C1", "C2", "B2", "C3")[number % 4]
    for question in item.questions:
        if question.name not in given:
            options: Sequence[str] = list(question.options) or ["yes", "no"]
            given[question.name] = options[number % len(options)]
    return given
