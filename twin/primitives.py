"""The four primitives on buses, of which every physical thing is made.

*Source*, *Sink*, *Converter* and *Storage* carry electricity, heat by level, fuels, water and
wastes alike. All amounts are non-negative and flow from a source node to a target node.
Rates are per hour; the network turns them into amounts per interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
NO_TAGS: Mapping[str, str] = MappingProxyType({})


class Purpose(StrEnum):
    """Why an amount flows; accounts select rows by it."""

    GRID_IMPORT = "grid_import"
    GRID_EXPORT = "grid_export"
    DIRECT_SUPPLY = "direct_supply"
    DIRECT_FEED_IN = "direct_feed_in"
    OWN_GENERATION = "own_generation"
    GENERATION = "generation"
    HEAT_IMPORT = "heat_import"
    HEAT_EXPORT = "heat_export"
    PURCHASE = "purchase"
    FUEL_USE = "fuel_use"
    FEEDSTOCK_USE = "feedstock_use"
    USE = "use"
    CONVERSION = "conversion"
    TRANSFER = "transfer"
    CHARGE = "charge"
    DISCHARGE = "discharge"
    LOSS = "loss"
    CURTAILED = "curtailed"
    REJECTED = "rejected"
    RECOVERABLE = "recoverable"
    RECOVERED = "recovered"
    UNSERVED = "unserved"
    SURPLUS = "surplus"
    PRODUCT = "product"
    BYPRODUCT = "byproduct"
    WATER_INTAKE = "water_intake"
    WATER_RECIRCULATED = "water_recirculated"
    WATER_RECLAIMED = "water_reclaimed"
    WASTEWATER = "wastewater"
    DISCHARGED = "discharged"
    WASTE_ARISING = "waste_arising"
    WASTE_USED = "waste_used"
    WASTE_STOCK_USED = "waste_stock_used"
    WASTE_DISPOSED = "waste_disposed"
    EMITTED = "emitted"
    CAPTURED = "captured"
    CO2_STORED = "co2_stored"


# Money of plants outside the park, on direct lines: in no bill of the park.
OUTSIDE = frozenset({Purpose.DIRECT_FEED_IN, Purpose.GENERATION})


class Live:
    """A series that a model of the plant writes slice by slice.

    ``array`` is given by the table of profiles; before that nothing can be written.
    """

    array: Floats | None = None

    def write(self, span: slice, values: Floats) -> None:
        """Write one slice; a series that no profile uses keeps nothing."""
        if self.array is not None:
            self.array[span] = values


@dataclass(frozen=True, eq=False)
class Profile:
    """A rate over time: ``scale * base[t] * sum(meters)[t]``; what is absent counts as one.

    Parameters
    ----------
    scale : float
    base : array, shape (n_steps,), or Live, optional
        Known from the start, or written as the year goes.
    meters : tuple of str
        Names of meters, summed in name order.
    """

    scale: float = 1.0
    base: Floats | Live | None = None
    meters: tuple[str, ...] = ()

    @property
    def is_constant(self) -> bool:
        """Whether the profile is one number."""
        return self.base is None and not self.meters

    @property
    def is_zero(self) -> bool:
        """Whether the profile is zero at all times, whatever the meters do."""
        if self.scale == 0.0:
            return True
        return isinstance(self.base, np.ndarray) and not self.base.any()

    @property
    def published(self) -> Floats | None:
        """The base if it is known from the start."""
        return self.base if isinstance(self.base, np.ndarray) else None


Rate = float | Profile


def as_profile(rate: Rate) -> Profile:
    """Return a rate as a profile."""
    return rate if isinstance(rate, Profile) else Profile(scale=float(rate))


@dataclass(frozen=True)
class Port:
    """One commodity going into or out of a converter.

    Parameters
    ----------
    bus : str
        ``commodity`` or ``commodity@place``; a place that starts with ``~`` is a terminal.
    coefficient : float or Profile
        Amount per unit of the converter's activity.
    purpose : Purpose
    node : str
        Name of the converter's side in the ledger; its own name if empty.
    unit : str
        Unit of a commodity that is not in the catalogue.
    tags : mapping
        What accounts must know of the row (origin, factor, temperature, …).
    """

    bus: str
    coefficient: Rate = 1.0
    purpose: Purpose = Purpose.CONVERSION
    node: str = ""
    unit: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: NO_TAGS)


@dataclass(frozen=True)
class Source:
    """Brings a commodity onto a bus.

    ``limit`` None is unlimited; ``fixed`` makes the whole rate come, wanted or not. ``unused``
    names the flow of what was available and not taken (curtailed, rejected);
    ``demand_cny_per_mw`` is charged for the highest rate of each month.
    """

    name: str
    bus: str
    purpose: Purpose
    limit: Rate | None = None
    fixed: Rate | None = None
    cost: Rate = 0.0
    unused: Purpose | None = None
    demand_cny_per_mw: float = 0.0
    origin: str = ""
    owner: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: NO_TAGS)


@dataclass(frozen=True)
class Sink:
    """Takes a commodity off a bus: all of ``fixed``, or up to ``limit`` at a cost (or reward).

    ``penalty`` orders the choices of the dispatch [CNY/unit] and enters no account.
    """

    name: str
    bus: str
    purpose: Purpose
    limit: Rate | None = None
    fixed: Rate | None = None
    cost: Rate = 0.0
    penalty: float = 0.0
    target: str = ""
    owner: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: NO_TAGS)


@dataclass(frozen=True)
class Converter:
    """Turns inputs into outputs in proportion to its activity.

    ``activity`` given makes it fixed (a running line); otherwise the dispatch chooses between
    zero or ``min_load`` and ``capacity`` (None is unlimited) at ``cost`` per unit of activity.
    ``penalty`` orders those choices as well [CNY/unit] and enters no account. ``first`` names the
    converter that carries the minimum load on (the first stretch of a curve) at equal activity.
    """

    name: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    capacity: Rate | None = None
    activity: Rate | None = None
    min_load: float = 0.0
    cost: Rate = 0.0
    penalty: float = 0.0
    owner: str = ""
    first: str = ""


@dataclass(frozen=True)
class Storage:
    """Keeps a commodity of a bus for later.

    ``value`` is what a unit in store is worth to the dispatch [CNY/unit] unless the planner
    supplies a better one; ``planned`` asks it to.
    """

    name: str
    bus: str
    capacity: float
    charge_rate: float
    discharge_rate: float
    charge_efficiency: float = 1.0
    discharge_efficiency: float = 1.0
    standing_loss_per_h: float = 0.0
    initial: float = 0.0
    value: float = 0.0
    throughput_cost: float = 0.02
    planned: bool = False
    availability: Rate = 1.0
    owner: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: NO_TAGS)
    charge_purpose: Purpose = Purpose.CHARGE
    discharge_purpose: Purpose = Purpose.DISCHARGE


Primitive = Source | Sink | Converter | Storage
