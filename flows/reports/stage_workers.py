"""The workers elsewhere that the settings ask for: whether their scheduler answers, how many are
there."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.sections import StagesSettings

WAIT_S = 5.0
"""Seconds for a scheduler to answer (chosen by hand, 2026-11)."""


def workers_state(stages: StagesSettings) -> tuple[bool, str]:
    """Whether a cycle would find workers, and what is there or what to mend; raises nothing."""
    for key, value in (("at", stages.at), ("folder", stages.folder)):
        if not value:
            return False, f"stages.{key} is not set; needed where workers is {stages.workers!r}"
    try:
        n = _dask_workers(stages.at) if stages.workers == "dask" else _prefect_workers(stages.at)
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with it is the finding
        return False, f"{stages.workers} at {stages.at}: {' '.join(str(fault).split())}"
    mend = {
        "dask": f"dask worker {stages.at}",
        "prefect": f"prefect worker start --pool {stages.at}",
    }
    state = f"{n} of {stages.workers} at {stages.at}"
    mended = f"{state}; a cycle waits for them: {mend[stages.workers]}"
    return n > 0, state if n else mended


def _dask_workers(address: str) -> int:
    if importlib.util.find_spec("distributed") is None:
        raise ModuleNotFoundError("not installed; pip install 'newsthread[dask]'")
    distributed: Any = importlib.import_module("distributed")
    try:
        with distributed.Client(address, timeout=WAIT_S, set_as_default=False) as client:
            return len(client.nthreads())
    except (OSError, ValueError) as fault:
        raise OSError(f"no scheduler answers ({fault})") from fault


def _prefect_workers(pool: str) -> int:
    """Workers of the pool that give signs of life; none where there is no such pool yet."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - 1.8 s
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415
    from prefect.settings import get_current_settings  # noqa: PLC0415

    if not get_current_settings().api.url:
        raise OSError("no server is set: export PREFECT_API_URL=http://...")
    with get_client(sync_client=True) as client:
        if fault := client.api_healthcheck():
            raise OSError(f"no server answers ({fault})")
        try:
            client.read_work_pool(pool)
        except ObjectNotFound:
            return 0
        workers = client.read_workers_for_work_pool(pool)
    return sum(str(worker.status).endswith("ONLINE") for worker in workers)
