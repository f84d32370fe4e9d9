"""What the desk needs of the rooms below it, as small protocols; `server` puts the real ones in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from kiosk.catalogue.model import Decision, FactValue, Item
from kiosk.catalogue.weigh import Weighed
from kiosk.desk.records import Fetched
from kiosk.registries.queries import Subject


class Decider(Protocol):
    """The catalogue: items as data, and what their rules say."""

    @property
    def items(self) -> Mapping[str, Item]:
        """Those the desk finishes by itself."""

    @property
    def handoffs(self) -> Mapping[str, Item]:
        """Those it recognises and hands over."""

    def decide(self, item_id: str, facts: Mapping[str, FactValue], as_of: date) -> Decision:
        """Pure; an absent fact is unknown."""

    def weigh(self, item_id: str, facts: Mapping[str, FactValue], as_of: date) -> Weighed:
        """Each rule's answer, and what would change it."""

    def fee(self, item_id: str, as_of: date) -> int | None:
        """Fen, or None where the item costs nothing."""

    def old_card_back(self, item_id: str, facts: Mapping[str, FactValue], as_of: date) -> bool | None:
        """Does the window take the old one back? None: a fact that decides it is missing."""


#: What is told of a discreet item's hand-over, whatever its cause.
DISCREET_CAUSE = "incomplete"


def find_item(catalogue: Decider, item_id: str) -> Item | None:
    """The item of either kind, or None."""
    return catalogue.items.get(item_id) or catalogue.handoffs.get(item_id)


def is_discreet(catalogue: Decider, item_id: str) -> bool:
    """Does nobody but one role see why it was handed over? What nobody knows any more is hidden, too."""
    item = find_item(catalogue, item_id)
    return item is None or item.discreet


class Fetcher(Protocol):
    """Asks the registers about one case (`RecordFetcher`)."""

    def fetch(self, subject: Subject, ports: Iterable[str]) -> Fetched:
        """A register's failure is in the result, never raised."""

    def close(self) -> None: ...


class Paper(Protocol):
    """A paper as the issuing room gives it."""

    @property
    def pdf(self) -> bytes: ...

    @property
    def sha256(self) -> str: ...


class SlipOffice(Protocol):
    """Renders what isn't signed: slips for a printer, letters for an officer's."""

    def render_slip(self, template: str, data: Mapping[str, str]) -> bytes:
        """A PDF. Raises IssuanceError."""

    def proof(
        self, template: str, data: Mapping[str, str], certificate_number: str, case_id: str
    ) -> dict[str, str]:
        """What proves a paper that says `data`: its number, check code and the text of its code."""


class PaperOffice(Protocol):
    """Renders and signs; slow (some tenths of a second), so never inside a transaction."""

    def issue(
        self, template: str, data: Mapping[str, str], certificate_number: str, case_id: str
    ) -> Paper: ...
