"""Building: its caretaker opens it each day, sees who comes, and relaxes set points on request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from agents.base import AgentSpec, ParkAgent, agent_kind
from agents.notices import Asked, Notice
from twin.clock import Process
from twin.components.base import ComponentSpec
from twin.components.building import Building as BuildingComponent
from twin.components.building import building_types
from twin.components.levels import HeatLevel
from twin.facts import Fact
from twin.timeline import SECONDS_PER_DAY
from twin.units import Quantity, Share

RELAX_K = 2.0  # offices give up two kelvin on a call to reduce
ATTENDANCE_SPREAD = 0.05


class BuildingSpec(AgentSpec):
    """One building, with what is certified about it.

    Attributes
    ----------
    building_type : str
        Id in ``building_types.yaml``.
    heating : str
        ``electric`` (air-source machine), ``none``, or a heat level of the park.
    cooling : str
        ``electric``, ``none``, or ``chilled_water_7`` from the park's chillers.
    roof_m2, usable_roof_share : float
        Gross roof (floor over storeys if zero), and the share on which PV could stand.
    attendance : float
        Mean share of the usual people who come.
    built_on : date or None
        When it was finished; decides whether it counts as new.
    certificate : str
        ``none``, ``star_1`` to ``star_3``, ``ultra_low``, ``near_zero``, ``zero``.
    certified_on : date
        When the certificate was granted; without a date it does not count.
    """

    kind: Literal["building"] = "building"
    building_type: str
    floor_m2: Quantity("m^2", gt=0)  # type: ignore[valid-type]
    storeys: Annotated[int, Field(ge=1, le=60)] = 4
    heating: Literal["electric", "none"] | HeatLevel = "electric"
    cooling: Literal["electric", "none", "chilled_water_7"] = "electric"
    attendance: Share = 0.92
    roof_m2: Quantity("m^2", ge=0) = 0.0  # type: ignore[valid-type]
    usable_roof_share: Share = 0.5
    built_on: dt.date | None = None
    certificate: Literal["none", "star_1", "star_2", "star_3", "ultra_low", "near_zero", "zero"] = (
        "none"
    )
    certified_on: dt.date | None = None

    @field_validator("building_type")
    @classmethod
    def _type_is_known(cls, value: str) -> str:
        if value not in building_types():
            raise ValueError(
                f"no building type '{value}'; there are: {', '.join(building_types())}"
            )
        return value

    def components(self, name: str) -> Mapping[str, ComponentSpec]:
        """Return the building as one zone."""
        return {
            f"{name}/zone": BuildingComponent(
                type_id=self.building_type,
                floor_m2=self.floor_m2,
                storeys=self.storeys,
                heating=self.heating,
                cooling=self.cooling,
                attendance_meter=f"{name}/attendance",
                relax_meter=f"{name}/relax",
                built_on=self.built_on,
            )
        }

    def event_key(self) -> Mapping[str, Any]:
        """Return what the daily round follows."""
        return {"attendance": self.attendance}


@agent_kind("building")
class Building(ParkAgent):
    """A building's caretaker."""

    Spec = BuildingSpec

    def start(self) -> None:
        """Start the daily round."""
        self.asked = Asked()
        self.process(self._open_daily())

    def _open_daily(self) -> Process:
        spec: BuildingSpec = self.spec
        luck = self.stream("attendance").standard_normal(self.park.timeline.days)
        for day in range(self.park.timeline.days):
            share = spec.attendance + ATTENDANCE_SPREAD * float(luck[day])
            self.set_meter("attendance", min(max(share, 0.0), 1.0))
            yield self.wait(SECONDS_PER_DAY)

    def on_notice(self, notice: Notice) -> None:
        """Relax the set points while the notice lasts."""
        self.process(self._relax(notice))

    def _relax(self, notice: Notice) -> Process:
        yield self.wait(max(notice.begins - self.now, 0))
        self.set_meter("relax", RELAX_K * self.asked.begin(notice.share))
        self.log("relaxes", RELAX_K * notice.share, "K", notice.reason)
        yield self.wait(notice.ends - self.now)
        self.set_meter("relax", RELAX_K * self.asked.end(notice.share))

    def facts(self) -> Iterable[Fact]:
        """Return roof, floor area and certificate."""
        spec: BuildingSpec = self.spec
        roof = spec.roof_m2 or spec.floor_m2 / spec.storeys
        yield Fact(self.name, "roof_m2", roof, "m2")
        yield Fact(self.name, "roof_usable_m2", roof * spec.usable_roof_share, "m2")
        yield Fact(self.name, "floor_m2", spec.floor_m2, "m2", spec.built_on, spec.certificate)
        if spec.certificate != "none":
            yield Fact(
                self.name, "building_certificate", 1.0, "", spec.certified_on, spec.certificate
            )
