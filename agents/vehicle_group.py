"""Equal vehicles of a fleet: class, powertrain, battery, and where they are filled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.units import PowerMW, Quantity
from twin.vehicles import Powertrain, VehicleClass, vehicle_classes, vehicle_row


class VehicleGroup(BaseModel):
    """Equal vehicles of a fleet.

    Attributes
    ----------
    vehicle_class : str
        Id in ``vehicles.yaml``.
    powertrain : str
        ``diesel``, ``lng``, ``battery`` or ``fuel_cell``.
    count : int
        Number of vehicles.
    battery_kwh : float or None
        Battery; the class's usual one if not given.
    feed_mw : float
        Most each gives back to the park through a two-way plug.
    station, midday_station : str
        Where they are filled, if not where the fleet's are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    vehicle_class: str
    powertrain: Powertrain
    count: Annotated[int, Field(ge=0, le=2000)]
    battery_kwh: Quantity("kWh", gt=0) | None = None  # type: ignore[valid-type]
    feed_mw: PowerMW = 0.0
    station: str = ""
    midday_station: str = ""

    @model_validator(mode="after")
    def _is_known(self) -> VehicleGroup:
        if self.vehicle_class not in vehicle_classes():
            known = ", ".join(vehicle_classes())
            raise ValueError(f"no vehicle class '{self.vehicle_class}'; there are: {known}")
        if not self.row:  # tells what of class, powertrain and battery does not fit
            raise ValueError("nothing is known of it")
        return self

    @property
    def details(self) -> VehicleClass:
        """The class's row."""
        return vehicle_classes()[self.vehicle_class]

    @property
    def battery_nameplate_kwh(self) -> float:
        """Its battery, 0 without one."""
        return self.battery_kwh or self.details.of(self.powertrain).battery_kwh

    @cached_property
    def row(self) -> Mapping[str, float]:
        """Columns of the yard's vehicles."""
        return vehicle_row(
            self.vehicle_class, self.powertrain, self.battery_kwh, feed_mw=self.feed_mw
        )
