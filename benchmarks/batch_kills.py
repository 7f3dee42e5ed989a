"""Kill workers and parents of a batch at random moments: nothing is lost, nothing run twice.

The tables must be those of a serial run, byte for byte; so must those of a local Dask cluster of
three worker processes of which one is killed.

    python -m benchmarks.batch_kills [--kills N] [--seed N]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from scenarios.batch import load_study, run_study
from scenarios.batch.engine import Tally
from scenarios.batch.tables import TABLES

REPO = Path(__file__).resolve().parents[1]
STUDY = """
park: {park}
measures:
  as_is: []
  battery: [park_battery: {{energy: 6, power: 2}}]
weather_years: 5
seeds: {seeds}
days: {days}
"""
# A shell starts what runs in its background deaf to interrupts, and so are its children.
HEARING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
FILES = (*(f"{name}.parquet" for name in TABLES), "datapackage.json", "summary.json")


def write_study(folder: Path, seeds: int, days: int) -> Path:
    """Write a study of 10 runs a seed and return its file."""
    park = REPO / "benchmarks" / "small_park.yaml"
    path = folder / "kills.yaml"
    path.write_text(STUDY.format(park=park, seeds=seeds, days=days), encoding="utf-8")
    return path


def content(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all tables of a study."""
    return {name: (folder / name).read_bytes() for name in FILES}


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Return inode and time of every result: a run that is repeated has others."""
    found = {}
    for path in (folder / "results").rglob("*.parquet"):
        if not path.name.startswith("."):
            found[path.name] = (path.stat().st_ino, path.stat().st_mtime_ns)
    return found


def start(study: Path, out: Path) -> subprocess.Popen[str]:
    """Start a batch of two workers."""
    command = [sys.executable, "-c", HEARING, sys.executable, "-m", "scenarios", "batch"]
    command += [str(study), "--out", str(out)]
    return subprocess.Popen(
        [*command, "--workers", "2", "--json"], cwd=REPO, text=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(REPO)},
    )  # fmt: skip


def workers_of(parent: int) -> list[int]:
    """Return the worker processes of a batch."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    found = []
    for pid in map(int, listed):
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def wait_for(process: subprocess.Popen[str], done: int) -> bool:
    """Read progress until that many runs are done; return False if the batch ended before."""
    for line in process.stderr or ():
        count = line.split(" ", 1)[0]
        if " runs" in line and count.isdigit() and int(count) >= done:
            return True
    return False


def campaign(study: Path, out: Path, victims: list[tuple[str, int]], luck: random.Random) -> int:
    """Kill one victim after another, each once so many runs are done, and let the study finish.

    Returns
    -------
    int
        How many were killed.
    """
    killed, before = 0, {}
    process = start(study, out)
    for victim, done in victims:
        if not wait_for(process, done):
            break
        time.sleep(luck.uniform(0.0, 0.3) if luck.random() < 0.9 else 0.0)
        before |= stamps(out)
        pids = [process.pid] if victim == "parent" else workers_of(process.pid)
        if not pids:
            continue
        with suppress(ProcessLookupError):
            os.kill(luck.choice(pids), signal.SIGKILL)
            killed += 1
        if victim == "parent":
            process.communicate()
            before |= stamps(out)
            process = start(study, out)
    _, told = process.communicate()
    if process.returncode:
        raise SystemExit(f"the batch ended with {process.returncode}: {told}")
    after = stamps(out)
    repeated = [name for name, stamp in before.items() if after.get(name) != stamp]
    if repeated:
        raise SystemExit(f"{len(repeated)} results were lost or run again: {repeated[:3]}")
    return killed


def on_cluster(study: Path, out: Path) -> None:
    """Run a study on three Dask workers and kill one when a quarter is done."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        victims = [cluster.workers[0].pid]

        def told(tally: Tally) -> None:
            if victims and tally.done * 4 >= tally.total:
                os.kill(victims.pop(), signal.SIGKILL)

        outcome = run_study(load_study(study), out, cluster=cluster.scheduler_address, told=told)
        print(f"Dask: {outcome.tally.done} runs, worker killed: {not victims}")


def main() -> None:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    luck = random.Random(given.seed)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        study = write_study(where, seeds=40, days=60)
        serial = run_study(load_study(study), where / "serial")
        total = serial.tally.total
        moments = sorted(luck.sample(range(1, total - 20), given.kills))
        victims = [(luck.choice(["worker", "parent"]), moment) for moment in moments]
        killed = campaign(study, where / "killed", victims, luck)
        same = content(where / "killed") == content(where / "serial")
        parents = sum(victim == "parent" for victim, _ in victims)
        print(f"{total} runs, {killed} killed ({parents} parents): tables equal serial: {same}")
        on_cluster(study, where / "cluster")
        equal = content(where / "cluster") == content(where / "serial")
        print(f"Dask, one of three workers killed: tables equal serial: {equal}")
        if not (same and equal and killed == given.kills):
            raise SystemExit(1)


if __name__ == "__main__":
    main()
