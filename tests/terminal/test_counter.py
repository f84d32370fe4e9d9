"""The desk as the conversation sees it: one case, its way told once, and nothing lost when things overlap."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from kiosk.desk.client import DeskError
from kiosk.desk.schemas import (
    CaseState,
    CaseView,
    CertificateView,
    DecisionView,
    OfficeName,
    PrecheckAnswer,
    PrecheckRequest,
    ReasonView,
    Stage,
    StageView,
    Submission,
    VerifyAnswer,
)
from kiosk.dialogue import events as ev
from kiosk.dialogue.states import DocumentHeld
from kiosk.terminal.counter import NO_ITEM, Counter
from tests.terminal.running import Inline, Later, pump, skipping

NUMBER = "11010519491231002X"
CARD = DocumentHeld("id_card_front", {"name": "甲", "id_number": NUMBER}, confirmed=True)
NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
ORDER = list(Stage)
STATES = [CaseState.ACCEPTED, CaseState.FILLED, CaseState.CHECKED, CaseState.APPROVED, CaseState.ISSUED]


class FakeDesk:
    """Keeps cases as the real one does: one a case id, 409 for another body; a stage further a look."""

    def __init__(self) -> None:
        self.bodies: dict[str, Submission] = {}
        self.stage: dict[str, int] = {}
        self.review: dict[str, str] = {}
        self.reasons: list[ReasonView] = []
        self.existing: str | None = None
        """This case belongs to the person already."""
        self.elsewhere: OfficeName | None = None
        """... at this office."""
        self.review_at = 99
        self.stands_still = False
        self.down = False
        self.loses_answers = 0
        """So many submissions arrive, but their answers don't."""
        self.polls = 0
        self.hand_offs: list[str] = []
        self.papers: dict[str, VerifyAnswer] = {}
        self.figures: list[tuple[str, str, float]] = []
        self.on_case: Callable[[], None] = lambda: None

    def _alive(self) -> None:
        if self.down:
            raise DeskError("desk_unreachable", "no connection to the desk")

    def precheck(self, request: PrecheckRequest) -> PrecheckAnswer:
        self._alive()
        return PrecheckAnswer(needed_documents=["id_card_back"] if request.item == "needs_back" else [])

    def submit(self, submission: Submission) -> CaseView:
        self._alive()
        earlier = self.bodies.get(submission.case_id)
        if earlier is not None and earlier != submission:
            raise DeskError("idempotency_conflict", "the same case id came with another body", 409)
        if self.existing and earlier is None:
            view = self.view(self.existing, existing=True)
            free = submission.item == NO_ITEM
            if free and self.elsewhere:
                self.bodies[submission.case_id], self.stage[submission.case_id] = submission, 0
                self.review[submission.case_id] = submission.hand_off or ""
                return self.view(submission.case_id)
            gone = {"elsewhere": self.elsewhere, "stages": []}
            return view.model_copy(update=gone) if self.elsewhere else view
        self.bodies[submission.case_id] = submission
        self.stage.setdefault(submission.case_id, 0)
        if submission.hand_off:
            self.review[submission.case_id] = submission.hand_off
        if self.loses_answers:
            self.loses_answers -= 1
            raise DeskError("desk_timeout", "the desk doesn't answer in time")
        return self.view(submission.case_id)

    def case(self, case_id: str, after_version: int = 0, wait: float = 0.0) -> CaseView:
        self._alive()
        self.polls += 1
        self.on_case()
        if case_id not in self.stage:
            raise DeskError("unknown_case", "no such case", 404)
        if not self.stands_still and case_id not in self.review:
            self.stage[case_id] = min(self.stage[case_id] + 1, len(ORDER) - 1)
            if self.stage[case_id] >= self.review_at:
                self.review[case_id] = "not_eligible"
        return self.view(case_id)

    def hand_off(self, case_id: str, cause: str, note: str = "") -> CaseView:
        self._alive()
        if case_id not in self.stage:
            raise DeskError("unknown_case", "no such case", 404)
        if STATES[self.stage[case_id]] is CaseState.ISSUED:
            raise DeskError("already_decided", "the case is issued already", 409)
        self.hand_offs.append(case_id)
        self.review.setdefault(case_id, cause)
        return self.view(case_id)

    def verify(self, number: str) -> VerifyAnswer:
        self._alive()
        return self.papers.get(number, VerifyAnswer(known=False))

    def measured(self, case_id: str, kind: str, value: float) -> None:
        self._alive()
        self.figures.append((case_id, kind, value))

    def view(self, case_id: str, existing: bool = False) -> CaseView:
        at = self.stage[case_id]
        in_review = case_id in self.review
        state = CaseState.REVIEW if in_review else STATES[at]
        issued = state is CaseState.ISSUED
        decision = DecisionView(
            decision="refuse",
            cause="not_eligible",
            reasons=self.reasons,
            unknown=[],
            item_version="1",
            as_of=date(2026, 1, 5),
        )
        return CaseView(
            case_id=case_id,
            item=self.bodies[case_id].item,
            state=state,
            stages=[StageView(stage=s, started=NOON, ended=NOON, seconds=0.1) for s in ORDER[: at + 1]],
            decision=decision if in_review else None,
            ticket="A001",
            window="3",
            certificate=CertificateView(number="33", sha256="0" * 64, ready=True) if issued else None,
            review_cause=self.review.get(case_id),
            existing=existing,
            version=at + 1 + in_review,
        )


