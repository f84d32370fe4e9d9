"""YAML with the line of every value, so that an error can say where it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.catalogue.errors import CatalogueError, suggestion

Path_ = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class YamlFile:
    """A parsed file."""

    path: Path
    data: Any
    lines: dict[Path_, int]
    """Path of keys and indices -> line, from 1."""

    def line(self, where: Path_) -> int:
        """The line of the value at `where`, or of the nearest thing around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def error(self, where: Path_, message: str, code: str = "bad_file") -> CatalogueError:
        """A CatalogueError that names file and line."""
        return CatalogueError(code, f"{self.path.name}:{self.line(where)}: {message}")


class _Loader(yaml.SafeLoader):
    """Safe, and a key given twice is an error instead of a silent last one."""


def _lines(node: yaml.Node, where: Path_, found: dict[Path_, int]) -> None:
    found[where] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _lines(value, (*where, str(key.value)), found)
            found[(*where, str(key.value))] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _lines(value, (*where, index), found)


def _twice(node: yaml.Node, path: Path) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise CatalogueError("bad_file", f"{path.name}:{line}: {key.value!r} is there twice")
            seen.add(str(key.value))
            _twice(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _twice(value, path)


def read_yaml(path: Path) -> YamlFile:
    """The file's data and lines. Raises CatalogueError `bad_file`."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            raise CatalogueError("bad_file", f"{path.name}: is empty")
        _twice(node, path)
        found: dict[Path_, int] = {}
        _lines(node, (), found)
        return YamlFile(path, yaml.safe_load(text), found)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError("bad_file", f"{path.name}: can't be read: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "isn't YAML"
        raise CatalogueError("bad_file", f"{path.name}{line}: {problem}") from error
    except ValueError as error:
        # PyYAML takes 2026-02-30 for a date and lets datetime complain.
        raise CatalogueError("bad_file", f"{path.name}: a date that no calendar has: {error}") from error


def parse(file: YamlFile, model: type[M]) -> M:
    """The file's data as `model`. Raises CatalogueError with line and suggestion for the first mistake."""
    try:
        return model.model_validate(file.data)
    except ValidationError as error:
        first = error.errors()[0]
        where: Path_ = first["loc"]
        hint = ""
        if first["type"] == "extra_forbidden":
            hint = suggestion(str(where[-1]), _siblings(model, where))
        elif "expected" in first.get("ctx", {}):
            words = str(first["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            hint = suggestion(str(first["input"]), words)
        dotted = ".".join(str(part) for part in where) or "file"
        raise file.error(where, f"{dotted}: {first['msg']}{hint}") from error


def _siblings(model: type[BaseModel], where: Path_) -> set[str]:
    """Field names of all models below `model`: what an unknown key may have been meant as."""
    names: set[str] = set()
    todo: list[Any] = [model]
    seen: set[Any] = set()
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen.add(current)
        if isinstance(current, type) and issubclass(current, BaseModel):
            names |= set(current.model_fields)
            todo += [f.annotation for f in current.model_fields.values()]
        else:
            todo += list(getattr(current, "__args__", ()))
    return names
