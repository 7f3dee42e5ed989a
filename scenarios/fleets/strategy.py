"""A strategy of a fleet as data: which vehicles, filled where, when and how."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.fleets.settings import Strict
from scenarios.validation import validate
from scenarios.yaml_io import read_yaml
from twin.configs import config_file, config_names
from twin.errors import InputError, Problem
from twin.labels import Label
from twin.station_types import station_types
from twin.vehicles import Powertrain

FOLDER = "fleet_strategies"
ALL = "all"
Share = Annotated[float, Field(gt=0, le=1)]


class Part(Strict):
    """Vehicles of one powertrain.

    Attributes
    ----------
    powertrain : str
    share : float
        Of the fleet's vehicles.
    battery_kwh : mapping of str to float
        Battery by vehicle class; the class's usual one where it is not named.
    feeds : bool
        They give back to the park through two-way plugs, with the power of a plug.
    leased : bool
        Their batteries belong to somebody else and are leased.
    """

    powertrain: Powertrain
    share: Share = 1.0
    battery_kwh: dict[str, Annotated[float, Field(gt=0, le=2000)]] = Field(default_factory=dict)
    feeds: bool = False
    leased: bool = False


class StationPlan(Strict):
    """A station for the fleet.

    Attributes
    ----------
    type : str
        Name in ``stations.yaml``.
    per_vehicle : float
        Most servers for each vehicle that fills there; the service level decides how many.
    charging : str
        Name in ``configs/charging``.
    pays_fee : bool
        Somebody else runs it: the fleet pays a fee and no infrastructure.
    within : str
        Place whose station has these plugs besides (``with_type``): number and cost are in it.
    """

    type: str
    per_vehicle: Annotated[float, Field(gt=0, le=1)]
    charging: str = "uncontrolled"
    pays_fee: bool = False
    within: Literal["", "midday"] = ""

    @property
    def beside(self) -> int:
        """Plugs that an integrated station has besides, 0 for a station by itself."""
        return station_types()[self.type].servers if self.within else 0


class FleetStrategy(Strict):
    """A way to run the chosen fleets.

    Attributes
    ----------
    label, explanation : Label
    parts : tuple of Part
        Their shares sum to 1.
    depot, midday : StationPlan or None
        Where vehicles fill off duty, and between jobs.
    by_default : bool
        Whether it is compared when no strategy is named.
    source, confidence : str
    """

    id: str
    label: Label
    explanation: Label
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    depot: StationPlan | None = None
    midday: StationPlan | None = None
    by_default: bool = True
    source: str = Field(min_length=1)
    confidence: str = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> FleetStrategy:
        if abs(sum(part.share for part in self.parts) - 1.0) > 1e-9:
            raise ValueError("the shares of 'parts' must sum to 1")
        trains = [part.powertrain for part in self.parts]
        if len(set(trains)) < len(trains):
            raise ValueError("each powertrain may stand once in 'parts'")
        plugged = bool({"battery", "fuel_cell"} & set(trains))
        if plugged and self.depot is None and self.midday is None:
            raise ValueError("battery and fuel-cell vehicles need a depot or a midday station")
        if not plugged and (self.depot or self.midday):
            raise ValueError("engines fill outside the park: no depot, no midday station")
        self._fits_together()
        return self

    def _fits_together(self) -> None:
        """Refuse plugs that are no part of the station they are said to be within."""
        if self.midday is not None and self.midday.within:
            raise ValueError("midday: a station is not within itself")
        if self.depot is None or not self.depot.within:
            return
        other = "" if self.midday is None else station_types()[self.midday.type].with_type
        if self.depot.type != other:
            told = f"depot: within midday, whose station has '{other}' besides; expected that type"
            raise ValueError(told)

    @property
    def stations(self) -> dict[str, StationPlan]:
        """Its stations by place."""
        both: dict[str, StationPlan | None] = {"depot": self.depot, "midday": self.midday}
        return {place: plan for place, plan in both.items() if plan is not None}


@lru_cache(maxsize=64)
def _load(path: str, name: str) -> FleetStrategy:
    document = read_yaml(Path(path))
    found, problems = validate(FleetStrategy, {"id": name, **document.data}, document, ())
    if problems or found is None:
        raise InputError(problems)
    return found


def load_strategy(name: str) -> FleetStrategy:
    """Return the strategy ``configs/fleet_strategies/NAME.yaml``.

    Raises
    ------
    InputError
        If there is none of this name or it is not valid.
    """
    return _load(str(config_file(FOLDER, name)), name)


def strategy_names() -> tuple[str, ...]:
    """Return the names of all strategies."""
    return config_names(FOLDER)


def chosen_strategies(text: str) -> tuple[FleetStrategy, ...]:
    """Return the strategies of a list such as ``diesel,swap``.

    If it is empty, those that are compared by default; ``all`` stands for every one.

    Raises
    ------
    InputError
        With every name that is not known, or stands twice.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    if names == [ALL]:
        names = list(strategy_names())
    if not names:
        return tuple(s for s in map(load_strategy, strategy_names()) if s.by_default)
    known = ", ".join(strategy_names())
    wrong = [n for n in dict.fromkeys(names) if n not in strategy_names()]
    problems = [Problem(f"no such strategy; there are: {known}", "strategies", n) for n in wrong]
    twice = [n for n in dict.fromkeys(names) if names.count(n) > 1]
    problems += [Problem("stands twice", "strategies", name) for name in twice]
    if problems:
        raise InputError(problems)
    return tuple(load_strategy(name) for name in names)
