"""`items try FILE --sentences`: which sentences of others a file's new sentences would pull in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kiosk.catalogue.catalogue import Catalogue
from kiosk.commands.output import existing_file, print_json, print_line
from kiosk.core.errors import UsageError
from kiosk.core.paths import Paths

#: Sentences of others that are only near: so many are shown.
_NEAR = 5


def try_sentences(name: str, as_json: bool) -> int:
    """The over-match report; exit 1 where a sentence would pull in another's."""
    from kiosk.nlu.learned import data_digest, find
    from kiosk.nlu.overmatch import Known, over_match
    from kiosk.nlu.words import Words

    paths = Paths.default()
    catalogue = Catalogue.load(paths.assets)
    added = _added(existing_file(name), catalogue)
    own = {i.id: i.sentences for i in catalogue.all_items.values()}
    learned = find(paths.understanding, data_digest(paths.assets / "words", own))
    if learned is None:
        raise UsageError("not_built", "run understanding build first")
    words, known = Words.load(paths.assets / "words"), Known.of(learned)
    ids = [i.id for i in catalogue.all_items.values() if i.sentences]
    any_pulled = False
    for item, sentence in added:
        found = over_match(item, sentence, known, learned, words, ids)
        any_pulled |= any(pull.pulled for pull in found)
        if as_json:
            print_json({"item": item, "sentence": sentence, "others": [vars(pull) for pull in found]})
        else:
            _tell(item, sentence, found)
    if not as_json:
        verdict = "yes, see PULLED IN; say it more plainly" if any_pulled else "no"
        print_line(f"{len(added)} new sentences; would they pull in others: {verdict}")
    return 1 if any_pulled else 0


def _tell(item: str, sentence: str, found: list[Any]) -> None:
    print_line(f"{item}: {sentence}" + ("" if found else "  (nothing else is like it)"))
    near = [pull for pull in found if not pull.pulled]
    for pull in [*(p for p in found if p.pulled), *near[:_NEAR]]:
        mark = "PULLED IN" if pull.pulled else "near"
        print_line(f"    {mark:<10} {pull.likeness:.2f}  {pull.sentence} ({', '.join(pull.meaning)})")
    if len(near) > _NEAR:
        print_line(f"    and {len(near) - _NEAR} more are near")


def only_sentences(path: Path) -> bool:
    """Is it `item id: [sentences]`, and so no item?"""
    held = _held(path)
    return "id" not in held and all(isinstance(s, list) for s in held.values())


def _held(path: Path) -> dict[Any, Any]:
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError("not_yaml", f"{path.name} isn't YAML") from error
    if not isinstance(held, dict):
        raise UsageError("bad_file", f"{path.name} should be `item id: [sentences]`, or an item file")
    return held


def _added(path: Path, catalogue: Catalogue) -> list[tuple[str, str]]:
    """(item, sentence) of what the file adds to the catalogue."""
    held = _held(path)
    if "sentences" in held:
        # A whole item may be a new one; a bare list names items that are there.
        item = str(held.get("id"))
        if item not in catalogue.all_items:
            return [(item, str(sentence)) for sentence in held["sentences"]]
        held = {item: held["sentences"]}
    if not all(isinstance(s, list) for s in held.values()):
        raise UsageError("bad_file", f"{path.name} should be `item id: [sentences]`, or an item file")
    return [
        (str(item), str(sentence))
        for item, sentences in held.items()
        for sentence in sentences
        if sentence not in catalogue.item(str(item)).sentences
    ]
