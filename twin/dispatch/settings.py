"""What a park may say of its dispatch: planner, objective, forecast, order of curtailment."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

PlannerName = Literal["rules", "rolling", "perfect"]
Preset = Literal["cost", "carbon", "self_consumption", "peak"]

# A preset outweighs cost without ever letting demand go unserved (penalties of the catalogue).
PRESETS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "cost": MappingProxyType({}),
        "carbon": MappingProxyType({"carbon_cny_per_t": 2000.0}),
        "self_consumption": MappingProxyType({"self_consumption_cny_per_mwh": 500.0}),
        "peak": MappingProxyType({"peak_cny_per_kw_month": 500.0}),
    }
)


class Objective(BaseModel):
    """What the dispatch minimises: cost, and what else is given a price. No account sees it.

    Cost is what varies in the bill: purchases less sales, running cost, wear, the demand charge,
    and the price of carbon on fuel burned. The weights come on top of it.

    Attributes
    ----------
    carbon_cny_per_t : float
        Price on CO2 of fuel burned, power and heat bought.
    carbon_ledger : str
        ``park`` (all grid power at the national fossil factor) or ``location`` (provincial grid).
    self_consumption_cny_per_mwh : float
        Penalty on power sent out and on power bought, so that own power is kept for own use.
    peak_cny_per_kw_month : float
        Charge on the month's highest purchase, beside the tariff's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    carbon_cny_per_t: Annotated[float, Field(ge=0, le=2000)] = 0.0
    carbon_ledger: Literal["park", "location"] = "park"
    self_consumption_cny_per_mwh: Annotated[float, Field(ge=0, le=1000)] = 0.0
    peak_cny_per_kw_month: Annotated[float, Field(ge=0, le=1000)] = 0.0


def _objective(value: object) -> object:
    return dict(PRESETS[value]) if isinstance(value, str) and value in PRESETS else value


class Dispatch(BaseModel):
    """How stores and flexible plants are run.

    Attributes
    ----------
    planner : str
        ``rules``, ``rolling`` or ``perfect``.
    objective : Objective
        Weights, or one of ``cost``, ``carbon``, ``self_consumption``, ``peak``.
    forecast : str
        Of ``rolling``: ``persistence`` (tomorrow is like today) or ``exact`` (from the recorded
        year, with ``forecast_error``); exact forecasts need a park in which no agent listens.
    forecast_error : float
        Relative standard deviation of the hourly errors of an exact forecast of demand, sun and
        wind; independent from hour to hour, mean one.
    curtail_first : tuple of str
        Plants of sun and wind in the order in which they give way; the others come last.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    planner: PlannerName = "rules"
    objective: Annotated[Objective, BeforeValidator(_objective)] = Field(default_factory=Objective)
    forecast: Literal["persistence", "exact"] = "persistence"
    forecast_error: Annotated[float, Field(ge=0, le=1)] = 0.0
    curtail_first: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _error_needs_a_forecast(self) -> Dispatch:
        if self.forecast_error and self.forecast != "exact":
            raise ValueError("forecast_error needs forecast: exact; persistence has its own error")
        if self.forecast == "exact" and self.planner != "rolling":
            raise ValueError(f"forecast: exact is for the planner rolling, not {self.planner}")
        return self

    @property
    def rehearses(self) -> bool:
        """Whether the planner needs the recorded year, and so plans a finished event layer."""
        return self.planner == "perfect" or self.forecast == "exact"


def dispatch_of(value: object) -> object:
    """Let a park file name just the planner."""
    return {"planner": value} if isinstance(value, str) else value
