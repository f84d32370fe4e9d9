"""Whose papers these are: a demonstration's, a training's, or those of a real issuer.

Where nobody has configured an issuer, every paper says 演示系统 and that it has no legal force; in training
every paper is a 样本 SPECIMEN. Only a file that an operator gives makes them an office's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.core.yaml_model import read_model
from kiosk.issuance.errors import IssuanceError

Mark = Literal["demo", "training", "official"]


class IssuerFile(BaseModel):
    """`--issuer FILE`: a YAML file of these."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name_zh: str = Field(min_length=2, max_length=60)
    name_en: str = Field(min_length=2, max_length=120)
    seal_around: str = Field(min_length=6, max_length=24)
    """Along the upper arc of the seal's picture."""
    seal_below: str = Field(min_length=2, max_length=10)


@dataclass(frozen=True)
class Issuer:
    """What the templates are told of whose paper it is."""

    mark: Mark = "demo"
    words: Mapping[str, str] | None = None

    def data(self) -> dict[str, str]:
        """For the template, beside what the paper says."""
        return {"mark": self.mark, **(self.words or {})}

    @classmethod
    def named(cls, text: str) -> Issuer:
        """`demo`, `training`, or the path of an `IssuerFile`. Raises IssuanceError `issuer_unreadable`."""
        if text in ("demo", "training"):
            return cls("training" if text == "training" else "demo")
        given = read_model(Path(text), IssuerFile, partial(IssuanceError, "issuer_unreadable"))
        return cls(
            "official",
            {
                "issuer_zh": given.name_zh,
                "issuer_en": given.name_en,
                "seal_around": given.seal_around,
                "seal_below": given.seal_below,
            },
        )
