"""Data files: YAML, checked against a model, and one clear error for whatever is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from kiosk.core.errors import KioskError

M = TypeVar("M", bound=BaseModel)


def read_model(file: Path, model: type[M], refuse: Callable[[str], KioskError]) -> M:
    """`refuse` makes the room's own error of the operator's line, which names file and first fault."""
    try:
        return model.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise refuse(f"{file.name} can't be used: {str(error).splitlines()[0]}") from error
