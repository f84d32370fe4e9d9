"""What the tests of the dialogue are built from: invented items, and short names for what people say."""

from __future__ import annotations

from pathlib import Path

from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Bilingual
from kiosk.dialogue import events as ev
from kiosk.dialogue.machine import Dialogue
from kiosk.dialogue.settings import DialogueSettings, GuideView, ItemView
from kiosk.dialogue.slot import Option, Slot
from kiosk.dialogue.states import RESTING, CaseHeld, DocumentHeld, Prompt, State, StateName
from kiosk.dialogue.table import OFFICER_HERE
from kiosk.dialogue.told import Told
from kiosk.nlu.types import Candidate, Kind, Understanding
from kiosk.terminal.reading import WordReader

ASSETS = Path(__file__).resolve().parents[2] / "assets"
PROMPTS = Prompts.load(ASSETS / "prompts")
KEYS = PROMPTS.keys()
FRONT, BACK = "id_card_front", "id_card_back"
#: An invented, valid number; it must never show where it doesn't belong.
ID_NUMBER = "11010519491231002X"

ITEM_NAMES = {
    "one_side": Bilingual("换证", "Renewal"),
    "two_sides": Bilingual("补证", "Replacement"),
    "officers": Bilingual("号牌", "Plates"),
    "asking": Bilingual("通行证", "Pass"),
    "officers_asking": Bilingual("延期", "Postponement"),
    "discreet": Bilingual("证明", "Certificate"),
}
DAY = "2026-01-05"


def slot(name: str, kind: str, *options: str, **more: object) -> Slot:
    """A slot with the words that the prompts have for it."""
    made = tuple(
        Option(
            o, Bilingual(PROMPTS.text(f"choice.{name}.{o}", "zh"), PROMPTS.text(f"choice.{name}.{o}", "en"))
        )
        for o in options
    )
    label = f"label.slot.{name}"
    words = Bilingual(PROMPTS.text(label, "zh"), PROMPTS.text(label, "en"))
    return Slot(name, kind, words, made, **more)  # type: ignore[arg-type]


PLATE = slot("plate", "plate", called=("车牌",))
ZONE = slot("zone", "choice", "core", "centre", "beilun", called=("范围",))
FROM = slot("pass_from", "date", edge="first")
TO = slot("pass_to", "date", edge="last")
MOVED = slot("moved", "yes_no", when={"zone": ("beilun",)})
REASON = slot("postpone_reason", "reason", "military", "abroad", "other", confirm="always")
UNTIL = slot("postpone_until", "date")
PURPOSE = slot("purpose", "choice", "work", "abroad", "school", "other")
GUIDE = GuideView(
    Bilingual("居民身份证", "ID card"), Bilingual("当场办好", "at once"), Bilingual("不收费", "free")
)
SETTINGS = DialogueSettings(
    items={
        "one_side": ItemView("one_side", (FRONT,), guide=GUIDE),
        "two_sides": ItemView("two_sides", (FRONT, BACK)),
        "officers": ItemView(
            "officers", (FRONT,), handed_over=True, why=Bilingual("要制作", "made by hand"), guide=GUIDE
        ),
        "asking": ItemView("asking", (FRONT,), slots=(PLATE, ZONE, MOVED, FROM, TO)),
        "officers_asking": ItemView("officers_asking", (FRONT,), True, (REASON, UNTIL, PLATE)),
        "discreet": ItemView("discreet", (FRONT,), True, (PURPOSE,), discreet=True),
    },
    disqualifiers=frozenset({"foreigner"}),
    reader=WordReader.load(ASSETS),
    card_problems=frozenset(
        key.removeprefix("card.problem.") for key in KEYS if key.startswith("card.problem.")
    ),
)
DIALOGUE = Dialogue(SETTINGS)

#: The commands.
COMMANDS = (
    *("back", "restart", "repeat", "louder", "quieter", "slower", "staff", "cancel"),
    *("confirm", "deny", "help", "wait", "done", "elder_mode", "finish", "guide", "why"),
    *("verify", "print", "contrast", "low", "calm"),
)
#: Everything that may be lost, and be there again.
DEVICES = (
    *("camera", "covered", "reader", "microphone", "muted", "switched_off", "loudspeaker", "silent"),
    "printer",
)
#: Why the desk may send a case to an officer.
CAUSES = ("inaccurate", "incomplete", "not_eligible", "system", "asked_by_citizen", "agent")


