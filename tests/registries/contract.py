"""What every adapter to the nine registers must do, whatever it speaks.

Inherit, and give two fixtures: `adapter`, whose whole patience is about a second, and `upstream`, which makes
the registers behind it misbehave. The registers must know `parts.somebody()` and not `parts.STRANGER`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest

from kiosk.registries.gather import Gathered
from kiosk.registries.ports import RECORDS, Answer, FieldState, Port, RegistryError, query_for
from kiosk.registries.queries import Subject
from tests.registries.parts import STRANGER, Upstream, somebody

ALL = tuple(Port)


class Adapter(Protocol):
    """What is tested."""

    def gather_for(self, ports: Any, subject: Subject) -> Gathered: ...

    def ask(self, port: Port, subject: Subject) -> Answer[Any]: ...


class AdapterContract:
    """The contract."""

    @pytest.mark.parametrize("port", ALL)
    def test_a_record_is_typed_about_who_was_asked_and_says_where_and_when(
        self, adapter: Adapter, port: Port
    ) -> None:
        subject = somebody()
        answer = adapter.ask(port, subject)
        assert type(answer.record) is RECORDS[port]
        named = answer.record.model_dump()
        keys = {named[k] for k in ("id_number", "licence_number", "plate") if named.get(k)}
        assert keys
        assert keys <= {subject.id_number, subject.plate}
        assert answer.source
        assert answer.at.tzinfo is UTC
        assert abs(datetime.now(UTC) - answer.at) < timedelta(minutes=1)

    def test_nobody_known_is_an_answer(self, adapter: Adapter) -> None:
        gathered = adapter.gather_for(ALL, STRANGER)
        assert not gathered.silent
        assert set(gathered.answers) == set(ALL)
        for port, answer in gathered.answers.items():
            assert not answer.found, port
            assert answer.fact("found").value is False
            field = next(iter(RECORDS[port].model_fields))
            assert answer.state(field) is FieldState.NOBODY

    def test_missing_null_and_known_are_three_things(self, adapter: Adapter, upstream: Upstream) -> None:
        whole = adapter.ask(Port.DRIVER, somebody())
        assert whole.state("medical_cycle_end") in (FieldState.NULL, FieldState.KNOWN)
        assert whole.state("address") is FieldState.KNOWN
        upstream.misbehave(Port.DRIVER, fault="partial", fields=["address"])
        partial = adapter.ask(Port.DRIVER, somebody())
        assert partial.state("address") is FieldState.MISSING
        assert partial.fact("address").value is None
        assert partial.state("medical_cycle_end") is whole.state("medical_cycle_end")

    def test_partial_answers_are_answers(self, adapter: Adapter, upstream: Upstream) -> None:
        upstream.misbehave_everywhere(fault="partial")
        gathered = adapter.gather_for(ALL, somebody())
        assert not gathered.silent
        for port, answer in gathered.answers.items():
            states = {answer.state(name) for name in RECORDS[port].model_fields}
            assert FieldState.MISSING in states, port

    @pytest.mark.parametrize(
        ("fault", "code", "reason"),
        [
            ({"fault": "silent"}, "registry_timeout", ""),
            ({"fault": "slow", "seconds": 5}, "registry_timeout", ""),
            ({"fault": "down"}, "registry_unavailable", ""),
            ({"fault": "stale"}, "registry_garbage", "stale"),
            ({"fault": "duplicate"}, "registry_garbage", "duplicate"),
            ({"fault": "rubbish", "garbage": "not_json"}, "registry_garbage", ""),
            ({"fault": "rubbish", "garbage": "missing_field"}, "registry_garbage", ""),
            ({"fault": "rubbish", "garbage": "unknown_field"}, "registry_garbage", ""),
            ({"fault": "rubbish", "garbage": "wrong_type"}, "registry_garbage", ""),
            ({"fault": "rubbish", "garbage": "other_person"}, "registry_garbage", "other_subject"),
            ({"fault": "rubbish", "garbage": "other_question"}, "registry_garbage", "other_question"),
            ({"fault": "rubbish", "garbage": "endless"}, "registry_garbage", ""),
        ],
        ids=lambda value: value.get("garbage", value["fault"]) if isinstance(value, dict) else "",
    )
    def test_every_fault_is_an_error_of_its_port_and_never_an_answer(
        self, adapter: Adapter, upstream: Upstream, fault: dict[str, Any], code: str, reason: str
    ) -> None:
        upstream.misbehave_everywhere(**fault)
        subject = somebody()
        gathered = adapter.gather_for(ALL, subject)
        assert not gathered.answers
        for port in ALL:
            error = gathered.silent[port]
            assert (error.code, error.port, error.reason) == (code, port.value, reason)
            for secret in (subject.id_number, subject.name, subject.plate):
                assert str(secret) not in f"{error} {error.operator}"

    @pytest.mark.parametrize("fault", ["down", "silent", "rubbish", "stale"])
    def test_one_lost_answer_is_made_good(self, adapter: Adapter, upstream: Upstream, fault: str) -> None:
        upstream.misbehave_everywhere(fault=fault, times=1)
        assert not adapter.gather_for(ALL, somebody()).silent

    def test_a_register_that_fails_takes_nothing_from_the_others(
        self, adapter: Adapter, upstream: Upstream
    ) -> None:
        upstream.misbehave(Port.VEHICLE, fault="silent")
        gathered = adapter.gather_for(ALL, somebody())
        assert set(gathered.silent) == {Port.VEHICLE}
        assert set(gathered.answers) == set(ALL) - {Port.VEHICLE}

    def test_what_changed_between_two_calls_shows(self, adapter: Adapter, upstream: Upstream) -> None:
        before = adapter.gather_for(ALL, somebody())
        assert adapter.gather_for(ALL, somebody()).changed_since(before) == ()
        upstream.misbehave_everywhere(fault="changed")
        first, second = adapter.gather_for(ALL, somebody()), adapter.gather_for(ALL, somebody())
        assert first.changed_since(before) == ()
        assert second.changed_since(first) == tuple(sorted(ALL))

    def test_who_is_not_known_well_enough_is_not_asked_about(self, adapter: Adapter) -> None:
        gathered = adapter.gather_for(ALL, Subject(somebody().id_number))
        assert set(gathered.unasked) == {Port.VEHICLE, Port.INSURANCE, Port.CRIME, Port.TRUCK_PASS}
        assert set(gathered.answers) == set(ALL) - set(gathered.unasked)
        misheard = adapter.gather_for(ALL, Subject(somebody().id_number, plate="B一二三"))
        assert Port.VEHICLE in misheard.unasked

    def test_an_unknown_field_is_the_askers_mistake(self, adapter: Adapter) -> None:
        with pytest.raises(KeyError):
            adapter.ask(Port.PERSON, somebody()).fact("surname")


def ask(registers: Any, port: Port, subject: Subject) -> Answer[Any]:
    """One port, through its own register. Raises RegistryError."""
    query = query_for(port, subject)
    if query is None:
        raise RegistryError("registry_unavailable", port.value, "the subject isn't known well enough")
    answer: Answer[Any] = registers[port].ask(query)
    return answer
