"""What a comparison of strategies goes by: service level, criteria, ranges and states of prices."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scenarios.validation import validate
from scenarios.yaml_io import read_yaml
from twin.configs import top_file
from twin.errors import InputError
from twin.labels import Label

FILE = "fleet_comparison.yaml"
CRITERIA = (
    "cost_per_km", "cost_per_t_km", "carbon_park", "carbon_location", "carbon_residual", "peak",
    "not_in_time", "space",
)  # fmt: skip
PHYSICAL = frozenset({"km", "use"})  # these drivers change the physics, so the jobs are run again
Factor = Annotated[float, Field(gt=0, le=10)]


class Strict(BaseModel):
    """Frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Given(Strict):
    """A number with its source.

    Attributes
    ----------
    value : float
    source, confidence : str
    """

    value: float
    source: str = Field(min_length=1)
    confidence: str = Field(min_length=1)


class Criterion(Strict):
    """What strategies are judged by; less is better in every one.

    Attributes
    ----------
    label : Label
    unit : str
    """

    label: Label
    unit: str


class Driver(Strict):
    """An assumption whose range the sensitivity walks through.

    Attributes
    ----------
    label : Label
    unit : str
        Of the price itself, "" if it is only told as a factor.
    low, high : float
        Ends of its range, times today's value.
    source, confidence : str
    """

    label: Label
    unit: str = ""
    low: Factor
    high: Factor
    source: str = Field(min_length=1)
    confidence: str = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_today(self) -> Driver:
        if not self.low < 1.0 < self.high:
            raise ValueError("the range must hold 1, today's value, inside")
        return self


class PriceState(Strict):
    """A state of the world's prices, for the regret.

    Attributes
    ----------
    label : Label
    factors : mapping of str to float
        By driver, times today's value.
    """

    label: Label
    factors: dict[str, Factor] = Field(default_factory=dict)


class FleetSettings(Strict):
    """The whole file.

    Attributes
    ----------
    reference : str
        The strategy that break-even prices are told against.
    service_level : Given
        Share of jobs in time below which a strategy fails.
    drivers_per_vehicle : Given
    criteria : mapping of Criterion
    drivers : mapping of Driver
    states : mapping of PriceState
    """

    reference: str
    service_level: Given
    drivers_per_vehicle: Given
    criteria: dict[str, Criterion]
    drivers: dict[str, Driver]
    states: dict[str, PriceState]

    @model_validator(mode="after")
    def _is_consistent(self) -> FleetSettings:
        if not 0.0 < self.service_level.value <= 1.0:
            raise ValueError("service_level must lie above 0 and not above 1")
        if unknown := set(self.criteria) - set(CRITERIA):
            raise ValueError(f"no such criterion: {', '.join(sorted(unknown))}")
        if missing := PHYSICAL - set(self.drivers):
            raise ValueError(f"drivers: {', '.join(sorted(missing))} is missing")
        known = set(self.drivers) - PHYSICAL
        for name, state in self.states.items():
            if unknown := set(state.factors) - known:
                raise ValueError(f"state {name}: no such price: {', '.join(sorted(unknown))}")
        return self


@lru_cache(maxsize=4)
def _load(path: str) -> FleetSettings:
    from pathlib import Path

    document = read_yaml(Path(path))
    found, problems = validate(FleetSettings, document.data, document, ())
    if problems or found is None:
        raise InputError(problems)
    return found


def fleet_settings() -> FleetSettings:
    """Return the settings of ``configs/fleet_comparison.yaml``.

    Raises
    ------
    InputError
        If the file is not valid.
    """
    return _load(str(top_file(FILE)))
