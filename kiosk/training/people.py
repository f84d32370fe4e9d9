"""What is printed on a resident ID card, as data, and the invented people of the demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from kiosk.core.errors import KioskError
from kiosk.core.id_number import Sex, parse_id_number

LongTerm = Literal["long-term"]


class TrainingError(KioskError):
    """Demo data can't be used."""


@dataclass(frozen=True)
class PersonCard:
    """One person's ID card, front and back."""

    name: str
    sex: Sex
    ethnicity: str
    """Without 族: 汉, 畲, 维吾尔."""
    birth: date
    address: str
    id_number: str
    authority: str
    valid_from: date
    valid_to: date | LongTerm

    def front(self) -> dict[str, str]:
        """The six fields of the front as a reader should give them."""
        return {
            "name": self.name,
            "sex": self.sex,
            "ethnicity": self.ethnicity,
            "birth": self.birth.isoformat(),
            "address": self.address,
            "id_number": self.id_number,
        }

    def back(self) -> dict[str, str]:
        """The three fields of the back as a reader should give them."""
        end = self.valid_to if isinstance(self.valid_to, str) else self.valid_to.isoformat()
        return {"authority": self.authority, "valid_from": self.valid_from.isoformat(), "valid_to": end}


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    name: str
    sex: Sex
    ethnicity: str
    birth: date
    address: str
    id_number: Annotated[str, BeforeValidator(lambda v: v if isinstance(v, str) else "")]
    authority: str
    valid_from: date
    valid_to: date | LongTerm
    about: str = ""


class _Cards(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cards: list[_Entry]


def load_people(path: Path) -> dict[str, PersonCard]:
    """Person id -> card, from a `people.yaml`.

    Raises TrainingError `people_unusable` when the file is missing or wrong, or where an ID number doesn't
    fit its check digit, birth date and sex.
    """
    try:
        parsed = _Cards.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise TrainingError("people_unusable", f"{path.name}: {type(error).__name__}") from error
    except ValidationError as error:
        places = ", ".join(".".join(map(str, e["loc"])) for e in error.errors(include_input=False))
        raise TrainingError("people_unusable", f"{path.name}: wrong at {places}") from None
    people: dict[str, PersonCard] = {}
    for entry in parsed.cards:
        number = parse_id_number(entry.id_number)
        if number is None or number.birth != entry.birth or number.sex != entry.sex:
            raise TrainingError("people_unusable", f"{path.name}: the ID number of {entry.id!r} doesn't fit")
        people[entry.id] = PersonCard(**entry.model_dump(exclude={"id", "about"}))
    return people
