"""Invented vehicles: plates by GA 36, VINs by GB 16735, owners, dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.frames.people import TODAY, address, name
from benchmarks.frames.words import Rng, chance, digits, pick, words

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_VALUE = {
    **{str(d): d for d in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_VIN_WEIGHT = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True)
class Vehicle:
    """What a vehicle licence prints."""

    plate: str
    vehicle_type: str
    owner: str
    address: str
    use: str
    model: str
    vin: str
    engine_number: str
    registered: date
    issued: date
    seats: int
    inspection: tuple[int, int]
    """Year and month the inspection is valid to."""


def vehicle(rng: Rng) -> Vehicle:
    """A vehicle whose plate, type, use and model go together."""
    w = words()
    kind, group = pick(rng, w["vehicle_types"])
    electric = group == "car" and chance(rng, 0.35)
    registered = TODAY - timedelta(int(rng.integers(30, 5000)))
    issued = (
        registered
        if chance(rng, 0.6)
        else registered + timedelta(int(rng.integers(0, (TODAY - registered).days)))
    )
    company = group == "bus" or chance(rng, 0.6 if group != "car" else 0.15)
    owner = f"宁波{pick(rng, w['companies'])}有限公司" if company else name(rng)
    seats = {
        "car": pick(rng, (5, 5, 5, 7)),
        "truck": pick(rng, (2, 3)),
        "big": pick(rng, (2, 3)),
        "bus": pick(rng, (19, 45, 51)),
    }[group]
    return Vehicle(
        plate=plate(rng, group, electric),
        vehicle_type=kind,
        owner=owner,
        address=address(rng, longest=30),
        use=pick(rng, w["uses"][group]),
        model=pick(rng, w["models"]["nev" if electric else group]),
        vin=vin(rng),
        engine_number=_engine(rng),
        registered=registered,
        issued=issued,
        seats=seats,
        inspection=(int(rng.integers(2024, 2029)), int(rng.integers(1, 13))),
    )


def plate(rng: Rng, group: str, electric: bool) -> str:
    """Half of them 浙B; new-energy ones with six places (small: letter first, large: letter last)."""
    province = (
        "浙B"
        if chance(rng, 0.6)
        else pick(rng, tuple("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"))
    )
    if len(province) == 1:
        province += pick(rng, tuple("ABCDEFGHJK"))
    if electric:
        second = pick(rng, (pick(rng, tuple(_LETTERS)), digits(rng, 1)))
        return province + pick(rng, tuple("DDDFFABCEGHJK")) + second + digits(rng, 4)
    if group == "big" and chance(rng, 0.1):
        return province + digits(rng, 5) + pick(rng, ("D", "F"))
    places = list(digits(rng, 5))
    for _ in range(int(rng.integers(0, 3))):
        places[int(rng.integers(5))] = pick(rng, tuple(_LETTERS))
    return province + "".join(places)


def vin(rng: Rng) -> str:
    """17 characters without I, O, Q and with a right check digit at place nine."""
    maker = pick(rng, words()["makers"])
    middle = "".join(pick(rng, tuple(_VIN_LETTERS + "0123456789")) for _ in range(5))
    year = pick(rng, tuple("DEFGHJKLMNPRST"))
    return with_vin_check(maker + middle + "0" + year + pick(rng, tuple(_VIN_LETTERS)) + digits(rng, 6))


def with_vin_check(text: str) -> str:
    """`text` with place nine set to GB 16735's check digit."""
    rest = sum(_VIN_VALUE[c] * w for c, w in zip(text, _VIN_WEIGHT, strict=True)) % 11
    return text[:8] + ("X" if rest == 10 else str(rest)) + text[9:]


def _engine(rng: Rng) -> str:
    head = "".join(pick(rng, tuple(_LETTERS)) for _ in range(int(rng.integers(0, 4))))
    return head + digits(rng, int(rng.integers(6, 9)))
