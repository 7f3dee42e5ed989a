"""The same park as an oemof.solph model: the third opinion on cost, and the third in speed.

Only what the benchmark park has: columns with a bound, a cost and steady or varying coefficients,
stores without a given end, fixed flows, and the penalties of each bus.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from oemof import solph

from benchmarks.whole_year import Floats, fixed_demand, rate
from twin.commodities import commodity
from twin.errors import InputError
from twin.network.block import Block
from twin.network.compile import Column, Store
from twin.network.pack import Network


class _Builder:
    """Builds the energy system of a network of one block."""

    def __init__(self, network: Network) -> None:
        if len(network.blocks) != 1:
            raise InputError("only a network of one block is written for oemof")
        self.network, self.block = network, network.blocks[0]
        self.hours = network.timeline.step_hours
        index = pd.DatetimeIndex(network.timeline.labels.astype("datetime64[ns]"))
        index.freq = pd.Timedelta(hours=self.hours)
        self.system = solph.EnergySystem(timeindex=index, infer_last_interval=True)
        self.buses = {bus: solph.Bus(label=bus) for bus in self.block.buses}

    def write(self) -> solph.EnergySystem:
        """Return the whole system."""
        self.system.add(*self.buses.values())
        demand = fixed_demand(self.network, 0) / self.hours
        for number, bus in enumerate(self.block.buses):
            self._fixed(bus, demand[:, number])
        moved = {name for s in self.block.stores for name in (s.charge, s.discharge)}
        for column in self.block.columns:
            if column.name not in moved:
                self._column(column)
        for store in self.block.stores:
            self._store(store, self.block)
        return self.system

    def _fixed(self, bus: str, demand: Floats) -> None:
        known, here = commodity(bus), self.buses[bus]
        if demand.any():
            flow = solph.Flow(fix=demand, nominal_capacity=1.0)
            self.system.add(solph.components.Sink(label=f"{bus}/demand", inputs={here: flow}))
            most = float(demand.max())
            lack = solph.Flow(
                nominal_capacity=most, maximum=demand / most, variable_costs=known.unserved_cost
            )
            self.system.add(solph.components.Source(label=f"{bus}/unserved", outputs={here: lack}))
        spill = solph.Flow(variable_costs=known.surplus_cost)
        self.system.add(solph.components.Sink(label=f"{bus}/surplus", inputs={here: spill}))

    def _column(self, column: Column) -> None:
        ports = [(e.bus, e.sign, rate(self.network, e.coefficient)) for e in column.entries]
        ports = [port for port in ports if port[0]]
        counted = next(p for p in reversed(ports) if (p[2] == 1.0).all())
        flows = {bus: solph.Flow() for bus, _, _ in ports}
        flows[counted[0]] = self._flow(column)
        inputs = {self.buses[bus]: flows[bus] for bus, sign, _ in ports if sign < 0.0}
        outputs = {self.buses[bus]: flows[bus] for bus, sign, _ in ports if sign > 0.0}
        if not inputs:
            node = solph.components.Source(label=column.name, outputs=outputs)
        elif not outputs:
            node = solph.components.Sink(label=column.name, inputs=inputs)
        else:
            factors = {
                self.buses[bus]: float(c[0]) if (c == c[0]).all() else c for bus, _, c in ports
            }
            node = solph.components.Converter(
                label=column.name, inputs=inputs, outputs=outputs, conversion_factors=factors
            )
        self.system.add(node)

    def _flow(self, column: Column) -> solph.Flow:
        """Return the flow that counts a column's activity."""
        cost = rate(self.network, column.cost) + column.extra_cost
        fields: dict[str, object] = {"variable_costs": cost if np.ptp(cost) else float(cost[0])}
        if column.cap is not None:
            cap = rate(self.network, column.cap)
            fields["nominal_capacity"] = float(cap.max())
            if np.ptp(cap):
                fields["maximum"] = cap / cap.max()
        return solph.Flow(**fields)

    def _store(self, store: Store, block: Block) -> None:
        storage, here = store.storage, self.buses[store.storage.bus]
        columns = {c.name: c for c in block.columns}
        node = solph.components.GenericStorage(
            label=storage.name,
            inputs={here: self._flow(columns[store.charge])},
            outputs={here: self._flow(columns[store.discharge])},
            nominal_capacity=storage.capacity,
            initial_storage_level=storage.initial / storage.capacity,
            balanced=False,
            loss_rate=storage.standing_loss_per_h,
            inflow_conversion_factor=storage.charge_efficiency,
            outflow_conversion_factor=storage.discharge_efficiency,
        )
        self.system.add(node)


def oemof_optimum(network: Network) -> float:
    """Build and solve the model and return its cost; stores end as they like [CNY]."""
    model = solph.Model(_Builder(network).write())
    model.solve(solver="highs", solve_kwargs={"tee": False})
    return float(model.objective())
