"""The operator's log: one JSON object a line, and never an ID number, whoever wrote it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from kiosk.core.errors import KioskError, SetupError, UsageError
from kiosk.core.log import configure_logging

NUMBER = "11010519491231002X"


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_one_object_a_line_with_what_was_given(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "kiosk.log"
    configure_logging("INFO", file)
    logging.getLogger("kiosk.desk").info("第一行\n第二行 %s", 3, extra={"code": "x", "path": Path("a")})
    logging.getLogger("kiosk.desk").debug("not wanted")
    (entry,) = lines(file)
    assert entry["message"] == "第一行\n第二行 3"
    assert (entry["level"], entry["logger"], entry["code"], entry["path"]) == ("info", "kiosk.desk", "x", "a")
    assert str(entry["time"]).endswith("+00:00")


@pytest.mark.parametrize("number", [NUMBER, NUMBER.lower(), "110105194912310021"])
def test_an_id_number_never_reaches_the_output(number: str, tmp_path: Path) -> None:
    file = tmp_path / "kiosk.log"
    configure_logging("DEBUG", file)
    log = logging.getLogger("kiosk.terminal")
    log.warning(f"in the message {number}")
    log.warning("in an argument %s %r", number, {"id_number": number})
    log.warning("in an extra", extra={"fields": {"id_number": number}, "list": [number], "name_of": number})
    try:
        raise ValueError(f"in an exception {number}")
    except ValueError as error:
        log.exception("failed")
        log.error("failed: %s", error, exc_info=error)
    try:
        raise KioskError("code", f"in our own {number}")
    except KioskError:
        log.exception("failed")
    text = file.read_text(encoding="utf-8")
    assert len(lines(file)) == 6
    assert number not in text
    assert "19491231" not in text
    assert text.count("‹id-number›") >= 9


def test_to_standard_error_where_no_file_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()
    logging.getLogger("kiosk.speech").warning("hello")
    logging.getLogger("kiosk.speech").info("not at this level")
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["message"] == "hello"


def test_configured_twice_writes_once(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.log"
    configure_logging("INFO", file)
    configure_logging("INFO", file)
    logging.getLogger("kiosk").info("once")
    assert len(lines(file)) == 1


def test_an_error_has_a_code_and_an_operators_line() -> None:
    for kind in (KioskError, UsageError, SetupError):
        error = kind("no_file", "card.jpg is not there")
        assert (error.code, error.operator) == ("no_file", "card.jpg is not there")
        assert str(error) == "card.jpg is not there [no_file]"
        assert isinstance(error, KioskError)
