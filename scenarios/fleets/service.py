"""What became of the jobs of some fleets, from the yard's record."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.yard.tables import JobState
from scenarios.fleets.outcome import LATE_EDGES_MIN, Service, Spread

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
SECONDS_PER_MIN = 60.0
BEGUN = (JobState.UNDER_WAY, JobState.DONE, JobState.LATE)


def spread(values: npt.NDArray[np.generic]) -> Spread:
    """Return the percentiles of a sample, zeros of an empty one."""
    if not len(values):
        return Spread()
    sample = np.asarray(values, dtype=np.float64)
    p50, p95, p99 = np.percentile(sample, (50, 95, 99)).tolist()
    return Spread(len(sample), p50, p95, p99, float(sample.max()))


def deadline_s(state: Ints, ready_s: Ints, due_s: Ints, own_s: Ints) -> Ints:
    """Return when each job is to be done by, -1 for never.

    One that is never late is left undone if nobody has begun it when it could have been over:
    otherwise a fleet too small for its jobs would have none to answer for.
    """
    waits = np.isin(state, (JobState.AHEAD, JobState.WAITING))
    return np.where((due_s < 0) & waits, ready_s + own_s, due_s)


def service(
    state: Ints, ready_s: Ints, due_s: Ints, begin_s: Ints, late_s: Ints,
    waited_s: Ints, reneged: int, end_s: int,
) -> Service:  # fmt: skip
    """Return the service of jobs, and the waits at stations.

    Parameters
    ----------
    state, ready_s, due_s, begin_s, late_s : arrays, shape (n_jobs,)
    waited_s : array, shape (n_services,)
    reneged : int
    end_s : int
        End of the span: a job that is due later is still open.
    """
    undone = np.isin(state, (JobState.AHEAD, JobState.WAITING, JobState.UNDER_WAY))
    over = undone & (due_s >= 0) & (due_s < end_s)
    finished = np.isin(state, (JobState.DONE, JobState.LATE))
    late_min = np.where(finished, np.maximum(late_s, 0), 0)[finished] / SECONDS_PER_MIN
    begun = np.isin(state, BEGUN)
    edges = [*LATE_EDGES_MIN, np.inf]
    bins, _ = np.histogram(late_min[late_min > 0.0], edges)
    return Service(
        done=int((state == JobState.DONE).sum()),
        late=int((state == JobState.LATE).sum()),
        refused=int((state == JobState.REFUSED).sum()),
        expired=int((state == JobState.EXPIRED).sum()),
        left=int(over.sum()),
        open=int(undone.sum() - over.sum()),
        late_min=spread(late_min),
        late_bins=tuple(bins.tolist()),
        wait_min=spread(waited_s / SECONDS_PER_MIN),
        start_min=spread((begin_s - ready_s)[begun] / SECONDS_PER_MIN),
        reneged=reneged,
    )
