"""Whole cases through one desk: approved, handed over, repeated, raced, interrupted."""

from __future__ import annotations

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from kiosk.core.clock import SystemClock
from kiosk.desk.codec import snapshot_from_json
from kiosk.desk.errors import DeskFault
from kiosk.desk.offices import Offices
from kiosk.desk.records import RecordFetcher
from kiosk.desk.schemas import CaseState, HandOff, PrecheckRequest, Stage
from kiosk.desk.service import Desk
from kiosk.desk.store import schema as t
from kiosk.desk.store.jobs import Job, Jobs
from kiosk.desk.store.ledger import Ledger
from kiosk.registries.queries import (
    CrimeQuery,
    NumberQuery,
    PlateQuery,
    Subject,
    TruckPassQuery,
    ViolationQuery,
)
from tests.desk.parts import (
    ASSETS,
    DAY,
    NUMBERS,
    RING,
    STRANGER,
    HandPapers,
    HandRegistries,
    back,
    card,
    catalogue,
    make_desk,
    settled,
    submission,
)


class Killed(BaseException):
    """As `kill -9` is for a process, this is for a stage's thread: nothing after it runs."""


STAGES = [s.value for s in Stage]
STEPS = [*STAGES, "paper"]


def count(desk: Desk, table: object) -> int:
    with desk._store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def audit(desk: Desk, case_id: str) -> list[str]:
    with desk._store.read() as connection:
        rows = connection.execute(
            select(t.AUDIT.c.action).where(t.AUDIT.c.case_id == case_id).order_by(t.AUDIT.c.seq)
        )
        return [row.action for row in rows]


def test_a_whole_case(any_desk: Desk, papers: HandPapers) -> None:
    sent = submission()
    view, new = any_desk.submit(sent)
    assert new
    assert view.ticket == "A001"
    view = settled(any_desk, sent.case_id)
    assert view.state is CaseState.ISSUED
    assert [s.stage.value for s in view.stages] == STAGES
    assert all(s.ended >= s.started and s.seconds >= 0 for s in view.stages)
    assert view.decision is not None
    assert view.decision.decision == "approve"
    assert view.certificate is not None
    assert view.certificate.number == "JSZ-NINGBO-20261124-0001"
    assert view.review_cause is None
    template, data, number, case_id = papers.made[0]
    assert (number, case_id) == (view.certificate.number, sent.case_id)
    assert template == catalogue().items["lic_damaged"].outcome.paper  # type: ignore[union-attr]
    assert data["ticket"] == "A001"
    assert number.encode() in any_desk.paper(sent.case_id)
    assert audit(any_desk, sent.case_id) == [
        "case.accepted",
        "case.filled",
        "case.checked",
        "case.approved",
        "certificate.numbered",
        "case.issued",
        "paper.signed",
        "paper.read",
    ]


@pytest.mark.parametrize("day", [date(2023, 3, 27), date(2026, 11, 24)])
def test_ms_mao_is_approved_then_and_now(tmp_path: Path, day: date) -> None:
    desk = make_desk(tmp_path, day=day)
    desk.start()
    sent = submission()
    desk.submit(sent)
    view = settled(desk, sent.case_id)
    desk.stop()
    assert view.state is CaseState.ISSUED
    assert view.decision is not None
    assert view.decision.as_of == day


@pytest.mark.parametrize(
    ("who", "item", "state"),
    [
        ("mao", "lic_lost", CaseState.ISSUED),
        ("zhang_elder", "lic_expiry", CaseState.ISSUED),
        ("li_young", "lic_expiry", CaseState.ISSUED),
        ("mao", "lic_expiry", CaseState.REVIEW),
        ("li_young", "lic_damaged", CaseState.REVIEW),
        ("wang_seized", "lic_damaged", CaseState.REVIEW),
        ("wang_seized", "lic_lost", CaseState.REVIEW),
        ("chen_jiangxi", "lic_damaged", CaseState.REVIEW),
        ("lan_she", "lic_damaged", CaseState.REVIEW),
    ],
)
def test_the_people_of_the_world(desk: Desk, who: str, item: str, state: CaseState) -> None:
    sent = submission(who, item)
    desk.submit(sent)
    view = settled(desk, sent.case_id)
    assert view.state is state
    assert (view.certificate is None) == (state is CaseState.REVIEW)
    assert (view.review_cause is None) == (state is CaseState.ISSUED)


