"""The monitor's state in the text form that Prometheus reads, at `/metrics`."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from flows.reports.status import StatusReport

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BACKLOG = {
    "feeds_due": "Feeds whose next poll is due",
    "entries_wanted": "Entries without an outcome",
    "alerts_waiting": "Alerts not delivered yet",
    "feeds": "Feeds",
    "articles": "Articles",
    "stories": "Living stories",
    "developments": "Developments",
    "free": "Bytes free on the warehouse's disk",
}


def render_metrics(report: StatusReport) -> bytes:
    """Give gauges of the backlog, of the files, and of the last cycle that ended."""
    registry = CollectorRegistry()
    for name, text in _BACKLOG.items():
        unit = "_bytes" if name == "free" else ""
        Gauge(f"newsthread_{name}{unit}", text, registry=registry).set(getattr(report, name))
    sizes = Gauge("newsthread_file_bytes", "Size of a file", ["file"], registry=registry)
    for file in report.files:
        sizes.labels(file.name).set(file.size)
    ended = next((cycle for cycle in report.cycles if cycle.ended_at), None)
    if ended and ended.ended_at:
        at = ended.ended_at.timestamp()
        _cycle_gauge("ended_timestamp_seconds", "When the last one ended", at, registry)
        _cycle_gauge("seconds", "How long the last one took", ended.wall_s, registry)
        stages = Gauge(
            "newsthread_cycle_stage_seconds", "Of the last cycle", ["stage"], registry=registry
        )
        counts = Gauge("newsthread_cycle_count", "Of the last cycle", ["noun"], registry=registry)
        for stage, seconds in ended.took_s.items():
            stages.labels(stage).set(seconds)
        for noun, count in ended.counts.items():
            counts.labels(noun).set(count)
    return generate_latest(registry)


def _cycle_gauge(name: str, text: str, value: float, registry: CollectorRegistry) -> None:
    Gauge(f"newsthread_cycle_{name}", text, registry=registry).set(value)
