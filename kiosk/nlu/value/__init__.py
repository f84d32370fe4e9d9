"""Values out of what people say: digits, plates, days, sums, reasons, answers, choices, corrections."""

from kiosk.nlu.value.read import read_value, read_values
from kiosk.nlu.value.score import score_cases
from kiosk.nlu.value.types import KINDS, Kind, Option, ValueFound

__all__ = ["KINDS", "Kind", "Option", "ValueFound", "read_value", "read_values", "score_cases"]
