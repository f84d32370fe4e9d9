"""YAML with the line of every value, so that an error can say where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.model import Place

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
        line = self.line(where)
        said = f"{self.path.name}:{line}: {message}"
        return CatalogueError(code, said, file=self.path.name, line=line)

    def place(self, where: Path_) -> Place:
        """File and line of the value at `where`."""
        return Place(self.path.name, self.line(where))


#: libyaml where it is there: ten times as quick, the same result.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
                said = f"{path.name}:{line}: {key.value!r} is there twice"
                raise CatalogueError("bad_file", said, file=path.name, line=line)
            seen.add(str(key.value))
            _twice(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _twice(value, path)


def read_yaml(path: Path) -> YamlFile:
    """The file's data and lines. Raises CatalogueError `bad_file`."""
    try:
        text = path.read_text(encoding="utf-8")
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise CatalogueError("bad_file", f"{path.name}: is empty", file=path.name, line=1)
        _twice(node, path)
        found: dict[Path_, int] = {}
        _lines(node, (), found)
        return YamlFile(path, loader.construct_document(node), found)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError("bad_file", f"{path.name}: can't be read: {error}", file=path.name) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or "isn't YAML"
        said = f"{path.name}:{line}: {problem}" if line else f"{path.name}: {problem}"
        raise CatalogueError("bad_file", said, file=path.name, line=line) from error
    except ValueError as error:
        # PyYAML takes 2026-02-30 for a date and lets datetime complain.
        said = f"{path.name}: a date that no calendar has: {error}"
        raise CatalogueError("bad_file", said, file=path.name) from error


def parse(file: YamlFile, model: type[M]) -> M:
    """The file's data as `model`.

    Raises CatalogueError with line and suggestion for the first mistake; the rest are its `others`.
    """
    try:
        return model.model_validate(file.data)
    except ValidationError as error:
        first, *rest = (_mistake(file, model, dict(one)) for one in error.errors())
        first.others = tuple(rest)
        raise first from error


def _mistake(file: YamlFile, model: type[BaseModel], found: Mapping[str, Any]) -> CatalogueError:
    where: Path_ = found["loc"]
    hint = ""
    if found["type"] == "extra_forbidden":
        hint = suggestion(str(where[-1]), _siblings(model, where))
    elif "expected" in found.get("ctx", {}):
        words = str(found["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        hint = suggestion(str(found["input"]), words)
    dotted = ".".join(str(part) for part in where) or "file"
    return file.error(where, f"{dotted}: {found['msg']}{hint}")


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
