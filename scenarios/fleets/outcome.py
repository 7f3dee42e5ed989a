"""What one strategy came to: service, energy, carbon and cost of the same jobs.

A yearly cost is a sum of lines, and each line is proportional to one price, its *driver*. That is
exact (energy to its price, batteries to theirs), so every question about prices is answered by the
lines, without another run. What changes the physics (distance, use) needs runs of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

LEDGERS = ("park", "location", "residual")
ITEMS = (
    "vehicle", "battery", "energy", "demand_charge", "swap_fee", "maintenance", "insurance",
    "driver", "infrastructure", "carbon", "other",
)  # fmt: skip
NO_CHANGE: Mapping[str, float] = MappingProxyType({})
WORKS = ("t_km", "km", "year")  # what a cost is told of, the first of which there is any
LATE_EDGES_MIN = (0.0, 15.0, 60.0, 240.0)


@dataclass(frozen=True)
class Spread:
    """Percentiles of a sample, 0 of an empty one.

    Attributes
    ----------
    count : int
        Size of the sample.
    p50, p95, p99, most : float
        In the unit of the sample.
    """

    count: int = 0
    p50: float = 0.0
    p95: float = 0.0
    p99: float = 0.0
    most: float = 0.0


@dataclass(frozen=True)
class Service:
    """What became of the jobs of the span.

    Attributes
    ----------
    done, late, refused, expired : int
        In time; after they were due; beyond any vehicle; begun by nobody in time.
    left : int
        Neither begun nor given up although they were due when the span ended, or, if they are never
        late, could have been over.
    open : int
        Not due yet when the span ended; they count in no share.
    late_min : Spread
        Lateness of all jobs that were done, 0 for those in time [min].
    late_bins : tuple of int
        Late jobs by lateness, edges in ``LATE_EDGES_MIN``, the last bin open.
    wait_min : Spread
        Waits at stations, of all services [min].
    start_min : Spread
        From when a job could begin to when a vehicle set out for it [min].
    reneged : int
        Vehicles that left a queue without service.
    """

    done: int
    late: int = 0
    refused: int = 0
    expired: int = 0
    left: int = 0
    open: int = 0
    late_min: Spread = Spread()
    late_bins: tuple[int, ...] = ()
    wait_min: Spread = Spread()
    start_min: Spread = Spread()
    reneged: int = 0

    @property
    def due(self) -> int:
        """Jobs that had to be done within the span."""
        return self.done + self.late + self.refused + self.expired + self.left

    @property
    def level(self) -> float | None:
        """Share of them done in time; None if there were none: nothing was shown."""
        return self.done / self.due if self.due else None


@dataclass(frozen=True)
class Needs:
    """Vehicles and stations in use, sized to the service level.

    Attributes
    ----------
    vehicles : mapping of str to int
        By powertrain.
    servers : mapping of str to int
        Plugs, bays or pumps by station.
    power_mw : mapping of str to float
        Power of all servers of a station together.
    space_m2 : float
        Land of the stations.
    reached : bool
        False if no size that was tried meets the service level.
    spare_batteries : int
        In the racks of swap stations.
    """

    vehicles: Mapping[str, int]
    servers: Mapping[str, int] = field(default_factory=dict)
    power_mw: Mapping[str, float] = field(default_factory=dict)
    space_m2: float = 0.0
    reached: bool = True
    spare_batteries: int = 0

    @property
    def fleet(self) -> int:
        """All vehicles."""
        return sum(self.vehicles.values())


@dataclass(frozen=True)
class CostLine:
    """One line of the yearly cost.

    Attributes
    ----------
    item : str
        One of ``ITEMS``.
    driver : str
        The price it is proportional to, a name in ``configs/fleet_comparison.yaml``; "" if none.
    cny_per_year : float
    """

    item: str
    driver: str
    cny_per_year: float


@dataclass(frozen=True)
class Bill:
    """A yearly cost with the work it pays for.

    Attributes
    ----------
    lines : tuple of CostLine
    km, t_km : float
        Driven, and moved under load, of one year.
    """

    lines: tuple[CostLine, ...]
    km: float
    t_km: float

    def total(self, factors: Mapping[str, float] = NO_CHANGE) -> float:
        """Return the yearly cost [CNY] with prices times these factors."""
        return sum(line.cny_per_year * factors.get(line.driver, 1.0) for line in self.lines)

    def of_item(self, item: str) -> float:
        """Return the yearly cost of one item [CNY]."""
        return sum(line.cny_per_year for line in self.lines if line.item == item)

    def of_driver(self, driver: str) -> float:
        """Return the yearly cost that is proportional to a price [CNY]."""
        return sum(line.cny_per_year for line in self.lines if line.driver == driver)

    def per_km(self, factors: Mapping[str, float] = NO_CHANGE) -> float | None:
        """Return the cost of a kilometre [CNY/km], None if nothing drove."""
        return self.total(factors) / self.km if self.km > 0.0 else None

    def per(self, work: str, factors: Mapping[str, float] = NO_CHANGE) -> float | None:
        """Return the cost of a unit of work, one of ``WORKS``, None if none of it was done."""
        if work == "year":
            return self.total(factors)
        return self.per_t_km(factors) if work == "t_km" else self.per_km(factors)

    def per_t_km(self, factors: Mapping[str, float] = NO_CHANGE) -> float | None:
        """Return the cost of a tonne-kilometre [CNY/(t km)], None if nothing was moved."""
        return self.total(factors) / self.t_km if self.t_km > 0.0 else None

    def to_json(self) -> dict[str, Any]:
        """Return the bill as plain data."""
        return {
            "km_per_year": self.km,
            "t_km_per_year": self.t_km,
            "cny_per_year": self.total(),
            "cny_per_km": self.per_km(),
            "cny_per_t_km": self.per_t_km(),
            "by_item_cny_per_year": {item: self.of_item(item) for item in ITEMS},
            "lines": [asdict(line) for line in self.lines],
        }


@dataclass(frozen=True)
class Power:
    """Electricity and other carriers of the span, and what they do to the park.

    Attributes
    ----------
    by_carrier_mwh : mapping of str to float
        What vehicles and stations took: electricity at the grid side, fuels by heating value.
    by_origin_mwh : mapping of str to float
        The same electricity, at the grid side of plugs and racks, by where it came from, traced
        interval by interval; what vehicles give back is not taken off.
    fed_mwh : float
        Given back to the park.
    station_peak_mw : float
        Highest draw of all stations together, mean of an interval.
    park_peak_mw, rest_peak_mw : float
        Highest grid import of the park, and with the fleet at rest.
    self_use, rest_self_use : float or None
        Share of own generation that is used in the park, and with the fleet at rest.
    """

    by_carrier_mwh: Mapping[str, float] = field(default_factory=dict)
    by_origin_mwh: Mapping[str, float] = field(default_factory=dict)
    fed_mwh: float = 0.0
    station_peak_mw: float = 0.0
    park_peak_mw: float = 0.0
    rest_peak_mw: float = 0.0
    self_use: float | None = None
    rest_self_use: float | None = None


@dataclass(frozen=True)
class FleetOutcome:
    """A strategy with all it came to.

    Attributes
    ----------
    strategy, zh, en : str
        Its id and names.
    service : Service
    needs : Needs
    power : Power
    carbon_t : mapping of str to float
        Of one year by ledger: the park with the fleet less the park with the fleet at rest.
    bill : Bill
    least_vehicles : int or None
        Fewest vehicles that reach the service level; None if none tried does, or not asked.
    cautions : tuple of (str, str)
        What a reader must know, in Chinese and English.
    """

    strategy: str
    zh: str
    en: str
    service: Service
    needs: Needs
    power: Power
    carbon_t: Mapping[str, float]
    bill: Bill
    least_vehicles: int | None = None
    cautions: tuple[tuple[str, str], ...] = field(default=())

    def label(self, lang: str) -> str:
        """Return its name."""
        return self.zh if lang == "zh" else self.en

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as plain data."""
        service = asdict(self.service)
        service |= {"due": self.service.due, "level": self.service.level}
        needs = {k: dict(v) if isinstance(v, Mapping) else v for k, v in vars(self.needs).items()}
        power = {k: dict(v) if isinstance(v, Mapping) else v for k, v in vars(self.power).items()}
        return {
            "strategy": self.strategy, "zh": self.zh, "en": self.en, "service": service,
            "needs": needs | {"fleet": self.needs.fleet, "least_vehicles": self.least_vehicles},
            "power": power, "carbon_t_per_year": dict(self.carbon_t), "bill": self.bill.to_json(),
            "cautions": [{"zh": zh, "en": en} for zh, en in self.cautions],
        }  # fmt: skip
