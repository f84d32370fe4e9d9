"""Drawn cards, photographs and invented people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest

from kiosk.core.errors import SetupError
from kiosk.core.id_number import parse_id_number
from kiosk.core.paths import repository_root
from kiosk.training import fonts, make_demo_cards
from kiosk.training.invent import invent_card, load_stock
from kiosk.training.people import TrainingError, load_people
from kiosk.training.photograph import Shot, card_corners, photograph, random_shot
from kiosk.training.specimen import draw_back, draw_front, validity_text, wrap_address
from kiosk.vision.checks import span_fits

DEMO = repository_root() / "assets" / "demo"


@pytest.fixture(scope="module")
def people():
    return load_people(DEMO / "people.yaml")


def test_the_demos_people_are_lawful(people):
    assert set(people) == {"mao", "zhang_elder", "li_young", "wang_seized", "chen_jiangxi", "lan_she"}
    for card in people.values():
        end = card.back()["valid_to"]
        assert span_fits(card.valid_from, end, card.birth)
        assert len(wrap_address(card.address)) <= 3
    mao = people["mao"]
    assert (mao.valid_from, mao.valid_to) == (date(2019, 3, 2), date(2039, 3, 2))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"330212198806153428"', '"330212198806153429"'),
        ("sex: 女", "sex: 男"),
        ("birth: 1988-06-15", "birth: 1988-06-16"),
        ("name: 毛晓燕", "nom: 毛晓燕"),
        ("cards:", "cards: ["),
    ],
)
def test_people_that_do_not_fit_are_refused_without_their_number(tmp_path, old, new):
    text = (DEMO / "people.yaml").read_text(encoding="utf-8").replace(old, new, 1)
    (tmp_path / "people.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        load_people(tmp_path / "people.yaml")
    assert caught.value.code == "people_unusable"
    assert "19880615" not in str(caught.value)


def test_no_people_file(tmp_path):
    with pytest.raises(TrainingError):
        load_people(tmp_path / "none.yaml")


def test_addresses_are_wrapped_at_eleven():
    assert wrap_address("浙江省宁波市鄞州区百丈东路") == ["浙江省宁波市鄞州区百丈", "东路"]
    assert wrap_address("一" * 33) == ["一" * 11] * 3
    with pytest.raises(ValueError, match="34 characters"):
        wrap_address("一" * 34)


def test_sizes_and_sides(people):
    front, back = draw_front(people["mao"]), draw_back(people["mao"])
    assert front.shape == back.shape == (810, 1284, 3)
    assert draw_front(people["mao"], 12).shape == (648, 1027, 3)
    assert not np.array_equal(front, back)
    assert np.array_equal(front, draw_front(people["mao"]))


def test_every_card_says_specimen(people):
    """The mark is the red print below the portrait and below the title."""
    for drawn, box in ((draw_front(people["mao"]), (600, 642)), (draw_back(people["mao"]), (445, 485))):
        part = drawn[box[0] : box[1], 820:1180].astype(int)
        red = (part[..., 2] - part[..., 0] > 70) & (part[..., 2] - part[..., 1] > 70)
        assert red.mean() > 0.05


def test_fields_change_only_their_own_place(people):
    card = people["mao"]
    one = draw_front(card).astype(int)
    other = draw_front(replace(card, name="毛晓")).astype(int)
    rows, columns = np.nonzero(np.abs(one - other).sum(axis=2))
    assert 80 < rows.min() < rows.max() < 160
    assert 220 < columns.min() < columns.max() < 420


def test_a_long_name_does_not_reach_the_portrait(people):
    card = people["mao"]
    one = draw_front(card).astype(int)
    other = draw_front(replace(card, name="古丽娜尔·阿不都热合曼")).astype(int)
    _, columns = np.nonzero(np.abs(one - other).sum(axis=2))
    assert columns.max() < 52.0 * 15


def test_long_term_is_printed_in_chinese(people):
    assert validity_text(people["zhang_elder"]) == "2009.04.16-长期"
    assert validity_text(people["mao"]) == "2019.03.02-2039.03.02"


def test_a_missing_font_is_a_setup_error(monkeypatch):
    monkeypatch.setattr(fonts, "_FOLDERS", ())
    monkeypatch.setattr(fonts.shutil, "which", lambda tool: None)
    fonts._locate.cache_clear()
    fonts.font.cache_clear()
    try:
        with pytest.raises(SetupError) as caught:
            fonts.font("regular", 20)
        assert caught.value.code == "font_missing"
        assert "fonts-noto-cjk" in caught.value.operator
    finally:
        fonts._locate.cache_clear()


def test_a_photograph_is_repeatable_and_where_it_should_be(people):
    card = draw_front(people["mao"])
    shot = Shot(rotation=20, tilt=(0.05, 0.03))
    one = photograph(card, shot, np.random.default_rng(4))
    assert one.shape == (1080, 1920, 3)
    assert np.array_equal(one, photograph(card, shot, np.random.default_rng(4)))
    assert not np.array_equal(one, photograph(card, shot, np.random.default_rng(5)))
    middle = cv2.perspectiveTransform(
        np.array([[[1284 / 2, 810 / 2]]], np.float32), card_corners(shot, 1284, 810)
    )
    assert abs(middle[0, 0] - [960, 540]).max() < 25


@pytest.mark.parametrize(
    ("change", "sign"),
    [({"light": 0.4}, -1), ({"shadow": 0.8}, -1), ({"gradient": 0.6}, -1), ({"glare": 1.2}, 1)],
)
def test_light_does_what_it_says(people, change, sign):
    card = draw_front(people["mao"])
    plain = photograph(card, Shot(), np.random.default_rng(1)).mean()
    assert (photograph(card, Shot(**change), np.random.default_rng(1)).mean() - plain) * sign > 0.5


def test_random_shots_differ_and_repeat():
    shots = [random_shot(np.random.default_rng(seed), hard=seed % 2 == 0) for seed in range(20)]
    assert len(set(shots)) == 20
    assert random_shot(np.random.default_rng(3)) == shots[3]


def test_invented_people_are_lawful():
    stock = load_stock(DEMO / "invent.yaml")
    for seed in range(60):
        card = invent_card(stock, np.random.default_rng(seed))
        number = parse_id_number(card.id_number)
        assert number is not None
        assert (number.birth, number.sex) == (card.birth, card.sex)
        assert span_fits(card.valid_from, card.back()["valid_to"], card.birth)
        wrap_address(card.address)


def test_the_demos_photographs_are_made_again_alike(tmp_path):
    made = make_demo_cards.make(DEMO / "people.yaml", tmp_path)
    assert [path.name for path in made] == ["mao_id_front.jpg", "mao_id_back.jpg"]
    for path in made:
        ours, shipped = cv2.imread(str(path)), cv2.imread(str(DEMO / path.name))
        assert shipped.shape == (1080, 1920, 3)
        # Another version of the font or of the JPEG library may move single grey levels.
        assert np.abs(ours.astype(int) - shipped.astype(int)).mean() < 1.5


def test_the_command_says_how_it_is_used(capsys):
    assert make_demo_cards.main([]) == 2
    assert "usage" in capsys.readouterr().err