def understood(
    outcome: Kind, id_: str | None = None, candidates: tuple[str, ...] = (), **values: str
) -> Understanding:
    """An understanding; `for_` is the value `for`."""
    named = {key.rstrip("_"): value for key, value in values.items()}
    offered = tuple(Candidate(c, 0.5) for c in candidates)
    return Understanding("…", outcome, id_, offered, 1.0, named)


def said(command: str) -> ev.Meant:
    """A command by voice."""
    return ev.Meant(understood("command", command))


def tapped(command: str) -> ev.Meant:
    """The same by touch."""
    return ev.Meant(understood("command", command), by="touch")


def wants(item: str, **values: str) -> ev.Meant:
    """An item by voice."""
    return ev.Meant(understood("item", item, **values))


def asks(*items: str, **values: str) -> ev.Meant:
    """Something that may mean several items."""
    return ev.Meant(understood("ask", candidates=items, **values))


def tells(text: str) -> ev.Meant:
    """Words that are no request and no command."""
    return ev.Meant(Understanding(text, "none", None), day=DAY)


def gives(value: str, by: str = "touch") -> ev.Meant:
    """The answer to a question by a finger, or one of those that were scored against the sound."""
    return ev.Meant(Understanding(value, "none", None, (), 1.0, {"value": value}), by, DAY)  # type: ignore[arg-type]


def perhaps(outcome: str, name: str | None = None, kind: str = "medical") -> ev.Meant:
    """What may be a call for help, beside what else it is."""
    return ev.Meant(understood(outcome, name, alarm=kind), day=DAY)


NOTHING = ev.Meant(understood("none"))
EMERGENCY = ev.Meant(understood("emergency", "emergency"))

#: Everything that can be understood, once.
UNDERSTANDINGS: tuple[ev.Meant, ...] = (
    *(said(command) for command in COMMANDS),
    said("no_such_command"),
    wants("one_side"),
    wants("two_sides"),
    wants("officers"),
    wants("not_in_the_settings"),
    wants("one_side", for_="father"),
    wants("one_side", disqualifier="foreigner"),
    ev.Meant(understood("handoff", "officers")),
    ev.Meant(understood("handoff")),
    asks("one_side", "two_sides"),
    asks("two_sides", "officers"),
    asks("not_in_the_settings"),
    asks(),
    NOTHING,
    ev.Meant(understood("none", pointer="医院")),
    EMERGENCY,
    perhaps("none"),
    perhaps("item", "one_side"),
    perhaps("command", "repeat"),
    wants("asking"),
    wants("officers_asking"),
    wants("discreet"),
    asks("one_side", "asking", two_="yes"),
    *(gives(v) for v in ("浙B12345", "core", "beilun", "2026-02-01", "military", "yes", "3", "nonsense", "")),
    gives("core", "voice"),
    *(
        tells(t)
        for t in ("浙B12345", "核心区", "明天起一个月", "我在部队", "到明年六月", "第三位是九", "第三个")
    ),
    *(tells(t) for t in ("地址不对", "车牌不对", "我要办的是别的", "浙B54321，进北仑，下礼拜一开始")),
)
TIMERS = (
    "first",
    "second",
    "warning",
    "wipe",
    "survey",
    "handed_over",
    "still_working",
    "give_up",
    "unknown",
)


def read_well(document: str = FRONT) -> ev.CardRead:
    fields = {"name": "甲", "id_number": ID_NUMBER} if document == FRONT else {"valid_to": "long-term"}
    return ev.CardRead(document, True, fields)


def read_badly(*problems: str, document: str = FRONT) -> ev.CardRead:
    return ev.CardRead(document, False, {}, problems or ("glare",))


TAKEN = ev.CaseTaken("A001", "3")
HELD = Told("规定第66条", "驾驶证有效", "The licence is valid", True)
FAILED = Told("规定第69条", "驾驶证被扣留。", "The licence is held.")
ISSUED = ev.CaseIssued("A001", "3", "33020020260001", (HELD,))

