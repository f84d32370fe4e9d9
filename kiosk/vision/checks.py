"""What must hold between the fields of a card before they can be trusted. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from kiosk.core.errors import SetupError
from kiosk.core.id_number import IdNumber, parse_id_number
from kiosk.core.paths import Paths
from kiosk.vision.types import Problem
from kiosk.vision.validity import LONG_TERM, load_validity

_HAN = re.compile(
    r"[㐀-鿿\U00020000-\U000323af](?:[㐀-鿿·\U00020000-\U000323af]*[㐀-鿿\U00020000-\U000323af])"
)


@dataclass(frozen=True)
class CardWords:
    """Closed vocabularies of the cards."""

    ethnic_groups: frozenset[str]
    lookalikes: Mapping[str, frozenset[str]]
    """Character -> the ones it is taken for."""
    rare: str = ""
    """Characters that the recogniser may not know, or takes for one another."""


@lru_cache(maxsize=4)
def load_card_words(folder: Path | None = None) -> CardWords:
    """The tables in `assets/vision`. Raises SetupError `assets_missing` when they aren't there."""
    place = folder or Paths.default().assets / "vision"
    try:
        groups = yaml.safe_load((place / "ethnic_groups.yaml").read_text(encoding="utf-8"))
        pairs = yaml.safe_load((place / "lookalikes.yaml").read_text(encoding="utf-8"))["pairs"]
        odd = yaml.safe_load((place / "rare.yaml").read_text(encoding="utf-8"))
        rare = f"{odd['characters']}{odd['alike']}"
        names = frozenset(groups["groups"]) | frozenset(groups["others"])
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise SetupError("assets_missing", f"cannot read the tables in {place.name}/") from error
    table: dict[str, set[str]] = {}
    for one, other in pairs:
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    twins = {char: frozenset(others) for char, others in table.items()}
    return CardWords(names, twins, "".join(rare.split()))


def check_front(values: Mapping[str, str]) -> list[Problem]:
    """Number by GB 11643; birth and sex against the number; shape of the name."""
    problems = []
    number = parse_id_number(values.get("id_number", ""))
    if "id_number" in values and number is None:
        problems.append(Problem("id_check", "id_number", "the check digit or the date is wrong"))
    return [*problems, *_of_person(values, number)]


def _of_person(values: Mapping[str, str], number: IdNumber | None) -> list[Problem]:
    """Birth and sex against the number; the shape of the name."""
    problems = []
    if number and "birth" in values and values["birth"] != number.birth.isoformat():
        problems.append(Problem("birth_mismatch", "birth", "printed date and number differ"))
    if number and "sex" in values and values["sex"] != number.sex:
        problems.append(Problem("sex_mismatch", "sex", "printed sex and number differ"))
    if "name" in values and not _HAN.fullmatch(values["name"]):
        problems.append(Problem("low_confidence", "name", "not a name's characters"))
    return problems


def check_back(values: Mapping[str, str], birth: date | None = None) -> list[Problem]:
    """Validity span against 身份证法 art 5, with the age at issue where `birth` is known; the authority."""
    problems = []
    authority = values.get("authority")
    if authority is not None and not re.fullmatch(r"[㐀-鿿]*公安[㐀-鿿]*局", authority):
        problems.append(Problem("low_confidence", "authority", "not the name of a public security bureau"))
    start, end = values.get("valid_from"), values.get("valid_to")
    if start and end and not span_fits(date.fromisoformat(start), end, birth):
        problems.append(
            Problem("validity_span", "valid_to", "no span of 5, 10 or 20 years that fits the age")
        )
    return problems


def check_document(document: str, values: Mapping[str, str]) -> list[Problem]:
    """What must hold between the fields of any document that is read by its labels."""
    number = parse_id_number(values.get("id_number") or values.get("licence_number") or "")
    problems = _of_person(values, number)
    start, end = values.get("valid_from"), values.get("valid_to")
    if start and end and not _span_of(document, date.fromisoformat(start), end):
        problems.append(Problem("validity_span", "valid_to", "no span that such a document has"))
    first = values.get("first_issued")
    if first and start and first > start:
        problems.append(Problem("validity_span", "valid_from", "valid before it was first issued"))
    if values.get("registered", "") > values.get("issued", "9999"):
        problems.append(Problem("validity_span", "issued", "issued before the car was registered"))
    if first and "birth" in values and first < values["birth"]:
        problems.append(Problem("birth_mismatch", "first_issued", "issued before birth"))
    return problems


def _span_of(document: str, start: date, end: str) -> bool:
    """Is it a span such a document is issued for, by `assets/vision/validity.yaml`?"""
    terms = load_validity()
    if document == "driving_licence":
        span = LONG_TERM if end == LONG_TERM else _years(start, date.fromisoformat(end))
        return span in terms.licence_years
    if end == LONG_TERM:
        return False
    last = date.fromisoformat(end)
    if document == "temporary_id_card":
        shortest, longest = terms.temporary_days
        return shortest <= (last - start).days <= longest
    return start < last


def span_fits(start: date, end: str, birth: date | None = None) -> bool:
    """Is `start` to `end` (ISO or long-term) a span that the law gives at that age? No birth: at any age."""
    terms = load_validity()
    span = LONG_TERM if end == LONG_TERM else _years(start, date.fromisoformat(end))
    if span not in dict(terms.id_card_ages).values():
        return False
    if birth is None:
        return True
    return span in {lawful_span(birth, start), lawful_span(birth, start - terms.made_within)}


def lawful_span(birth: date, issued: date) -> int | str:
    """Years of validity of an ID card issued on that day."""
    age = issued.year - birth.year - ((issued.month, issued.day) < (birth.month, birth.day))
    ages = load_validity().id_card_ages
    return max((one for one in ages if one[0] <= age), default=ages[0])[1]


def _years(start: date, end: date) -> int | None:
    """Whole years between two equal days of the year; 29 February may end on the day before or after."""
    years = end.year - start.year
    if (start.month, start.day) == (end.month, end.day):
        return years
    leap = (start.month, start.day) == (2, 29) and (end.month, end.day) in {(2, 28), (3, 1)}
    return years if leap else None
