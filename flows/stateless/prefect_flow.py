"""A part of a batch as a Prefect flow run, on the process workers of a work pool.

Prefect's database holds a reference and a state, never a page or an article.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, cast
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.states import Cancelled
from prefect.types.entrypoint import EntrypointType

from flows.logs import log_event
from flows.refusal import SettingsError
from flows.stateless.engines import TRIES, Watch
from flows.stateless.work import run_part

ASK_S: Final = 0.5
"""Seconds between two looks at the parts under way."""

IDLE_S: Final = 60.0
"""Seconds after which it is said that no worker has taken a part."""


@flow(name="part")
def part(reference: str) -> None:
    """Work on the part of a batch at `reference`: what a worker elsewhere runs."""
    run_part(reference)


class _Part:
    """A part under way: its signs of life, and how often it was begun."""

    def __init__(self, reference: str) -> None:
        self.reference, self.tries, self.watch = reference, 0, Watch(reference)


class PrefectEngine:
    """The process workers of a work pool, which is made where there is none."""

    def __init__(self, pool: str) -> None:
        self._client: SyncPrefectClient = get_client(sync_client=True)
        if fault := self._client.api_healthcheck():
            raise SettingsError(f"stages.workers: no Prefect server answers ({fault})")
        with suppress(ObjectAlreadyExists):
            self._client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
        deployment = RunnerDeployment.from_flow(
            part, name=pool, work_pool_name=pool, entrypoint_type=EntrypointType.MODULE_PATH
        )
        self._deployment = cast(UUID, deployment.apply())  # no event loop runs here
        self._runs: dict[str, UUID] = {}  # of all threads

    def map(self, references: Sequence[str]) -> None:
        """Run every part; one whose run failed, crashed or fell silent is run again.

        Raises RuntimeError for a part that `TRIES` workers were lost over.
        """
        parts = [_Part(reference) for reference in references]
        began, told = time.monotonic(), False
        try:
            for each in parts:
                self._run(each)
            while parts := [each for each in parts if not self._is_done(each)]:
                time.sleep(ASK_S)
                if not told and time.monotonic() - began > IDLE_S:
                    told = True
                    log_event(logging.WARNING, f"parts under way for {IDLE_S:g} s: do workers run?")
        finally:
            self._cancel(references)

    def _run(self, each: _Part) -> None:
        each.tries += 1
        if each.tries > TRIES:
            raise RuntimeError(f"{each.reference}: {TRIES} workers were lost over this part")
        each.watch = Watch(each.reference)
        run = self._client.create_flow_run_from_deployment(
            self._deployment, parameters={"reference": each.reference}
        )
        self._runs[each.reference] = run.id

    def _is_done(self, each: _Part) -> bool:
        """Whether its result is there; where its worker is lost, it is run again."""
        state = self._client.read_flow_run(self._runs[each.reference]).state
        if each.watch.done():
            del self._runs[each.reference]
            return True
        if (state is not None and state.is_final()) or each.watch.silent():
            self._run(each)
        return False

    def cancel(self) -> None:
        """Let go of what is under way."""
        self._cancel(list(self._runs))

    def _cancel(self, references: Sequence[str]) -> None:
        for reference in references:
            if (run := self._runs.pop(reference, None)) is not None:
                self._client.set_flow_run_state(run, Cancelled(), force=True)

    def close(self) -> None:
        """Leave the pool as it is."""