def test_a_seized_licence_names_rule_and_article(desk: Desk) -> None:
    sent = submission("wang_seized")
    desk.submit(sent)
    view = settled(desk, sent.case_id)
    assert view.review_cause == "not_eligible"
    assert view.decision is not None
    assert view.decision.decision == "refuse"
    assert view.decision.reasons[0].rule == "not_seized"
    assert "第69条" in view.decision.reasons[0].basis
    (line,) = desk.reviews()
    assert (line.case_id, line.cause) == (sent.case_id, "not_eligible")
    assert "not_seized" in line.detail


def test_what_the_registers_said_long_ago_is_not_decided_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.desk.stages.FACTS_GOOD_FOR", timedelta(seconds=-1))
    given = submission("mao")
    desk.submit(given)
    view = settled(desk, given.case_id)
    assert (view.state, view.review_cause, view.certificate) == (CaseState.REVIEW, "system", None)


def test_a_stranger_is_handed_over(desk: Desk) -> None:
    sent = submission(documents=[card(id_number=STRANGER)])
    desk.submit(sent)
    view = settled(desk, sent.case_id)
    assert view.state is CaseState.REVIEW
    assert view.certificate is None


def test_another_name_on_the_card_is_inaccurate(desk: Desk) -> None:
    sent = submission(documents=[card(name="毛小燕")])
    desk.submit(sent)
    assert settled(desk, sent.case_id).review_cause == "inaccurate"


@pytest.mark.parametrize("port", ["person", "driver"])
@pytest.mark.parametrize("code", ["registry_timeout", "registry_unavailable", "registry_garbage"])
def test_a_register_that_fails_is_never_approval(
    desk: Desk, registries: HandRegistries, port: str, code: str
) -> None:
    registries.failing[port] = code
    sent = submission()
    desk.submit(sent)
    view = settled(desk, sent.case_id)
    assert view.state is CaseState.REVIEW
    assert view.review_cause == "system"
    assert view.decision is None
    assert view.certificate is None
    assert desk.reviews()[0].detail == f"{code}:{port}"


def test_the_back_of_the_card_is_asked_for_only_where_it_helps(
    desk: Desk, registries: HandRegistries
) -> None:
    def needed(who: str, item: str = "lic_damaged", *more: object) -> list[str]:
        request = PrecheckRequest(item=item, documents=[card(who), *more])  # type: ignore[list-item]
        return desk.precheck(request).needed_documents

    assert needed("mao") == []
    assert needed("lan_she") == ["id_card_back"]
    assert needed("lan_she", "lic_damaged", back()) == []
    assert needed("wang_seized") == []
    registries.failing["person"] = "registry_timeout"
    answer = desk.precheck(PrecheckRequest(item="lic_damaged", documents=[card("lan_she")]))
    assert answer.needed_documents == []
    assert answer.registries_silent == ["person"]
    assert count(desk, t.CASE) == 0
    assert count(desk, t.AUDIT) == 0


def test_after_a_silence_only_one_short_try_is_made(tmp_path: Path) -> None:
    patient, brief = HandRegistries(failing={"driver": "registry_timeout"}), HandRegistries()
    now = [0.0]
    fetcher = RecordFetcher(patient, brief, RING.blind_index, lambda: now[0])
    assert fetcher.fetch(Subject(NUMBERS["mao"]), ["driver"]).silent == {"driver": "registry_timeout"}
    assert fetcher.fetch(Subject(NUMBERS["mao"]), ["driver"]).silent == {}
    assert brief.asked == ["driver"]
    # It answered: the next is asked patiently again; and so is another person, and so it is later.
    assert fetcher.fetch(Subject(NUMBERS["mao"]), ["driver"]).silent != {}
    assert fetcher.fetch(Subject(NUMBERS["li_young"]), ["driver"]).silent != {}
    now[0] = 60.0
    assert fetcher.fetch(Subject(NUMBERS["mao"]), ["driver"]).silent != {}
    assert len(patient.asked) == 4
    fetcher.close()


def test_registers_are_asked_at_the_same_time(desk: Desk, registries: HandRegistries) -> None:
    both = threading.Barrier(2, timeout=5)
    registries.wait = lambda port: both.wait() and None
    sent = submission()
    desk.submit(sent)
    assert settled(desk, sent.case_id).state is CaseState.ISSUED


