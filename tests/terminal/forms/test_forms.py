"""Forms are the items' own data; what is typed is checked by the grammars; drafts outlive a power cut."""

from __future__ import annotations

import uuid
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.prompts import Prompts
from kiosk.core.clock import ManualClock
from kiosk.core.crypto import KeyRing
from kiosk.core.paths import repository_root
from kiosk.terminal.forms.checking import Checked, checked, followed
from kiosk.terminal.forms.completing import MOST, Completion
from kiosk.terminal.forms.drafts import KEPT, DraftBook
from kiosk.terminal.forms.handing_in import submission_of
from kiosk.terminal.forms.model import ItemForm, form_of
from kiosk.vision.checks import load_card_words
from kiosk.vision.layouts import load_layouts

ASSETS = repository_root() / "assets"
GROUPS = load_card_words().ethnic_groups
CATALOGUE = Catalogue.load(ASSETS)
#: An invented, valid number: born 1949-12-31, a woman.
NUMBER = "11010519491231002X"
DAY = "2026-11-25"
RING = KeyRing({"data-0001": b"\1" * 32}, "data-0001", b"\2" * 32)


@cache
def form(item: str) -> ItemForm:
    return form_of(CATALOGUE.all_items[item], load_layouts(), Prompts.load(ASSETS / "prompts"))


def look(item: str, typed: dict[str, str]) -> Checked:
    return checked(form(item), typed, DAY, GROUPS)


def card(**more: str) -> dict[str, str]:
    typed = {"name": "毛晓燕", "id_number": NUMBER, **more}
    return {f"id_card_front.{k}": v for k, v in typed.items()}


PASS = {
    "asked.plate": "浙b·12345",
    "asked.zone": "核心区",
    "asked.pass_from": "20261126",
    "asked.pass_to": "2026.12.1",
}


@pytest.mark.parametrize("item", sorted(CATALOGUE.all_items))
def test_every_item_has_a_form_of_its_own_documents_and_questions(item: str) -> None:
    made, known = form(item), CATALOGUE.all_items[item]
    wanted = [*(known.documents or ("id_card_front",)), *dict.fromkeys(known.extra_documents.values())]
    assert [s.id for s in made.sections if s.id != "asked"] == wanted
    assert [f.name for f in made.fields if f.owner == "asked"] == [q.name for q in known.questions]
    assert made.version == known.version
    assert all(f.label.zh and f.label.en for f in made.fields)
    assert len({f.key for f in made.fields}) == len(made.fields)


def test_what_is_right_becomes_what_the_desk_wants() -> None:
    zone = dict(form("truck_pass").by_key["asked.zone"].choices)["core"]
    found = look("truck_pass", {**card(), **PASS, "asked.zone": zone.zh})
    assert found.whole, found.faults
    sent = submission_of(form("truck_pass"), found, uuid.uuid4().hex, "ningbo")
    assert sent.source == "window"
    days = {"pass_from": "2026-11-26", "pass_to": "2026-12-01"}
    assert sent.answers == {"plate": "浙B12345", "zone": "core", **days}
    assert sent.documents[0].fields == {"name": "毛晓燕", "id_number": NUMBER}
    assert "毛晓燕" not in repr(found)


@pytest.mark.parametrize(
    ("key", "text", "fault"),
    [
        ("id_card_front.id_number", "110105194912310021", "id_number"),
        ("id_card_front.id_number", "330", "id_number"),
        ("id_card_front.birth", "1949-13-01", "date"),
        ("id_card_front.birth", "1950-01-01", "differs_birth"),
        ("id_card_front.sex", "男", "differs_sex"),
        ("id_card_front.sex", "女士", "sex"),
        ("id_card_front.ethnicity", "不知道", "shape"),
        ("id_card_back.valid_to", "永远", "date"),
        ("asked.plate", "浙B1234", "plate"),
        ("asked.pass_from", "2026-11-24", "past"),
        ("asked.pass_to", "2026-11-25", "before_start"),
        ("asked.zone", "月球", "choice"),
    ],
)
def test_what_is_wrong_is_said_beside_its_line(key: str, text: str, fault: str) -> None:
    found = look("truck_pass", {**card(), **PASS, "asked.zone": "core", key: text})
    assert found.faults.get(key) == fault
    assert not found.whole


def test_a_document_that_only_may_help_is_whole_or_not_there() -> None:
    assert look("lic_damaged", card()).whole
    begun = look("lic_damaged", {**card(), "id_card_back.valid_from": "2016-03-08"})
    assert begun.faults == {"id_card_back.valid_to": "missing"}
    done = look(
        "lic_damaged",
        {**card(), "id_card_back.valid_from": "2016-03-08", "id_card_back.valid_to": "长期"},
    )
    assert done.whole
    assert done.values["id_card_back.valid_to"] == "long-term"


