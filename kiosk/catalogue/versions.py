"""One version of an item with all that it stands on, and the copy of it that an approval keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.catalogue.check import Finding, check_item, law_findings
from kiosk.catalogue.errors import CatalogueError, suggestion
from kiosk.catalogue.facts import read_facts
from kiosk.catalogue.loader import Ground, ground_digest, ground_files, item_files, read_ground, stop
from kiosk.catalogue.model import Decision, Fact, Item
from kiosk.catalogue.rules import Judge
from kiosk.catalogue.yamlfile import read_yaml
from kiosk.core.crypto import write_private


@dataclass(frozen=True)
class Version:
    """An item and the facts and law it was written for."""

    item: Item
    facts: Mapping[str, Fact]
    """All declared facts, of which the item's are some."""
    judge: Judge

    def decide(self, facts: Mapping[str, object], as_of: date) -> Decision:
        """The rules' answer. Facts typed or as JSON has them. Raises CatalogueError `bad_facts`."""
        return self.judge.decide(self.item, read_facts(facts, self.facts), as_of)

    def check(self) -> list[Finding]:
        """What is wrong with it: examples that come out otherwise, sides not shown, overlapping dates …"""
        return [*law_findings(self.item, self.judge), *check_item(self.item, self.judge)]


@dataclass
class VersionReader:
    """Reads items' files, each with the facts and law it belongs to; what was read is kept."""

    assets: Path
    """Facts, law and shared rules for a file that lies outside any catalogue."""
    _grounds: dict[str, Ground] = field(default_factory=dict)

    def read(self, path: Path) -> Version:
        """The item in that file. Raises CatalogueError with file and line.

        A file in the `items/` folder of a whole catalogue (with `facts.yaml` and `law/`) is read with that
        catalogue's facts, law and shared rules; any other with `assets`.
        """
        tree = _tree(path) or self.assets
        digest = ground_digest(tree)
        if digest not in self._grounds:
            self._grounds[digest] = read_ground(tree)
        ground = self._grounds[digest]
        item = ground.reader(tree / "items" / "shared", stop).item(path)
        return Version(item, ground.facts, Judge(ground.law, ground.expressions, ground.unknown))

    def present(self, item_id: str) -> Version:
        """The item as the assets have it. Raises CatalogueError `unknown_item`."""
        path = self.assets / "items" / f"{item_id}.yaml"
        if not path.is_file():
            hint = suggestion(item_id, [p.stem for p in item_files(self.assets)])
            raise CatalogueError("unknown_item", f"no item {item_id!r}{hint}")
        return self.read(path)


def _tree(path: Path) -> Path | None:
    """The catalogue that the file is part of, if it is."""
    folder = path.resolve().parent
    tree = folder.parent
    whole = folder.name == "items" and (tree / "facts.yaml").is_file() and (tree / "law").is_dir()
    return tree if whole else None


def keep(path: Path, assets: Path, folder: Path) -> None:
    """Copy the item's file and all it stands on into `folder`, laid out as a catalogue.

    A file that is there already stays; whoever reads the copy checks its digest.
    """
    tree = _tree(path) or assets
    data: dict[str, Any] = read_yaml(path).data
    shared = [tree / "items" / "shared" / f"{name}.yaml" for name in data.get("include", [])]
    write_private(folder / "items" / f"{data['id']}.yaml", path.read_bytes())
    for one in shared:
        write_private(folder / "items" / "shared" / one.name, one.read_bytes())
    for one in ground_files(tree):
        write_private(folder / one.relative_to(tree), one.read_bytes())
