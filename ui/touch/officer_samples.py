"""Invented views of the officers' pages, made by the very pages from invented visits. Nobody here is real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.catalogue.prompts import Prompts
from kiosk.core.text import Bilingual, Language
from kiosk.dialogue.actions import Show
from kiosk.dialogue.slot import Answer
from kiosk.dialogue.states import DocumentHeld, State, StateName, Taken
from kiosk.terminal.forms.model import ItemForm
from kiosk.terminal.officer_pages import OfficerPages
from kiosk.terminal.pages import Pages
from kiosk.terminal.screen import View

_CARD = {
    "name": "毛晓燕",
    "sex": "女",
    "ethnicity": "汉",
    "birth": "1988-06-15",
    "address": "浙江省宁波市鄞州区百丈东路2188弄16号602室",
    "id_number": "330212198806153428",
}


def officer_views(
    prompts: Prompts, items: Mapping[str, Bilingual], forms: Mapping[str, ItemForm], language: Language
) -> dict[str, View]:
    """Name of the picture -> view."""
    pages = Pages(prompts, items, officers=OfficerPages(prompts, forms))
    pages.remember("xiaozhi", prompts.text("greet", language))
    pages.remember("citizen", "我的货车白天要进市区")
    pages.remember("xiaozhi", prompts.text("slot.ask.zone", language))
    asking = State(
        StateName.ASK_SLOT,
        language,
        item="truck_pass",
        documents=(DocumentHeld("id_card_front", _CARD, True),),
        answers={"plate": Answer("浙B12345", True, True)},
        slot="zone",
    )

    def of(inner: State, by: str = "王丽", due: bool = False) -> State:
        return State(StateName.OFFICER, language, item=inner.item, taken=Taken(inner, by, due))

    need = State(StateName.ASK_NEED, language)
    submitted = replace(asking, name=StateName.DECIDE, slot=None, submitted=True)
    signing = Show("sign_in")
    return {
        "sign-in": pages.turn(signing, of(asking, ""), ()),
        "sign-in-refused": pages.turn(Show("sign_in", {"problem": "login_refused"}), of(asking, ""), ()),
        "sign-in-locked": pages.turn(signing, of(asking), ()),
        "officer": pages.turn(Show("officer"), of(asking), ()),
        "officer-choose": pages.turn(Show("officer"), of(need), ()),
        "officer-due": pages.turn(Show("officer"), of(submitted, due=True), ()),
    }
