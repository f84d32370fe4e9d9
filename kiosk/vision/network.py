"""The networks of PP-OCRv6, as the `rapidocr` wheel (Apache-2.0) carries them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import onnxruntime as ort

from kiosk.vision.types import VisionError


def open_network(model: str, threads: int) -> ort.InferenceSession:
    """`model`: the file's name. Raises VisionError `model_missing` when the package isn't whole."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    path = _path_of(model)
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # onnxruntime's errors have no common base of their own.
        raise VisionError("model_missing", f"cannot load {path.name}: {type(error).__name__}") from error


def _path_of(model: str) -> Path:
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise VisionError("model_missing", "the package rapidocr is not installed")
    path = Path(spec.origin).parent / "models" / model
    if not path.is_file():
        raise VisionError("model_missing", f"rapidocr is here without {model}; install it again")
    return path
