"""The plant: the park's physics behind two doors.

``observe`` and ``command`` each first settle the whole intervals that have passed. An
observation is of the last settled interval; a command acts from the next interval on. Events
therefore only cut the year into slices, and inside a slice only compiled array code runs.
Where the slices are cut never changes one bit of the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from twin.dispatch.planner import Planner
from twin.errors import ClosureError, InputError
from twin.kernels.fixed import sum_on_buses
from twin.kernels.step import settle
from twin.meters import Meters
from twin.models import SliceModel
from twin.network.block import UNLIMITED
from twin.network.fixed_flows import BusFlows, flows_on
from twin.network.pack import Network
from twin.timeline import Timeline


@dataclass(frozen=True)
class Observation:
    """What can be seen of one settled interval, shared by all who look at it.

    Attributes
    ----------
    step : int
        The interval.
    activity : mapping
        Amount of every column in the interval.
    price : mapping
        Marginal cost of a unit on every bus [CNY/unit].
    level : mapping
        Content of every store at the end of the interval.
    unserved : mapping
        Unmet amount on every bus.
    """

    step: int
    activity: Mapping[str, float]
    price: Mapping[str, float]
    level: Mapping[str, float]
    unserved: Mapping[str, float]


class _Command(NamedTuple):
    """A limit on a column, from an interval on."""

    step: int
    column: str
    share: float


class Plant:
    """Settles a packed network under a planner as time passes."""

    def __init__(
        self,
        network: Network,
        planner: Planner,
        models: Sequence[SliceModel] = (),
    ) -> None:
        self.network, self.planner = network, planner
        self.meters: Meters = network.meters
        self.models = tuple(models)
        self.timeline: Timeline = network.timeline
        self.settled = 0
        self.doors_used = 0
        self.rows_known = False  # profiles were taken over from an earlier plant,
        self._summed: set[int] = set()  # so were the sums of fixed flows of these blocks,
        self._taken: set[int] = set()  # and all of these
        self.commands: list[_Command] = []
        self._pending: list[_Command] = []
        self._seen: Observation | None = None
        for model in self.models:
            model.bind(self.meters)
        self._flows = [flows_on(network, i) for i in range(len(network.blocks))]
        self._place = {
            column.name: (i, j)
            for i, block in enumerate(network.blocks)
            for j, column in enumerate(block.columns)
        }

    def observe(self, now: int) -> Observation | None:
        """Settle what has passed and return what the last settled interval looked like.

        Returns None before the first interval has passed.
        """
        self.doors_used += 1
        self.settle(self.timeline.settled_steps(now))
        if self.settled == 0:
            return None
        if self._seen is None or self._seen.step != self.settled - 1:
            self._seen = self._look(self.settled - 1)
        return self._seen

    def command(self, now: int, column: str, share: float) -> None:
        """Limit a column to ``share`` of its upper bound from the next interval on.

        Of several commands for one column and interval the strictest holds, so that the order
        in which agents speak does not matter. A column that can never run is left alone.

        Raises
        ------
        ValueError
            If the share is not in [0, 1].
        """
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"command {column}: share {share} is not in [0, 1]")
        self.doors_used += 1
        self.settle(self.timeline.settled_steps(now))
        order = _Command(-(-now // self.timeline.step_seconds), column, share)
        self.commands.append(order)
        if column in self._place:
            self._pending.append(order)

    def amount(self, column: str, steps: slice) -> float:
        """Return what a column did over settled intervals; 0 if it can never run."""
        if column not in self._place:
            return 0.0
        block, number = self._place[column]
        return float(self.network.blocks[block].state.activity[steps, number].sum())

    def settle(self, until_step: int) -> None:
        """Settle all intervals before ``until_step``, cut where a day or a command begins.

        Raises
        ------
        ClosureError
            If an interval has no optimum; all before it are settled, and ``settled`` says so.
        """
        if until_step > self.settled:
            self._prepare(self.settled, until_step)
        while self.settled < until_step:
            k0 = self.settled
            self._obey(k0)
            later = [order.step for order in self._pending]
            self._advance(k0, min([until_step, *later]))

    def check_replannable(self) -> None:
        """Refuse to plan anew what agents have watched.

        Raises
        ------
        InputError
            If the span is not settled to its end, or a door was used: what agents then did
            depended on how the plant was run.
        """
        if self.settled < self.timeline.n_steps or self.doors_used:
            raise InputError(
                "perfect foresight plans a finished run anew; here an agent looked at the plant or "
                "commanded it, and what it would then have done is not known"
            )

    def replan(self, planner: Planner) -> None:
        """Settle the whole span again under another planner, from the same events.

        Raises
        ------
        InputError
            As :meth:`check_replannable`.
        """
        self.check_replannable()
        self.planner, self.settled = planner, 0
        self._taken.clear()
        for block in self.network.blocks:
            block.reset()
        self._advance(0, self.timeline.n_steps)

    def _begin_day(self, step: int) -> None:
        """Begin a day: a new month has no peak yet and no goal; the planner plans."""
        month = self.timeline.month_of_step
        if step == 0 or month[step] != month[step - 1]:
            for number in self.network.planned:
                state = self.network.blocks[number].state
                state.peak[:] = 0.0
                state.peak_goal[:] = UNLIMITED
        self.planner.plan(self.network, step)

    def fixed_flows(self, block: int) -> BusFlows:
        """Return the fixed flows on the buses of a block."""
        return self._flows[block]

    def share_profiles(self, earlier: Plant) -> None:
        """Use the profiles of an earlier plant, whose table has the same rows, as they stand."""
        self.network = self.network.sharing(earlier.network.table.values)
        self.rows_known = True

    def take_sums(self, block: int, earlier: Plant, old: int) -> None:
        """Take over what is fixed on the buses of a block with the same fixed flows."""
        self.network.blocks[block].demand[...] = earlier.network.blocks[old].demand
        self._summed.add(block)

    def take_block(self, block: int, earlier: Plant, old: int, written: Sequence[str]) -> None:
        """Take over what an earlier plant wrote for the same block, and settle it no more."""
        mine, theirs = self.network.blocks[block].state, earlier.network.blocks[old].state
        for name in written:
            getattr(mine, name)[...] = getattr(theirs, name)
        self._taken.add(block)

    def _obey(self, step: int) -> None:
        """Carry out the commands that begin with this interval, the strictest last."""
        due = [order for order in self._pending if order.step <= step]
        self._pending = [order for order in self._pending if order.step > step]
        for order in sorted(due, key=lambda o: (o.column, -o.share)):
            block, number = self._place[order.column]
            self.network.blocks[block].state.limit[number] = order.share

    def _prepare(self, k0: int, k1: int) -> None:
        """Fold meters, run models, evaluate profiles and sum what is fixed on every bus."""
        table = self.network.table
        if not self.rows_known:
            mean = self.meters.settle(k1)
            for model in self.models:
                model.settle(mean, k0, k1)
            table.evaluate(mean, k0, k1)
        for i, (flows, block) in enumerate(zip(self._flows, self.network.blocks, strict=True)):
            if i not in self._summed:
                sum_on_buses(*flows, table.values, k0, k1, block.demand)

    def _advance(self, k0: int, k1: int) -> None:
        """Settle what lies between two commands; no further than the first failure.

        Blocks without a plan are settled in one call, and so are the others if the planner can
        plan between the days of a call; blocks do not know each other, so the order is free.
        """
        planned, carry_out = self.network.planned, getattr(self.planner, "carry_out", None)
        failures: list[tuple[int, int]] = []
        for number in range(len(self.network.blocks)):
            if number not in planned:
                self._settle_block(number, k0, k1, failures)
            elif carry_out is not None and number not in self._taken:
                _note(failures, carry_out(self.network, number, k0, k1), number)
        if carry_out is None:
            self._day_by_day(k0, min([k1, *(step for step, _ in failures)]), failures)
        self.settled = k1
        if failures:
            self._refuse(*min(failures))

    def _day_by_day(self, k0: int, k1: int, failures: list[tuple[int, int]]) -> None:
        """Let the planner plan each day that begins, and settle what it plans."""
        spd, k = self.timeline.steps_per_day, k0
        while k < k1:
            self.settled, end = k, min(k1, (k // spd + 1) * spd)
            if k % spd == 0:
                self._begin_day(k)
            for number in self.network.planned:
                self._settle_block(number, k, end, failures)
            k = k1 if failures and min(failures)[0] <= end else end

    def _settle_block(self, number: int, k0: int, k1: int, failures: list[tuple[int, int]]) -> None:
        """Settle one block unless it was taken over; note the interval without an optimum."""
        if number not in self._taken:
            block, spd = self.network.blocks[number], self.timeline.steps_per_day
            done = settle(block.problem, block.state, block.work, block.demand, k0, k1, spd)
            _note(failures, done, number)

    def _refuse(self, step: int, number: int) -> None:
        """Stop at an interval without an optimum; all before it are settled."""
        self.settled, when = step, self.timeline.labels[step]
        buses = self.network.blocks[number].buses
        message = f"no optimum at {when} for the buses {', '.join(buses)}"
        raise ClosureError(message, step=step, buses=buses)

    def _look(self, step: int) -> Observation:
        activity, price, level, unserved = {}, {}, {}, {}
        for block in self.network.blocks:
            state, first = block.state, block.first_unserved
            for j, column in enumerate(block.columns):
                activity[column.name] = float(state.activity[step, j])
            for i, bus in enumerate(block.buses):
                price[bus] = float(state.price[step, i])
                unserved[bus] = float(state.activity[step, first + i])
            for s, store in enumerate(block.stores):
                level[store.storage.name] = float(state.level[s, step + 1])
        return Observation(step, activity, price, level, unserved)

    def unserved_so_far(self, commodity: str = "electricity") -> float:
        """Return what was not served of a commodity on all its buses up to now."""
        total = 0.0
        for block in self.network.blocks:
            for i, bus in enumerate(block.buses):
                if bus.partition("@")[0] == commodity:
                    column = block.state.activity[: self.settled, block.first_unserved + i]
                    total += float(column.sum())
        return total


def _note(failures: list[tuple[int, int]], step: int, number: int) -> None:
    """Note in which interval a block has no optimum; -1 is none."""
    if step >= 0:
        failures.append((step, number))