#: Everything that can happen, once.
EVENTS: tuple[ev.Event, ...] = (
    ev.Woke(),
    *UNDERSTANDINGS,
    *(
        ev.Meant(wants(i).understanding, "touch")
        for i in ("officers", "officers_asking", "asking", "discreet", "one_side")
    ),
    ev.Unclear(),
    ev.Unclear("noise"),
    ev.Unclear("too_quiet"),
    ev.CutShort(),
    ev.SaidAll(),
    *(ev.TimerFired(timer) for timer in TIMERS),
    ev.CardStill(FRONT),
    read_well(FRONT),
    read_well(BACK),
    read_badly("no_card"),
    read_badly("a_code_without_a_sentence"),
    ev.PaperSeen(""),
    ev.PaperSeen("LD-NINGBO-20261124-0001"),
    *(ev.PaperChecked("LD-1", s, "one_side", DAY) for s in ("current", "revoked", "superseded", "unknown")),
    ev.PrecheckDone(()),
    ev.PrecheckDone((BACK,)),
    TAKEN,
    ev.CaseTaken("A001", "3", existing=True),
    ev.StageDone("accept", 0.2),
    *(ev.AidChosen(aid) for aid in ("contrast", "low", "calm")),
    ev.Rated(5),
    ev.Rated(1),
    ISSUED,
    *(ev.CaseHandedOver("A001", "3", cause, "驾驶证被扣留。") for cause in CAUSES),
    ev.CaseHandedOver("A001", "3", "system"),
    ev.CaseHandedOver("A001", "3", "inaccurate", FAILED.zh, (FAILED,)),
    ev.CaseHandedOver("Y001", "Y1", "elsewhere", office="鄞州区大厅"),
    ev.DeskFailed("desk_unreachable"),
    *(ev.DeviceLost(device) for device in DEVICES),
    *(ev.DeviceBack(device) for device in DEVICES),
)

#: What an officer may do at the kiosk, besides.
OFFICER_EVENTS: tuple[ev.Event, ...] = (
    ev.CornerHeld(),
    ev.SignInRefused("login_refused"),
    ev.SignInLeft(),
    ev.TakenOver("王丽"),
    ev.Touched(),
    ev.FieldCorrected(FRONT, "name", "乙"),
    ev.FieldCorrected(BACK, "valid_to", "2030-01-01"),
    ev.AnsweredByOfficer("plate", "浙B54321"),
    ev.AnsweredByOfficer("zone", "core"),
    ev.AnsweredByOfficer("pass_from", "2026-02-01"),
    ev.AnsweredByOfficer("pass_to", "2026-03-01"),
    ev.AnsweredByOfficer("nothing", "at all"),
    ev.ItemChosen("asking"),
    ev.ItemChosen("one_side"),
    ev.ItemChosen("officers"),
    ev.StepSkipped("card is worn"),
    ev.GivenBack(),
    ev.VisitEnded(),
    ev.TimerFired("sign_in"),
    ev.TimerFired("officer"),
)


def _held(confirmed: bool) -> DocumentHeld:
    return DocumentHeld(FRONT, {"name": "甲", "id_number": ID_NUMBER}, confirmed)


def walk(*events: ev.Event, start: State | None = None) -> State:
    """The state after these events."""
    state = start or State()
    for event in events:
        state, _ = DIALOGUE.step(state, event)
    return state


#: The notice has been said, and its seconds are over.
GOES_ON = (ev.SaidAll(), ev.TimerFired("notice"))
_NEED = (ev.Woke(), ev.SaidAll())
_NOTICE = (*_NEED, wants("one_side"), said("confirm"))
_FIELDS = (*_NOTICE, *GOES_ON, ev.CardStill(FRONT), read_well())
_ASKING = (*_NEED, wants("asking"), said("confirm"), *GOES_ON, ev.CardStill(FRONT), read_well())
_SLOTS = (*_ASKING, ev.PrecheckDone(()), said("confirm"))
_DECIDE = (*_FIELDS, ev.PrecheckDone(()), said("confirm"))
_ISSUE = (*_DECIDE, TAKEN, ISSUED)

