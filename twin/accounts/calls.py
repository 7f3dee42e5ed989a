"""Calls to reduce load, settled at the meter: baseline, what was delivered, pay and penalty.

The baseline is the mean of the same intervals on the last similar days (working days for a working
day, days off for a day off) on which there was no call, at the grid meter (``import``) or of the
load behind it (``load``: all use, and what stores take less what they give). At the grid meter a
windy evening counts as delivered; that is how parks are settled, and why the load can be chosen.
Delivered is baseline less metered over the whole call, at least 0: what one interval exceeds makes
good what another lacks. Pay is for what was delivered, up to what was committed where something
was. Load that merely moves is paid for in its new hours by the energy bill.

Method of averages after GB/T 32127-2015 (baseline of similar days; confidence K-m: the number of
days and the prices are the province's, so the park file states them).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from twin.accounts.integrity import Warning_
from twin.accounts.terms import Part, Term, total
from twin.accounts.tracing import wire
from twin.calendars import Calendar
from twin.commodities import catalogue
from twin.ledger import Ledger
from twin.primitives import Purpose
from twin.timeline import SECONDS_PER_HOUR

Floats = npt.NDArray[np.float64]
Meter = Literal["import", "load"]
CallKind = Literal["orderly", "demand_response", "virtual_power_plant"]
POWERED = {"heat", "cold", "fuel"}  # kinds of what power may be turned into
TERM = "cost.demand_response_cny"


@dataclass(frozen=True)
class CallOrder:
    """A call as it was agreed.

    Attributes
    ----------
    id, agent, kind, reason : str
    source : str
        Name of the grid import it is about.
    meter : str
        ``import`` or ``load``.
    begin_s, end_s : int
        Seconds since the start of the span. Intervals that they touch are metered whole, on the
        day of the call as on those of its baseline; what is promised counts by the hours agreed.
    committed_mw : float
        Promised reduction, 0 for none.
    pay_cny_per_mwh, availability_cny_per_mw, penalty_cny_per_mwh : float
    baseline_days : int
    """

    id: str
    agent: str
    kind: CallKind
    reason: str
    source: str
    meter: Meter
    begin_s: int
    end_s: int
    committed_mw: float = 0.0
    pay_cny_per_mwh: float = 0.0
    availability_cny_per_mw: float = 0.0
    penalty_cny_per_mwh: float = 0.0
    baseline_days: int = 5


@dataclass(frozen=True)
class SettledCall:
    """A call as it went [MWh, CNY]; without a similar day before it, no baseline and no pay.

    ``days`` are those the baseline is the mean of; ``unserved_mwh`` is what was not served while it
    lasted, which is no reduction and taken off what was delivered.
    """

    id: str
    agent: str
    kind: CallKind
    reason: str
    begins: str
    ends: str
    end_s: int
    days: tuple[str, ...]
    baseline_mwh: float | None
    metered_mwh: float
    delivered_mwh: float
    committed_mwh: float
    paid_mwh: float
    energy_pay_cny: float
    availability_pay_cny: float
    penalty_cny: float
    unserved_mwh: float = 0.0

    @property
    def net_cny(self) -> float:
        """What the call earned less its penalty."""
        return self.energy_pay_cny + self.availability_pay_cny - self.penalty_cny

    def to_json(self) -> dict[str, Any]:
        """Return the call as plain data."""
        return {**asdict(self), "net_cny": self.net_cny}


class CallDesk:
    """Settles the calls of one ledger."""

    def __init__(self, ledger: Ledger, calendar: Calendar, orders: Iterable[CallOrder]) -> None:
        self.ledger, self.calendar = ledger, calendar
        self.orders = sorted(orders, key=lambda order: (order.begin_s, order.id))

    def settle(self) -> tuple[SettledCall, ...]:
        """Return every call as it went, in time order."""
        return tuple(self._settle(order) for order in self.orders)

    def _settle(self, order: CallOrder) -> SettledCall:
        timeline = self.ledger.timeline
        first, last = self._steps(order)
        metered = self._load() if order.meter == "load" else self._import(order.source)
        days = self._similar_days(order)
        per_day = timeline.steps_per_day
        took = float(metered[first:last].sum())
        means = [float(metered[first - n * per_day : last - n * per_day].sum()) for n, _ in days]
        baseline = float(np.mean(means)) if means else None
        hours = (min(order.end_s, timeline.end_second) - order.begin_s) / SECONDS_PER_HOUR
        shed = self._unserved(first, last, by_load=order.meter == "load")
        delivered = 0.0 if baseline is None else max(baseline - took - shed, 0.0)
        committed = order.committed_mw * hours
        paid = min(delivered, committed) if order.committed_mw else delivered
        short = 0.0 if baseline is None else max(committed - delivered, 0.0)
        return SettledCall(
            order.id, order.agent, order.kind, order.reason,
            timeline.datetime_at(order.begin_s).isoformat(),
            timeline.datetime_at(order.end_s).isoformat(), order.end_s,
            tuple(date.isoformat() for _, date in days), baseline, took, delivered, committed, paid,
            paid * order.pay_cny_per_mwh,
            0.0 if baseline is None else order.committed_mw * order.availability_cny_per_mw,
            short * order.penalty_cny_per_mwh, shed,
        )  # fmt: skip

    def _steps(self, order: CallOrder) -> tuple[int, int]:
        seconds = self.ledger.timeline.step_seconds
        return order.begin_s // seconds, min(-(-order.end_s // seconds), self._n_steps)

    @property
    def _n_steps(self) -> int:
        return self.ledger.timeline.n_steps

    def _import(self, source: str) -> Floats:
        """Return what came in over one grid connection in every interval [MWh]."""
        flow = np.zeros(self._n_steps)
        for row in self.ledger.select(Purpose.GRID_IMPORT):
            if row.source == source:
                flow += self.ledger.flow(row.id)
        return flow

    def _load(self) -> Floats:
        """Return use and net charging of the whole park in every interval [MWh]."""
        wiring, flow = wire(self.ledger), np.zeros(self._n_steps)
        for consumer in wiring.consumers:
            if consumer.fate == "used":
                flow += self.ledger.flow(consumer.row.id)
        for store in wiring.stores:
            flow += self.ledger.flow(store.charge) - self.ledger.flow(store.discharge)
        return flow

    def _unserved(self, first: int, last: int, *, by_load: bool) -> float:
        """Return the energy that was not served in a call [MWh], power or what power makes.

        A load's own row keeps what it asked for, so by ``load`` power that lacks reduces nothing.
        MWh for MWh: heat and cold take at most that much power.
        """
        known, lacked = catalogue(), 0.0
        for row in self.ledger.select(Purpose.UNSERVED):
            kind = known[row.commodity].kind if row.commodity in known else ""
            if kind in POWERED or (kind == "electricity" and not by_load):
                lacked += self.ledger.total(row.id, slice(first, last))
        return lacked

    def _similar_days(self, order: CallOrder) -> list[tuple[int, dt.date]]:
        """Return how many days back the similar days without a call are, and their dates."""
        timeline = self.ledger.timeline
        day = timeline.datetime_at(order.begin_s).date()
        called = {timeline.datetime_at(other.begin_s).date() for other in self.orders}
        kind, found = self.calendar.is_workday(day), []
        for back in range(1, (day - timeline.start).days + 1):
            date = day - dt.timedelta(days=back)
            if self.calendar.is_workday(date) == kind and date not in called:
                found.append((back, date))
            if len(found) == order.baseline_days:
                break
        return found


def call_cost(calls: Iterable[SettledCall]) -> Term:
    """Return what calls earned, as a cost below zero, less their penalties."""
    parts: list[Part] = []
    for call in calls:
        rates = (
            ("energy", call.paid_mwh, "MWh", -call.energy_pay_cny),
            ("availability", 1.0, "call", -call.availability_pay_cny),
            ("penalty", call.committed_mwh - call.delivered_mwh, "MWh", call.penalty_cny),
        )
        for what, amount, unit, cny in rates:
            if cny:
                name = f"{call.agent}: {what} of {call.id.rpartition('/')[2]}"
                parts.append(Part(name, amount, unit, cny / amount, f"CNY/{unit}"))
    return total(TERM, "CNY", parts, "penalties - pay for load reduced on call")


def call_warnings(calls: Iterable[SettledCall]) -> Iterator[Warning_]:
    """Yield a warning where a paid call has no similar day before it, or where load was shed."""
    calls = tuple(calls)
    shed = {c.id: c.unserved_mwh for c in calls if c.unserved_mwh > 0.0 and c.kind != "orderly"}
    if shed:
        told = ", ".join(f"{name} {mwh:,.4g} MWh" for name, mwh in shed.items())
        yield Warning_(
            "call_unserved",
            f"响应期间未满足的需求不计为响应量：{told}。",
            f"what was not served during a call does not count as delivered: {told}.",
            shed,
        )
    lost = [c for c in calls if c.baseline_mwh is None and c.kind != "orderly"]
    if lost:
        names = ", ".join(call.id for call in lost)
        yield Warning_(
            "call_without_baseline",
            f"以下响应之前没有相似日，无基线，不予结算：{names}。",
            f"calls with no similar day before them have no baseline and are not settled: {names}.",
            {"calls": float(len(lost))},
        )
