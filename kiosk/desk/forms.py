"""A form of an online source (浙里办, 宁波交警公众号): a truck's pass, decided at once by the same rules.

The platform has proved who its user is (real-name sign-in); that takes the place of the card under the
camera, and the case says from which source it came.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field, field_validator

from kiosk.core.id_number import parse_id_number
from kiosk.desk.schemas import Submission, SubmittedDocument, Wire


class TruckPassForm(Wire):
    """What a driver fills in; `case_id` comes from the platform, so that sending twice is one case."""

    case_id: str = Field(pattern=r"^[0-9a-f]{32}$", examples=["0" * 31 + "1"])
    office: str = Field(default="ningbo", pattern=r"^[a-z][a-z0-9_]{1,39}$")
    name: str = Field(min_length=1, max_length=60, examples=["王小明"])
    id_number: str = Field(max_length=18, examples=["11010519491231002X"])
    plate: str = Field(min_length=5, max_length=12, examples=["浙B6K729"])
    zone: str = Field(pattern=r"^[a-z_]{1,20}$", examples=["core"])
    pass_from: date = Field(examples=["2026-11-25"])
    pass_to: date = Field(examples=["2026-12-04"])

    @field_validator("id_number")
    @classmethod
    def _valid(cls, value: str) -> str:
        if parse_id_number(value) is None:
            raise ValueError("not a valid number")
        return value

    def submission(self, source: str) -> Submission:
        """The same case as a kiosk's."""
        shown = {"name": self.name, "id_number": self.id_number}
        document = SubmittedDocument(document="id_card_front", fields=shown, accepted=True, confirmed=True)
        return Submission.model_validate(
            {
                "case_id": self.case_id,
                "item": "truck_pass",
                "source": source,
                "office": self.office,
                "documents": [document],
                "answers": {
                    "plate": self.plate,
                    "zone": self.zone,
                    "pass_from": self.pass_from.isoformat(),
                    "pass_to": self.pass_to.isoformat(),
                },
            }
        )
