"""Frames of documents as the kiosk's camera sees them: the independent judge of card reading.

Made from the standards and public descriptions alone, sharing no line, layout or picture with the demo's
specimens. `frames(seed, n)` yields single frames, `bursts(seed, n)` five frames of each still card; frame i
is the same for every n. `same` is the judge's rule for when a value read is the value printed.
"""

from benchmarks.frames.agree import same
from benchmarks.frames.fonts import MissingFontsError, missing_packages
from benchmarks.frames.frame import Frame
from benchmarks.frames.generate import bursts, frames
from benchmarks.frames.kinds import DOCUMENTS, KINDS, Plan, plan

__all__ = [
    "DOCUMENTS",
    "KINDS",
    "Frame",
    "MissingFontsError",
    "Plan",
    "bursts",
    "frames",
    "missing_packages",
    "plan",
    "same",
]