class Visit:
    """A counter, a desk, and what was reported."""

    def __init__(self, pool: Executor | None = None) -> None:
        self.timeline = skipping()
        self.desk = FakeDesk()
        self.events: list[ev.Event] = []
        self.decided: list[str] = []
        self.counter = Counter(
            self.timeline, pool or Inline(), self.desk, self.events.append, "ningbo", self.decided.append
        )

    def settle(self) -> list[ev.Event]:
        pump(self.timeline)
        return self.events


STAGES = [ev.StageDone(stage.value, 0.1) for stage in ORDER]
TAKEN, ISSUED = ev.CaseTaken("A001", "3"), ev.CaseIssued("A001", "3", "33")


def test_a_case_is_followed_from_its_number_to_its_paper() -> None:
    visit = Visit()
    visit.counter.submit("lic_damaged", [CARD])
    assert visit.settle() == [TAKEN, *STAGES, ISSUED]
    (body,) = visit.desk.bodies.values()
    assert (body.item, body.office, body.hand_off) == ("lic_damaged", "ningbo", None)
    (document,) = body.documents
    assert (document.document, document.accepted, document.confirmed) == ("id_card_front", True, True)
    assert document.fields == dict(CARD.fields)
    assert len(body.case_id) == 32
    # Its slip is printed once.
    assert visit.decided == [body.case_id]
    assert visit.counter.last is not None
    assert visit.counter.last.state is CaseState.ISSUED


def test_a_rule_that_fails_brings_its_sentence_in_the_visitors_language() -> None:
    visit = Visit()
    visit.desk.review_at = 3
    visit.desk.reasons = [ReasonView(rule="r", basis="§", zh="驾驶证被扣留。", en="Your licence is seized.")]
    visit.counter.language = "en"
    visit.counter.submit("lic_damaged", [CARD])
    told = visit.settle()[-1]
    assert isinstance(told, ev.CaseHandedOver)
    assert (told.cause, told.reason) == ("not_eligible", "Your licence is seized.")
    assert [(r.en, r.basis, r.holds) for r in told.reasons] == [
        ("Your licence is seized.", visit.desk.reasons[0].basis, False)
    ]


def test_a_case_that_exists_already_is_told_as_such() -> None:
    visit = Visit()
    visit.counter.submit("lic_damaged", [CARD])
    visit.settle()
    visit.desk.existing = next(iter(visit.desk.bodies))
    visit.events.clear()
    visit.counter.submit("lic_damaged", [CARD])
    assert visit.settle() == [ev.CaseTaken("A001", "3", existing=True), *STAGES, ISSUED]


def elsewhere() -> Visit:
    visit = Visit()
    visit.counter.submit("lic_damaged", [CARD])
    visit.settle()
    visit.counter.forget()
    visit.desk.existing = next(iter(visit.desk.bodies))
    visit.desk.elsewhere = OfficeName(zh="鄞州区大厅", en="the Yinzhou District hall")
    visit.events.clear()
    visit.desk.polls = 0
    return visit


