"""Structured logs: one JSON object a line, of fields that are listed here and no others."""

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "site",
        "epoch",
        "software",
        "port",
        "route",
        "method",
        "status",
        "fault",
        "where",
        "day",
        "seconds",
        "warning",
        "outcome",
        "sent",
        "pages",
    }
)
"""None of these can hold a person: no paths with numbers, no bodies, no messages of exceptions."""


QUOTING = ("uvicorn.error", "asyncio")
"""Loggers of others that print whole exceptions, as Starlette raises each once more for them."""


def configure_logs() -> None:
    """Log to standard error, where systemd's journal keeps it; uvicorn's own words go there too,
    but not what exceptions say."""
    for name in QUOTING:
        logging.getLogger(name).addFilter(without_exception)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_unlisted,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=True,
    )


def drop_unlisted(
    logger: object, name: str, said: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Let only the listed fields through: whoever logs a new one has to list it first."""
    return {field: value for field, value in said.items() if field in ALLOWED}


def without_exception(record: logging.LogRecord) -> bool:
    """Keep a message of another program, and leave out the exception that it brings along."""
    record.exc_info = record.exc_text = record.stack_info = None
    if record.name == "asyncio":
        record.msg, record.args = "a task of the event loop failed", ()
    return True


def quote_nothing_when_dying() -> None:
    """Let an exception that nobody caught be logged as any fault is, for the whole process."""

    def uncaught(kind: type[BaseException], fault: BaseException, _: object) -> None:
        log_fault(fault, method="-", route="process")

    def uncaught_in_thread(said: threading.ExceptHookArgs) -> None:
        if said.exc_value is not None:
            log_fault(said.exc_value, method="-", route="thread")

    sys.excepthook = uncaught
    threading.excepthook = uncaught_in_thread


def log_fault(fault: BaseException, *, method: str, route: str) -> None:
    """Log where the program failed, in its own lines. What the exception says is left out, since
    it may quote what somebody sent."""
    frames = traceback.extract_tb(fault.__traceback__)
    structlog.get_logger().error(
        "fault",
        fault=type(fault).__name__,
        method=method,
        route=route,
        where=[f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-8:]],
    )
