"""What a line of the log may hold, whoever says it."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from service import logs
from service.logs import JsonFormatter, TerminalFormatter, configure, formatter, request_id
from tests.service.answers import MARKER


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """What `configure` changes belongs to the process, which here is the tests'."""
    root, names = logging.getLogger(), ("miedza", "uvicorn")
    before = root.handlers[:], root.level, [logging.getLogger(name).level for name in names]
    hooks = sys.excepthook, threading.excepthook, logging.raiseExceptions
    yield
    root.handlers[:], root.level = before[:2]
    for name, level in zip(names, before[2], strict=True):
        logging.getLogger(name).setLevel(level)
    sys.excepthook, threading.excepthook, logging.raiseExceptions = hooks


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What stands on standard error, after `configure`."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure("debug")
    return stream


def entries(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object(said: io.StringIO) -> None:
    logging.getLogger("miedza.worker").info("%d public records taken away", 3)
    (entry,) = entries(said)
    assert list(entry) == ["time", "level", "logger", "event"]
    assert entry["level"] == "info"
    assert entry["logger"] == "miedza.worker"
    assert entry["event"] == "3 public records taken away"
    assert datetime.fromisoformat(entry["time"]).utcoffset() == timedelta(0)


def test_our_own_fields_are_members_and_what_others_attach_is_not(said: io.StringIO) -> None:
    logging.getLogger("miedza").info("x", extra={"fields": {"status": 200}, "body": MARKER})
    (entry,) = entries(said)
    assert entry["status"] == 200
    assert MARKER not in said.getvalue()


def test_a_line_break_in_a_message_makes_no_second_line(said: io.StringIO) -> None:
    logging.getLogger("miedza").warning("one\n{two}\r\nthree")
    (entry,) = entries(said)
    assert (entry["event"], entry["trace"]) == ("one", ["{two}", "three"])


def test_what_happens_in_a_request_carries_its_id(said: io.StringIO) -> None:
    held = request_id.set("abc")
    logging.getLogger("miedza").info("x")
    request_id.reset(held)
    logging.getLogger("miedza").info("y")
    first, second = entries(said)
    assert first["request_id"] == "abc"
    assert "request_id" not in second


def _fail_twice() -> None:
    try:
        {}[MARKER]
    except KeyError as cause:
        raise ValueError(MARKER) from cause


def test_of_an_exception_only_its_class_and_the_lines_of_code_are_told(said: io.StringIO) -> None:
    try:
        _fail_twice()
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    (entry,) = entries(said)
    assert entry["error"] == "ValueError from KeyError"
    assert "test_logs.py" in "".join(entry["trace"])
    assert MARKER not in said.getvalue()


def test_other_libraries_are_heard_from_warnings_on_and_without_what_they_fill_in(
    said: io.StringIO,
) -> None:
    other = logging.getLogger("asyncio")
    other.info("handling")
    other.error("Task exception was never retrieved\nfuture: %s", MARKER)
    other.warning("Executing %s took long", MARKER)
    other.error(f"one line\n{MARKER}")
    assert [entry["event"] for entry in entries(said)] == [
        "Task exception was never retrieved",
        "Executing %s took long",
        "one line",
    ]
    assert MARKER not in said.getvalue()


def test_what_would_end_a_thread_or_the_process_is_told_without_its_message(
    said: io.StringIO,
) -> None:
    def fail() -> None:
        raise ValueError(MARKER)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    error = ValueError(MARKER)
    sys.excepthook(ValueError, error, None)
    assert [entry["event"] for entry in entries(said)] == ["unexpected fault: ValueError"] * 2
    assert "fail" in "".join(entries(said)[0]["trace"])
    assert MARKER not in said.getvalue()


class _Full(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(28, "No space left on device")


def test_a_log_that_cannot_be_written_disturbs_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", _Full())
    configure("info")
    logging.getLogger("miedza").error("x")


@pytest.mark.parametrize(("level", "heard"), [("error", 1), ("warning", 2), ("info", 3)])
def test_the_level_is_that_of_the_setting(
    monkeypatch: pytest.MonkeyPatch, level: str, heard: int
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure(level)
    log = logging.getLogger("miedza.worker")
    for say in (log.error, log.warning, log.info, log.debug):
        say("x")
    assert len(entries(stream)) == heard


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_person_at_a_terminal_reads_a_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(formatter(), JsonFormatter)
    monkeypatch.setattr(sys, "stderr", _Terminal())
    shown = formatter()
    assert isinstance(shown, TerminalFormatter)
    fields = {
        "request_id": "0a1b2c3d4e5f6071",
        "method": "GET",
        "route": "/api/policy",
        "status": 200,
        "duration_ms": 1.4,
        "role": "analyst",
        "key": "a1b2c3d4e5f6",
    }
    record = logging.LogRecord("miedza.request", logging.INFO, "", 0, "request", (), None)
    record.fields = fields
    assert shown.format(record).partition(" ")[2] == (
        "200 GET /api/policy 1.4 ms analyst a1b2c3d4e5f6 0a1b2c3d4e5f6071"
    )
    record.fields = {**fields, "route": None}
    assert "(no such address)" in shown.format(record)


def test_warnings_at_a_terminal_say_that_they_are() -> None:
    record = logging.LogRecord("miedza", logging.WARNING, "", 0, "away\nhere", (), None)
    lines = TerminalFormatter().format(record).splitlines()
    assert [lines[0].partition(" ")[2], *lines[1:]] == ["WARNING away", "here"]


def test_uvicorn_gets_the_same_configuration() -> None:
    config = logs.log_config("info")
    assert config["formatters"]["miedza"] == {"()": "service.logs.formatter"}
    assert set(config["loggers"]) == {"miedza", "uvicorn"}
