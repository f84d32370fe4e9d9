"""What items and halls are called: told by the desk, once a window."""

from __future__ import annotations

from kiosk.desk.staff_schemas import Names
from ui.staff.words import Words


class NameBook:
    """Names by id, in the window's language; the id where the desk hasn't told it yet."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._items: dict[str, tuple[str, str]] = {}
        self._offices: dict[str, tuple[str, str]] = {}

    def put(self, names: Names) -> None:
        """What the desk says."""
        self._items = {i.item: (i.zh, i.en) for i in names.items}
        self._offices = {o.office: (o.zh, o.en) for o in names.offices}

    @property
    def known(self) -> bool:
        return bool(self._items)

    def item(self, item_id: str) -> str:
        return self._pick(self._items, item_id)

    def office(self, office_id: str) -> str:
        return self._pick(self._offices, office_id)

    def offices(self) -> list[str]:
        return list(self._offices)

    def items(self) -> list[str]:
        return list(self._items)

    def _pick(self, book: dict[str, tuple[str, str]], key: str) -> str:
        names = book.get(key)
        return key if names is None else names[0 if self._words.language == "zh" else 1]
