"""Under Prefect an event stands in the logs of its run, and is printed once."""

import logging

import pytest
from prefect import flow
from prefect.testing.utilities import prefect_test_harness

from flows.logs import LOGGER, configure_logging, log_event, prefect_run_logs
from flows.settings import LogSettings

pytestmark = [pytest.mark.prefect, pytest.mark.slow]


class Collected(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append((record.levelname, record.getMessage()))


@flow
def eventful():
    with prefect_run_logs(LogSettings()):
        log_event(logging.INFO, "cycle ended", cycle="c" * 16, articles=3)
        log_event(logging.WARNING, "failures", stage="poll", reason="dns", count=2)
        log_event(logging.DEBUG, "batch done", stage="poll")


def test_events_stand_in_the_runs_logs_from_info_on(capsys):
    configure_logging(LogSettings())
    run_logs = Collected()
    logging.getLogger("prefect.flow_runs").addHandler(run_logs)
    try:
        with prefect_test_harness(server_startup_timeout=120):
            capsys.readouterr()
            eventful()
    finally:
        logging.getLogger("prefect.flow_runs").removeHandler(run_logs)
    assert ("INFO", "[cccccccc] cycle ended, articles 3") in run_logs.lines
    assert ("WARNING", "poll: failures, reason dns, count 2") in run_logs.lines
    assert not [line for _, line in run_logs.lines if "batch done" in line]
    assert " warning poll: failures" not in capsys.readouterr().err  # Prefect's console has it
    assert len(LOGGER.handlers) == 1


def test_outside_of_a_run_events_go_to_stderr_alone(capsys):
    configure_logging(LogSettings())
    with prefect_run_logs(LogSettings()):
        log_event(logging.WARNING, "failures", count=2)
    assert capsys.readouterr().err.endswith("warning failures, count 2\n")
