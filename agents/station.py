"""Station: a place with a queue, where vehicles of any fleet are filled."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from agents.asset import Outages
from agents.base import AgentSpec, ParkAgent, agent_kind
from agents.yard.books import station_facts
from agents.yard.station_row import StationData, check_charging, station_parts
from agents.yard.tables import QueueRule, StationKind
from twin.components.base import ComponentSpec
from twin.components.hydrogen import LHV_MWH_PER_KG
from twin.facts import Fact
from twin.station_types import StationType, station_types
from twin.units import Quantity

KIND_OF = {"plugs": "plugs", "swap": "swap", "hydrogen": "pumps"}


class StationSpec(AgentSpec):
    """A station: plugs, swap bays or hydrogen pumps, and how its power is set.

    What is not given is as the ``model`` has it.

    Attributes
    ----------
    station_type : str
        ``plugs``, ``swap`` or ``hydrogen``.
    model : str
        Name in ``stations.yaml``.
    servers : int
        Plugs, bays or pumps.
    power_mw : float
        Power into the vehicle of a plug, into each battery of the rack, or flow of a pump
        (lower heating value).
    efficiency : float
        Of plug or rack, from the grid side, one way; 0.95 without a model.
    site_mw : float or None
        Most the whole station draws from the park.
    charging : str
        How power is set: a file in ``configs/charging``.
    limit_mw : float or None
        What a peak-limited station keeps; ``site_mw`` if not given.
    tariff : str
        Tariff that control by price goes by; the park's only one if not given.
    queue : str
        Who is next: ``first_come``, ``lowest_store`` or ``earliest_departure``.
    handling_s : int
        Time a service takes beside the filling; of a swap, the whole swap.
    rack, rack_kwh : int, float
        Batteries in the rack of a swap station, and the nameplate energy of each.
    ready_share : float
        Share of a full battery from which it may be handed out; 1 without a model.
    reserves : bool
        Vehicles on their way to a swap station hold a battery.
    bank_kg, refill_kg_h : float
        Hydrogen in the bank when full, and the flow that refills it from the park's hydrogen.
    outages : Outages or None
        Of each server.
    belongs_to : str
        Agent that owns it in the accounts; itself if empty.
    """

    kind: Literal["station"] = "station"
    station_type: Literal["plugs", "swap", "hydrogen"]
    model: str = ""
    servers: Annotated[int, Field(ge=1, le=500)] | None = None
    power_mw: Quantity("MW", gt=0, le=60) | None = None  # type: ignore[valid-type]
    efficiency: Annotated[float, Field(gt=0, le=1)] | None = None
    site_mw: Quantity("MW", gt=0) | None = None  # type: ignore[valid-type]
    charging: str = "uncontrolled"
    limit_mw: Quantity("MW", gt=0) | None = None  # type: ignore[valid-type]
    tariff: str = ""
    queue: Literal["first_come", "lowest_store", "earliest_departure"] = "first_come"
    handling_s: Annotated[int, Field(ge=0, le=7200)] | None = None
    rack: Annotated[int, Field(ge=1, le=500)] | None = None
    rack_kwh: Quantity("kWh", gt=0) | None = None  # type: ignore[valid-type]
    ready_share: Annotated[float, Field(gt=0, le=1)] | None = None
    reserves: bool = True
    bank_kg: Quantity("kg", gt=0) | None = None  # type: ignore[valid-type]
    refill_kg_h: Annotated[float, Field(gt=0)] | None = None
    outages: Outages | None = None
    belongs_to: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> StationSpec:
        wanted = KIND_OF[self.station_type]
        fitting = [name for name, row in station_types().items() if row.kind == wanted]
        if self.model and self.model not in fitting:
            raise ValueError(f"model: no {self.station_type} '{self.model}'; there are: {fitting}")
        needs = {"swap": ("rack", "rack_kwh"), "hydrogen": ("bank_kg", "refill_kg_h")}
        for name in ("servers", "power_mw", *needs.get(self.station_type, ())):
            if getattr(self, name) is None and not self.model:
                raise ValueError(f"{name}: this key is missing; give it, or a model: {fitting}")
        for kind, names in needs.items():
            for name in names:
                if kind != self.station_type and getattr(self, name) is not None:
                    raise ValueError(f"{name}: only a station of type {kind} has it")
        check_charging(self.charging)
        return self

    def _of(self, name: str, of_model: str, usual: float) -> Any:  # noqa: ANN401 - a number
        """Return a field, or what the model has, or what is usual."""
        given = getattr(self, name)
        if given is not None:
            return given
        row: StationType | None = station_types()[self.model] if self.model else None
        return usual if row is None else getattr(row, of_model)

    @property
    def data(self) -> StationData:
        """Its row of the yard."""
        site = math.inf if self.site_mw is None else self.site_mw
        return StationData(
            kind=StationKind[KIND_OF[self.station_type].upper()],
            servers=self._of("servers", "servers", 1),
            server_mw=self._of("power_mw", "server_mw", 0.0),
            efficiency=self._of("efficiency", "efficiency", 0.95)
            if self.station_type != "hydrogen"
            else 1.0,
            site_mw=site,
            fixed_s=self._of("handling_s", "fixed_s", 0),
            rule=QueueRule[self.queue.upper()],
            reserves=self.station_type == "swap" and self.reserves,
            strategy=self.charging,
            limit_mw=site if self.limit_mw is None else self.limit_mw,
            rack=self._of("rack", "rack", 0),
            rack_kwh=self._of("rack_kwh", "rack_kwh", 0.0),
            ready_share=self._of("ready_share", "ready_share", 1.0),
            bank_mwh=self._of("bank_kg", "bank_kg", 0.0) * LHV_MWH_PER_KG,
            refill_mw=self._of("refill_kg_h", "refill_kg_h", 0.0) * LHV_MWH_PER_KG,
            tariff=self.tariff,
        )

    def components(self, name: str) -> Mapping[str, ComponentSpec]:
        """Return what it draws from the park, and feeds back."""
        return station_parts(name, self.data)

    def owner(self, name: str) -> str:
        """Return the owner named, or the agent itself."""
        return self.belongs_to or name

    def event_key(self) -> Mapping[str, Any] | None:
        """Return all that filling follows; None where it goes by the park's energy system."""
        if self.data.looks:
            return None
        apart = {"label", "position", "source", "confidence", "belongs_to", "model"}
        plain = self.model_dump(mode="json", exclude=apart)
        return {**plain, **self.data.to_json()}

    def tariffs(self) -> tuple[str, ...]:
        """Return the tariff its control goes by."""
        return self.data.tariffs


@agent_kind("station")
class Station(ParkAgent):
    """A station: its servers' luck, and the books of what it gave."""

    Spec = StationSpec

    def tally(self) -> Mapping[str, float]:
        """Return what the station did."""
        return self.park.yard.station_tally(self.name)

    def close(self, tally: Mapping[str, float]) -> None:
        """Keep what the station did."""
        self._did = tally

    def facts(self) -> Iterable[Fact]:
        """Return services, waiting and energy."""
        return station_facts(self.name, self._did)
