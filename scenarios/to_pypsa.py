"""A settled park as a PyPSA network: the same buses, choices, bounds, costs and optimum.

=====================  ==================================================================
here                   PyPSA
=====================  ==================================================================
bus                    Bus, its commodity as carrier
fixed flow             Load with its sign (``sign`` 1 brings, -1 takes)
column on one bus      Generator (``sign`` 1 brings, -1 takes)
purchase with a peak   a Generator a month, extendable at the demand charge
column on many buses   Link of many ports; ``p0`` is the flow of its first steady input
store                  a Bus of its own with a Store, and a Link each way
unserved, surplus      Generator with the penalty as its cost, so that the optimum is equal
=====================  ==================================================================

Rates are per hour in the commodity's unit, costs in CNY. Three things differ on purpose or by
need. Tie-breakers (below 1e-6 CNY a unit) stay here. PyPSA takes no standing loss off the initial
content in the first snapshot (``define_store_constraints``), the executor does: ``e_initial`` is
what is left after one interval. What fixed flows cost is no choice and enters no objective.

A store that ends ``as_begun`` holds at least its initial content at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.commodities import catalogue, commodity, commodity_of
from twin.errors import InputError
from twin.network.block import UNLIMITED, Block
from twin.network.compile import Column
from twin.network.pack import Network
from twin.network.preference import quality_cost
from twin.plant import Plant
from twin.primitives import Profile, Storage

Floats = npt.NDArray[np.float64]
Ends = Literal["as_begun", "cyclic", "free"]
MinimumLoads = Literal["refuse", "commit", "ignore"]

OUTSIDE = "outside"  # where terminals begin and end: gives and takes anything


@dataclass(frozen=True)
class _Port:
    """What a unit of a column's activity puts on a bus; less than nothing is taken."""

    bus: str
    amount: Floats


def to_pypsa(
    plant: Plant, *, ends: Ends = "as_begun", minimum_loads: MinimumLoads = "refuse"
) -> Any:  # noqa: ANN401 - pypsa is an extra
    """Return the network of a settled plant as a ``pypsa.Network``.

    Parameters
    ----------
    plant : Plant
        Settled to its end, so that every meter is known.
    ends : str
        Contents at the end: at least as at the start, equal to the start and both free
        (``cyclic``), or ``free``.
    minimum_loads : str
        ``refuse`` a network that has any, ``commit`` the unit (a mixed-integer programme), or
        ``ignore`` them.

    Raises
    ------
    InputError
        If PyPSA is not installed, the plant is not settled or was commanded, or minimum loads
        are to be refused.
    """
    require_pypsa()
    _check(plant, minimum_loads)
    return _Writer(plant.network, ends, minimum_loads).write()


def require_pypsa() -> None:
    """Check that PyPSA is there.

    Raises
    ------
    InputError
        If it is not installed.
    """
    if find_spec("pypsa") is None:
        raise InputError("this needs PyPSA: pip install 'zeropark[peers]'")


def _check(plant: Plant, minimum_loads: MinimumLoads) -> None:
    if plant.settled < plant.timeline.n_steps:
        raise InputError("only a finished run can be exported: its meters must be known")
    if plant.commands:
        raise InputError("agents commanded this run; a network without them would be another one")
    limited = [c.name for b in plant.network.blocks for c in b.columns if c.min_load > 0.0]
    if limited and minimum_loads == "refuse":
        raise InputError(
            f"minimum loads make it a mixed-integer programme ({', '.join(limited)}); "
            "choose 'commit' or 'ignore' for minimum loads"
        )