def test_a_case_at_another_hall_is_told_and_not_followed() -> None:
    visit = elsewhere()
    visit.counter.submit("lic_damaged", [CARD])
    *_, told = visit.settle()
    assert told == ev.CaseHandedOver("A001", "3", "elsewhere", office="鄞州区大厅")
    assert visit.desk.polls == 0


def test_who_wants_an_officer_of_this_hall_gets_one_all_the_same() -> None:
    visit = elsewhere()
    visit.counter.hand_over("asked_by_citizen", "lic_damaged", [CARD], "confirm_fields")
    *_, told = visit.settle()
    assert isinstance(told, ev.CaseHandedOver)
    assert (told.cause, told.office) == ("asked_by_citizen", "")
    assert visit.desk.hand_offs == []


def test_a_desk_that_does_not_answer_is_told_and_never_approves(caplog: pytest.LogCaptureFixture) -> None:
    visit = Visit()
    visit.desk.down = True
    visit.counter.submit("lic_damaged", [CARD])
    assert visit.settle() == [ev.DeskFailed("desk_unreachable")]
    assert NUMBER not in caplog.text


def test_a_desk_that_goes_away_in_the_middle_is_told() -> None:
    visit = Visit()

    def cut() -> None:
        visit.desk.down = visit.desk.polls >= 2

    visit.desk.on_case = cut
    visit.counter.submit("lic_damaged", [CARD])
    assert visit.settle()[-1] == ev.DeskFailed("desk_unreachable")
    assert not [e for e in visit.events if isinstance(e, ev.CaseIssued)]


def test_a_desk_that_never_gets_done_is_given_up() -> None:
    visit = Visit()
    visit.desk.stands_still = True
    visit.counter.submit("lic_damaged", [CARD])
    assert visit.settle()[-1] == ev.DeskFailed("desk_slow")
    assert visit.desk.polls <= 20


# -- looking ahead --------------------------------------------------------------------------------


def test_a_look_ahead_names_what_else_is_needed() -> None:
    visit = Visit()
    visit.counter.precheck("needs_back", [CARD])
    assert visit.settle() == [ev.PrecheckDone(("id_card_back",))]


def test_only_the_newest_look_ahead_is_reported() -> None:
    """She changes her mind while the desk looks: the answer to the first item is no answer to the second."""
    pool = Later()
    visit = Visit(pool)
    visit.counter.precheck("needs_back", [CARD])
    visit.counter.precheck("lic_damaged", [CARD])
    pool.do(1)
    pool.do(0)
    assert visit.settle() == [ev.PrecheckDone(())]


def test_a_look_ahead_that_fails_is_told() -> None:
    visit = Visit()
    visit.desk.down = True
    visit.counter.precheck("lic_damaged", [CARD])
    assert visit.settle() == [ev.DeskFailed("desk_unreachable")]


# -- handing over ---------------------------------------------------------------------------------


def test_without_a_case_one_is_opened_for_the_officer() -> None:
    visit = Visit()
    visit.counter.hand_over("agent", "lic_damaged", [CARD], "confirm_item")
    assert visit.settle()[-1] == ev.CaseHandedOver("A001", "3", "agent", "")
    (body,) = visit.desk.bodies.values()
    assert (body.item, body.hand_off, body.note) == ("lic_damaged", "agent", "confirm_item")


def test_where_no_item_was_named_it_is_filed_as_help() -> None:
    visit = Visit()
    visit.counter.hand_over("asked_by_citizen", None, [], "ask_need")
    visit.settle()
    assert [b.item for b in visit.desk.bodies.values()] == [NO_ITEM]


def test_the_case_that_is_in_goes_over_itself() -> None:
    visit = Visit()
    visit.desk.stands_still = True
    visit.counter.submit("lic_damaged", [CARD])
    visit.settle()
    visit.events.clear()
    visit.counter.hand_over("asked_by_citizen", "lic_damaged", [CARD], "decide")
    assert visit.settle() == [ev.CaseHandedOver("A001", "3", "asked_by_citizen", "")]
    assert len(visit.desk.bodies) == 1, "one matter, one case"