def test_the_registers_are_asked_with_card_and_answers(desk: Desk, registries: HandRegistries) -> None:
    told = {"plate": "浙B6K729", "zone": "core", "pass_from": "2026-11-25", "pass_to": "2026-12-04"}
    sent = submission("li_young", "truck_pass", answers=told)
    desk.submit(sent)
    assert settled(desk, sent.case_id).state is CaseState.ISSUED
    asked = dict(zip(registries.asked, registries.queries, strict=True))
    assert set(asked) == {"person", "vehicle", "insurance", "violation", "truck_pass"}
    number, plate = NUMBERS["li_young"], "浙B6K729"
    assert asked["person"] == NumberQuery(id_number=number)
    assert asked["insurance"] == PlateQuery(plate=plate)
    assert asked["violation"] == ViolationQuery(id_number=number, plate=plate)
    assert asked["truck_pass"] == TruckPassQuery(id_number=number, plate=plate, zone="core")
    clean = submission("mao", "no_crime", answers={"purpose": "work"})
    desk.submit(clean)
    assert settled(desk, clean.case_id).state is CaseState.ISSUED
    assert CrimeQuery(id_number=NUMBERS["mao"], name="毛晓燕") in registries.queries


def test_what_the_citizen_has_not_told_yet_is_no_silence(desk: Desk, registries: HandRegistries) -> None:
    ahead = desk.precheck(PrecheckRequest(item="truck_pass", documents=[card("li_young")]))
    assert (ahead.registries_silent, ahead.needed_documents) == ([], [])
    assert set(registries.asked) == {"person", "violation"}
    # Nor is a plate that is none; an officer hears what the rules lack, and no system is blamed.
    sent = submission("li_young", "veh_license", answers={"vehicle_matter": "lost", "plate": "不知道"})
    desk.submit(sent)
    view = settled(desk, sent.case_id)
    assert (view.state, view.review_cause) == (CaseState.REVIEW, "incomplete")
    assert view.decision is not None
    assert "vehicle_found" in view.decision.unknown
    assert "vehicle" not in registries.asked


def test_a_pass_for_another_zone_is_another_case(desk: Desk) -> None:
    told = {"plate": "浙B6K729", "pass_from": "2026-11-25", "pass_to": "2026-12-04"}
    core, again, centre = (
        submission("li_young", "truck_pass", answers={**told, "zone": zone})
        for zone in ("core", "core", "centre")
    )
    for sent in (core, again, centre):
        desk.submit(sent)
    assert desk.submit(again)[0].case_id == core.case_id
    assert settled(desk, centre.case_id).case_id == centre.case_id
    assert count(desk, t.CASE) == 2


def test_source_and_time_of_every_answer_are_kept_and_audited(desk: Desk) -> None:
    sent = submission()
    desk.submit(sent)
    assert settled(desk, sent.case_id).state is CaseState.ISSUED
    with desk._store.read() as connection:
        kept = snapshot_from_json(Ledger(connection, RING, SystemClock().now()).facts(sent.case_id))
        audited = connection.execute(select(t.AUDIT.c.detail).where(t.AUDIT.c.action == "case.filled"))
        (detail,) = [row.detail for row in audited]
    assert {port: told.source for port, told in kept.told.items()} == {
        "person": "TEST person",
        "driver": "TEST driver",
    }
    assert "2026-11-24T01:00:00+00:00" in str(detail)
    # Left out by the world's entry, so neither there nor a null.
    assert kept.records["driver"] is not None
    assert "medical_date" not in kept.records["driver"]


def test_the_extra_document_completes_the_case(desk: Desk) -> None:
    sent = submission("lan_she", documents=[card("lan_she"), back()])
    desk.submit(sent)
    view = settled(desk, sent.case_id)
    # The register doesn't tell the card's status either, which no document can: an officer looks.
    assert view.decision is not None
    assert "id_card_valid_to" not in view.decision.unknown


@pytest.mark.parametrize("cause", ["asked_by_citizen", "agent", "system", "inaccurate"])
def test_a_hand_off_goes_to_the_officer_at_once(desk: Desk, registries: HandRegistries, cause: str) -> None:
    view, _ = desk.submit(submission(documents=[], hand_off=cause, note="blurred three times"))
    assert (view.state, view.review_cause) == (CaseState.REVIEW, cause)
    assert view.ticket == "A001"
    assert registries.asked == []