class _Writer:
    """Writes one network; what cannot run at any time is left out."""

    def __init__(self, network: Network, ends: Ends, minimum_loads: MinimumLoads) -> None:
        import pypsa

        self.network, self.ends, self.minimum_loads = network, ends, minimum_loads
        self.hours, self.steps = network.timeline.step_hours, network.timeline.n_steps
        self.index = pd.DatetimeIndex(network.timeline.labels.astype("datetime64[ns]"))
        self.target = pypsa.Network()
        self.target.set_snapshots(self.index)
        self.target.snapshot_weightings = self.target.snapshot_weightings.astype(float)
        self.target.snapshot_weightings.loc[:, :] = self.hours

    def write(self) -> Any:  # noqa: ANN401 - pypsa is an extra
        """Return the whole network."""
        self._buses()
        self._fixed_flows()
        for block in self.network.blocks:
            for store in block.stores:
                self._store(store.storage, block)
            for column in block.columns:
                self._column(column, block)
        return self.target

    def _rate(self, profile: Profile) -> Floats:
        """Return a profile over the span."""
        row = self.network.table.row(profile)
        if row < 0:
            return np.full(self.steps, profile.scale)
        table: Floats = self.network.table.values  # noqa: PD011 - not of pandas
        return np.asarray(profile.scale * table[row])

    def _add(self, kind: str, name: str, **fields: Any) -> None:  # noqa: ANN401 - PyPSA's own
        """Add a component; what is the same in all intervals is a number."""
        plain = {key: self._plain(value) for key, value in fields.items()}
        self.target.add(kind, name, **plain)

    def _plain(self, value: object) -> object:
        if not isinstance(value, np.ndarray):
            return value
        same = bool((value == value[0]).all())
        return float(value[0]) if same else pd.Series(value, index=self.index)

    def _buses(self) -> None:
        used = sorted(self.network.bus_block)
        for name in sorted({commodity_of(bus) for bus in used}):
            known = catalogue().get(name)
            fields = {"nice_name": known.en, "color": known.colour} if known else {}
            self._add("Carrier", name, **fields)
        self._add("Carrier", OUTSIDE)
        for bus in used:
            self._add("Bus", bus, carrier=commodity_of(bus), unit=commodity(bus).unit)
        self._add("Bus", OUTSIDE, carrier=OUTSIDE)
        self._add(
            "Generator", OUTSIDE, bus=OUTSIDE, p_nom=UNLIMITED, p_min_pu=-1.0, carrier=OUTSIDE
        )

    def _fixed_flows(self) -> None:
        """Write loads, and the penalties of each bus: no more can lack than is asked for."""
        demand = {bus: np.zeros(self.steps) for bus in self.network.bus_block}
        for flow in self.network.compiled.fixed:
            bus = flow.row.into or flow.row.out_of
            if not bus:
                continue
            amount = self._rate(flow.profile) * self._rate(flow.coefficient)
            sign = 1.0 if flow.row.into else -1.0
            demand[bus] -= sign * amount
            self._add(
                "Load", flow.row.id, bus=bus, p_set=amount, sign=sign, carrier=commodity_of(bus)
            )
        for bus, net in sorted(demand.items()):
            known = commodity(bus)
            self._generator(
                f"{bus}/unserved", _Port(bus, np.ones(self.steps)), np.maximum(net, 0.0),
                np.full(self.steps, known.unserved_cost),
            )  # fmt: skip
            forced = np.maximum(-net, 0.0) if known.kind == "heat" else self._unlimited()
            self._generator(
                f"{bus}/surplus", _Port(bus, -np.ones(self.steps)), forced,
                np.full(self.steps, known.surplus_cost),
            )  # fmt: skip

    def _unlimited(self) -> Floats:
        return np.full(self.steps, UNLIMITED / self.hours)

    def _store(self, storage: Storage, block: Block) -> None:
        """Write the content; its two ways are columns."""
        number = [s.storage.name for s in block.stores].index(storage.name)
        bus, cyclic = f"{storage.name}/content", self.ends == "cyclic"
        least = np.zeros(self.steps)
        if self.ends == "as_begun":
            least[-1] = storage.initial / storage.capacity
        self._add("Bus", bus, carrier=commodity_of(storage.bus), unit=commodity(storage.bus).unit)
        self._add(
            "Store", storage.name, bus=bus, carrier=commodity_of(storage.bus),
            e_nom=storage.capacity, e_min_pu=least, standing_loss=storage.standing_loss_per_h,
            e_initial=0.0 if cyclic else storage.initial * float(block.problem.keep[number]),
            e_cyclic=cyclic,
        )  # fmt: skip

    def _ports(self, column: Column, block: Block) -> list[_Port]:
        ports = [
            _Port(entry.bus, entry.sign * self._rate(entry.coefficient))
            for entry in column.entries
            if entry.bus
        ]
        for store in block.stores:
            content, one = f"{store.storage.name}/content", np.ones(self.steps)
            if column.name == store.charge:
                ports.append(_Port(content, store.storage.charge_efficiency * one))
            if column.name == store.discharge:
                ports.append(_Port(content, -one / store.storage.discharge_efficiency))
        return ports

    def _column(self, column: Column, block: Block) -> None:
        ports = self._ports(column, block)
        cap = self._unlimited() if column.cap is None else self._rate(column.cap)
        cost = self._rate(column.cost) + column.extra_cost + quality_cost(column)
        nominal = 0.0 if column.cap is None else column.cap.scale
        least = 0.0 if self.minimum_loads == "ignore" else column.min_load * nominal
        if column.demand_cny_per_mw > 0.0:
            self._purchase(column, ports[0], cap, cost)
        elif len(ports) == 1 and (np.abs(ports[0].amount) > 0.0).all():
            self._generator(column.name, ports[0], cap, cost, least)
        else:
            self._link(column.name, ports, cap, cost, least)

    def _generator(
        self, name: str, port: _Port, cap: Floats, cost: Floats, least: float = 0.0
    ) -> None:
        """Write a column on one bus; PyPSA counts what passes the port, not the activity."""
        per_unit = np.abs(port.amount)
        self._add(
            "Generator", name, bus=port.bus, carrier=commodity_of(port.bus),
            sign=1.0 if port.amount[0] > 0.0 else -1.0,
            **self._bounds(cap * per_unit, least * per_unit), marginal_cost=cost / per_unit,
        )  # fmt: skip

    def _purchase(self, column: Column, port: _Port, cap: Floats, cost: Floats) -> None:
        """Write a purchase under a demand charge: one plant a month, as large as its peak."""
        for month, inside, share in self.network.timeline.months():
            self._add(
                "Generator", f"{column.name} {month}", bus=port.bus, carrier=commodity_of(port.bus),
                p_nom_extendable=True, p_nom_max=float(cap[inside].max()),
                capital_cost=column.demand_cny_per_mw * share, p_max_pu=inside.astype(np.float64),
                marginal_cost=cost,
            )  # fmt: skip

    def _link(self, name: str, ports: list[_Port], cap: Floats, cost: Floats, least: float) -> None:
        """Write a column on several buses, counted at an input that it takes at all times."""
        inputs = [port for port in ports if (port.amount < 0.0).all()]
        steady = [port for port in inputs if (port.amount == port.amount[0]).all()]
        first = (steady or inputs or [_Port(OUTSIDE, -np.ones(self.steps))])[0]
        taken = -first.amount
        fields: dict[str, object] = {}
        for number, port in enumerate((p for p in ports if p is not first), start=1):
            fields[f"bus{number}"] = port.bus
            fields["efficiency" if number == 1 else f"efficiency{number}"] = port.amount / taken
        self._add(
            "Link", name, bus0=first.bus, carrier=commodity_of(first.bus),
            **self._bounds(cap * taken, least * taken), marginal_cost=cost / taken, **fields,
        )  # fmt: skip

    def _bounds(self, cap: Floats, least: Floats) -> dict[str, object]:
        """Return nameplate and shares of it; a unit with a minimum is on or off."""
        nominal = float(cap.max())
        share = nominal if nominal > 0.0 else 1.0
        found: dict[str, object] = {"p_nom": nominal, "p_max_pu": cap / share}
        if least.any():
            found |= {"committable": True, "p_min_pu": least / share}
        return found
