"""The table of jobs that the kernels work on: jobs come in, those that are over go out.

Only jobs that may still change are in the table. What has become of the others is kept apart, in a
quarter of the memory. Kernels know a job by its row; its number, as it is told, is
``counts[FORGOTTEN]`` more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.yard.blocks import Blocks
from agents.yard.record import JobRecord
from agents.yard.tables import NONE, Jobs, JobState
from twin.kernels import yard_columns as c
from twin.kernels.yard_heap import KIND_BITS, SECOND_BITS

Column = npt.NDArray[Any]
JOB_INTS = {
    c.READY_S: "ready_s", c.J_GROUP: "group", c.START: "start", c.J_END: "end",
    c.LOADED_S: "loaded_s", c.EMPTY_S: "empty_s", c.HANDLING_S: "handling_s", c.DUE_S: "due_s",
    c.EXPIRE_S: "expire_s", c.GIVEN: "vehicle",
}  # fmt: skip
JOB_REALS = {
    c.LOADED_KM: "loaded_km", c.EMPTY_KM: "empty_km", c.J_PAYLOAD: "payload_t", c.CLIMB: "climb",
}  # fmt: skip
BUSY = [c.LOADED_S, c.EMPTY_S, c.HANDLING_S]
FEWEST = 1024  # rows that it pays to move


class JobBook:
    """Jobs as they were told, in columns no wider than they must be.

    Parameters
    ----------
    more : sequence of str
        Further columns of reals.
    """

    def __init__(self, more: Sequence[str] = ()) -> None:
        self._whole, self._real = tuple(JOB_INTS.values()), (*JOB_REALS.values(), *more)
        self._rows = Blocks((*[np.int32] * len(self._whole), *[np.float64] * len(self._real)))

    def add(self, columns: Mapping[str, Column]) -> None:
        """Write jobs."""
        whole = np.column_stack([columns[name] for name in self._whole])
        self._rows.take(whole, np.column_stack([columns[n] for n in self._real]), len(whole))

    def __getitem__(self, name: str) -> Column:
        """Return a column; it stays as it is when jobs are added."""
        return self._rows.columns()[(*self._whole, *self._real).index(name)]

    @property
    def jobs(self) -> Jobs:
        """All jobs in the order told."""
        whole = {name: self[name].astype(np.int64) for name in self._whole}
        return Jobs(whole | {name: self[name] for name in JOB_REALS.values()})


class JobTable:
    """Keeps the rows of jobs in the kernels' memory; methods return that memory with new tables."""

    def __init__(self) -> None:
        self.rows = 0
        self._over = Blocks((np.int8, *[np.int32] * 4, np.float64))

    def add(self, s: c.State, jobs: Jobs) -> c.State:
        """Write jobs to new rows."""
        s = self._with_room(s, len(jobs))
        first, self.rows = self.rows, self.rows + len(jobs)
        ji, jf = s.ji[first : self.rows], s.jf[first : self.rows]
        ji[:], jf[:] = NONE, 0.0
        for column, name in JOB_INTS.items():
            ji[:, column] = jobs.columns[name]
        for column, name in JOB_REALS.items():
            jf[:, column] = jobs.columns[name]
        ji[:, c.J_STATE], ji[:, c.LATE_S] = JobState.AHEAD, 0
        ji[ji[:, c.J_GROUP] >= len(s.gi), c.J_GROUP] = NONE
        anyone = np.flatnonzero((ji[:, c.GIVEN] < 0) & (ji[:, c.J_GROUP] >= 0))
        busy = ji[anyone][:, BUSY].sum(axis=1, dtype=np.int64)
        np.minimum.at(s.gi[:, c.SHORTEST], ji[anyone, c.J_GROUP], busy)
        return s

    def _with_room(self, s: c.State, more: int) -> c.State:
        needed, have = self.rows + more, len(s.ji)
        if needed <= have:
            return s
        rows = needed if have == 0 else max(needed, 2 * have)
        for name in ("ji", "jf"):  # one after the other: only one is there twice
            held = getattr(s, name)
            longer = np.empty((rows, held.shape[1]), held.dtype)
            longer[: self.rows] = held[: self.rows]
            s = s._replace(**{name: longer})
        return s

    def over(self, s: c.State) -> int:
        """Return how many of the first jobs are over and in nobody's timetable, if it pays."""
        open_ = s.ji[: self.rows, c.J_STATE] <= JobState.UNDER_WAY
        first = int(np.argmax(open_)) if open_.any() else self.rows
        ahead = s.vi[:, c.AHEAD]
        first = int(ahead[ahead >= 0].min(initial=first))
        return first if first >= max(FEWEST, self.rows // 2) else 0

    def forget(self, s: c.State, first: int) -> c.State:
        """Take the first jobs out; all others move to the front, wherever they are named.

        Timetables and lists of who waits must hold none of them.
        """
        told = _outcome(s, slice(0, first))
        self._over.take(np.column_stack(told[:-1]), told[-1], first)
        self.rows -= first
        for table in (s.ji, s.jf):
            table[: self.rows] = table[first : first + self.rows].copy()
        links = s.ji[: self.rows, c.J_NEXT : c.J_BEFORE + 1]
        links[:] = np.maximum(links - first, NONE)  # what is over leads nowhere
        for table, columns in ((s.vi, [c.JOB, c.AHEAD]), (s.gi, [c.W_HEAD, c.W_TAIL])):
            table[:, columns] = np.where(table[:, columns] >= 0, table[:, columns] - first, NONE)
        s.counts[c.FORGOTTEN] += first
        _drop_events(s, first)
        s.counts[c.CURSOR], order = 0, s.order[s.counts[c.CURSOR] :] - first
        return s._replace(order=order)

    def record(self, s: c.State) -> JobRecord:
        """Return what has become of all jobs."""
        parts = zip(self._over.columns(), _outcome(s, slice(0, self.rows)), strict=True)
        state, vehicle, begin, end, late, energy = (np.concatenate(pair) for pair in parts)
        return JobRecord(state, vehicle, begin, end, late, energy)


def _outcome(s: c.State, rows: slice) -> list[Column]:
    """Return state, vehicle, begin, end, lateness and energy of some rows."""
    ji = s.ji[rows]
    late = np.where(ji[:, c.BEGIN_S] < 0, NONE, ji[:, c.LATE_S]).astype(np.int32)
    return [
        ji[:, c.J_STATE].astype(np.int8), ji[:, c.J_VEHICLE], ji[:, c.BEGIN_S], ji[:, c.END_S],
        late, s.jf[rows, c.ENERGY],
    ]  # fmt: skip


def _drop_events(s: c.State, first: int) -> None:
    """Rename the jobs in the heap's events; those of jobs that are over are void."""
    heap = s.heap[: s.counts[c.HEAP]]
    kind = (heap >> KIND_BITS) & ((1 << (SECOND_BITS - KIND_BITS)) - 1)
    of_job = kind == c.E_EXPIRE
    void = of_job & ((heap & ((1 << KIND_BITS) - 1)) < first)
    kept = np.sort((heap - np.where(of_job, first, 0))[~void])  # what is sorted is a heap
    s.heap[: len(kept)] = kept
    s.counts[c.HEAP] = len(kept)
