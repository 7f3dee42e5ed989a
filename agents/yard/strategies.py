"""Charging strategies as data, and what they know of the day ahead.

A strategy (``configs/charging/NAME.yaml``) says by which rule of :mod:`twin.kernels.charge_control`
a station sets its powers, what feeding back must earn, and how wrong its forecast is. Prices are
published and hence known; the park's surplus and the value of power in it are forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agents.yard.tables import Control, Floats, Signals
from twin.configs import config_file, config_names, read_config
from twin.errors import InputError
from twin.labels import Label

Luck = Callable[[str], np.random.Generator]
FORESIGHT = {Control.SURPLUS, Control.COORDINATED}  # go by a forecast
TRADES = {Control.V2G, Control.COORDINATED}  # feed back, and so must know what wears


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Forecast(_Strict):
    """How the day ahead is forecast.

    Attributes
    ----------
    kind : str
        ``persistence``: as the day before at the same hour; ``noise``: the truth times a normally
        distributed factor with mean 1, never negative.
    share : float
        Standard deviation of that factor.
    stream : str
        Name of the random stream it is drawn from.
    """

    kind: Literal["persistence", "noise"] = "persistence"
    share: Annotated[float, Field(ge=0, le=1)] = 0.0
    stream: str = ""

    @model_validator(mode="after")
    def _noise_has_a_stream(self) -> Forecast:
        if (self.kind == "noise") != bool(self.stream):
            raise ValueError("a forecast of kind 'noise', and no other, names a 'stream'")
        if self.kind == "persistence" and self.share:
            raise ValueError("'share' belongs to a forecast of kind 'noise'")
        return self

    def seen(self, truth: Floats, steps_a_day: int, luck: Luck) -> Floats:
        """Return what is forecast of a whole span.

        Parameters
        ----------
        truth : array, shape (n_steps,)
        steps_a_day : int
        luck : callable
            Gives the random stream of a name.

        Returns
        -------
        array, shape (n_steps,)
            The first day has no day before it and is known, if forecasts persist.
        """
        if self.kind == "persistence":
            return np.concatenate([truth[:steps_a_day], truth[:-steps_a_day]])[: len(truth)]
        return truth * self._factors(len(truth), luck)

    def of_tomorrow(self, today: Floats, luck: Luck) -> Floats:
        """Return what is forecast of the next day where the future is not known: today, with error.

        Parameters
        ----------
        today : array, shape (steps_a_day,)
        luck : callable
        """
        if self.kind == "persistence":
            return today.copy()
        return today * self._factors(len(today), luck)

    def _factors(self, n: int, luck: Luck) -> Floats:
        return np.maximum(0.0, 1.0 + self.share * luck(self.stream).standard_normal(n))


class ChargingStrategy(_Strict):
    """How a station sets the power of its plugs.

    Attributes
    ----------
    id : str
    label, explanation : Label
    control : Control
        Rule, by its name in lower case.
    wear_cny_per_mwh : float or None
        What a MWh fed back must earn beyond losses, for the battery's wear.
    forecast : Forecast or None
        Needed by, and only by, rules that look ahead at more than prices.
    source, confidence : str
    """

    id: str
    label: Label
    explanation: Label
    control: Control
    wear_cny_per_mwh: Annotated[float, Field(ge=0)] | None = None
    forecast: Forecast | None = None
    source: str
    confidence: Literal["H", "M", "L"]

    @model_validator(mode="before")
    @classmethod
    def _control_by_name(cls, given: dict[str, object]) -> dict[str, object]:
        name = given.get("control")
        if isinstance(name, str):
            known = [control.name.lower() for control in Control]
            if name not in known:
                raise ValueError(f"control: '{name}' is not known; there are: {', '.join(known)}")
            return {**given, "control": Control[name.upper()]}
        return given

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> ChargingStrategy:
        wanted = {
            "wear_cny_per_mwh": (self.wear_cny_per_mwh is not None, self.control in TRADES),
            "forecast": (self.forecast is not None, self.control in FORESIGHT),
        }
        for name, (given, needed) in wanted.items():
            if given != needed:
                verb = "needs" if needed else "has no use for"
                raise ValueError(f"control '{self.control.name.lower()}' {verb} '{name}'")
        return self

    @property
    def row(self) -> dict[str, float]:
        """Its columns in the table of stations."""
        return {"control": int(self.control), "wear_cny_per_mwh": self.wear_cny_per_mwh or 0.0}


@lru_cache(maxsize=128)
def _load(path: str, stamp: int, name: str) -> ChargingStrategy:  # noqa: ARG001 - keys the cache
    try:
        return ChargingStrategy(id=name, **read_config(Path(path)))
    except (ValidationError, TypeError) as error:
        raise InputError(f"{path}: {error}") from error


def charging_strategy(name: str) -> ChargingStrategy:
    """Return the strategy ``configs/charging/NAME.yaml``.

    Raises
    ------
    InputError
        If there is none of this name or it is not valid.
    """
    path = config_file("charging", name)
    return _load(str(path), path.stat().st_mtime_ns, name)


def charging_strategies() -> dict[str, ChargingStrategy]:
    """Return all strategies by id."""
    return {name: charging_strategy(name) for name in config_names("charging")}


def common_forecast(strategies: Iterable[ChargingStrategy]) -> Forecast | None:
    """Return the one forecast of a yard; None if nobody looks at one.

    Raises
    ------
    InputError
        If two stations of a park forecast in different ways.
    """
    by_forecast = {s.forecast: s.id for s in strategies if s.forecast is not None}
    if len(by_forecast) > 1:
        ids = "' and '".join(sorted(by_forecast.values()))
        raise InputError(
            f"charging: '{ids}' forecast in different ways; stations of one park share a forecast"
        )
    return next(iter(by_forecast), None)


def signals_of(
    step_s: int,
    price: Floats,
    surplus_mw: Floats,
    value: Floats,
    climate: Floats,
    forecast: Forecast | None,
    luck: Luck,
) -> Signals:
    """Return the signals of a yard whose park is known already, with what was forecast of it.

    Parameters
    ----------
    step_s : int
        Length of an interval.
    price, value : arrays, shape (n_steps,)
        Tariff, and marginal value of power in the park [CNY/MWh].
    surplus_mw : array, shape (n_steps,)
    climate : array, shape (n_rows, n_days)
    forecast : Forecast or None
        None: nobody looks, and what is not looked at is not drawn.
    luck : callable
        Gives the random stream of a name.
    """
    steps_a_day = 86400 // step_s
    if forecast is None:
        return Signals(step_s, price, surplus_mw, surplus_mw, value, climate)
    return Signals(
        step_s,
        price,
        surplus_mw,
        forecast.seen(surplus_mw, steps_a_day, luck),
        forecast.seen(value, steps_a_day, luck),
        climate,
    )
