"""The shapes of `assets/words/values/*.yaml`; a file that doesn't fit is an error when it is loaded."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SpeechShape(_Strict):
    """speech.yaml: how people talk around a value."""

    restarts: tuple[str, ...]
    pauses: tuple[str, ...]
    questions: tuple[str, ...]
    asked_softly: tuple[str, ...]
    may: tuple[str, ...]
    stated: tuple[str, ...]
    listening: tuple[str, ...]
    tags: tuple[str, ...]
    fillers: tuple[str, ...]


class DigitsShape(_Strict):
    """digits.yaml."""

    digits: dict[str, tuple[str, ...]]
    homophones: dict[str, tuple[str, ...]]
    weak: dict[str, tuple[str, ...]]
    not_after: tuple[str, ...]
    counters: tuple[str, ...]
    plain_before: tuple[str, ...]
    triples: dict[str, int]
    ends_with: tuple[str, ...]
    has: tuple[str, ...]
    hasnt: tuple[str, ...]
    last_places: tuple[str, ...]
    front_places: tuple[str, ...]
    frames: tuple[str, ...]
    alternatives: tuple[str, ...]
    units: tuple[str, ...]
    tail_others: tuple[str, ...]
    tail_cues: tuple[str, ...]
    phone_cues: tuple[str, ...]
    tail_own: tuple[str, ...]
    phone_others: tuple[str, ...]
    phone_own: tuple[str, ...]
    phone_prefixes: tuple[str, ...]


class PlatesShape(_Strict):
    """plates.yaml."""

    provinces: tuple[str, ...]
    names: dict[str, str]
    heard: dict[str, tuple[str, ...]]
    letters: dict[str, tuple[str, ...]]
    first_letters: dict[str, str]
    together: dict[str, str]
    suffixes: dict[str, str]
    cities: dict[str, str]
    joiners: tuple[str, ...]
    words: tuple[str, ...]
    energy_letters: str


class CalendarShape(_Strict):
    """calendar.yaml."""

    days: dict[str, int]
    years: dict[str, int]
    months: dict[str, int]
    weeks: dict[str, int]
    holidays: dict[str, str]
    lunar: tuple[str, ...]
    vague: tuple[str, ...]
    english_months: tuple[str, ...]
    english_days: tuple[str, ...]
    english_ordinals: dict[str, int]
    english_relative: dict[str, int]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    until: tuple[str, ...]
    spans: dict[str, tuple[int, int]]
    chatter: tuple[str, ...]
    halves: dict[str, tuple[str, str]]
    requests: tuple[str, ...]
    come: tuple[str, ...]
    those_days: tuple[str, ...]
    same_day: tuple[str, ...]


class ClassesShape(_Strict):
    """classes.yaml."""

    order: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    vague: tuple[str, ...]
    letters: dict[str, tuple[str, ...]]
    numbers: dict[str, tuple[str, ...]]
    alone: tuple[str, ...]
    lowered: tuple[str, ...]
    dropped: tuple[str, ...]
    words: tuple[str, ...]
    joiners: tuple[str, ...]
    frames: tuple[str, ...]
    particles: tuple[str, ...]
    driven: tuple[str, ...]
    hums: tuple[str, ...]


class AmountsShape(_Strict):
    """amounts.yaml: for months and for money."""

    vague: tuple[str, ...]
    counted_months: tuple[str, ...]
    yuan: tuple[str, ...]
    jiao: tuple[str, ...]
    fen: tuple[str, ...]
    currency: tuple[str, ...]
    frames: tuple[str, ...]
    not_money: tuple[str, ...]
    not_before: tuple[str, ...]
    around: tuple[str, ...]
    points: tuple[str, ...]
    point_verbs: tuple[str, ...]
    paid: tuple[str, ...]
    given_points: tuple[int, ...]
    talk: tuple[str, ...]
    unwanted_before: tuple[str, ...]
    unwanted_after: tuple[str, ...]


class ReasonShape(_Strict):
    """reason.yaml."""

    military: tuple[str, ...]
    abroad: tuple[str, ...]
    other: tuple[str, ...]
    places: tuple[str, ...]
    go: tuple[str, ...]
    because: tuple[str, ...]
    denied: tuple[str, ...]
    not_denying: tuple[str, ...]
    small: tuple[str, ...]
    sent: tuple[str, ...]
    home: tuple[str, ...]
    no_reason: tuple[str, ...]
    asking: tuple[str, ...]
    persons: tuple[str, ...]
    now: tuple[str, ...]
    whole: tuple[str, ...]
    talk: tuple[str, ...]


class YesNoShape(_Strict):
    """yes_no.yaml."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    neither: tuple[str, ...]
    hesitations: tuple[str, ...]
    copulas: tuple[str, ...]
    mild: tuple[str, ...]
    takes_back: tuple[str, ...]
    doubts: tuple[str, ...]
    polite: tuple[str, ...]
    subjects: tuple[str, ...]
    after_yes: tuple[str, ...]
    questions: tuple[str, ...]
    closings: tuple[str, ...]
    turns: tuple[str, ...]
    realised: tuple[str, ...]
    restarts: tuple[str, ...]
    openers: tuple[str, ...]
    hums: tuple[str, ...]


class ChoiceShape(_Strict):
    """choice.yaml."""

    counters: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    middle: tuple[str, ...]
    from_end: tuple[str, ...]
    numbers: dict[str, tuple[str, ...]]
    neither: tuple[str, ...]
    denied: tuple[str, ...]
    words: tuple[str, ...]
    synonyms: dict[str, tuple[str, ...]]
    weak: tuple[str, ...]
    lengths: tuple[str, ...]


class CorrectionShape(_Strict):
    """correction.yaml."""

    units: tuple[str, ...]
    change: tuple[str, ...]
    wrong: tuple[str, ...]
    letter: tuple[str, ...]
    not_old: tuple[str, ...]
    last: tuple[str, ...]
    first: tuple[str, ...]
    middle: tuple[str, ...]
    from_end: tuple[str, ...]
    from_start: tuple[str, ...]
    tail: tuple[str, ...]
    head: tuple[str, ...]
    anew: tuple[str, ...]
    fillers: tuple[str, ...]


class ReadBackShape(_Strict):
    """read_back.yaml: what 小智 says of each kind."""

    id_tail: str
    month: str
    day: str
    period: str
    classes_join: str
    months: str
    years: str
    years_months: str
    half_year: str
    year_and_half: str
    yuan: str
    reason: dict[str, str]
    yes_no: dict[str, str]
    choice: str
