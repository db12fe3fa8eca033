"""Logs: one line for each thing that happened, on standard error, about nobody.

JSON for programs, a short line for a person at a terminal. Lines hold what our own code gives
them and no more: of other libraries the first line of a message without what they would fill in,
of an exception its class and the lines of code, never its words, which may hold a place or a name.
"""

import logging
import logging.config
import sys
import threading
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson

# Set by `service.request_log`, so that whatever happens in a request can be found by its id.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_log = logging.getLogger("miedza")
# Their messages are known to hold nothing of a request.
_KNOWN = ("miedza", "uvicorn")

Entry = dict[str, Any]


def configure(level: str) -> None:
    """Send what this process says through one formatter, also what would end it or a thread."""
    logging.config.dictConfig(log_config(level))
    # A full disk under the log must stop no request, and must not print the line that was lost.
    logging.raiseExceptions = False
    sys.excepthook = _log_ending
    threading.excepthook = _log_thread


def log_config(level: str) -> dict[str, Any]:
    """The same as a document, which uvicorn hands to each process that it starts."""
    ours = level.upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"miedza": {"()": "service.logs.formatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "miedza"}},
        # Other libraries speak of warnings at most: at lower levels they tell what they handle.
        "root": {"handlers": ["stderr"], "level": "ERROR" if level == "error" else "WARNING"},
        "loggers": {name: {"level": ours, "propagate": True} for name in _KNOWN},
    }


def formatter() -> logging.Formatter:
    """For a person where a person reads, else for a program."""
    return TerminalFormatter() if sys.stderr.isatty() else JsonFormatter()


class JsonFormatter(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        return orjson.dumps(_entry(record), default=lambda _: None).decode()


class TerminalFormatter(logging.Formatter):
    """A short line: local time, what happened, and the same members without their names."""

    def format(self, record: logging.LogRecord) -> str:
        entry = _entry(record)
        told = [f"{datetime.fromtimestamp(record.created).astimezone():%H:%M:%S}"]
        if record.levelno >= logging.WARNING:
            told.append(record.levelname)
        told.append(_request_line(entry) if "method" in entry else entry["event"])
        told.extend(str(entry[name]) for name in ("error", "request_id") if entry.get(name))
        return "\n".join([" ".join(told), *entry.get("trace", ())])


def _request_line(entry: Entry) -> str:
    caller = f" {entry['role']} {entry['key']}" if "role" in entry else ""
    route = entry["route"] or "(no such address)"
    return f"{entry['status']} {entry['method']} {route} {entry['duration_ms']} ms{caller}"


def _entry(record: logging.LogRecord) -> Entry:
    """What a line may hold; `fields` are the members that our own code gave to the record."""
    event, trace = _words(record)
    entry: Entry = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": event,
        "request_id": request_id.get(),
        **getattr(record, "fields", {}),
    }
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        entry["error"], trace = names_of(error), lines_of(error.__traceback__)
    if trace:
        entry["trace"] = trace
    if entry["request_id"] is None:
        del entry["request_id"]
    return entry


def _words(record: logging.LogRecord) -> tuple[str, list[str]]:
    """The first line of a message, and what follows it where the message is our own."""
    package = record.name.partition(".")[0]
    message = record.getMessage() if package in _KNOWN else str(record.msg)
    first, _, rest = message.partition("\n")
    return first, rest.splitlines() if package == "miedza" else []


def names_of(error: BaseException) -> str:
    """Classes alone: a message may hold a place or a name."""
    causes = [error, *(each for each in (error.__cause__, error.__context__) if each)]
    return " from ".join(dict.fromkeys(type(each).__name__ for each in causes))


def lines_of(trace: TracebackType | None) -> list[str]:
    """The lines of code that led there, which hold no data."""
    return "".join(traceback.format_tb(trace)).splitlines()


def log_unexpected(error: BaseException) -> None:
    """What nobody foresaw: classes and lines of code."""
    lines = "\n".join(lines_of(error.__traceback__))
    _log.error("unexpected fault: %s\n%s", names_of(error), lines)


def _log_ending(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log_unexpected(error)


def _log_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        log_unexpected(arguments.exc_value)
