"""From `assets/facts.yaml`, `assets/law/*.yaml` and `assets/items/*.yaml` to frozen values, checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.catalogue.cel import Expressions
from kiosk.catalogue.derive import DERIVATIONS
from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.facts import coerce
from kiosk.catalogue.law import DatedValue, Law, Parameter
from kiosk.catalogue.model import Example, Fact, FactValue, Item, ItemOutcome, Question, Rule
from kiosk.catalogue.schema import (
    ExampleShape,
    FactsShape,
    ItemShape,
    LawShape,
    ParameterShape,
    RuleShape,
    SharedShape,
)
from kiosk.catalogue.yamlfile import Path_, YamlFile, parse, read_yaml
from kiosk.core.text import Bilingual


@dataclass(frozen=True)
class Loaded:
    """The whole catalogue as its files have it."""

    facts: Mapping[str, Fact]
    unknown: Bilingual
    law: Law
    expressions: Expressions
    items: tuple[Item, ...]


def load(assets: Path) -> Loaded:
    """Read and check everything. Raises CatalogueError with file and line for the first mistake."""
    facts, unknown = _facts(assets / "facts.yaml")
    law = _law(_files(assets / "law"))
    both = facts.keys() & law.parameters.keys()
    if both:
        raise CatalogueError("bad_file", f"both a fact and a law parameter: {', '.join(sorted(both))}")
    kinds = {name: fact.type for name, fact in facts.items()}
    expressions = Expressions(kinds | {name: p.type for name, p in law.parameters.items()})
    common = _digest([assets / "facts.yaml", *_files(assets / "law")])
    reader = _ItemReader(facts, law, expressions, assets / "items" / "shared", common)
    items = tuple(reader.item(path) for path in _files(assets / "items"))
    _unique(items)
    return Loaded(facts, unknown, law, expressions, items)


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise CatalogueError("bad_file", f"{folder.name}/: no YAML file is there")
    return found


def _digest(paths: Iterable[Path], salt: str = "") -> str:
    content = hashlib.sha256(salt.encode())
    for path in paths:
        content.update(path.read_bytes())
    return content.hexdigest()


def _unique(items: Iterable[Item]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise CatalogueError("bad_file", f"two files describe the item {item.id!r}")
        seen.add(item.id)


def _facts(path: Path) -> tuple[dict[str, Fact], Bilingual]:
    file = read_yaml(path)
    shape = parse(file, FactsShape)
    facts: dict[str, Fact] = {}
    for index, f in enumerate(shape.facts):
        where: Path_ = ("facts", index, "name")
        if f.name in facts:
            raise file.error(where, f"the fact {f.name!r} is there twice")
        given = not f.source.startswith(("derived:", "case:"))
        if given and f.example is None:
            raise file.error(where, f"the fact {f.name!r} has no example")
        if f.source.startswith("derived:"):
            _check_derivation(file, where, f.name, f.type, f.source)
        example = coerce(f.name, f.type, f.example) if given else None
        facts[f.name] = Fact(f.name, f.type, f.source, f.label.bilingual(), example, f.fallback)
    for name, derivation in DERIVATIONS.items():
        for needed in (name, *derivation.needs):
            if needed not in facts:
                raise CatalogueError("bad_file", f"{path.name}: the fact {needed!r} isn't declared")
    return facts, shape.unknown.bilingual()


def _check_derivation(file: YamlFile, where: Path_, name: str, kind: str, source: str) -> None:
    function = source.removeprefix("derived:")
    if function != name or function not in DERIVATIONS:
        hint = suggestion(function, DERIVATIONS)
        raise file.error(where, f"nothing derives {function!r} as the fact {name!r}{hint}")
    if DERIVATIONS[function].type != kind:
        raise file.error(where, f"{name!r} is derived as {DERIVATIONS[function].type}, not {kind}")


def _law(paths: Iterable[Path]) -> Law:
    parameters: dict[str, Parameter] = {}
    for path in paths:
        file = read_yaml(path)
        for index, shape in enumerate(parse(file, LawShape).parameters):
            if shape.name in parameters:
                raise file.error(("parameters", index), f"the parameter {shape.name!r} is there twice")
            parameters[shape.name] = _parameter(file, index, shape)
    for name, derivation in DERIVATIONS.items():
        for needed in derivation.parameters:
            if needed not in parameters:
                raise CatalogueError("bad_file", f"law: {name!r} needs the parameter {needed!r}")
    return Law(parameters)


def _parameter(file: YamlFile, index: int, shape: ParameterShape) -> Parameter:
    values = []
    for at, v in enumerate(shape.values):
        try:
            value = coerce(shape.name, shape.type, v.value)
        except CatalogueError as error:
            raise file.error(("parameters", index, "values", at, "value"), error.operator) from error
        if v.from_ and v.to and v.to < v.from_:
            raise file.error(("parameters", index, "values", at), f"{shape.name}: ends before it begins")
        values.append(DatedValue(v.from_, v.to, value, v.article, v.source, v.mark))
    return Parameter(shape.name, shape.type, shape.label.bilingual(), tuple(values))


@dataclass(frozen=True)
class _ItemReader:
    facts: Mapping[str, Fact]
    law: Law
    expressions: Expressions
    shared: Path
    common: str
    """Digest of the files that every item depends on."""

    def item(self, path: Path) -> Item:
        """One item's file with all it includes."""
        file = read_yaml(path)
        shape = parse(file, ItemShape)
        if shape.id != path.stem:
            raise file.error(("id",), f"the id {shape.id!r} isn't the file's name")
        sources = [(file, shape.rules, shape.examples)]
        included = [self._included(file, index, name) for index, name in enumerate(shape.include)]
        sources = [(f, s.rules, s.examples) for f, s in included] + sources
        rules = tuple(self._rule(f, ("rules", i), r) for f, rs, _ in sources for i, r in enumerate(rs))
        self._check(file, shape, rules)
        facts = self._needed(rules)
        base = self._base(file, shape, facts)
        examples = tuple(
            self._example(f, ("examples", i), e, base, facts)
            for f, _, es in reversed(sources)
            for i, e in enumerate(es)
        )
        outcome = shape.outcome
        return Item(
            id=shape.id,
            version=_digest([path, *(f.path for f, _ in included)], self.common)[:12],
            kind=shape.kind,
            taught_later=shape.status == "taught_later",
            name=shape.name.bilingual(),
            department=shape.department.bilingual(),
            window=shape.window,
            sentences=tuple(shape.sentences),
            documents=tuple(shape.documents),
            extra_documents=dict(shape.extra_documents),
            facts=facts,
            rules=rules,
            outcome=ItemOutcome(**outcome.model_dump()) if outcome else None,
            handoff_reason=shape.handoff_reason.bilingual() if shape.handoff_reason else None,
            typical=base,
            examples=examples,
            questions=self._questions(file, shape),
            discreet=shape.discreet,
        )

    def _questions(self, file: YamlFile, shape: ItemShape) -> tuple[Question, ...]:
        """Checked: named once, with the options their kind needs, asking only for what comes before."""
        made: list[Question] = []
        for index, q in enumerate(shape.questions):
            where: Path_ = ("questions", index, "name")
            before = {one.name for one in made}
            if q.name in before:
                raise file.error(where, f"the question {q.name!r} is there twice")
            if bool(q.options) != (q.kind in ("choice", "classes", "reason")):
                raise file.error(where, f"{q.name}: only a choice has options, and every choice has them")
            unknown = [n for n in q.when if n not in before]
            if unknown:
                raise file.error(where, f"{q.name}: no earlier question {unknown[0]!r}")
            if q.edge == "last" and not (made and made[-1].edge == "first"):
                raise file.error(where, f"{q.name}: the last day follows the question for the first")
            options = {o.id: tuple(o.words) for o in q.options}
            when = {name: tuple(among) for name, among in q.when.items()}
            called = tuple(q.called)
            made.append(Question(q.name, q.kind, options, called, q.card, when, q.confirm, q.edge))
        return tuple(made)

    def _included(self, file: YamlFile, index: int, name: str) -> tuple[YamlFile, SharedShape]:
        path = self.shared / f"{name}.yaml"
        if not path.exists():
            known = {p.stem for p in self.shared.glob("*.yaml")}
            raise file.error(("include", index), f"no shared rules {name!r}{suggestion(name, known)}")
        shared = read_yaml(path)
        return shared, parse(shared, SharedShape)

    def _check(self, file: YamlFile, shape: ItemShape, rules: tuple[Rule, ...]) -> None:
        if shape.kind == "handoff":
            if rules or shape.outcome or not shape.handoff_reason:
                raise file.error((), "a hand-off item has a handoff_reason, and no rules or outcome")
            return
        if shape.status == "taught_later":
            if rules or shape.outcome or shape.examples or not shape.sentences:
                raise file.error(("status",), "an item that is taught later has sentences, and no rules yet")
            return
        if not rules or shape.outcome is None or not shape.sentences:
            raise file.error((), "an item has sentences, rules and an outcome")
        ids = [rule.id for rule in rules]
        for index, rule in enumerate(shape.rules):
            if ids.count(rule.id) > 1:
                raise file.error(("rules", index, "id"), f"the rule {rule.id!r} is there twice")
        fee = shape.outcome.fee_parameter
        if fee is not None and fee not in self.law.parameters:
            hint = suggestion(fee, self.law.parameters)
            raise file.error(("outcome", "fee_parameter"), f"no law parameter {fee!r}{hint}")
        for name in shape.extra_documents:
            if name not in self.facts or not self.facts[name].fallback:
                hint = suggestion(name, self.facts)
                raise file.error(("extra_documents", name), f"{name!r} is no fact with a fallback{hint}")

    def _rule(self, file: YamlFile, where: Path_, shape: RuleShape) -> Rule:
        try:
            self.expressions.compile(shape.when)
        except CatalogueError as error:
            raise file.error((*where, "when"), f"{shape.id}: {error.operator}", error.code) from error
        if shape.from_ and shape.to and shape.to < shape.from_:
            raise file.error((*where, "to"), f"{shape.id}: ends before it begins")
        return Rule(
            id=shape.id,
            title=shape.title.bilingual(),
            expression=shape.when,
            basis=shape.basis,
            mark=shape.mark,
            in_force_from=shape.from_,
            in_force_to=shape.to,
            cause=shape.cause,
            citizen=shape.citizen.bilingual(),
            officer=shape.officer.bilingual(),
            offer=shape.offer,
        )

    def _needed(self, rules: tuple[Rule, ...]) -> dict[str, Fact]:
        """The facts that the rules mention, and those they derive from."""
        names: set[str] = set()
        for rule in rules:
            names |= self.expressions.compile(rule.expression).names & self.facts.keys()
        for name in tuple(names & DERIVATIONS.keys()):
            names |= set(DERIVATIONS[name].needs)
        return {name: fact for name, fact in self.facts.items() if name in names}

    def _values(
        self, file: YamlFile, where: Path_, raw: Mapping[str, Any], facts: Mapping[str, Fact]
    ) -> dict[str, FactValue]:
        given = {name: fact for name, fact in facts.items() if fact.given}
        values = {}
        for name, value in raw.items():
            if name not in given:
                hint = suggestion(name, given)
                raise file.error((*where, name), f"the item's rules need no fact {name!r}{hint}")
            try:
                values[name] = coerce(name, given[name].type, value)
            except CatalogueError as error:
                raise file.error((*where, name), error.operator) from error
        return values

    def _base(self, file: YamlFile, shape: ItemShape, facts: Mapping[str, Fact]) -> dict[str, FactValue]:
        typical = {n: f.example for n, f in facts.items() if f.example is not None}
        return typical | self._values(file, ("base",), shape.base, facts)

    def _example(
        self,
        file: YamlFile,
        where: Path_,
        shape: ExampleShape,
        base: Mapping[str, FactValue],
        facts: Mapping[str, Fact],
    ) -> Example:
        values = dict(base) | self._values(file, (*where, "facts"), shape.facts, facts)
        for name in shape.without:
            if name not in values:
                hint = suggestion(name, values)
                raise file.error((*where, "without"), f"{name!r} is no fact of this item{hint}")
            del values[name]
        return Example(shape.name, shape.as_of, values, shape.decision, shape.cause, tuple(shape.reasons))
