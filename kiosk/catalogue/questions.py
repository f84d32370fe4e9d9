"""An item's questions, read and checked."""

from __future__ import annotations

from kiosk.catalogue.model import Question
from kiosk.catalogue.schema import ItemShape
from kiosk.catalogue.yamlfile import Path_, YamlFile


def read_questions(file: YamlFile, shape: ItemShape) -> tuple[Question, ...]:
    """Named once, with the options their kind needs, asking only for what comes before.

    Raises CatalogueError with file and line.
    """
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
        made.append(Question(q.name, q.kind, options, tuple(q.called), q.card, when, q.confirm, q.edge))
    return tuple(made)
