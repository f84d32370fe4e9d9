"""The learned part: built from data, the same from the same, never from a pickle, never silently missing."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.nlu.errors import NluError
from kiosk.nlu.learned import Learned, data_digest, find
from kiosk.nlu.overmatch import Known, over_match
from kiosk.nlu.sentences import EMERGENCY, NONE, Said, read_sentences
from kiosk.nlu.teach import build
from kiosk.nlu.understand import Understander
from kiosk.nlu.words import Words
from tests.nlu.conftest import WORDS

FEW = [
    *(Said(t, ("lic_lost",), "items", "t") for t in ("驾照丢了", "驾驶证掉了", "驾照不见了", "补驾照")),
    *(Said(t, ("residence",), "items", "t") for t in ("居住证签注", "居住证到期", "续居住证", "暂住证签注")),
    *(Said(t, (NONE,), "out_of_scope", "t", pointer="社保中心") for t in ("社保卡丢了", "社保怎么交")),
    *(Said(t, (EMERGENCY,), "emergency", "t") for t in ("救命", "着火了")),
    Said("报警回执怎么开", (), "no_emergency", "t"),
    Said("证到期了", ("lic_lost", "residence"), "ambiguous", "t"),
]


@pytest.fixture(scope="module")
def small(words: Words) -> Learned:
    return build(FEW, words, "few")


def test_the_same_sentences_give_the_same_file(small: Learned, words: Words, tmp_path: Path) -> None:
    first, second = small.save(tmp_path / "a"), build(FEW, words, "few").save(tmp_path / "b")
    assert first.name == second.name
    with np.load(first, allow_pickle=False) as a, np.load(second, allow_pickle=False) as b:
        assert all(np.array_equal(a[name], b[name]) for name in a.files)


def test_what_is_kept_comes_back(small: Learned, tmp_path: Path) -> None:
    again = Learned.load(small.save(tmp_path))
    assert again.classifier.labels == small.classifier.labels
    assert dict(again.exact) == dict(small.exact)
    assert again.offices.meanings == small.offices.meanings


def test_a_changed_sentence_changes_the_digest(catalogue: Catalogue) -> None:
    own = {i.id: i.sentences for i in catalogue.all_items.values()}
    changed = {**own, "lic_lost": (*own["lic_lost"], "驾照飞了")}
    assert data_digest(WORDS, own) == data_digest(WORDS, dict(own))
    assert data_digest(WORDS, own) != data_digest(WORDS, changed)


def test_an_older_build_is_used_and_says_so(
    small: Learned, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    small.save(tmp_path)
    with caplog.at_level(logging.WARNING, "kiosk.nlu"):
        found = find(tmp_path, "0123456789abcdef")
    assert found is not None
    assert found.stale
    assert "older" in caplog.text


def test_without_a_build_the_grammar_goes_on_and_the_log_says_so(
    catalogue: Catalogue, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "kiosk.nlu"):
        alone = Understander.load(catalogue, WORDS, tmp_path)
    assert alone.learned is None
    assert "grammar alone" in caplog.text
    assert alone.understand("驾照丢了").id == "lic_lost"
    assert alone.understand("行驶证丢了").id == "veh_license"
    assert alone.understand("转人工").id == "staff"


@pytest.mark.parametrize("damage", ["", "rubbish", "pickle"])
def test_a_broken_file_is_never_used(small: Learned, tmp_path: Path, damage: str) -> None:
    path = small.save(tmp_path)
    if damage == "pickle":
        with path.open("wb") as out:
            np.savez(out, labels=np.array([{"evil": 1}], dtype=object))
    else:
        path.write_bytes(damage.encode())
    with pytest.raises(NluError) as caught:
        Learned.load(path)
    assert caught.value.code == "bad_model"
    assert find(tmp_path, "few") is None


def test_the_sentences_name_only_what_there_is(catalogue: Catalogue, words: Words) -> None:
    known = {*catalogue.all_items, *(c.id for c in words.commands), NONE, EMERGENCY}
    for said in read_sentences(WORDS / "sentences"):
        assert set(said.labels) <= known, said
        assert said.text.strip(), said


def test_there_are_enough_of_them(catalogue: Catalogue) -> None:
    said = read_sentences(WORDS / "sentences")

    def count(label: str, *, english: bool) -> int:
        return sum(one.labels == (label,) and one.english is english for one in said)

    assert min(count(i, english=False) for i in catalogue.items) >= 60
    assert min(count(i.id, english=False) for i in catalogue.handoffs.values() if i.sentences) >= 30
    assert min(count(i, english=True) for i in catalogue.items) >= 15
    assert count(NONE, english=False) >= 300
    assert len({one.writer for one in said}) >= 5


def test_nothing_that_was_taught_is_lost(understander: Understander) -> None:
    """A guard, no measurement: these sentences built it."""
    said = [s for s in read_sentences(WORDS / "sentences") if s.section in ("items", "handoff")][::5]
    found = understander.understand_all([s.text + "啊" for s in said])
    right = sum(u.id in s.labels for s, u in zip(said, found, strict=True))
    assert right >= 0.97 * len(said)


def test_what_a_new_sentence_would_pull_in(learned: Learned, words: Words, catalogue: Catalogue) -> None:
    known = Known.of(learned)
    ids = [i.id for i in catalogue.all_items.values() if i.sentences]
    greedy = over_match("lic_damaged", "我的行驶证丢了要补办一本", known, learned, words, ids)
    assert greedy
    assert any("veh_license" in pull.meaning for pull in greedy)
    assert greedy == sorted(greedy, key=lambda pull: -pull.likeness)
    modest = over_match("lic_damaged", "驾照被车轮碾裂了换一张", known, learned, words, ids)
    assert not any(pull.pulled for pull in modest)
