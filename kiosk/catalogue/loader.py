"""From `assets/facts.yaml`, `assets/law/*.yaml` and `assets/items/*.yaml` to frozen values, checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kiosk.catalogue.cel import Expressions
from kiosk.catalogue.derive import DERIVATIONS
from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.facts import coerce
from kiosk.catalogue.items import ItemReader, digest_of
from kiosk.catalogue.law import DatedValue, Law, Parameter
from kiosk.catalogue.model import Fact, Item
from kiosk.catalogue.periods import WorkingDays
from kiosk.catalogue.schema import FactsShape, LawShape, ParameterShape, WorkingDaysShape
from kiosk.catalogue.yamlfile import Path_, YamlFile, parse, read_yaml
from kiosk.core.text import Bilingual

#: Told of each mistake; one that raises stops at the first.
Complain = Callable[[CatalogueError], None]


@dataclass(frozen=True)
class Loaded:
    """The whole catalogue as its files have it."""

    facts: Mapping[str, Fact]
    unknown: Bilingual
    law: Law
    working_days: WorkingDays
    expressions: Expressions
    items: tuple[Item, ...]


def load(assets: Path, unreadable: dict[str, CatalogueError] | None = None) -> Loaded:
    """Read and check everything. Raises CatalogueError with file and line for the first mistake.

    With `unreadable`, a mistake in an item's file leaves that item out, whole, and goes there by its id.
    """
    return _load(assets, stop, unreadable=unreadable)


def mistakes(assets: Path) -> list[CatalogueError]:
    """Everything that keeps the files from being loaded: what `load` would raise, one after the other.

    Facts and law first: while they are wrong, the items can't be judged and aren't looked at.
    """
    found: list[CatalogueError] = []

    def note(error: CatalogueError) -> None:
        found.extend([error, *error.others])

    try:
        _load(assets, note, while_whole=lambda: not found)
    except CatalogueError as error:
        note(error)
    return found


def _load(
    assets: Path,
    complain: Complain,
    while_whole: Callable[[], bool] = lambda: True,
    unreadable: dict[str, CatalogueError] | None = None,
) -> Loaded:
    ground = read_ground(assets, complain)
    days = _working_days(assets / "law" / "calendar" / "working_days.yaml")
    items: list[Item] = []
    if while_whole():
        reader = ground.reader(assets / "items" / "shared", complain)
        for path in item_files(assets):
            try:
                items.append(reader.item(path))
            except CatalogueError as error:
                if unreadable is None:
                    complain(error)
                else:
                    unreadable[path.stem] = error
    return Loaded(ground.facts, ground.unknown, ground.law, days, ground.expressions, tuple(items))


@dataclass(frozen=True)
class Ground:
    """What every item stands on: facts and law."""

    facts: Mapping[str, Fact]
    unknown: Bilingual
    law: Law
    expressions: Expressions
    digest: str

    def reader(self, shared: Path, complain: Complain) -> ItemReader:
        """Reads items that stand on it, with the shared rules of that folder."""
        return ItemReader(self.facts, self.law, self.expressions, shared, self.digest, complain)


def stop(error: CatalogueError) -> None:
    """Complains at the first mistake."""
    raise error


def read_ground(assets: Path, complain: Complain = stop) -> Ground:
    """Facts and law of a catalogue. Raises CatalogueError."""
    facts, unknown = _facts(assets / "facts.yaml", complain)
    law = _law(_files(assets / "law"), complain)
    for name in sorted(facts.keys() & law.parameters.keys()):
        complain(CatalogueError("bad_file", f"both a fact and a law parameter: {name}", file="facts.yaml"))
    kinds = {name: fact.type for name, fact in facts.items()}
    expressions = Expressions(kinds | {name: p.type for name, p in law.parameters.items()})
    return Ground(facts, unknown, law, expressions, ground_digest(assets))


def ground_files(assets: Path) -> list[Path]:
    """The files of facts and law, in the order in which they are hashed."""
    return [assets / "facts.yaml", *_files(assets / "law")]


def ground_digest(assets: Path) -> str:
    """SHA-256 of facts and law."""
    return digest_of(ground_files(assets))


def item_files(assets: Path) -> list[Path]:
    """The items' files, sorted."""
    return _files(assets / "items")


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise CatalogueError("bad_file", f"{folder.name}/: no YAML file is there", file=folder.name)
    return found


