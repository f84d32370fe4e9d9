"""Two requests, open ones and whose it is, where the lists know no word for it: learned."""

from __future__ import annotations

import pytest

from kiosk.nlu.evidence import gather
from kiosk.nlu.theirs import learned_gate
from kiosk.nlu.understand import Understander
from kiosk.nlu.words import Words


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("居住证要签，驾照磨花了也换一本", {"residence", "lic_damaged"}),
        ("护照要办，另外开张无犯罪证明", {"exit_entry", "no_crime"}),
        ("驾照到期换掉，行驶证烂了也换掉", {"lic_expiry", "veh_license"}),
    ],
)
def test_two_requests_are_seen_by_their_shape(understander: Understander, said: str, ids: set[str]) -> None:
    found = understander.understand(said)
    assert found.outcome == "ask"
    assert {c.id for c in found.candidates} == ids
    assert found.values["two"] == "yes"


@pytest.mark.parametrize(
    "said", ["驾照折断了，要换一本新的", "居住证到期了来签注，还是老地址", "驾照丢了，补一本，多少钱"]
)
def test_one_request_told_at_length_is_one(understander: Understander, said: str) -> None:
    assert understander.understand(said).outcome == "item"


def test_what_an_item_cannot_have_is_no_gate(words: Words) -> None:
    nothing = gather(words.normaliser.plain("补一本"), words)
    assert learned_gate({"other_person": 0.9}, "lic_lost", nothing, words, 0.5) == {
        "disqualifier": "other_person"
    }
    assert learned_gate({"hazmat": 0.9}, "lic_lost", nothing, words, 0.5) == {}
    assert learned_gate({"own": 0.6, "unit": 0.4}, "veh_license", nothing, words, 0.5) == {}
    assert learned_gate({}, "veh_license", nothing, words, 0.5) == {}
    own = gather(words.normaliser.plain("我老婆把我的驾照洗坏了"), words)
    assert learned_gate({"other_person": 0.9}, "lic_lost", own, words, 0.5) == {}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("我舅公的体检证明我来交", "other_person"),
        ("替我师傅把A2降C1", "other_person"),
        ("公司的货车要进城办通行证", "unit"),
        ("村委会的车行驶证丢了", "unit"),
    ],
)
def test_whose_it_is(understander: Understander, said: str, why: str) -> None:
    found = understander.understand(said)
    assert found.outcome == "item"
    assert found.values["disqualifier"] == why


@pytest.mark.parametrize("said", ["公司新招了八个人，统一查一下犯罪记录", "我们学校要查新老师有没有案底"])
def test_a_units_request_for_records_is_handed_over(understander: Understander, said: str) -> None:
    found = understander.understand(said)
    assert (found.outcome, found.id) == ("handoff", "no_crime")


@pytest.mark.parametrize("said", ["别挂失，我驾照找到了", "驾照又找到了，不用补了", "先别补，驾照找回来了"])
def test_what_was_found_again_is_not_lost(understander: Understander, said: str) -> None:
    assert understander.understand(said).outcome in ("ask", "none", "command")