def test_an_unknown_item_or_cause_is_refused(desk: Desk) -> None:
    for wrong in (submission(item="lic_wings"), submission(hand_off="mood")):
        with pytest.raises(DeskFault) as error:
            desk.submit(wrong)
        assert error.value.status == 422
    assert count(desk, t.CASE) == 0


def test_the_same_submission_twice_is_one_case(any_desk: Desk) -> None:
    sent = submission()
    first, new = any_desk.submit(sent)
    again, also_new = any_desk.submit(sent)
    assert (new, also_new) == (True, False)
    assert again.case_id == first.case_id
    assert not again.existing
    settled(any_desk, sent.case_id)
    assert count(any_desk, t.CERTIFICATE) == 1


def test_the_same_id_with_another_body_is_a_conflict(any_desk: Desk) -> None:
    sent = submission()
    any_desk.submit(sent)
    for key in (None, "key-1"):
        with pytest.raises(DeskFault) as error:
            any_desk.submit(sent.model_copy(update={"item": "lic_lost"}), key)
        assert (error.value.code, error.value.status) == ("idempotency_conflict", 409)
    any_desk.submit(submission("li_young", "lic_expiry"), "key-2")
    with pytest.raises(DeskFault):
        any_desk.submit(submission("zhang_elder", "lic_expiry"), "key-2")


def test_a_second_open_case_is_the_first(any_desk: Desk) -> None:
    first = submission()
    any_desk.submit(first)
    settled(any_desk, first.case_id)
    second = submission()
    view, new = any_desk.submit(second)
    assert not new
    assert view.existing
    assert view.case_id == first.case_id
    assert view.certificate is not None
    # Asked again with the same key, the answer is the same.
    assert any_desk.submit(second)[0].case_id == first.case_id
    other, new = any_desk.submit(submission(item="lic_lost"))
    assert new
    assert other.ticket == "A002"


def test_collected_ends_it_and_the_next_may_come(any_desk: Desk) -> None:
    first = submission()
    any_desk.submit(first)
    with pytest.raises(DeskFault):
        any_desk.collected(submission().case_id)
    settled(any_desk, first.case_id)
    assert any_desk.collected(first.case_id).state is CaseState.COLLECTED
    assert any_desk.collected(first.case_id).state is CaseState.COLLECTED
    assert any_desk.submit(submission())[1]


def test_eight_threads_one_submission(any_desk: Desk) -> None:
    sent = submission()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: any_desk.submit(sent), range(24)))
    assert sum(new for _, new in answers) == 1
    settled(any_desk, sent.case_id)
    assert (count(any_desk, t.CASE), count(any_desk, t.CERTIFICATE)) == (1, 1)


def test_eight_threads_eight_cases_of_one_person(any_desk: Desk) -> None:
    sent = [submission() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(any_desk.submit, sent))
    assert len({view.case_id for view, _ in answers}) == 1
    assert sum(new for _, new in answers) == 1
    assert count(any_desk, t.CASE) == 1


def test_tickets_and_certificates_have_no_gap(any_desk: Desk) -> None:
    people = ["mao", "wang_seized", "chen_jiangxi", "li_young", "zhang_elder"]
    sent = [submission(who, item) for who in people for item in ("lic_lost", "lic_damaged")]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(any_desk.submit, sent))
    views = [settled(any_desk, s.case_id) for s in sent]
    assert sorted(v.ticket for v in views) == [f"A{n:03d}" for n in range(1, 11)]
    numbers = sorted(v.certificate.number for v in views if v.certificate)
    assert numbers == [f"JSZ-NINGBO-20261124-{n:04d}" for n in range(1, len(numbers) + 1)]