def _facts(path: Path, complain: Complain) -> tuple[dict[str, Fact], Bilingual]:
    file = read_yaml(path)
    shape = parse(file, FactsShape)
    facts: dict[str, Fact] = {}
    for index, f in enumerate(shape.facts):
        where: Path_ = ("facts", index, "name")
        try:
            if f.name in facts:
                raise file.error(where, f"the fact {f.name!r} is there twice")
            given = not f.source.startswith(("derived:", "case:"))
            if given and f.example is None:
                raise file.error(where, f"the fact {f.name!r} has no example")
            if f.source.startswith("derived:"):
                _check_derivation(file, where, f.name, f.type, f.source)
            example = _value(file, where, f.name, f.type, f.example) if given else None
            facts[f.name] = Fact(f.name, f.type, f.source, f.label.bilingual(), example, f.fallback)
        except CatalogueError as error:
            complain(error)
    for name, derivation in DERIVATIONS.items():
        for needed in (name, *derivation.needs, *derivation.may):
            if needed not in facts:
                said = f"{path.name}: the fact {needed!r} isn't declared"
                complain(CatalogueError("bad_file", said, file=path.name))
    return facts, shape.unknown.bilingual()


def _value(file: YamlFile, where: Path_, name: str, kind: str, raw: object) -> bool | int | str | date:
    try:
        return coerce(name, kind, raw)  # type: ignore[arg-type]
    except CatalogueError as error:
        raise file.error(where, error.operator) from error


def _check_derivation(file: YamlFile, where: Path_, name: str, kind: str, source: str) -> None:
    function = source.removeprefix("derived:")
    if function != name or function not in DERIVATIONS:
        hint = suggestion(function, DERIVATIONS)
        raise file.error(where, f"nothing derives {function!r} as the fact {name!r}{hint}")
    if DERIVATIONS[function].type != kind:
        raise file.error(where, f"{name!r} is derived as {DERIVATIONS[function].type}, not {kind}")


def _law(paths: Iterable[Path], complain: Complain) -> Law:
    parameters: dict[str, Parameter] = {}
    for path in paths:
        try:
            file = read_yaml(path)
            shapes = parse(file, LawShape).parameters
        except CatalogueError as error:
            complain(error)
            continue
        for index, shape in enumerate(shapes):
            try:
                if shape.name in parameters:
                    raise file.error(("parameters", index), f"the parameter {shape.name!r} is there twice")
                parameters[shape.name] = _parameter(file, index, shape)
            except CatalogueError as error:
                complain(error)
    for name, derivation in DERIVATIONS.items():
        for needed in derivation.parameters:
            if needed not in parameters:
                complain(CatalogueError("bad_file", f"law: {name!r} needs the parameter {needed!r}"))
    return Law(parameters)


def _parameter(file: YamlFile, index: int, shape: ParameterShape) -> Parameter:
    values = []
    for at, v in enumerate(shape.values):
        where: Path_ = ("parameters", index, "values", at)
        value = _value(file, (*where, "value"), shape.name, shape.type, v.value)
        if v.from_ and v.to and v.to < v.from_:
            raise file.error(where, f"{shape.name}: ends before it begins")
        values.append(DatedValue(v.from_, v.to, value, v.article, v.source, v.mark, file.place(where)))
    place = file.place(("parameters", index))
    return Parameter(shape.name, shape.type, shape.label.bilingual(), tuple(values), place)


def _working_days(path: Path) -> WorkingDays:
    """Raises CatalogueError for a day outside the years, and for one that is both off and worked."""
    file = read_yaml(path)
    shape = parse(file, WorkingDaysShape)
    off: set[date] = set()
    for index, span in enumerate(shape.days_off):
        if span.to < span.from_:
            raise file.error(("days_off", index), "the days off end before they begin")
        off |= {span.from_ + timedelta(days=n) for n in range((span.to - span.from_).days + 1)}
    for index, day in enumerate(shape.worked):
        if day in off:
            raise file.error(("worked", index), f"{day.isoformat()} is both worked and off")
    for day in sorted(off | set(shape.worked)):
        if day.year not in shape.years:
            raise file.error(("years",), f"{day.isoformat()} is of a year that isn't in `years`")
    return WorkingDays(frozenset(shape.years), frozenset(off), frozenset(shape.worked))