def test_the_number_tells_birth_and_sex() -> None:
    found = look("lic_damaged", card())
    assert followed(form("lic_damaged"), found.values) == {
        "id_card_front.birth": "1949-12-31",
        "id_card_front.sex": "女",
    }


def test_two_documents_of_two_persons_are_no_case() -> None:
    other = {"driving_licence.licence_number": "330200198806010026", "driving_licence.name": "甲"}
    found = look("lic_info", {**card(), **other})
    assert found.faults["driving_licence.licence_number"] == "differs_number"


@given(st.dictionaries(st.sampled_from([f.key for f in form("truck_pass").fields]), st.text(max_size=20)))
def test_whatever_is_typed_is_right_wrong_or_missing(typed: dict[str, str]) -> None:
    found = look("truck_pass", typed)
    for key in form("truck_pass").by_key:
        if typed.get(key, "").strip() and key not in found.hidden:
            assert (key in found.values) or (key in found.faults)
    assert found.whole is not bool(found.faults)


# -- completion -----------------------------------------------------------------------------------


@cache
def completion() -> Completion:
    return Completion.load(ASSETS, sorted(GROUPS))


def test_addresses_are_completed_by_area_street_and_sound() -> None:
    field = form("lic_damaged").by_key["id_card_front.address"]
    offers = completion().offers
    assert offers(field, "", "330282")[0] == "浙江省慈溪市", "the area of the ID number comes first"
    assert "浙江省宁波市鄞州区" in offers(field, "鄞州")
    assert "浙江省宁波市鄞州区" in offers(field, "浙江省宁波市鄞")
    begun = "浙江省宁波市鄞州区"
    assert begun + "百丈东路" in offers(field, begun + "百")
    assert begun + "百丈东路" in offers(field, begun + "bzdl")
    assert offers(field, begun + "百丈东路18号") == ()
    assert all(len(offers(field, t)) <= MOST for t in ("", "浙", "z", begun))


def test_authorities_groups_and_plates_too() -> None:
    made = form("truck_pass").by_key
    assert "宁波市公安局鄞州分局" in completion().offers(made["id_card_back.authority"], "鄞")
    assert completion().offers(made["id_card_front.ethnicity"], "zhuang")[0] == "壮"
    assert completion().offers(made["asked.plate"], "浙")[0] == "浙B"
    assert len(completion().offers(made["asked.zone"], "")) == 3


# -- drafts ---------------------------------------------------------------------------------------


def book(folder: Path, clock: ManualClock | None = None) -> DraftBook:
    return DraftBook(folder, RING, clock or ManualClock())


def test_a_draft_is_there_after_the_power_was_cut_and_only_for_its_officer(tmp_path: Path) -> None:
    first = book(tmp_path)
    draft = first.new("truck_pass", "wang")
    for length in range(1, 5):
        draft = first.save(draft, {"id_card_front.name": "毛晓燕"[:length]})
    (again,) = book(tmp_path).all("wang")
    assert (again.id, again.item, dict(again.typed)) == (
        draft.id,
        "truck_pass",
        {"id_card_front.name": "毛晓燕"},
    )
    assert book(tmp_path).all("zhao") == []
    assert len(list(tmp_path.iterdir())) == 1, "older versions are gone"


def test_it_is_sealed_and_its_name_tells_nothing(tmp_path: Path) -> None:
    made = book(tmp_path)
    made.save(made.new("truck_pass", "wang"), {"id_card_front.id_number": NUMBER})
    (file,) = tmp_path.iterdir()
    assert NUMBER.encode() not in file.read_bytes()
    assert NUMBER not in file.name
    assert file.stat().st_mode & 0o077 == 0


def test_a_power_cut_between_two_versions_leaves_the_newer(tmp_path: Path) -> None:
    made = book(tmp_path)
    draft = made.save(made.new("truck_pass", "wang"), {"asked.plate": "浙B1"})
    (old,) = tmp_path.iterdir()
    kept = old.read_bytes()
    made.save(draft, {"asked.plate": "浙B12345"})
    old.write_bytes(kept)
    (again,) = book(tmp_path).all("wang")
    assert again.typed == {"asked.plate": "浙B12345"}
    (tmp_path / f"{draft.id}-00000003.draft").write_text("half a")
    (again,) = book(tmp_path).all("wang")
    assert again.typed == {"asked.plate": "浙B12345"}


def test_it_goes_when_it_was_handed_in_and_after_a_day(tmp_path: Path) -> None:
    clock = ManualClock()
    made = book(tmp_path, clock)
    draft = made.save(made.new("truck_pass", "wang"), {"asked.plate": "浙B12345"})
    made.drop(draft.id)
    assert list(tmp_path.iterdir()) == []
    made.save(made.new("truck_pass", "wang"), {"asked.plate": "浙B12345"})
    clock.advance((KEPT + timedelta(minutes=1)).total_seconds())
    assert made.all("wang") == []
    assert list(tmp_path.iterdir()) == []