def test_each_office_and_each_day_counts_for_itself(tmp_path: Path, store_url: str | None) -> None:
    """Numbers of papers and tickets begin anew without a gap, however people hurry."""
    offices = Offices.load(ASSETS)
    desk = make_desk(tmp_path, store_url=store_url, offices=offices)
    desk.start()
    asked = {
        "ningbo": [("mao", "lic_damaged"), ("zhang_elder", "lic_expiry"), ("wang_seized", "lic_damaged")],
        "yinzhou": [("mao", "lic_lost"), ("li_young", "lic_expiry"), ("chen_jiangxi", "lic_lost")],
    }
    sent = [submission(who, item, office=office) for office, some in asked.items() for who, item in some]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(desk.submit, sent))
    for office in ("ningbo", "yinzhou"):
        views = [settled(desk, one.case_id) for one in sent if one.office == office]
        tickets = sorted(int(view.ticket[1:]) for view in views)
        assert tickets == [1, 2, 3]
        numbers = sorted(view.certificate.number for view in views if view.certificate)
        code = office.upper()
        assert numbers == [f"JSZ-{code}-20261124-{n:04d}" for n in (1, 2)]
    desk.collected(sent[3].case_id)
    desk.stop()
    tomorrow = make_desk(tmp_path, store_url=store_url, offices=offices, day=DAY + timedelta(1))
    tomorrow.start()
    again = submission("mao", "lic_lost", office="yinzhou")
    tomorrow.submit(again)
    view = settled(tomorrow, again.case_id)
    tomorrow.stop()
    assert view.certificate is not None
    assert view.certificate.number == "JSZ-YINZHOU-20261125-0001"
    assert int(view.ticket[1:]) == 1


def test_an_officer_can_be_had_until_the_paper_is_issued(any_desk: Desk, registries: HandRegistries) -> None:
    held = threading.Event()
    registries.wait = lambda port: held.wait(5) and None
    sent = submission()
    any_desk.submit(sent)
    view = any_desk.hand_off(sent.case_id, HandOff(cause="asked_by_citizen"))
    assert (view.state, view.review_cause) == (CaseState.REVIEW, "asked_by_citizen")
    held.set()
    again = any_desk.hand_off(sent.case_id, HandOff(cause="agent"))
    assert again.review_cause == "asked_by_citizen"
    time.sleep(0.2)
    assert any_desk.case(sent.case_id).state is CaseState.REVIEW
    assert count(any_desk, t.FACTS) == 0
    assert any_desk.health().waiting == 0


def test_too_late_for_an_officer(desk: Desk) -> None:
    sent = submission()
    desk.submit(sent)
    settled(desk, sent.case_id)
    with pytest.raises(DeskFault) as error:
        desk.hand_off(sent.case_id, HandOff(cause="asked_by_citizen"))
    assert error.value.code == "already_decided"


def test_verify(desk: Desk) -> None:
    sent = submission()
    desk.submit(sent)
    view = settled(desk, sent.case_id)
    assert view.certificate is not None
    answer = desk.verify(view.certificate.number)
    assert (answer.known, answer.case_id, answer.status) == (True, sent.case_id, "current")
    assert answer.sha256 == view.certificate.sha256
    assert not desk.verify("JSZ-NINGBO-20261124-9999").known


def test_a_paper_that_fails_is_made_later_with_the_same_number(tmp_path: Path) -> None:
    papers = HandPapers(failing=1)
    desk = make_desk(tmp_path, papers=papers)
    desk.start()
    sent = submission()
    desk.submit(sent)
    view = settled(desk, sent.case_id)
    assert view.certificate is not None
    assert len(papers.made) == 1
    assert len(list((tmp_path / "papers").iterdir())) == 1
    desk.stop()


def test_a_paper_that_cant_be_made_is_an_officers(tmp_path: Path) -> None:
    """Issued without a paper is no end: it stands in the queue, and can't be handed over."""
    desk = make_desk(tmp_path, papers=HandPapers(failing=1000))
    desk.start()
    sent = submission()
    desk.submit(sent)
    end = time.monotonic() + 15
    while not desk.reviews() and time.monotonic() < end:
        time.sleep(0.02)
    assert [(r.case_id, r.cause, r.detail) for r in desk.reviews()] == [
        (sent.case_id, "system", "paper_failed:OSError")
    ]
    with pytest.raises(DeskFault) as error:
        desk.collected(sent.case_id)
    assert error.value.code == "no_paper"
    assert desk.case(sent.case_id).state is CaseState.ISSUED
    assert desk.health().waiting == 1
    desk.stop()


