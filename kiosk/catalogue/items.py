"""One item's file, with the shared rules it includes, to a frozen `Item`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.catalogue.cel import Expressions
from kiosk.catalogue.derive import DERIVATIONS
from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.facts import coerce
from kiosk.catalogue.law import Law
from kiosk.catalogue.model import (
    NOWHERE,
    Example,
    Fact,
    FactValue,
    Find,
    Guide,
    Item,
    ItemOutcome,
    Place,
    Question,
    Rule,
)
from kiosk.catalogue.questions import read_questions
from kiosk.catalogue.schema import ExampleShape, GuideShape, ItemShape, OutcomeShape, RuleShape, SharedShape
from kiosk.catalogue.yamlfile import Path_, YamlFile, parse, read_yaml

Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class _Source:
    """A file that gives an item rules and examples."""

    file: YamlFile
    rules: list[RuleShape]
    examples: list[ExampleShape]
    shared: bool


@dataclass
class ItemReader:
    """Reads the items of one catalogue."""

    facts: Facts
    law: Law
    expressions: Expressions
    shared: Path
    common: str
    """Digest of the files that every item depends on."""
    complain: Callable[[CatalogueError], None]
    """Told of each mistake; where it returns, the mistaken piece is left out."""
    _known: dict[str, _Source] = field(default_factory=dict)

    def item(self, path: Path) -> Item:
        """One item's file with all it includes. Raises CatalogueError where nothing can be made of it."""
        file = read_yaml(path)
        shape = parse(file, ItemShape)
        if shape.id != path.stem:
            self.complain(file.error(("id",), f"the id {shape.id!r} isn't the file's name"))
        included = self._included(file, shape)
        sources = [*included, _Source(file, shape.rules, shape.examples, shared=False)]
        rules = tuple(self._rules(sources))
        for error in self._wrong(file, shape, rules):
            self.complain(error)
        facts = self.needed(rules)
        base = self._base(file, shape, facts)
        digest = self._digest([file.path, *(s.file.path for s in included)])
        return Item(
            id=shape.id,
            version=digest[:12],
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
            outcome=self._outcome(file, shape.outcome) if shape.outcome else None,
            handoff_reason=shape.handoff_reason.bilingual() if shape.handoff_reason else None,
            typical=base,
            examples=tuple(self._examples(shape.id, reversed(sources), base, facts)),
            questions=self._questions(file, shape),
            discreet=shape.discreet,
            one_sentence=shape.one_sentence.bilingual() if shape.one_sentence else None,
            guide=_guide(shape.guide) if shape.guide else None,
            find=Find(tuple(shape.find.happened), tuple(shape.find.called)),
            digest=digest,
            law=self.law,
            place=file.place(()),
        )

    def _digest(self, paths: Iterable[Path]) -> str:
        return digest_of(paths, hashlib.sha256(self.common.encode()))

    def _questions(self, file: YamlFile, shape: ItemShape) -> tuple[Question, ...]:
        try:
            return read_questions(file, shape)
        except CatalogueError as error:
            self.complain(error)
            return ()

    def _included(self, file: YamlFile, shape: ItemShape) -> list[_Source]:
        found = []
        for index, name in enumerate(shape.include):
            try:
                found.append(self._source(file, index, name))
            except CatalogueError as error:
                self.complain(error)
        return found

    def _source(self, file: YamlFile, index: int, name: str) -> _Source:
        if name not in self._known:
            path = self.shared / f"{name}.yaml"
            if not path.exists():
                hint = suggestion(name, {p.stem for p in self.shared.glob("*.yaml")})
                raise file.error(("include", index), f"no shared rules {name!r}{hint}")
            shared = read_yaml(path)
            shape = parse(shared, SharedShape)
            self._known[name] = _Source(shared, shape.rules, shape.examples, shared=True)
        return self._known[name]

    def _wrong(self, file: YamlFile, shape: ItemShape, rules: tuple[Rule, ...]) -> Iterable[CatalogueError]:
        """What an item of its kind must and mustn't have."""
        if shape.kind == "handoff":
            if rules or shape.outcome or not shape.handoff_reason:
                yield file.error((), "a hand-off item has a handoff_reason, and no rules or outcome")
            return
        if not rules or shape.outcome is None or not shape.sentences:
            yield file.error((), "an item has sentences, rules and an outcome")
        if shape.discreet and shape.one_sentence is None:
            yield file.error(("discreet",), "a discreet item has the one_sentence it says")
        ids = [rule.id for rule in rules]
        for index, rule in enumerate(shape.rules):
            if ids.count(rule.id) > 1:
                yield file.error(("rules", index, "id"), f"the rule {rule.id!r} is there twice")
        for name, document in shape.extra_documents.items():
            fact = self.facts.get(name)
            told = [] if fact is None else [fact.source, fact.fallback or ""]
            if not any(source.startswith(f"card:{document}.") for source in told):
                hint = "" if fact else suggestion(name, self.facts)
                yield file.error(("extra_documents", name), f"{document} tells no fact {name!r}{hint}")

    def _outcome(self, file: YamlFile, shape: OutcomeShape) -> ItemOutcome:
        for key in ("fee_parameter", "limit_parameter"):
            name = getattr(shape, key)
            if name is not None and name not in self.law.parameters:
                hint = suggestion(name, self.law.parameters)
                self.complain(file.error(("outcome", key), f"no law parameter {name!r}{hint}"))
        if shape.old_card_back_if is not None:
            try:
                self.expressions.compile(shape.old_card_back_if)
            except CatalogueError as error:
                self.complain(file.error(("outcome", "old_card_back_if"), error.operator, error.code))
        return ItemOutcome(**shape.model_dump())

    def _rules(self, sources: Iterable[_Source]) -> Iterable[Rule]:
        for source in sources:
            for index, shape in enumerate(source.rules):
                try:
                    yield self._rule(source.file, ("rules", index), shape)
                except CatalogueError as error:
                    self.complain(error)

    def _rule(self, file: YamlFile, where: Path_, shape: RuleShape) -> Rule:
        try:
            self.expressions.compile(shape.when)
        except CatalogueError as error:
            raise file.error((*where, "when"), f"{shape.id}: {error.operator}", error.code) from error
        if shape.from_ and shape.to and shape.to < shape.from_:
            raise file.error((*where, "to"), f"{shape.id}: ends before it begins")
        return rule_of(shape, file.place(where))

    def shared_rules(self, name: str) -> tuple[Rule, ...]:
        """The rules of `items/shared/NAME.yaml`. Raises CatalogueError."""
        if name not in self._known:
            file = read_yaml(self.shared / f"{name}.yaml")
            shape = parse(file, SharedShape)
            self._known[name] = _Source(file, shape.rules, shape.examples, shared=True)
        return tuple(self._rules([self._known[name]]))

    def needed(self, rules: Iterable[Rule]) -> dict[str, Fact]:
        """The facts that the rules mention, and those they derive from."""
        names: set[str] = set()
        for rule in rules:
            names |= self.expressions.compile(rule.expression).names & self.facts.keys()
        for name in tuple(names & DERIVATIONS.keys()):
            names |= {*DERIVATIONS[name].needs, *DERIVATIONS[name].may}
        return {name: fact for name, fact in self.facts.items() if name in names}

    def _values(
        self, file: YamlFile, where: Path_, raw: Mapping[str, Any], facts: Facts, shared: bool = False
    ) -> dict[str, FactValue]:
        """Typed. An example of shared rules may name facts that this item doesn't need."""
        given = {name: fact for name, fact in facts.items() if fact.given}
        values = {}
        for name, value in raw.items():
            if name not in given:
                if shared and name in self.facts:
                    continue
                hint = suggestion(name, given)
                raise file.error((*where, name), f"the item's rules need no fact {name!r}{hint}")
            try:
                values[name] = coerce(name, given[name].type, value)
            except CatalogueError as error:
                raise file.error((*where, name), error.operator) from error
        return values

    def _base(self, file: YamlFile, shape: ItemShape, facts: Facts) -> dict[str, FactValue]:
        typical = {n: f.example for n, f in facts.items() if f.example is not None}
        try:
            return typical | self._values(file, ("base",), shape.base, facts)
        except CatalogueError as error:
            self.complain(error)
            return typical

    def _examples(
        self, item: str, sources: Iterable[_Source], base: Mapping[str, FactValue], facts: Facts
    ) -> Iterable[Example]:
        for source in sources:
            for index, shape in enumerate(source.examples):
                if item in shape.not_for:
                    continue
                try:
                    yield self._example(source, ("examples", index), shape, base, facts)
                except CatalogueError as error:
                    self.complain(error)

    def _example(
        self,
        source: _Source,
        where: Path_,
        shape: ExampleShape,
        base: Mapping[str, FactValue],
        facts: Facts,
    ) -> Example:
        given = self._values(source.file, (*where, "facts"), shape.facts, facts, source.shared)
        values = dict(base) | given
        for name in shape.without:
            if name in values:
                del values[name]
            elif not (source.shared and name in self.facts):
                hint = suggestion(name, values)
                raise source.file.error((*where, "without"), f"{name!r} is no fact of this item{hint}")
        unknown = None if shape.unknown is None else tuple(sorted(shape.unknown))
        place = source.file.place(where)
        reasons = tuple(shape.reasons)
        return Example(shape.name, shape.as_of, values, shape.decision, shape.cause, reasons, unknown, place)


def rule_of(shape: RuleShape, place: Place = NOWHERE) -> Rule:
    """The frozen rule of a file's shape."""
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
        note=shape.note,
        place=place,
    )


def digest_of(paths: Iterable[Path], content: hashlib._Hash | None = None) -> str:
    """SHA-256 over names and contents. Each is framed, so that no byte can wander from file to file."""
    content = hashlib.sha256() if content is None else content
    for path in paths:
        held = path.read_bytes()
        content.update(f"{path.name}\0{len(held)}\0".encode())
        content.update(held)
    return content.hexdigest()


def _guide(shape: GuideShape) -> Guide:
    bring = tuple(one.bilingual() for one in shape.bring)
    return Guide(
        shape.who.bilingual(), bring, shape.takes.bilingual(), shape.fee.bilingual(), tuple(shape.law)
    )
