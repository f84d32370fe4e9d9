"""typst template + flat strings -> PDF or PNG.

The PDF is asked for as PDF/A-2a and PDF/UA-1 at once: it can be archived and read aloud, and typst then
refuses a character that no font can show instead of printing an empty box. Its own stand-in fonts are
switched off and the two families of the house are checked first, because typst only warns about a missing
family and goes on with whatever it finds.

`data` reaches the template as JSON in `sys.inputs.data`; typst prints the strings as they are and never
evaluates them.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from kiosk.issuance.errors import IssuanceError
from kiosk.issuance.qr import qr_svg

_LOG = logging.getLogger("kiosk.issuance")

FONT_FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC")
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_NAME = re.compile(r"[a-z][a-z_]{0,40}")
_MISSING = re.compile(r"paper data missing: ([a-z_]+)")

_WARM = b"""
#import "/common.typ": *
#set document(title: "warm")
#set text(lang: "zh", region: "cn")
#place(frame(190mm, 277mm, 6mm, "0"))
#for family in (serif, sans) { for weight in ("regular", "bold") { text(font: family, weight: weight)[0] } }
"""


_SPECIMEN = """
#import "/common.typ": *
#set page(foreground: context pdf.artifact(rotate(-30deg, box(text(
  font: sans, weight: "bold", size: page.width * 0.085, fill: seal-red.transparentize(72%))[样本 SPECIMEN]))))
#include "/{template}.typ"
"""


class Renderer:
    """Compiles the templates of one folder. Safe to use from several threads; they take turns."""

    def __init__(
        self,
        papers: Path,
        font_paths: Sequence[Path] = (),
        system_fonts: bool = True,
        specimen: bool = False,
    ) -> None:
        """`papers`: the folder of the `.typ` files (assets/papers). `specimen`: marked so on every page.

        Raises IssuanceError `font_missing`.
        """
        self._papers = papers.resolve()
        fonts = typst.Fonts(
            include_system_fonts=system_fonts, include_embedded_fonts=False, font_paths=list(font_paths)
        )
        missing = sorted(set(FONT_FAMILIES) - set(fonts.families()))
        if missing:
            raise IssuanceError(
                "font_missing", f"no font {', '.join(missing)}: install the package fonts-noto-cjk"
            )
        self._compiler = typst.Compiler(root=self._papers, font_paths=fonts)
        self._turn = threading.Lock()
        self._specimen = specimen

    def pdf(self, template: str, data: Mapping[str, str], at: datetime) -> bytes:
        """One PDF; `at` (aware) becomes its date of creation.

        A key `qr` in `data` holds the text of a QR code and reaches the template as its picture, `qr_svg`.
        Raises IssuanceError `template_missing`, `template_broken`, `paper_data`, `glyph_missing`.
        """
        return self._compile(template, data, at=at)[0]

    def png(self, template: str, data: Mapping[str, str], ppi: float = 110) -> list[bytes]:
        """The pages as pictures, `ppi` pixels per inch. Raises as `pdf` does, but for `glyph_missing`."""
        return self._compile(template, data, ppi=ppi)

    def warm(self, at: datetime) -> bytes:
        """Load the fonts and draw the frame once; a blank PDF."""
        with self._turn:
            made = self._compiler.compile(
                _WARM, format="pdf", pdf_standards=_STANDARDS, timestamp=int(at.timestamp())
            )
        if not isinstance(made, bytes):
            raise IssuanceError("template_broken", "the blank page gave nothing")
        return made

    def _input(self, source: Path) -> Any:
        """The template; around it the mark of a specimen: its own `set page` says nothing of a foreground."""
        return _SPECIMEN.format(template=source.stem).encode() if self._specimen else source

    def _compile(
        self, template: str, data: Mapping[str, str], at: datetime | None = None, ppi: float = 0
    ) -> list[bytes]:
        source = self._papers / f"{template}.typ"
        if not _NAME.fullmatch(template) or not source.is_file():
            raise IssuanceError("template_missing", f"no paper template {template!r} in {self._papers.name}/")
        inputs = dict(data)
        if "qr" in inputs:
            inputs["qr_svg"] = qr_svg(inputs["qr"])
        sys_inputs = {"data": json.dumps(inputs, ensure_ascii=False)}
        with self._turn:
            try:
                if at is not None:
                    made, warnings = self._compiler.compile_with_warnings(
                        self._input(source),
                        format="pdf",
                        sys_inputs=sys_inputs,
                        pdf_standards=_STANDARDS,
                        timestamp=int(at.timestamp()),
                    )
                else:
                    made, warnings = self._compiler.compile_with_warnings(
                        self._input(source), format="png", sys_inputs=sys_inputs, ppi=ppi
                    )
            except typst.TypstError as error:
                # `from None`: typst's text may quote the paper, and the paper has a name on it.
                raise _explain(template, error.message, error.diagnostic, data) from None
        for warning in warnings:
            raise _explain(template, warning.message, warning.diagnostic, data)
        if made is None:
            raise IssuanceError("template_broken", f"template {template} gave nothing")
        return [made] if isinstance(made, bytes) else made


def _explain(template: str, message: str, diagnostic: str, data: Mapping[str, str]) -> IssuanceError:
    """Our error for typst's, without a word of what the paper says about a person."""
    if missing := _MISSING.search(message):
        return IssuanceError("paper_data", f"template {template} needs {missing[1]!r}")
    if "could not be displayed" in message:
        return IssuanceError("glyph_missing", f"a character on {template} is in none of the fonts")
    quotes = any(value in diagnostic for value in data.values() if len(value) > 1)
    detail = "typst's message is withheld, it quotes the paper" if quotes else " ".join(diagnostic.split())
    _LOG.error("template broken", extra={"template": template})
    return IssuanceError("template_broken", f"template {template}: {detail}")
