"""What a park file may say: the schema of everything but its agents and components."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from agents.freight.roads import RoadsSpec
from twin.accounts.choices import Choices
from twin.dispatch.settings import Dispatch, dispatch_of
from twin.labels import Label
from twin.series import NumberOrSeries

NonNegative = Annotated[float, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ClimateSpec(_Strict):
    """Weather: a station's climate, or a file (EPW, TMY3, PVGIS).

    Attributes
    ----------
    station : str
        Id in ``configs/climates``.
    file : str
        Path beside the park file.
    ghi_scale : float
        Factor on the station's irradiation, for stations known to be too bright.
    seed : int
        Luck of the weather alone (a *weather year*); the park's seed if not given.
    """

    station: str = ""
    file: str = ""
    ghi_scale: Annotated[float, Field(gt=0.2, lt=2)] = 1.0
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None

    @model_validator(mode="after")
    def _a_file_has_no_luck(self) -> ClimateSpec:
        if self.file and self.seed is not None:
            raise ValueError("a weather file has no seed; name a station, or leave the seed away")
        return self


class PriceSpec(_Strict):
    """A price with its unit; a bare number in a park file keeps the region's unit and source.

    Attributes
    ----------
    value : float or series
        The price.
    unit : str
        CNY per physical unit, such as CNY/m3.
    """

    value: NumberOrSeries("dimensionless")  # type: ignore[valid-type]
    unit: str
    source: str = ""
    confidence: str = ""

    @field_validator("value")
    @classmethod
    def _is_not_negative(cls, value: Any) -> Any:  # noqa: ANN401 - a number or a series
        if isinstance(value, int | float) and value < 0:
            raise ValueError("must not be negative")
        return value


class FactorChoice(_Strict):
    """Which named factors are used.

    Attributes
    ----------
    fuel_set : str
        Set in ``configs/factors/fuels``.
    grid : str
        Row of ``factors/grid.yaml`` for the location-based ledger.
    residual, equivalent : str
        Rows of ``factors/electricity.yaml`` for the residual ledger and for 等价值.
    grid_scale, residual_scale : float
        Times these two factors, for a grid that is cleaner than the one published. The park method
        has a factor of its own, fixed by the rule.
    """

    fuel_set: str = "annex4_db_v2"
    grid: str
    residual: str = "residual_2023"
    equivalent: str = "equivalent_kgce_per_kwh"
    grid_scale: Annotated[float, Field(ge=0, le=2)] = 1.0
    residual_scale: Annotated[float, Field(ge=0, le=2)] = 1.0


class BoundarySpec(_Strict):
    """The assessed park: everything, or a park within it.

    Attributes
    ----------
    scope : str
        ``whole``, or ``within`` for the agents named.
    inside : tuple of str
        Enterprises, buildings and fleets inside; assets and the operator always are, unless they
        belong to someone outside.
    """

    scope: Literal["whole", "within"] = "whole"
    inside: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _scope_fits_the_list(self) -> BoundarySpec:
        if (self.scope == "within") != bool(self.inside):
            raise ValueError("'inside' names agents if scope is 'within', and only then")
        return self


class Plan(_Strict):
    """Extent of the plan of the park, for drawing.

    Attributes
    ----------
    width_m, height_m : float
        West to east, south to north.
    """

    width_m: Annotated[float, Field(gt=0)] = 2000.0
    height_m: Annotated[float, Field(gt=0)] = 1500.0


class FactEntry(_Strict):
    """A fact recorded for the park itself.

    Attributes
    ----------
    key : str
        What it is.
    value : float
        Its number.
    date : date
        When it was recorded or took effect.
    note : str
        Detail or evidence.
    """

    key: str
    value: float = 1.0
    unit: str = ""
    date: dt.date | None = None
    note: str = ""


def _intervention(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    return {"id": value} if isinstance(value, str) else value


class InterventionEntry(_Strict):
    """A measure or an assumption applied to the park, with its parameters.

    Attributes
    ----------
    id : str
        Name in ``configs/interventions`` or ``configs/assumptions``.
    parameters : mapping
        Values; the defaults if not given.
    suffix : str
        Which one it is, of a measure that may stand more than once.
    """

    id: str
    suffix: str = ""
    parameters: dict[str, float] = Field(default_factory=dict)


class ParkSpec(_Strict):
    """A whole park, as checked.

    ``agents`` and ``components`` are parsed by kind and type beside this header; see
    :class:`LoadedPark`.

    Attributes
    ----------
    format : int
        Version of this format.
    description : Label
        A sentence on the park.
    region : str
        Layer of prices, tariff, climate and factors, by name in ``configs/regions``.
    start : date
        First day of the simulated span.
    days : int
        Length of the span; to the same date of the next year if not given.
    step_minutes : int
        Length of an interval.
    seed : int
        Base seed of all chance.
    dispatch : Dispatch
        How stores and flexible plants are run; the name of a planner is enough.
    climate : ClimateSpec
        Weather.
    tariffs : mapping
        Tariffs in use, by name in ``configs/tariffs``, each with changes to single fields.
    prices : mapping
        Prices by item (fuels, water, waste, carbon); a bare number keeps the unit below it.
    factors : FactorChoice
        Named factor sets and rows.
    accounting : Choices
        Switches that the rules leave open.
    boundary : BoundarySpec
        The assessed park.
    indicator_systems : tuple of str
        Systems scored, by name in ``configs/indicators``.
    waivers : mapping
        Reasons by system and indicator.
    facts : tuple of FactEntry
        Facts recorded for the park itself, such as ``construction_started``.
    plan : Plan
        Extent of the plan of the park.
    roads : RoadsSpec
        Roads and gates; a grid of streets with one gate is assumed where there are none.
    interventions : tuple
        Measures applied in order: ids, or ids with parameters.
    assumptions : tuple
        What the world decides, in the same form.
    """

    format: Literal[1] = 1
    label: Label
    description: Label | None = None
    region: str = ""
    start: Annotated[dt.date, Field(ge=dt.date(1950, 1, 1), le=dt.date(2100, 12, 31))] = dt.date(
        2025, 1, 1
    )
    days: Annotated[int, Field(ge=1, le=3660)] | None = None
    step_minutes: Literal[5, 10, 15, 20, 30, 60] = 15
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    dispatch: Annotated[Dispatch, BeforeValidator(dispatch_of)] = Field(default_factory=Dispatch)
    climate: ClimateSpec | None = None
    tariffs: dict[str, dict[str, Any]] = Field(default_factory=dict)
    prices: dict[str, PriceSpec] = Field(default_factory=dict)
    factors: FactorChoice
    accounting: Choices = Field(default_factory=Choices)
    boundary: BoundarySpec = Field(default_factory=BoundarySpec)
    indicator_systems: tuple[str, ...] = ("national", "yunnan", "jiangxi")
    waivers: dict[str, dict[str, str]] = Field(default_factory=dict)
    facts: tuple[FactEntry, ...] = ()
    plan: Plan = Field(default_factory=Plan)
    roads: RoadsSpec | None = None
    interventions: tuple[Annotated[InterventionEntry, BeforeValidator(_intervention)], ...] = ()
    assumptions: tuple[Annotated[InterventionEntry, BeforeValidator(_intervention)], ...] = ()
