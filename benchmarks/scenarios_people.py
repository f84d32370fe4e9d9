"""Random visits: who comes, what is true of her, what she wants and says, what goes wrong on the way.

Everything true of her stands in one world entry and one set of true answers; the oracle looks at these alone.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kiosk.core.id_number import check_digit
from kiosk.training.cast import NOBODYS_AREA, Likes
from kiosk.training.scenario import DAY
from kiosk.training.to_scenario import LIKES

ITEMS = (
    "lic_damaged", "lic_lost", "lic_expiry", "lic_transfer", "lic_info", "lic_postpone", "lic_downgrade",
    "lic_medical", "veh_license", "veh_mark", "truck_pass", "residence", "no_crime",
)  # fmt: skip
REQUESTS: Mapping[str, tuple[str, ...]] = {
    "lic_damaged": ("我的驾驶证坏了，想换一本新的。", "驾照坏了换个新的"),
    "lic_lost": ("我的驾驶证丢了，要补办。", "驾照找不到了，想补一本"),
    "lic_expiry": ("我的驾照快到期了，要换证。", "驾驶证期满换证"),
    "lic_transfer": ("我的驾照是外地发的，要转到宁波。", "办驾驶证转入换证"),
    "lic_info": ("我搬家了，驾驶证上的地址要更新。", "办驾驶证信息变化换证"),
    "lic_postpone": ("我要办驾照延期", "办驾驶证延期换证"),
    "lic_downgrade": ("办自愿降低准驾车型换证", "驾照想降级"),
    "lic_medical": ("我来交体检证明，七十岁以上每年交的那个", "提交身体条件证明"),
    "veh_license": ("补领、换领机动车行驶证", "来办行驶证的补换领"),
    "veh_mark": ("办年检标志，领检验合格标志",),
    "truck_pass": ("给货车办一张进城通行证",),
    "residence": ("居住证要签注", "居住证到期了要续签"),
    "no_crime": ("我要开一张无犯罪记录证明", "开个没有犯罪记录的证明"),
}  # fmt: skip
#: One visit in so many has a wrong item heard (4 %), a wrong field accepted (1.5 %): whatever was measured.
WRONG_ITEM, WRONG_FIELD = 25, 66
#: Shares: she agrees to the wrong item; and what else is injected.
CARELESS = 0.3
REGISTER_FAULT, UNREADABLE, RESHOWN, WRONG_CARD, ASKS_STAFF, LEAVES, QUIET = (
    0.02, 0.005, 0.08, 0.03, 0.015, 0.015, 0.05,
)  # fmt: skip
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑"
_GIVEN = "晓安若云知秋长青望舒明远思齐星河予宁清和景行"
_LIKE_SOUNDING = {
    "晓": "小",
    "安": "按",
    "云": "芸",
    "青": "清",
    "明": "名",
    "宁": "柠",
    "星": "新",
    "河": "何",
}


@dataclass(frozen=True)
class Ills:
    """What goes wrong in one visit."""

    heard_item: str | None = None
    """The item that is heard instead of hers."""
    careless: bool = False
    """She agrees to it nevertheless."""
    wrong_field: str | None = None
    """A field of her card that is read wrong and accepted."""
    fault: str | None = None
    """A register that doesn't answer."""
    unreadable: int = 0
    """Readings of her card that fail before one succeeds; 3: none does."""
    wrong_card: bool = False
    asks_staff: bool = False
    leaves_at: str | None = None
    """She walks away at this question."""
    quiet: bool = False
    """She says nothing the first time."""