#: How each state is reached, by events only.
WAYS: dict[StateName, tuple[ev.Event, ...]] = {
    StateName.IDLE: (),
    StateName.GREET: (ev.Woke(),),
    StateName.ASK_NEED: _NEED,
    StateName.CLARIFY: (*_NEED, asks("one_side", "two_sides")),
    StateName.CONFIRM_ITEM: (*_NEED, wants("one_side")),
    StateName.ASK_ALARM: (*_FIELDS, perhaps("none")),
    StateName.GUIDE: (*_NEED, ev.Meant(wants("one_side").understanding, "touch")),
    StateName.VERIFY: (*_NEED, said("verify")),
    StateName.NOTICE: _NOTICE,
    StateName.PLACE_CARD: (*_NOTICE, *GOES_ON),
    StateName.RECOGNISE: (*_NOTICE, *GOES_ON, ev.CardStill(FRONT)),
    StateName.CONFIRM_FIELDS: _FIELDS,
    StateName.EXTRA_INFO: (*_FIELDS, said("confirm")),
    StateName.ASK_SLOT: _SLOTS,
    StateName.CONFIRM_SLOTS: (*_SLOTS, tells("浙B12345"), gives("core"), tells("明天起一个月")),
    StateName.DECIDE: _DECIDE,
    StateName.ISSUE: _ISSUE,
    StateName.SURVEY: (*_ISSUE, ev.SaidAll()),
    StateName.WHY: (*_ISSUE, ev.SaidAll(), said("why")),
    StateName.GOODBYE: (*_ISSUE, ev.SaidAll(), said("confirm")),
    StateName.STAFF: (*_NEED, said("staff")),
    StateName.EMERGENCY: (*_NEED, EMERGENCY),
    StateName.SIGN_IN: (*_SLOTS, ev.CornerHeld()),
    StateName.OFFICER: (*_SLOTS, ev.CornerHeld(), ev.TakenOver("王丽")),
    StateName.WIPE: (*_NEED, ev.TimerFired("wipe")),
}
REACHED = {name: walk(*way) for name, way in WAYS.items()}

#: Further states that differ in what is remembered.
VARIANTS: tuple[State, ...] = (
    walk(*_NOTICE[:2], wants("two_sides"), said("confirm"), *GOES_ON, ev.CardStill(FRONT), read_well()),
    walk(*_DECIDE, ev.CaseTaken("A001", "3"), ev.CaseHandedOver("A001", "3", "inaccurate", "号码不符。")),
    walk(*_DECIDE, ev.DeskFailed("desk_unreachable")),
    walk(*_DECIDE, TAKEN, ev.CaseHandedOver("A001", "3", "not_eligible", FAILED.zh, (FAILED,)), said("why")),
    walk(*_NEED, ev.Meant(wants("officers").understanding, "touch")),
    walk(*_DECIDE, said("staff")),
    walk(*_ISSUE, ev.SaidAll(), said("staff")),
    walk(*_NEED, said("cancel")),
    walk(*_NOTICE, said("wait")),
    walk(*_NEED, NOTHING, NOTHING),
    walk(*_NOTICE, said("confirm"), ev.DeviceLost("camera")),
    walk(*_FIELDS, ev.PrecheckDone((BACK,)), said("confirm")),
    walk(*_NEED, said("elder_mode")),
    walk(*_NEED, ev.TimerFired("first"), ev.TimerFired("second"), ev.TimerFired("warning")),
    walk(*_SLOTS, gives("浙B12345"), gives("beilun")),
    walk(*_SLOTS, gives("浙B12345"), gives("core"), tells("明天")),
    walk(*_SLOTS, tells("浙B12345，核心区，明天起一个月"), said("deny")),
    walk(*_NEED, wants("officers_asking"), said("confirm")),
    walk(*_NEED, wants("officers_asking"), said("confirm"), tells("我在部队"), tells("到明年六月")),
    walk(*_NEED, wants("discreet"), said("confirm"), gives("work")),
    walk(*_NEED, asks("one_side", "officers", two_="yes")),
    walk(ev.Woke(), perhaps("none")),
    walk(*_NOTICE, *GOES_ON, perhaps("command", "repeat")),
    walk(*_SLOTS, perhaps("none"), NOTHING),
    walk(
        *_NEED,
        asks("officers", "asking", two_="yes"),
        said("confirm"),
        ev.CaseHandedOver("A1", "3", "agent"),
        ev.SaidAll(),
    ),
    State(
        name=StateName.ISSUE,
        item="one_side",
        documents=(_held(True),),
        later=("two_sides",),
        submitted=True,
        case=CaseHeld("A001", "3", "1"),
        prompt=Prompt("result.approved", {"window": "3", "ticket": "A001"}),
        ended="issued",
    ),
)
#: Where a citizen is served by 小智.
LIVE = [state for state in (*REACHED.values(), *VARIANTS) if state.name not in RESTING | OFFICER_HERE]


def label(value: object) -> str:
    """A short name for a parametrised test."""
    if isinstance(value, State):
        return f"{value.name.value}-{value.ended or ''}{value.misses}{value.silences}{len(value.documents)}"
    if isinstance(value, ev.Meant):
        u = value.understanding
        return f"{u.outcome}:{u.id or ','.join(c.id for c in u.candidates)}{dict(u.values) or ''}"
    return str(value)
