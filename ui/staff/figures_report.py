"""The figures as a PDF (`assets/staff/papers/figures.typ`): what the page shows, nothing about anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.core.clock import LOCAL_ZONE
from kiosk.issuance.render import Renderer
from ui.staff.words import Words

_LABELS = (
    "report.title",
    "report.made",
    "report.by",
    "report.demand",
    "figures.columns",
    "figures.causes",
    "figures.none",
    "figures.head.item",
    "figures.head.cases",
    "figures.head.byMachine",
    "figures.head.refused",
    "figures.head.seconds",
    "figures.head.manual",
    "figures.head.saved",
    "figures.head.ratio",
    "demand.head.matter",
    "demand.head.department",
    "demand.head.requests",
    "demand.chosen",
)


def report_pdf(
    assets: Path,
    figures: Mapping[str, Any],
    demand: Mapping[str, Any],
    words: Words,
    by: str,
    now: datetime,
) -> bytes:
    """One PDF. Raises IssuanceError."""
    labels = {key.replace(".", "_"): words.say(key) for key in _LABELS}
    data = {
        "report": json.dumps({"figures": figures, "demand": demand, "labels": labels}, ensure_ascii=False),
        "made": now.astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M"),
        "by": by,
        "lang": words.language,
    }
    return Renderer(assets / "staff" / "papers").pdf("figures", data, now)