def test_a_wish_for_an_officer_while_the_case_is_being_handed_in_waits_for_it() -> None:
    """On real threads: the submission is under way when she says "staff". One case, told once."""
    with ThreadPoolExecutor(3) as pool:
        visit = Visit(pool)
        gate, entered = threading.Event(), threading.Event()
        submit = visit.desk.submit

        def slow(submission: Submission) -> CaseView:
            entered.set()
            assert gate.wait(30)
            return submit(submission)

        visit.desk.submit = slow  # type: ignore[method-assign]
        visit.counter.submit("lic_damaged", [CARD])
        assert entered.wait(30)
        visit.counter.hand_over("asked_by_citizen", "lic_damaged", [CARD], "decide")
        gate.set()
        while not any(isinstance(e, ev.CaseHandedOver | ev.DeskFailed) for e in visit.events):
            visit.timeline.next(patience=30)()
        pool.shutdown()
        pump(visit.timeline)
    assert len(visit.desk.bodies) == 1
    assert [e for e in visit.events if not isinstance(e, ev.CaseTaken | ev.StageDone)] == [
        ev.CaseHandedOver("A001", "3", "asked_by_citizen", "")
    ]
    assert visit.events.count(TAKEN) == 1


def test_a_submission_whose_answer_was_lost_is_found_and_handed_over() -> None:
    """The desk has the case, the kiosk doesn't know: it must not run on while an officer is told."""
    visit = Visit()
    visit.desk.loses_answers = 1
    visit.counter.submit("lic_damaged", [CARD])
    assert visit.settle() == [ev.DeskFailed("desk_timeout")]
    visit.counter.hand_over("system", "lic_damaged", [CARD], "decide")
    assert visit.settle()[-1] == ev.CaseHandedOver("A001", "3", "system", "")
    assert visit.desk.hand_offs == list(visit.desk.bodies), "the very case, and no second one"


def test_a_submission_that_never_arrived_is_opened_anew() -> None:
    visit = Visit()
    visit.desk.down = True
    visit.counter.submit("lic_damaged", [CARD])
    visit.settle()
    visit.desk.down = False
    visit.counter.hand_over("system", "lic_damaged", [CARD], "decide")
    assert visit.settle()[-1] == ev.CaseHandedOver("A001", "3", "system", "")
    (body,) = visit.desk.bodies.values()
    assert body.hand_off == "system"


def test_a_desk_that_was_quicker_than_the_wish_tells_the_paper() -> None:
    pool = Later()
    visit = Visit(pool)
    visit.counter.submit("lic_damaged", [CARD])
    pool.do()
    visit.counter.hand_over("asked_by_citizen", "lic_damaged", [CARD], "decide")
    pool.do()
    events = visit.settle()
    assert events.count(ISSUED) == 1, "told once, although two asked"
    assert not [e for e in events if isinstance(e, ev.DeskFailed | ev.CaseHandedOver)]


def test_a_person_with_an_open_case_is_handed_over_with_that_case() -> None:
    visit = Visit()
    visit.desk.stands_still = True
    visit.counter.submit("lic_damaged", [CARD])
    visit.settle()
    visit.counter.forget()
    visit.desk.existing = next(iter(visit.desk.bodies))
    visit.events.clear()
    visit.counter.hand_over("asked_by_citizen", "lic_damaged", [CARD], "confirm_fields")
    assert visit.settle()[-1] == ev.CaseHandedOver("A001", "3", "asked_by_citizen", "")
    assert visit.desk.hand_offs == [visit.desk.existing]


def test_a_hand_over_that_fails_is_told_and_may_be_tried_again() -> None:
    visit = Visit()
    visit.desk.down = True
    visit.counter.hand_over("agent", "lic_damaged", [CARD], "")
    assert visit.settle() == [ev.DeskFailed("desk_unreachable")]
    visit.desk.down = False
    visit.counter.hand_over("agent", "lic_damaged", [CARD], "")
    assert visit.settle()[-1] == ev.CaseHandedOver("A001", "3", "agent", "")


# -- one visit after the other --------------------------------------------------------------------


def test_a_second_request_of_the_same_visit_is_a_second_case() -> None:
    visit = Visit()
    visit.counter.submit("lic_damaged", [CARD])
    visit.settle()
    visit.events.clear()
    visit.counter.submit("lic_lost", [CARD])
    assert visit.settle() == [TAKEN, *STAGES, ISSUED]
    assert [b.item for b in visit.desk.bodies.values()] == ["lic_damaged", "lic_lost"]