@dataclass(frozen=True)
class Drawn:
    """One visit before it is made."""

    number: int
    item: str
    """What she came for."""
    world: Mapping[str, Any] = field(repr=False)
    """All that is true of her, as the registers have it."""
    card: Mapping[str, str] = field(repr=False)
    """What truly stands on the front of her card."""
    back: Mapping[str, str] = field(repr=False)
    licence: Mapping[str, str] = field(repr=False)
    """What stands on the licence that she lays, where one is asked for; empty: she has none with her."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Slot -> what is true."""
    known: bool = True
    ills: Ills = field(default_factory=Ills)
    misread: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The front as it is read, where a field is read wrong."""
    taps: bool = False
    """She answers with a finger."""


class People:
    """Draws visits; the same seed draws the same ones."""

    def __init__(self, likes: Likes, seed: int) -> None:
        self._likes = likes.root
        self._rng = random.Random(seed)
        self._orders: dict[str, int] = {}
        self._numbers: list[str] = []

    def draw(self, number: int) -> Drawn:
        rng = self._rng
        item = ITEMS[number % len(ITEMS)]
        like: dict[str, Any] = copy.deepcopy(self._likes[LIKES.get(item, "citizen")])
        sex, birth = rng.choice("男女"), self._birth(item)
        name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2))
        identity = self._number(birth, sex)
        person = like["person"]
        person.update(id_number=identity, name=name, sex=sex, birth=birth, alive=True)
        self._spoil_person(person)
        answers: dict[str, str] = {}
        _MAKERS.get(item, _nothing)(rng, like, answers)
        if "driver" in like:
            self._spoil_licence(item, like)
            like["driver"].setdefault("address", person["address"])
        plate = f"浙B{number % 100_000:05d}"
        for vehicle in like.get("vehicles", []):
            vehicle["plate"] = answers["plate"] = plate
            self._spoil_vehicle(vehicle)
        card = {
            "name": name, "sex": sex, "ethnicity": str(person["ethnicity"]), "birth": birth.isoformat(),
            "address": str(person["address"]), "id_number": identity,
        }  # fmt: skip
        until = person.get("card_valid_to")
        back = {
            "authority": str(person["card_authority"]),
            "valid_from": "2018-03-01",
            "valid_to": str(until),
        }
        if rng.random() < 0.05:
            # The register doesn't say until when her card is valid: its back has to.
            person.pop("card_valid_to")
        if rng.random() < 0.01:
            person["name"] = name[0] + "".join(rng.sample(_GIVEN, 2)) + "改"
        like["id"] = f"p{number}"
        ills = self._ills(item, number)
        return Drawn(
            number, item, like, card, back, self._old_licence(like), answers, rng.random() > 0.01, ills,
            self._misread(card, ills), rng.random() < 0.4,
        )  # fmt: skip

    # -- the person -------------------------------------------------------------------------------

    def _birth(self, item: str) -> date:
        age = (
            self._rng.randint(71, 84) if item == "lic_medical" else self._rng.choice([19, 25, 33, 41, 52, 64])
        )
        if item == "no_crime" and self._rng.random() < 0.05:
            age = 16
        return date(DAY.year - age, 1, 1) + timedelta(days=self._rng.randint(0, 300))

    def _number(self, birth: date, sex: str) -> str:
        key = f"{birth:%Y%m%d}{sex}"
        order = self._orders[key] = self._orders.get(key, -1) + 1
        digits = f"{NOBODYS_AREA}{birth:%Y%m%d}{order % 500 * 2 + (sex == '男'):03d}"
        self._numbers.append(digits + check_digit(digits))
        return self._numbers[-1]

    def _spoil_person(self, person: dict[str, Any]) -> None:
        chance = self._rng.random()
        if chance < 0.003:
            person["alive"] = False
        elif chance < 0.015:
            person["card_status"] = self._rng.choice(["lost", "replaced", "cancelled"])
        elif chance < 0.035:
            person["card_valid_to"] = DAY - timedelta(days=self._rng.randint(1, 400))
        elif chance < 0.045:
            person["card_valid_to"] = DAY

    def _spoil_licence(self, item: str, like: dict[str, Any]) -> None:
        rng, driver = self._rng, like["driver"]
        chance = rng.random()
        if chance < 0.05:
            driver["status"] = rng.choice(
                ["seized", "detained", "suspended", "revoked", "cancelled", "withdrawn"]
            )
        elif chance < 0.07:
            driver["points"] = 12
        elif chance < 0.09:
            driver["replacements_12_months"] = rng.choice([2, 3])
        elif chance < 0.11:
            driver["portrait_usable"] = False
        elif chance < 0.14:
            driver["issuer_area"] = "3302" if item == "lic_transfer" else rng.choice(["3301", "3411"])
        elif chance < 0.20:
            driver["open_violations"] = rng.randint(1, 4)
        elif chance < 0.21:
            driver["open_accidents"] = 1
        elif chance < 0.22:
            driver["death_accident_unreviewed"] = True
        elif chance < 0.23:
            like.pop("driver")
            like["driver"] = {**driver, "name": "改名前的人"}
        elif chance < 0.25 and item not in ("lic_expiry", "lic_postpone", "lic_medical"):
            driver["valid_to"] = DAY + timedelta(days=rng.choice([-30, -1, 0, 60, 90, 91]))

    def _spoil_vehicle(self, vehicle: dict[str, Any]) -> None:
        rng, chance = self._rng, self._rng.random()
        if chance < 0.03:
            vehicle["status"] = rng.choice(["scrapped", "cancelled", "stolen", "seized"])
        elif chance < 0.06:
            vehicle["area"] = "330100"
        elif chance < 0.08:
            vehicle["replacements_12_months"] = 2
        elif chance < 0.11:
            vehicle.update(owner_kind="unit", owner_name="演习有限公司", owner_number="91330200MA00000000")
        elif chance < 0.14:
            vehicle["insurance"]["valid_to"] = DAY + timedelta(days=rng.choice([-1, 0, 5]))
        elif chance < 0.16:
            vehicle["insurance"]["tax_paid"] = False
        elif chance < 0.20:
            vehicle["violations"]["vehicle_open"] = rng.choice([1, 4, 5, 9])
        elif chance < 0.22:
            vehicle["hazardous"] = True
        elif chance < 0.24:
            vehicle["injury_accident"] = True
        elif chance < 0.27:
            # Its sixth year: it has to be tested this time.
            end: date = date.fromisoformat(str(vehicle["inspection_valid_to"]))
            vehicle["registered"] = end.replace(year=end.year - 6)

    def _old_licence(self, like: Mapping[str, Any]) -> Mapping[str, str]:
        driver = like.get("driver")
        if driver is None or self._rng.random() < 0.03:
            return {}
        number = like["person"]["id_number"]
        if self._rng.random() < 0.01:
            number = self._rng.choice(self._numbers)
        return {"licence_number": str(number), "name": str(like["person"]["name"])}

    # -- what goes wrong --------------------------------------------------------------------------

    def _ills(self, item: str, number: int) -> Ills:
        rng = self._rng
        other = rng.choice([i for i in ITEMS if i != item]) if number % WRONG_ITEM == 3 else None
        unreadable = 3 if rng.random() < UNREADABLE else int(rng.random() < RESHOWN)
        ports = ("person", "driver", "vehicle", "crime", "residence", "insurance", "medical", "violation")
        return Ills(
            heard_item=other,
            careless=rng.random() < CARELESS,
            wrong_field=self._field() if number % WRONG_FIELD == 5 else None,
            fault=rng.choice(ports) if rng.random() < REGISTER_FAULT else None,
            unreadable=unreadable,
            wrong_card=rng.random() < WRONG_CARD,
            asks_staff=rng.random() < ASKS_STAFF,
            leaves_at=rng.choice(["ask_need", "confirm_item", "confirm_fields"])
            if rng.random() < LEAVES
            else None,
            quiet=rng.random() < QUIET,
        )

    def _field(self) -> str:
        return self._rng.choice(["name", "id_number", "id_number", "address", "ethnicity", "birth"])

    def _misread(self, card: Mapping[str, str], ills: Ills) -> Mapping[str, str]:
        if ills.wrong_field is None:
            return {}
        read = dict(card)
        if ills.wrong_field == "name":
            last = card["name"][-1]
            read["name"] = card["name"][:-1] + _LIKE_SOUNDING.get(last, "某")
        elif ills.wrong_field == "id_number":
            # The worst there is: the valid number of somebody else.
            others = [n for n in self._numbers[-300:] if n != card["id_number"]]
            read["id_number"] = self._rng.choice(others) if others else card["id_number"]
        elif ills.wrong_field == "birth":
            read["birth"] = (date.fromisoformat(card["birth"]) + timedelta(days=10)).isoformat()
        else:
            read[ills.wrong_field] = {"address": "浙江省宁波市鄞州区别处1号", "ethnicity": "畲"}[
                ills.wrong_field
            ]
        return read


def _nothing(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    """Nothing is asked and nothing special is true."""


def _expiry(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    driver = like["driver"]
    days = rng.choice([-400, -366, -365, -200, -10, 0, 20, 57, 57, 60, 80, 90, 91, 200])
    driver["valid_to"] = DAY + timedelta(days=days)
    made = rng.choice([3, 40, 40, 90, 150, 183, 184, 200])
    driver["medical_date"] = DAY - timedelta(days=made)
    driver["medical_passed"] = rng.random() > 0.03
    driver["medical_hospital_listed"] = rng.random() > 0.03


def _changed(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    answers["body_changed"] = "yes" if rng.random() < 0.1 else "no"


def _info(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    if rng.random() < 0.85:
        like["driver"]["address"] = "浙江省宁波市海曙区旧样本路8号"


def _postpone(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    due = DAY + timedelta(days=rng.choice([-370, -200, 20, 57, 100, 300]))
    like["driver"]["valid_to"] = due
    answers["postpone_reason"] = rng.choice(["abroad", "abroad", "military", "military", "other"])
    answers["postpone_until"] = rng.choice(
        ["2027-12-31", "2028-06-30", "2028-06-30", "2026-12-10", "2031-01-31"]
    )


def _downgrade(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    _changed(rng, like, answers)
    pairs = [
        ("A2", "C1"),
        ("A2", "C1"),
        ("A1", "B1"),
        ("B2", "C1"),
        ("C1", "C2"),
        ("C1", "B2"),
        ("A1A2", "C1"),
    ]
    like["driver"]["classes"], answers["target_class"] = rng.choice(pairs)


def _medical(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    driver = like["driver"]
    driver["medical_cycle_end"] = DAY - timedelta(days=rng.choice([23, 23, 60, 300, 700, -30]))
    driver["medical_date"] = DAY - timedelta(days=rng.choice([3, 14, 14, 100, 200]))
    driver["medical_passed"] = rng.random() > 0.05
    driver["medical_hospital_listed"] = rng.random() > 0.05


def _vehicle_licence(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    answers["vehicle_matter"] = rng.choice(["lost", "damaged"])


def _mark(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    answers["mark_matter"] = rng.choice(["issue", "issue", "replace"])
    days = rng.choice([37, 37, 37, 60, 150, -1, 0])
    # An inspection ends in the month of the first registration, and every second year of a young car.
    end = DAY + timedelta(days=days)
    like["vehicles"][0].update(inspection_valid_to=end, registered=end.replace(year=end.year - 4))


def _truck(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    begin = DAY + timedelta(days=rng.choice([1, 1, 3, 30, 31]))
    answers["zone"] = "core"
    answers["pass_from"] = begin.isoformat()
    answers["pass_to"] = (begin + timedelta(days=rng.choice([6, 9, 29, 30]))).isoformat()
    if rng.random() < 0.05:
        like["vehicles"][0]["axles"] = 4


def _residence(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    answers["moved"] = "yes" if rng.random() < 0.08 else "no"
    permit = like["residence"]
    permit["endorsed_to"] = DAY + timedelta(days=rng.choice([16, 16, 30, 31, 60, -10, -364, -366]))
    permit["status"] = rng.choice(["valid"] * 8 + ["suspended", "cancelled"])
    permit["employed"] = rng.random() > 0.08


def _no_crime(rng: random.Random, like: dict[str, Any], answers: dict[str, str]) -> None:
    answers["purpose"] = rng.choice(["work", "abroad", "school", "other"])
    chance = rng.random()
    queries = rng.choice([0, 0, 0, 1, 2])
    like["crime"] = {"hit": chance < 0.05, "doubtful": 0.05 <= chance < 0.07, "queries_12_months": queries}
    if rng.random() < 0.1:
        like["person"]["hukou_area"] = "341202"


_MAKERS = {
    "lic_expiry": _expiry,
    "lic_transfer": _changed,
    "lic_info": _info,
    "lic_postpone": _postpone,
    "lic_downgrade": _downgrade,
    "lic_medical": _medical,
    "veh_license": _vehicle_licence,
    "veh_mark": _mark,
    "truck_pass": _truck,
    "residence": _residence,
    "no_crime": _no_crime,
}
