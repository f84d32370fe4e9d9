"""sherpa-onnx: what counts as an answer where only free text is there; with a real model, if there is one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest

from kiosk.core.paths import repository_root
from kiosk.speech.audio import load_audio
from kiosk.speech.engines import choose_recogniser
from kiosk.speech.exact import said_exactly
from kiosk.speech.models import ModelStore
from kiosk.speech.sherpa_engine import PARAFORMER, SENSE_VOICE, SherpaRecogniser, sherpa_is_there
from kiosk.speech.types import Answer, Expectation, GivenUp, Recogniser, SpeechError
from kiosk.speech.vad import SpeechSpan

DEMO = repository_root() / "assets" / "demo"
ANSWERS = (
    Answer("confirm", ("对", "是的", "没错")),
    Answer("deny", ("不对", "不是")),
    Answer("staff", ("转人工", "找个民警")),
    Answer("back", ("返回",)),
    Answer("again", ("事的",)),
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("是的", "confirm"),
        ("是 的", "confirm"),
        ("对", None),
        ("不对", "deny"),
        ("部队", None),
        ("无队", None),
        ("时的", None),
        ("转人工", "staff"),
        ("转人公", "staff"),
        ("我要转人工", None),
        ("翻回", "back"),
        ("对不对", None),
        ("没错吧", None),
        ("", None),
    ],
)
def test_only_a_whole_phrase_is_an_answer_and_a_yes_only_by_its_characters(
    text: str, answer: str | None
) -> None:
    assert said_exactly(text, ANSWERS) == answer


def test_two_answers_for_one_text_are_none() -> None:
    assert said_exactly("是的", (Answer("a", ("是的",)), Answer("b", ("是的",)))) is None
    assert said_exactly("师的", (Answer("confirm", ("是的",)), Answer("b", ("事的",)))) is None


Told = Callable[..., SherpaRecogniser]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Told:
    """An engine whose library says what it is told; how it was made is in `made`."""

    def make(text: str, name: str = SENSE_VOICE) -> SherpaRecogniser:
        module = ModuleType("sherpa_onnx")

        class OfflineRecognizer:
            made: ClassVar[dict[str, object]] = {}

            def create_stream(self) -> object:
                heard: list[int] = []
                take = lambda rate, samples: heard.append(len(samples))  # noqa: E731
                return SimpleNamespace(accept_waveform=take, result=SimpleNamespace(text=text))

            def decode_stream(self, stream: object) -> None:
                """Done already."""

        def maker(kind: str) -> Callable[..., OfflineRecognizer]:
            def made(**arguments: object) -> OfflineRecognizer:
                OfflineRecognizer.made = {"kind": kind, **arguments}
                return OfflineRecognizer()

            return made

        OfflineRecognizer.from_sense_voice = staticmethod(maker("sense"))  # type: ignore[attr-defined]
        OfflineRecognizer.from_paraformer = staticmethod(maker("para"))  # type: ignore[attr-defined]
        module.OfflineRecognizer = OfflineRecognizer  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "sherpa_onnx", module)
        (tmp_path / "model.int8.onnx").write_bytes(b"..vocab_size..lfr_window_size..with_itn..")
        (tmp_path / "tokens.txt").write_text("a 0")
        monkeypatch.setattr("kiosk.speech.sherpa_engine.find_speech", lambda *_: [SpeechSpan(16_000, 26_000)])
        return SherpaRecogniser(name, lambda: tmp_path)

    return make


def test_text_is_tidy_and_simplified(told: Told) -> None:
    heard = told("我的駕照，壞了。").listen(np.zeros(48_000, np.float32), Expectation("open"))
    assert heard.text == "我的驾照坏了"
    assert [h.text for h in heard.hypotheses] == ["我的驾照坏了"]
    assert heard.engine == SENSE_VOICE
    assert heard.evidence is not None


@pytest.mark.parametrize(
    ("text", "answer"), [("是的。", "confirm"), ("部队", None), ("转人公", "staff"), ("", None)]
)
def test_closed_questions(told: Told, text: str, answer: str | None) -> None:
    heard = told(text).listen(np.zeros(48_000, np.float32), Expectation("yes_no", ANSWERS))
    assert (heard.answer, heard.unsure) == (answer, answer is None)


def test_a_yes_that_took_longer_than_it_takes_is_none(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser = told("是的")
    monkeypatch.setattr("kiosk.speech.sherpa_engine.find_speech", lambda *_: [SpeechSpan(0, 32_000)])
    assert recogniser.listen(np.zeros(48_000, np.float32), Expectation("yes_no", ANSWERS)).answer is None


def test_silence_another_language_and_giving_up(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser = told("是的")
    english = Expectation("yes_no", ANSWERS, language="en")
    heard = recogniser.listen(np.zeros(48_000, np.float32), english)
    assert (heard.text, heard.answer, heard.unsure) == ("", None, True)
    with pytest.raises(GivenUp):
        recogniser.listen(np.zeros(48_000, np.float32), Expectation("open"), lambda: True)
    monkeypatch.setattr("kiosk.speech.sherpa_engine.find_speech", lambda *_: [])
    heard = recogniser.listen(np.zeros(48_000, np.float32), Expectation("yes_no", ANSWERS))
    assert (heard.text, heard.answer, heard.unsure) == ("", None, False)


def test_each_model_is_loaded_its_own_way(told: Told) -> None:
    for name, kind in ((SENSE_VOICE, "sense"), (PARAFORMER, "para")):
        told("好", name).warm()
        made = sys.modules["sherpa_onnx"].OfflineRecognizer.made
        assert made["kind"] == kind
        assert str(made["tokens"]).endswith("tokens.txt")


def test_without_the_package_the_error_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(SpeechError, match="pip install sherpa-onnx") as caught:
        SherpaRecogniser(SENSE_VOICE, lambda: tmp_path).warm()
    assert caught.value.code == "engine_missing"


def test_a_network_of_another_kind_is_never_given_to_the_library(told: Told, tmp_path: Path) -> None:
    recogniser = told("好")
    for content in (b"", b"..vocab_size..lfr_window_size.."):
        (tmp_path / "model.int8.onnx").write_bytes(content)
        with pytest.raises(SpeechError) as caught:
            recogniser.warm()
        assert caught.value.code == "model_damaged"
    assert not sys.modules["sherpa_onnx"].OfflineRecognizer.made


def test_an_operator_brings_the_model_and_the_receipt_keeps_its_hashes(tmp_path: Path) -> None:
    from kiosk.speech.manifest import load_manifest

    brought = tmp_path / "usb"
    brought.mkdir()
    (brought / "model.int8.onnx").write_bytes(b"net")
    store = ModelStore(tmp_path / "models", load_manifest(repository_root() / "assets" / "models.yaml"))
    with pytest.raises(SpeechError, match="unpacked") as caught:
        store.install(SENSE_VOICE, brought)
    assert caught.value.code == "path_unfit"
    with pytest.raises(SpeechError, match="only by --from"):
        store.install(SENSE_VOICE)
    (brought / "tokens.txt").write_bytes(b"tokens")
    (brought / "README.md").write_bytes(b"not needed")
    folder = store.install(SENSE_VOICE, brought)
    assert sorted(p.name for p in folder.iterdir()) == ["model.int8.onnx", "receipt.json", "tokens.txt"]
    assert store.is_installed(SENSE_VOICE)
    before = store.digest(SENSE_VOICE)
    (folder / "tokens.txt").write_bytes(b"tokenz")
    assert [p.problem for p in store.check() if p.name == SENSE_VOICE] == [
        "tokens.txt has another sha256 than the manifest"
    ]
    assert before == store.digest(SENSE_VOICE)


# -- real models, where an operator has brought one ------------------------------------------------


@pytest.fixture(scope="module", params=[SENSE_VOICE, PARAFORMER])
def real(request: pytest.FixtureRequest, store: ModelStore) -> Recogniser:
    if not store.is_installed(request.param):
        pytest.skip(f"no {request.param} here; it comes by `models install {request.param} --from FOLDER`")
    if not sherpa_is_there():
        pytest.skip("the optional package sherpa-onnx isn't installed")
    made = choose_recogniser(store, request.param)
    made.warm()
    return made


@pytest.mark.models
def test_a_request_and_a_yes_are_heard(real: Recogniser) -> None:
    heard = real.listen(load_audio(DEMO / "mao_request.wav"), Expectation("open"))
    assert "驾驶证" in heard.text
    yes_no = Expectation("yes_no", ANSWERS)
    assert real.listen(load_audio(DEMO / "mao_request.wav"), yes_no).answer is None
    assert real.listen(load_audio(DEMO / "mao_yes.wav"), yes_no).answer in ("confirm", None)
    assert real.listen(np.zeros(32_000, np.float32), yes_no).unsure is False