@pytest.mark.parametrize("begin", ["submit", "precheck", "hand_over"])
def test_after_a_wipe_nothing_of_the_last_visit_is_reported(begin: str) -> None:
    """The next citizen must never be told the number of the one before."""
    pool = Later()
    visit = Visit(pool)
    if begin == "hand_over":
        visit.counter.hand_over("agent", "lic_damaged", [CARD], "")
    else:
        getattr(visit.counter, begin)("lic_damaged", [CARD])
    visit.counter.forget()
    pool.do()
    assert visit.settle() == []
    assert visit.counter.last is None


def test_the_next_citizens_officer_does_not_get_the_last_citizens_case() -> None:
    visit = Visit()
    visit.desk.stands_still = True
    visit.counter.submit("lic_damaged", [CARD])
    visit.settle()
    visit.counter.forget()
    visit.counter.hand_over("asked_by_citizen", None, [], "ask_need")
    visit.settle()
    assert visit.desk.hand_offs == []
    assert len(visit.desk.bodies) == 2


def test_answers_go_to_the_desk_with_the_case() -> None:
    visit = Visit()
    visit.counter.submit("truck_pass", [CARD], {"plate": "浙B12345"})
    visit.settle()
    visit.counter.hand_over("asked_by_citizen", "no_crime", [], "", {"purpose": "work"}, opens=True)
    visit.settle()
    assert [(b.item, b.answers) for b in visit.desk.bodies.values()] == [
        ("truck_pass", {"plate": "浙B12345"}),
        ("no_crime", {"purpose": "work"}),
    ]


def test_a_second_request_that_is_an_officers_opens_a_case_of_its_own() -> None:
    """What lies at the desk is the first one's: it must not be given away for the second."""
    visit = Visit()
    visit.counter.submit("lic_damaged", [CARD])
    visit.settle()
    visit.counter.hand_over("asked_by_citizen", "idcard_reissue", [CARD], "confirm_item", opens=True)
    visit.settle()
    assert [b.item for b in visit.desk.bodies.values()] == ["lic_damaged", "idcard_reissue"]
    assert visit.desk.hand_offs == []


def test_a_figure_is_of_the_case_under_way_and_of_none_where_there_is_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    visit = Visit()
    visit.counter.measured("satisfied", 1.0)
    visit.counter.submit("lic_damaged", [CARD])
    visit.settle()
    visit.counter.measured("visit_seconds", 41.0)
    visit.settle()
    (case,) = visit.desk.bodies
    assert visit.desk.figures == [(case, "visit_seconds", 41.0)]
    visit.desk.down = True
    visit.counter.measured("satisfied", 0.0)
    assert visit.settle()[-1] == ISSUED
    assert "not measured" in caplog.text


@pytest.mark.parametrize("status", ["current", "revoked", "superseded"])
def test_a_paper_is_looked_up_by_its_number(status: str) -> None:
    visit = Visit()
    visit.counter.submit("lic_damaged", [CARD])
    visit.settle()
    (case,) = visit.desk.bodies
    visit.desk.papers["LD-1"] = VerifyAnswer(known=True, case_id=case, status=status)  # type: ignore[arg-type]
    visit.counter.check_paper("LD-1")
    assert visit.settle()[-1] == ev.PaperChecked("LD-1", status, "lic_damaged", "2026-01-05")


def test_a_paper_nobody_knows_and_one_of_another_hall() -> None:
    visit = Visit()
    visit.counter.check_paper("LD-2")
    visit.desk.papers["LD-3"] = VerifyAnswer(known=True, case_id="elsewhere", status="current")
    visit.settle()
    visit.counter.check_paper("LD-3")
    assert visit.settle() == [ev.PaperChecked("LD-2", "unknown"), ev.PaperChecked("LD-3", "current")]


def test_of_a_paper_nothing_is_said_where_the_desk_is_away() -> None:
    visit = Visit()
    visit.desk.down = True
    visit.counter.check_paper("LD-2")
    assert visit.settle() == [ev.DeskFailed("desk_unreachable")]


def test_the_answer_of_a_visit_that_is_over_reaches_nobody() -> None:
    visit = Visit(Later())
    visit.counter.check_paper("LD-2")
    visit.counter.forget()
    pool = visit.counter._pool
    assert isinstance(pool, Later)
    pool.do()
    assert visit.settle() == []