class DyingPapers(HandPapers):
    """Dies when the paper is made and not yet recorded."""

    def __init__(self, desk: list[Desk]) -> None:
        super().__init__()
        self.desk = desk

    def issue(self, *arguments: Any) -> Any:
        made = super().issue(*arguments)
        finish = Jobs.finish

        def die(jobs: Jobs, job: Job, dropped: bool = False) -> bool:
            Jobs.finish = finish  # type: ignore[method-assign]
            self.desk[0]._worker._stopped.set()
            raise Killed

        Jobs.finish = die  # type: ignore[method-assign]
        return made


def test_killed_between_the_file_and_its_record_one_paper_remains(tmp_path: Path) -> None:
    box: list[Desk] = []
    box.append(make_desk(tmp_path, papers=DyingPapers(box)))
    box[0].start()
    sent = submission()
    box[0].submit(sent)
    end = time.monotonic() + 10
    while not box[0]._worker._stopped.is_set() and time.monotonic() < end:
        time.sleep(0.005)
    box[0].stop()
    assert len(list((tmp_path / "papers").iterdir())) == 1
    desk = make_desk(tmp_path)
    desk.start()
    view = settled(desk, sent.case_id)
    assert view.certificate is not None
    assert len(list((tmp_path / "papers").iterdir())) == 1
    assert view.certificate.number.encode() in desk.paper(sent.case_id)
    desk.stop()


class BrokenRules:
    """A catalogue that decides nothing."""

    items, handoffs = catalogue().items, catalogue().handoffs

    def decide(self, *_: object) -> object:
        raise ZeroDivisionError("a secret of the citizen")

    def fee(self, *_: object) -> None:
        return None


def test_a_stage_that_always_fails_ends_with_the_officer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = make_desk(tmp_path, catalogue_=BrokenRules())
    desk.start()
    sent = submission()
    desk.submit(sent)
    view = settled(desk, sent.case_id)
    desk.stop()
    assert view.review_cause == "system"
    assert "a secret" not in caplog.text


def test_nothing_personal_lies_about(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    desk = make_desk(tmp_path)
    desk.start()
    sent = [
        submission(),
        submission("wang_seized"),
        submission(documents=[card(id_number="330212198806153429")]),
    ]
    for one in sent:
        desk.submit(one)
        settled(desk, one.case_id)
    desk.stop()
    secrets = [NUMBERS["mao"], NUMBERS["wang_seized"], "毛晓燕", "王建军", "百丈东路", "330212198806153429"]
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.suffix == ".sealed" for file in files)
    for file in files:
        content = file.read_bytes()
        for secret in secrets:
            assert secret.encode() not in content, file.name
            assert secret not in file.name
    for secret in secrets:
        assert secret not in caplog.text


def mortal_desk(folder: Path, papers: HandPapers, stages: list[str]) -> Desk:
    """A desk whose worker stops for good right after the first of `stages` that comes; it leaves the list."""

    def after(stage: str) -> None:
        if stage in stages:
            stages.remove(stage)
            desk._worker._stopped.set()
            raise Killed(stage)

    desk = make_desk(folder, papers=papers, after=after)
    return desk


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kills=st.lists(st.sampled_from(STEPS), unique=True, max_size=6), people=st.integers(1, 3))
def test_killed_anywhere_nothing_is_lost_or_doubled(tmp_path: Path, kills: list[str], people: int) -> None:
    folder = tmp_path / uuid.uuid4().hex
    sent = [submission(who) for who in ("mao", "wang_seized", "chen_jiangxi")[:people]]
    left = list(kills)
    papers = HandPapers()
    for _ in range(len(kills) + 1):
        desk = mortal_desk(folder, papers, left)
        desk.start()
        for one in sent:
            try:
                desk.submit(one)
            except Killed:
                desk.submit(one)
        end = time.monotonic() + 5
        while not desk._worker._stopped.is_set() and desk.health().waiting and time.monotonic() < end:
            time.sleep(0.002)
        desk.stop()
    desk = make_desk(folder, papers=papers)
    desk.start()
    views = [settled(desk, one.case_id) for one in sent]
    # Stages that share a transaction die together: not every kill finds its stage again.
    assert not kills or len(left) < len(kills)
    assert [v.state for v in views] == [CaseState.ISSUED, CaseState.REVIEW, CaseState.REVIEW][:people]
    assert count(desk, t.CASE) == people
    assert count(desk, t.CERTIFICATE) == 1
    assert len(list((folder / "papers").iterdir())) == 1
    assert desk.health().waiting == 0
    assert len({v.ticket for v in views}) == people
    desk.stop()
