"""The log: one logger, `newsthread`, whose records are events with their numbers as fields.

An event has a time, a level, the id of its cycle, the stage, what happened, and numbers. It goes to
stderr, as a line to read or as a JSON object, and under Prefect to the run's logs.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline.poison import place_of

if TYPE_CHECKING:
    from flows.settings import LogSettings
    from pipeline.records import Failure

LOGGER = logging.getLogger("newsthread")

_LOGGED = "newsthread_logged"  # attribute of an exception: as what it has been logged


def log_event(
    level: int, what: str, *, cycle: str = "", stage: str = "", **numbers: object
) -> None:
    """Log one event. `numbers`: its fields, of plain values or mappings of such."""
    if LOGGER.isEnabledFor(level):
        LOGGER.log(level, what, extra={"cycle": cycle, "stage": stage, "numbers": numbers})


def log_failures(failures: Sequence[Failure], cycle: str) -> None:
    """Log failures of stages (warning): of each reason how many, and what the first says."""
    alike: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        alike.setdefault((failure.stage, failure.reason), []).append(failure)
    for (stage, reason), found in alike.items():
        numbers = {"reason": reason, "count": len(found), "detail": found[0].detail}
        log_event(logging.WARNING, "failures", cycle=cycle, stage=stage, **numbers)


def log_fault(
    level: int,
    what: str,
    fault: BaseException,
    *,
    cycle: str = "",
    stage: str = "",
    **numbers: object,
) -> None:
    """Log an exception in one line: type, message, place; its stack follows at debug.

    An error is logged once, by whoever catches it first.
    """
    if level >= logging.ERROR and vars(fault).setdefault(_LOGGED, what) is not what:
        return
    numbers |= {"error": type(fault).__name__, "detail": " ".join(str(fault).split())}
    if where := place_of(fault):
        numbers["where"] = where
    log_event(level, what, cycle=cycle, stage=stage, **numbers)
    if LOGGER.isEnabledFor(logging.DEBUG):
        fields = {"cycle": cycle, "stage": stage, "numbers": {}}
        LOGGER.debug("stack of it", exc_info=fault, extra=fields)


def configure_logging(settings: LogSettings, verbosity: int = 0) -> None:
    """Let events of the settings' level go to stderr; again with other settings replaces them.

    `verbosity` 1 shows at least info, 2 debug.
    """
    named = logging.getLevelNamesMapping()[settings.level.upper()]
    level = min(named, {0: logging.CRITICAL, 1: logging.INFO}.get(verbosity, logging.DEBUG))
    handler = StderrHandler(level)
    handler.setFormatter(JsonFormatter() if settings.format == "json" else TextFormatter())
    LOGGER.handlers = [handler]
    LOGGER.setLevel(level)
    LOGGER.propagate = False  # Prefect prints on stderr whatever reaches the root logger


@contextmanager
def prefect_run_logs(settings: LogSettings) -> Iterator[None]:
    """Send events also to the logs of the Prefect run in whose context they happen.

    From info on, whatever stderr shows; text that Prefect then prints itself is not printed twice.
    The settings count where no command has set the log up: in the process of a deployment.
    """
    if not LOGGER.handlers:
        configure_logging(settings)
    handler = PrefectHandler(logging.INFO)
    handler.setFormatter(TextFormatter(with_time=False))
    level = LOGGER.level
    LOGGER.handlers.insert(0, handler)
    LOGGER.setLevel(min(level, logging.INFO))
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(level)


class TextFormatter(logging.Formatter):
    """`2026-03-01 12:00:00 info [5f1c09ab] fetch: batch done, n_in 200, n_out 180, seconds 3.1`.

    Times are UTC; in brackets stands the beginning of the cycle's id.
    """

    def __init__(self, *, with_time: bool = True) -> None:
        super().__init__()
        self.with_time = with_time

    def format(self, record: logging.LogRecord) -> str:
        """Give the record as one line; an exception's traceback follows it."""
        stage, numbers = getattr(record, "stage", ""), getattr(record, "numbers", {})
        message = f"{stage}: {record.getMessage()}" if stage else record.getMessage()
        if cycle := getattr(record, "cycle", ""):
            message = f"[{cycle[:8]}] {message}"
        parts = [message, *(f"{name} {value}" for name, value in _flat(numbers))]
        line = ", ".join(parts)
        if self.with_time:
            line = f"{_time(record):%Y-%m-%d %H:%M:%S} {record.levelname.lower()} {line}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(logging.Formatter):
    """An object a line: time (ISO 8601, UTC), level, cycle, stage, what, and the numbers."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the record as one line of JSON."""
        event = {
            "time": _time(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "cycle": getattr(record, "cycle", ""),
            "stage": getattr(record, "stage", ""),
            "what": record.getMessage(),
            **getattr(record, "numbers", {}),
        }
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False, default=str)


class StderrHandler(logging.Handler):
    """Writes to stderr as it is when the event happens; a progress display may have replaced it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record, unless it is text that Prefect has printed."""
        if getattr(record, "in_prefect", False) and not isinstance(self.formatter, JsonFormatter):
            return
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # stderr is closed: the work goes on
            self.handleError(record)


class PrefectHandler(logging.Handler):
    """Hands events to the logger of the current flow or task run; outside of one to nobody."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record in the run, if there is one."""
        from prefect.exceptions import MissingContextError  # noqa: PLC0415 - 1.8 s
        from prefect.logging import get_run_logger  # noqa: PLC0415

        try:
            run_logger = get_run_logger()
        except MissingContextError:
            return
        run_logger.log(record.levelno, "%s", self.format(record))
        record.in_prefect = True


def _time(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _flat(numbers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield names and values; of a mapping its own, of a float at most three decimals."""
    for name, value in numbers.items():
        if isinstance(value, Mapping):
            yield from _flat(value)
        else:
            yield name, round(value, 3) if isinstance(value, float) else value
