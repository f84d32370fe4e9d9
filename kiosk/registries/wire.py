"""What a registry's adapter sends and what it takes back: shared by the client and the simulator.

`POST /population/query` and `POST /drivers/query` with `Query`; the number is in the body, never in a URL,
because URLs end up in logs. The answer is `PersonAnswer` or `DriverAnswer`.
"""

from __future__ import annotations

from pydantic import Field

from kiosk.registries.ports import DriverRecord, PersonRecord, Record

#: Path of each port's query.
PATHS = {"person": "/population/query", "driver": "/drivers/query"}
#: An answer is a few hundred bytes; more than this is rubbish.
MAX_ANSWER_BYTES = 65_536


class Query(Record):
    """Who is asked about."""

    id_number: str = Field(pattern=r"^\d{17}[0-9X]$")


class PersonAnswer(Record):
    """`record` is None where the register knows nobody of that number."""

    record: PersonRecord | None


class DriverAnswer(Record):
    """`record` is None where nobody of that number holds a licence."""

    record: DriverRecord | None
