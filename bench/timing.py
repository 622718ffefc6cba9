"""How a thing is timed, and how a measurement is said."""

import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

CPU = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Measure:
    """Durations in milliseconds of the same work done many times."""

    name: str
    milliseconds: Sequence[float]

    def __str__(self) -> str:
        p50, p95 = self.percentile(50), self.percentile(95)
        return f"  {self.name:<58} p50 {p50:9.3f} ms   p95 {p95:9.3f} ms   n = {len(self.milliseconds)}"

    def percentile(self, share: float) -> float:
        """Give the duration that `share` percent of the work does not exceed."""
        ordered = sorted(self.milliseconds)
        return ordered[int(share / 100 * (len(ordered) - 1))]


def measure(name: str, works: Sequence[Callable[[], object]], rounds: int) -> Measure:
    """Time each of `works`, `rounds` times, after one round that is not counted."""
    for work in works:
        work()
    durations = []
    for _ in range(rounds):
        for work in works:
            start = time.perf_counter()
            work()
            durations.append((time.perf_counter() - start) * 1000)
    return Measure(name, durations)


def machine() -> str:
    """Say on what all this was measured, and what else it was doing: other work makes every figure larger."""
    lines = CPU.read_text().splitlines() if CPU.exists() else []
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor()
    system = f"{platform.system()}, Python {platform.python_version()}"
    load = f"{os.getloadavg()[0]:.1f}".replace(".", ",")
    return f"{model}, {len(models)} cœurs, {system}, charge {load}"
