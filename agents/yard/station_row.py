"""What a station is made of, whoever owns it, and what of it stands in the network."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from agents.yard.strategies import charging_strategy
from agents.yard.tables import Control, QueueRule, StationKind
from twin.components.base import ComponentSpec
from twin.components.hydrogen_station import HydrogenStation
from twin.components.metered import Demand
from twin.configs import config_names
from twin.vehicles import powertrains

BY_PRICE = frozenset({Control.TARIFF, Control.V2G})
BY_THE_PARK = frozenset({Control.SURPLUS, Control.COORDINATED})
FEEDS = frozenset({Control.V2G, Control.COORDINATED})


def check_charging(name: str) -> None:
    """Refuse a charging strategy that is not there.

    Raises
    ------
    ValueError
        With those that are.
    """
    known = config_names("charging")
    if name not in known:
        raise ValueError(f"charging: no strategy '{name}'; there are: {', '.join(known)}")


@dataclass(frozen=True)
class StationData:
    """One row of the yard's stations before places have numbers; fields as there.

    ``strategy`` names a file in ``configs/charging``; ``tariff`` is what control by price goes by.
    """

    kind: StationKind
    servers: int
    server_mw: float
    efficiency: float = 1.0
    site_mw: float = math.inf
    fixed_s: int = 0
    rule: QueueRule = QueueRule.FIRST_COME
    reserves: bool = False
    strategy: str = "uncontrolled"
    limit_mw: float = math.inf
    rack: int = 0
    rack_kwh: float = 0.0
    ready_share: float = 1.0
    bank_mwh: float = math.inf
    refill_mw: float = 0.0
    tariff: str = ""

    @property
    def rack_mwh(self) -> float:
        """What can be used of each battery of the rack."""
        window = powertrains()["battery"]
        return self.rack_kwh / 1000.0 * (window.soc_max - window.soc_min)

    @property
    def control(self) -> Control:
        """How its power is set."""
        return charging_strategy(self.strategy).control

    @property
    def feeds(self) -> bool:
        """Whether it may give back to the park."""
        return self.control in FEEDS

    @property
    def tariffs(self) -> tuple[str, ...]:
        """The tariff it reads, if it reads one."""
        return (self.tariff,) if self.control in BY_PRICE else ()

    @property
    def looks(self) -> bool:
        """Whether it goes by what the park's energy system does."""
        return self.control in BY_THE_PARK

    def to_json(self) -> dict[str, Any]:
        """Return all that events follow as plain data."""
        plain = {key: str(value) for key, value in asdict(self).items()}
        return plain | {"control": charging_strategy(self.strategy).model_dump(mode="json")}


def station_parts(name: str, station: StationData) -> Mapping[str, ComponentSpec]:
    """Return what a station draws from the park, by component name."""
    draw = (f"{name}/draw",)
    if station.kind == StationKind.PUMPS:
        return {name: HydrogenStation(meters=draw)}
    return {name: Demand(bus="electricity", meters=draw, activity="transport")}
