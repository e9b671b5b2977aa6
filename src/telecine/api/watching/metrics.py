"""Figures in the text format of Prometheus: what this process did, and what its home holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

import psutil
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from telecine.engine.states import JobState, TaskState
from telecine.services.operations.figures import Figures
from telecine.services.operations.nodes import is_stale

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Figures of one application; two applications in one process share nothing."""

    def __init__(
        self, figures: Callable[[], Figures], streams: Callable[[], int], stages: Collection[str] = ()
    ) -> None:
        self._registry = CollectorRegistry()
        self._began = time.monotonic()
        self._requests = Counter(
            "telecine_http_requests", "Requests that were answered.", ("method", "route", "status"),
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "telecine_http_request_seconds", "Time until an answer began.", ("method", "route"),
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._submitted = Counter(
            "telecine_jobs_submitted_this_process", "Jobs that this process accepted.", registry=self._registry
        )
        self._registry.register(_Process(streams, lambda: self.uptime_s))
        self._registry.register(_Home(figures, frozenset(stages)))

    @property
    def uptime_s(self) -> float:
        """Seconds since this process began to serve."""
        return time.monotonic() - self._began

    @property
    def submitted(self) -> int:
        """Jobs that this process accepted."""
        return int(self._submitted._value.get())  # noqa: SLF001 - the library reads its own numbers no other way

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; `route` is the template of its address."""
        method = method if method in _METHODS else "OTHER"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def accepted_job(self) -> None:
        """A job was accepted that was not there before."""
        self._submitted.inc()

    def text(self) -> bytes:
        """Everything, as it is now."""
        return generate_latest(self._registry)


class _Process(Collector):
    """The process that serves."""

    def __init__(self, streams: Callable[[], int], uptime_s: Callable[[], float]) -> None:
        self._streams = streams
        self._uptime_s = uptime_s
        self._process = psutil.Process()

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        with self._process.oneshot():
            memory, cpu = self._process.memory_info().rss, self._process.cpu_times()
        yield GaugeMetricFamily("telecine_sse_clients", "Streams of events that are open.", value=self._streams())
        yield GaugeMetricFamily("telecine_uptime_seconds", "Since this process began to serve.", value=self._uptime_s())
        yield GaugeMetricFamily("telecine_process_memory_bytes", "Resident memory of this process.", value=memory)
        yield CounterMetricFamily(
            "telecine_process_cpu_seconds", "CPU time of this process.", value=cpu.user + cpu.system
        )


class _Home(Collector):
    """The home, as every process of it sees it."""

    def __init__(self, figures: Callable[[], Figures], stages: frozenset[str]) -> None:
        self._figures = figures
        self._stages = stages

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        now = self._figures()
        yield _gauge("telecine_jobs", "Jobs by state.", ("state",), [((s,), now.jobs.get(s, 0)) for s in JobState])
        yield _gauge(
            "telecine_tasks", "Tasks by queue and state.", ("queue", "state"),
            [((queue, state), n) for queue, states in now.tasks.items() for state, n in states.items()],
        )  # fmt: skip
        yield _gauge(
            "telecine_queue_depth", "Tasks that could run at once, by queue.", ("queue",),
            [((queue,), states.get(TaskState.QUEUED, 0)) for queue, states in now.tasks.items()],
        )  # fmt: skip
        yield _gauge(
            "telecine_queue_oldest_task_seconds", "Age of the oldest task that could run, by queue.", ("queue",),
            [
                ((queue,), (now.at - now.oldest[queue]).total_seconds() if queue in now.oldest else 0.0)
                for queue in now.tasks
            ],
        )  # fmt: skip
        lost = CounterMetricFamily("telecine_leases_lost", "Tasks whose worker was lost.", labels=("stage",))
        runs = CounterMetricFamily("telecine_stage_runs", "Stages that ended well.", labels=("stage",))
        seconds = CounterMetricFamily("telecine_stage_seconds", "Seconds that these took.", labels=("stage",))
        for stage in sorted(self._stages | now.lost.keys()):
            # One that is not there before the first loss would not be seen to grow by it.
            lost.add_metric((stage,), now.lost[stage].number if stage in now.lost else 0)
        for stage, tally in now.stages.items():
            runs.add_metric((stage,), tally.number)
            seconds.add_metric((stage,), tally.seconds)
        yield from (lost, runs, seconds)
        yield GaugeMetricFamily(
            "telecine_videos_finished_in_a_week", "Videos with a job that succeeded in 7 days.",
            value=now.videos_in_a_week,
        )  # fmt: skip
        yield _gauge(
            "telecine_node_up", "Whether a node said lately that it is alive.", ("node",),
            [((node.name,), float(not is_stale(node, now.at))) for node in now.nodes],
        )  # fmt: skip


def _gauge(
    name: str, text: str, labels: tuple[str, ...], rows: Iterable[tuple[tuple[str, ...], float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=labels)
    for values, number in rows:
        family.add_metric(values, number)
    return family
