"""A change that an officer makes in a form: what of an item may be changed, and a copy of it that is changed.

The copy is a whole catalogue of one item, like the one an approval keeps. A change touches exactly the words
it is about: comments and layout of the files stay, so that `items diff` shows that and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml

from kiosk.catalogue.errors import CatalogueError
from kiosk.catalogue.model import FactValue, Item
from kiosk.catalogue.versions import Version, keep
from kiosk.core.text import Bilingual

Kind = Literal["parameter", "citizen_zh", "citizen_en", "sentence"]
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_LONGEST = 200


@dataclass(frozen=True)
class Change:
    """One thing that shall be otherwise."""

    kind: Kind
    name: str
    """Of the parameter or the rule; '' for a sentence that people say for the item."""
    value: str


@dataclass(frozen=True)
class Parameter:
    """A dated value that the item's rules rest on."""

    name: str
    label: Bilingual
    value: FactValue
    article: str


@dataclass(frozen=True)
class Teachable:
    """What a form offers of an item."""

    parameters: tuple[Parameter, ...]
    rules: tuple[tuple[str, Bilingual], ...]
    """Rule and what the citizen is told where it fails."""
    sentences: tuple[str, ...]


def teachable(version: Version, day: date) -> Teachable:
    """The parameters that its rules name and that are in force on `day`, its rules' words, its sentences."""
    item, law = version.item, version.judge.law
    named = {n for rule in item.rules for n in _NAME.findall(rule.expression)}
    found = []
    for name in sorted(named & set(law.parameters)):
        dated = law.dated(name, day)
        if dated is not None:
            found.append(Parameter(name, law.parameters[name].label, dated.value, dated.article))
    told = tuple((rule.id, rule.citizen) for rule in item.rules)
    return Teachable(tuple(found), told, item.sentences)


def changed_copy(
    file: Path, assets: Path, item: Item, changes: Sequence[Change], day: date, folder: Path
) -> Path:
    """The item's file in a copy of all it stands on, in `folder`, changed.

    Raises CatalogueError `bad_change` where a change can't be made.
    """
    keep(file, assets, folder)
    for change in changes:
        if not change.value.strip() or len(change.value) > _LONGEST or "\n" in change.value:
            raise CatalogueError("bad_change", f"a value is one line of 1 to {_LONGEST} characters")
        if change.kind == "parameter":
            _parameter(folder, change, day)
        elif change.kind == "sentence":
            _sentence(folder / "items" / f"{item.id}.yaml", change.value.strip())
        else:
            _citizen(folder, change)
    return folder / "items" / f"{item.id}.yaml"


def _parameter(folder: Path, change: Change, day: date) -> None:
    """The value that is in force on that day."""
    for file in sorted((folder / "law").rglob("*.yaml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        for index, one in enumerate(data.get("parameters", []) if isinstance(data, dict) else []):
            if one.get("name") != change.name:
                continue
            at = next((i for i, v in enumerate(one["values"]) if _holds(v, day)), None)
            if at is None:
                raise CatalogueError("bad_change", f"{change.name} has no value on {day}")
            _put(file, ("parameters", index, "values", at, "value"), _typed(change.value, one["type"]))
            return
    raise CatalogueError("bad_change", f"no parameter {change.name!r}")


def _holds(value: Mapping[str, object], day: date) -> bool:
    first, last = value.get("from"), value.get("to")
    after = not isinstance(first, date) or first <= day
    return after and (not isinstance(last, date) or day <= last)


def _typed(text: str, kind: str) -> str:
    """As YAML has it. Raises CatalogueError `bad_change`."""
    text = text.strip()
    if kind == "int" and not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise CatalogueError("bad_change", "this is a whole number")
    if kind == "date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise CatalogueError("bad_change", "this is a day, like 2026-11-24") from None
    if kind == "bool" and text not in ("true", "false"):
        raise CatalogueError("bad_change", "this is true or false")
    return json.dumps(text, ensure_ascii=False) if kind == "string" else text


def _citizen(folder: Path, change: Change) -> None:
    language = change.kind.removeprefix("citizen_")
    for file in sorted((folder / "items").rglob("*.yaml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        for index, rule in enumerate(data.get("rules") or []):
            if rule.get("id") == change.name:
                said = json.dumps(change.value.strip(), ensure_ascii=False)
                _put(file, ("rules", index, "citizen", language), said)
                return
    raise CatalogueError("bad_change", f"no rule {change.name!r}")


def _sentence(file: Path, sentence: str) -> None:
    """Below the last one."""
    text = file.read_text(encoding="utf-8")
    node = _node(text, ("sentences",))
    assert isinstance(node, yaml.SequenceNode)
    if any(one.value == sentence for one in node.value):
        raise CatalogueError("bad_change", "that sentence is there already")
    last = node.value[-1]
    said = json.dumps(sentence, ensure_ascii=False)
    indent = " " * (node.value[0].start_mark.column - 2)
    between = ", " if node.flow_style else f"\n{indent}- "
    end = last.end_mark.index
    _write(file, text[:end] + between + said + text[end:])


def _put(file: Path, path: tuple[str | int, ...], value: str) -> None:
    """One scalar anew; everything else stays as it is written."""
    text = file.read_text(encoding="utf-8")
    node = _node(text, path)
    _write(file, text[: node.start_mark.index] + value + text[node.end_mark.index :])


def _node(text: str, path: tuple[str | int, ...]) -> yaml.Node:
    node: yaml.Node | None = yaml.compose(text)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((v for k, v in node.value if k.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
        else:
            node = None
    if node is None:
        raise CatalogueError("bad_change", f"there is no {'.'.join(map(str, path))}")
    return node


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
