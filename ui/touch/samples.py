"""Invented views of every page, for docs/screens and for the tests of the layout. Nobody here is real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from kiosk.catalogue.guide import GuideLine
from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Bilingual, Language
from kiosk.terminal.guidance import Guidance
from kiosk.terminal.moment import moment_view
from kiosk.terminal.screen import Asks, Choice, FieldView, ReasonLine, StageView, View
from kiosk.vision.types import Image, Quad

_STAGES = ("accept", "fill", "check", "approve", "issue")
_WORDS = "label.touch."
_FIELDS = {
    "name": Bilingual("毛晓燕", "毛晓燕"),
    "sex": Bilingual("女", "女"),
    "ethnicity": Bilingual("汉", "汉"),
    "birth": Bilingual("1988-06-15", "1988-06-15"),
    "address": Bilingual(
        "浙江省宁波市鄞州区百丈东路2188弄16号602室", "浙江省宁波市鄞州区百丈东路2188弄16号602室"
    ),
    "id_number": Bilingual("330212********3428", "330212********3428"),
    "authority": Bilingual("宁波市公安局鄞州分局", "宁波市公安局鄞州分局"),
    "valid_from": Bilingual("2016-03-08", "2016-03-08"),
    "valid_to": Bilingual("2036-03-08", "2036-03-08"),
}
_SAY = Bilingual("请说，或者点数字，再点“好了”。", "Say it, or tap it and then Done.")
#: Kind, title, hint, answers, length.
_QUESTIONS: dict[str, tuple[Asks, Bilingual, Bilingual, Sequence[Bilingual], int]] = {
    "digits": ("digits", Bilingual("您的手机号码是多少？", "What is your telephone number?"), _SAY, (), 11),
    "id-tail": ("digits", Bilingual("身份证最后四位数字？", "The last four digits of the ID?"), _SAY, (), 4),
    "digits-any": ("digits", Bilingual("罚单上的编号是多少？", "The number on the ticket?"), _SAY, (), 0),
    "plate": ("plate", Bilingual("您的车牌号是多少？", "What is your number plate?"), _SAY, (), 0),
    "date": (
        "date",
        Bilingual("您从哪一天开始要用？", "From which day do you need it?"),
        Bilingual("请说，或者先点年，再点月和日。", "Say it, or tap the year, the month and the day."),
        (Bilingual("今天", "Today"), Bilingual("明天", "Tomorrow")),
        0,
    ),
    "months": (
        "months",
        Bilingual("您要签注几个月？", "For how many months?"),
        Bilingual("请说，或者点一下。", "Say it or tap it."),
        [Bilingual(f"{n} 个月", f"{n} months") for n in range(1, 13)],
        0,
    ),
    "yes-no": (
        "yes_no",
        Bilingual("您还在原来的地方住吗？", "Do you still live at the same address?"),
        Bilingual("请说“是”或“不是”，也可以点一下。", "Say yes or no, or tap it."),
        (),
        0,
    ),
    "choice": (
        "choice",
        Bilingual("号牌是怎么没有的？", "What happened to the plate?"),
        Bilingual("请说，或者点一下。", "Say it or tap it."),
        (
            Bilingual("丢了", "It is lost"),
            Bilingual("坏了", "It is damaged"),
            Bilingual("看不清了", "It is faded"),
        ),
        0,
    ),
}
_FACES = ("5", "4", "3", "2", "1", "why", "finish")
_LAW = "机动车驾驶证申领和使用规定"
_HOLDS = (
    (Bilingual("身份证在有效期内", "The ID card is valid"), "居民身份证法第5条"),
    (Bilingual("姓名与户籍信息一致", "The name agrees with the household record"), f"{_LAW}第66条"),
    (Bilingual("驾驶证在有效期内", "The licence is valid"), f"{_LAW}第63条"),
    (Bilingual("驾驶证没有被扣留", "The licence is not held"), f"{_LAW}第69条第3款"),
    (Bilingual("记分没有满12分", "Fewer than twelve points"), "道路交通安全法实施条例第23条"),
    (Bilingual("宁波核发的驾驶证", "Issued in Ningbo"), f"{_LAW}第70条"),
    (Bilingual("距到期超过90天", "More than 90 days to its end"), f"{_LAW}第63条"),
)
_FAILED = (
    (
        Bilingual("您的驾驶证已过期，要办期满换证。", "Your licence has expired. It has to be renewed."),
        f"{_LAW}第63条",
    ),
    (Bilingual("没有查到体检结果。", "There is no medical result."), f"{_LAW}第85条"),
)
_REASON = Bilingual(
    "您的驾驶证已过期，要办期满换证。",
    "Your licence has expired. It has to be renewed.",
)


class Samples:
    """Views in one language, with the real sentences and the real items' names."""

    def __init__(
        self,
        prompts: Prompts,
        items: Sequence[tuple[str, Bilingual, Bilingual]],
        language: Language,
        others: Sequence[tuple[str, Bilingual, Bilingual]],
        guidance: Guidance,
    ) -> None:
        """`items`: id, name, department; `others`: those that officers do."""
        self._guidance = guidance
        self._prompts = prompts
        self._items = items
        self._others = others
        self._language = language

    def all(self) -> dict[str, View]:
        """Name of the picture -> view; every page at least once."""
        return {
            "standby": self._standby(),
            "home": self._home(),
            "home-heard": replace(self._home(), heard=self._heard("驾照嘛那个坏掉了"), face="thinking"),
            "clarify": self._view("clarify", "need.clarify", choices=self._item_choices(3)),
            "confirm-item": self._about(
                "confirm_item", "item.confirm", ("confirm", "deny", "guide"), face="listening"
            ),
            **self._told(),
            "notice": self._about("notice", "notice.read", ("confirm", "cancel")),
            "place-card": self._about("place_card", "card.place.id_card_front", document="id_card_front"),
            "place-card-back": self._about("place_card", "card.place.id_card_back", document="id_card_back"),
            "recognise": self._about("recognise", "card.looking", card=invented_card(), face="thinking"),
            "confirm-fields": replace(
                self._about("confirm_fields", "fields.confirm", ("confirm", "deny"), face="listening"),
                fields=self._fields(6),
            ),
            "confirm-both-sides": replace(
                self._about("confirm_fields", "fields.confirm", ("confirm", "deny")), fields=self._fields(9)
            ),
            **self._questions(),
            "checking": replace(
                self._about("checking", "decide.wait", face="thinking"), stages=self._stages(2)
            ),
            "result": self._result(),
            "handover": self._handover(),
            "handover-inaccurate": self._handover(
                "inaccurate", "姓名和系统里的不一样。", "The name differs."
            ),
            "handover-incomplete": self._handover(
                "incomplete", "没有查到体检结果。", "There is no medical result."
            ),
            "handover-no-crime": self._discreet(),
            "cover": replace(
                self._view("cover", "silence.answer.second", choices=self._commands(("wait",))),
                subtitle=self._text("title.subtitle"),
            ),
            "handover-waiting": self._about("handover", "handover.asked", ("finish",)),
            "survey": replace(self._about("survey", "result.approved", _FACES), facts=self._ticket()),
            "goodbye": self._about("goodbye", "survey.thanks"),
            "warning": replace(self._about("warning", "silence.warning", ("wait",)), countdown=15.0),
            "notice-goes-on": replace(
                self._about("notice", "notice.read", ("confirm", "cancel")), countdown=8.0, face="listening"
            ),
            "handover-clearing": replace(self._handover(), countdown=20.0, face="idle"),
            "survey-clearing": replace(
                self._about("survey", "", _FACES),
                facts=self._ticket(),
                countdown=8.0,
                caption=self._text("page.survey.caption"),
            ),
            **self._verifying(),
            "device": self._device(),
            "home-notice": replace(self._home(), notice=self._text("label.notice.sound")),
            "question-notice": replace(
                self._about("confirm_item", "item.confirm", ("confirm", "deny")),
                notice=self._text("label.notice.sound"),
            ),
            "standby-notice": replace(self._standby(), hint=self._text("label.notice.sound")),
            "moment": replace(moment_view(self._prompts, False, self._language), face="idle"),
            "moment-again": moment_view(self._prompts, True, self._language),
            "emergency": self._emergency("police", self._text("page.emergency.hint")),
            "emergency-clearing": replace(
                self._emergency("police", self._text("page.emergency.hint")), countdown=75.0
            ),
            "emergency-fire": self._emergency("fire", self._text("page.emergency.hint.fire")),
        }

    # -- pages ------------------------------------------------------------------------------------

    def _standby(self) -> View:
        return replace(self._view("standby", ""), choices=self._item_choices(3))

    def _home(self) -> View:
        choices = tuple(self._findable(c) for c in (*self._thirteen(), *self._nine()))
        view = self._view("home", "greet", choices=choices, face="speaking")
        happenings = self._guidance.happenings(self._language)
        return replace(view, subtitle=self._text("title.subtitle"), happenings=happenings)

    def _findable(self, choice: Choice) -> Choice:
        return replace(choice, spelled=self._guidance.spelled(choice.id, self._language))

    def _told(self) -> dict[str, View]:
        """The guide, and why it was decided so."""
        held = [ReasonLine(t.get(self._language), b, True) for t, b in _HOLDS]
        failed = [ReasonLine(t.get(self._language), b, False) for t, b in _FAILED]
        why = replace(self._about("why", "why.approved", ("finish",)), facts=self._ticket(), face="listening")
        about = self._about("guide", "guide.ask", ("confirm", "guide", "print"), face="listening")
        return {
            "guide": replace(about, guide=self._guidance.lines(about.item, self._language)),
            "guide-longest": self._guide_of("lic_expiry", about),
            "guide-officer": self._guide_of("plate_reissue", about),
            "why-approved": replace(why, reasons=tuple(held)),
            "why-handed-over": replace(why, reasons=tuple(failed), caption=failed[0].text),
            "why-no-crime": replace(why, caption=self._text("why.cause")),
        }

    def _guide_of(self, item: str, about: View) -> View:
        held = self._guidance.items[item]
        confirm = "button.guide.officer" if held.by_officer else "button.guide.confirm"
        choices = (replace(about.choices[0], label=self._text(confirm)), *about.choices[1:])
        name = held.name.get(self._language)
        key = "guide.ask.officer" if held.by_officer else "guide.ask"
        return replace(
            about,
            item=item,
            subtitle=name,
            caption=self._prompts.text(key, self._language, item=name),
            choices=choices,
            guide=self._guidance.lines(item, self._language),
        )

    def _verifying(self) -> dict[str, View]:
        """A paper is looked for; and each thing that may be known of it."""
        waiting = self._view("verify", "verify.ask", choices=self._commands(("finish",), "verify"))
        told = {"": replace(waiting, face="listening")}
        for status in ("current", "revoked", "superseded", "unknown", "not_ours"):
            lines = {"number": "LD-NINGBO-20260105-0001"} if status != "not_ours" else {}
            if status in ("current", "revoked", "superseded"):
                lines |= {"about": self._items[0][1].get(self._language), "day": "2026-01-05"}
            told[f"-{status}"] = replace(
                waiting,
                title=self._text(f"page.verify.title.{status}"),
                hint=self._text(f"page.verify.hint.{status}"),
                caption=self._said(f"verify.{status}"),
                cause=status,
                guide=tuple(GuideLine(n, self._text(f"label.paper.{n}"), (t,)) for n, t in lines.items()),
            )
        return {f"verify{name}": view for name, view in told.items()}

    def _questions(self) -> dict[str, View]:
        """Every kind of question, with words as an item may have them."""
        return {name: self._question(*asked) for name, asked in _QUESTIONS.items()}

    def _question(
        self,
        asks: Asks,
        title: Bilingual,
        hint: Bilingual,
        answers: Sequence[Bilingual] = (),
        length: int = 0,
    ) -> View:
        asked = title.get(self._language)
        choices: tuple[Choice, ...] = tuple(
            Choice(str(n), "value", a.get(self._language)) for n, a in enumerate(answers, 1)
        )
        if asks == "yes_no":
            choices = self._commands(("confirm", "deny"), "question")
        view = self._about("question", "")
        return replace(
            view,
            asks=asks,
            slot="invented",
            length=length,
            title=asked,
            hint=hint.get(self._language),
            caption=asked,
            choices=choices,
            face="listening",
        )

    def _result(self) -> View:
        view = self._about("result", "result.approved", ("why",), face="happy")
        return replace(view, stages=self._stages(5), facts=self._ticket())

    def _discreet(self) -> View:
        return replace(self._handover("", "", ""), hint=self._text("page.handover.hint"))

    def _handover(self, cause: str = "not_eligible", zh: str = _REASON.zh, en: str = _REASON.en) -> View:
        view = self._about("handover", "handover.number", ("finish", "why"))
        title = self._prompts.text("page.handover.title.go", self._language, window="3")
        return replace(
            view,
            title=title,
            hint=Bilingual(zh, en).get(self._language),
            cause=cause,
            facts=self._ticket(),
            face="sorry",
        )

    def _emergency(self, kind: str, hint: str) -> View:
        view = self._view("emergency", f"emergency.{kind}", choices=self._commands(("finish",)))
        number = self._text(f"label.emergency.{kind}")
        return replace(view, hint=hint, words={**view.words, "emergency.number": number})

    def _device(self) -> View:
        """The camera gives no picture while a card is wanted."""
        view = self._about("device", "device.camera.wait", ("staff",), face="sorry")
        return replace(view, hint=self._text("error.camera_lost"))

    # -- parts ------------------------------------------------------------------------------------

    def _about(self, page: str, said: str, answers: Sequence[str] = (), **more: object) -> View:
        item, name, _ = self._items[0]
        view = self._view(page, said, choices=self._commands(answers, page))
        return replace(view, subtitle=name.get(self._language), item=item, **more)  # type: ignore[arg-type]

    def _view(self, page: str, said: str, **more: object) -> View:
        always = self._commands(("back", "repeat", "staff", "elder_mode"))
        other = (
            Choice("en", "language", "English")
            if self._language == "zh"
            else Choice("zh", "language", "中文")
        )
        view = View(
            page=page,
            hall=self._text("title.hall"),
            subtitle=self._text("title.subtitle"),
            language=self._language,
            caption=self._said(said),
            always=(*always, other),
            aids=tuple(Choice(a, "aid", self._text(f"button.{a}")) for a in ("contrast", "low", "calm")),
            words={
                key.removeprefix(_WORDS): self._text(key)
                for key in sorted(self._prompts.keys())
                if key.startswith(_WORDS)
            },
            **self._texts(page),  # type: ignore[arg-type]
        )
        return replace(view, **more)  # type: ignore[arg-type]

    def _texts(self, page: str) -> dict[str, str]:
        return {"title": self._text(f"page.{page}.title"), "hint": self._text(f"page.{page}.hint")}

    def _said(self, key: str) -> str:
        if not key:
            return ""
        name = self._items[0][1].get(self._language)
        return self._prompts.text(key, self._language, item=name, window="3", ticket="A037")

    def _text(self, key: str) -> str:
        return self._prompts.text(key, self._language)

    def _heard(self, text: str) -> str:
        return f"{self._text('label.heard')}：{text}"

    def _commands(self, ids: Sequence[str], page: str = "") -> tuple[Choice, ...]:
        """Buttons; a page may have its own word for a command."""
        keys = self._prompts.keys()
        own = {i: f"button.{page}.{i}" for i in ids}
        return tuple(
            Choice(
                i,
                "rating" if i.isdigit() else "command",
                self._text(own[i] if own[i] in keys else f"button.{i}"),
            )
            for i in ids
        )

    def _item_choices(self, count: int) -> tuple[Choice, ...]:
        """So many items; beyond the real ones their names come again."""
        chosen = [self._items[i % len(self._items)] for i in range(count)]
        return tuple(
            Choice(
                item,
                "item",
                name.get(self._language),
                department.get(self._language),
                short=self._guidance.short(item, self._language),
            )
            for item, name, department in chosen
        )

    def _nine(self) -> tuple[Choice, ...]:
        """What officers do."""
        return tuple(
            Choice(
                item,
                "item",
                name.get(self._language),
                office.get(self._language),
                minor=True,
                short=self._guidance.short(item, self._language),
            )
            for item, name, office in self._others
        )

    def _thirteen(self) -> tuple[Choice, ...]:
        """As many as the desk does by itself."""
        return self._item_choices(13)

    def _fields(self, count: int) -> tuple[FieldView, ...]:
        shown = list(_FIELDS.items())[:count]
        return tuple(
            FieldView(self._text(f"label.{n}"), v.get(self._language), invented_crop(i))
            for i, (n, v) in enumerate(shown)
        )

    def _stages(self, done: int) -> tuple[StageView, ...]:
        return tuple(
            StageView(s, self._text(f"stage.{s}"), i < done, self._took(i) if i < done else "")
            for i, s in enumerate(_STAGES)
        )

    def _took(self, stage: int) -> str:
        if stage % 2 == 0:
            return self._text("label.took.less")
        return self._prompts.text("label.took", self._language, seconds=f"0.{stage + 3}")

    def _ticket(self) -> dict[str, str]:
        return {self._text("label.window"): "3", self._text("label.ticket"): "A037"}


