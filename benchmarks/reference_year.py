"""Measure the reference years: CPU by stage, events by agent kind, peak memory.

Each park is run in a fresh process after one warm-up (kernels compiled and cached). Machines
differ, so every time is also given as a ratio to a yardstick: a fixed mixture of plain Python and
NumPy work timed in the same session.

    python benchmarks/reference_year.py [PARK ...] [--runs N] [--json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

CHILD = """
import json, resource, sys, time
from pathlib import Path
from scenarios.build import Options, build
from scenarios.park_file import load_park
from scenarios.run import account
from scenarios.simulate import simulate
from scenarios.store import write_run
begun = time.process_time()
stages = {}
def stage(name, make):
    start = time.process_time()
    out = make()
    stages[name] = time.process_time() - start
    return out
loaded = stage("load", lambda: load_park(sys.argv[1]))
built = stage("build", lambda: build(loaded, Options()))
stage("simulate", lambda: simulate(built))
result = stage("account", lambda: account(built, {}))
stage("write", lambda: write_run(result, Path(sys.argv[2])))
total = time.process_time() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"stages": stages, "cpu_s": total, "peak_mb": peak,
                  "events": built.clock.n_events, "by_kind": dict(built.clock.counts),
                  "unserved": dict(result.unserved),
                  "residual": max(c.worst for c in result.closure.values())}))
"""


def yardstick() -> float:
    """Return the CPU seconds of a fixed piece of Python and NumPy work."""
    start = time.process_time()
    total, table = 0, {}
    for i in range(1_500_000):
        table[i & 1023] = i
        total += table.get((i * 7) & 1023, 1)
    values = np.arange(2_000_000, dtype=np.float64)
    for _ in range(20):
        values = np.sqrt(values + 1.0)
    return time.process_time() - start


def measure(park: str, folder: str) -> dict:
    """Run one park in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, park, folder], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parks", nargs="*", default=["yunnan", "jiangxi"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for park in given.parks:
            measure(park, folder)
            unit = statistics.median(yardstick() for _ in range(3))
            runs = [measure(park, folder) for _ in range(given.runs)]
            best = sorted(runs, key=lambda r: r["cpu_s"])[len(runs) // 2]
            found[park] = best | {"yardstick_s": unit, "ratio": best["cpu_s"] / unit}
    if given.json:
        print(json.dumps(found, indent=1))
        return
    for park, row in found.items():
        print(f"{park}: {row['cpu_s']:.2f} s CPU = {row['ratio']:.2f} yardsticks, "
              f"{row['events']:,} events, peak {row['peak_mb']:.0f} MB")  # fmt: skip
        for name, seconds in row["stages"].items():
            print(f"  {name:10s} {seconds:6.2f} s  {seconds / row['yardstick_s']:5.2f}")
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(row["by_kind"].items()))
        print(f"  events: {kinds}; worst residual {row['residual']:.1e}")


if __name__ == "__main__":
    main()