def invented_crop(seed: int) -> Image:
    """Something like a strip of a card: 60 x 420, BGR."""
    strip = np.full((60, 420, 3), (236, 228, 222), np.uint8)
    for k in range(5 + seed % 4):
        cv2.rectangle(strip, (20 + 44 * k, 16), (48 + 44 * k, 44), (70, 60, 50), 3)
    return strip


def invented_card() -> Image:
    """Something like a card: 540 x 856, BGR."""
    card = np.full((540, 856, 3), (238, 230, 224), np.uint8)
    cv2.rectangle(card, (560, 60), (800, 370), (250, 250, 250), -1)
    cv2.circle(card, (680, 180), 70, (150, 180, 215), -1)
    cv2.ellipse(card, (680, 370), (110, 110), 0, 180, 360, (150, 90, 50), -1)
    for row, width in enumerate((160, 260, 320, 400)):
        cv2.rectangle(card, (60, 70 + 80 * row), (140, 102 + 80 * row), (180, 120, 60), -1)
        cv2.rectangle(card, (160, 70 + 80 * row), (160 + width - 60, 102 + 80 * row), (60, 50, 45), -1)
    cv2.rectangle(card, (280, 450), (780, 490), (40, 40, 40), -1)
    return card


def invented_frame() -> tuple[Image, Quad]:
    """The card on a table as the camera sees it: 1080 x 1920, BGR, with its corners."""
    frame = np.full((1080, 1920, 3), (70, 95, 125), np.uint8)
    corners = np.array([[560, 330], [1370, 260], [1440, 790], [590, 850]], np.float32)
    card = invented_card()
    height, width = card.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    laid = cv2.warpPerspective(card, cv2.getPerspectiveTransform(flat, corners), (1920, 1080))
    return np.where(laid.any(axis=2, keepdims=True), laid, frame).astype(np.uint8), corners
