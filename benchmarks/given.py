"""Profiles and prices of the energy park that every program of the benchmark is handed in memory.

Weather, photovoltaics and wind are models of ours that no other program runs, so they run in a
process of their own beforehand; what is measured starts from arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from twin.components.base import ComponentSpec, Part
from twin.context import Context
from twin.primitives import Profile, Purpose, Source
from twin.series import SeriesRef
from twin.timeline import Timeline
from twin.weather.weather import Weather

Floats = npt.NDArray[np.float64]

QUANTITIES = ("_w_m2", "_m_s", "_pct", "_pa")  # how the names of Weather's other arrays end


class Renewable(ComponentSpec):
    """A plant inside the park whose possible output per unit is given, as other programs have it.

    Attributes
    ----------
    scale_mw : float
        What the profile is multiplied by.
    output : SeriesRef
    origin : str
    """

    scale_mw: float
    output: SeriesRef
    origin: str

    def parts(self, name: str, ctx: Context) -> Iterable[Part]:
        """Return the plant as a source."""
        yield Source(
            name=name,
            bus="electricity@own",
            purpose=Purpose.OWN_GENERATION,
            limit=Profile(scale=self.scale_mw, base=ctx.read_series(self.output, "1")),
            unused=Purpose.CURTAILED,
            origin=self.origin,
        )


@dataclass(frozen=True)
class Given:
    """Profiles on one timeline, and prices.

    Attributes
    ----------
    timeline : Timeline
    series : mapping
        Demands [MW], what photovoltaics and wind can give per unit of their scale, and the
        temperature of the air [degC].
    scale_mw : mapping
        Scale of each renewable plant.
    prices : mapping
        Of what is bought and sold at one price [CNY/MWh].
    """

    timeline: Timeline
    series: Mapping[str, Floats]
    scale_mw: Mapping[str, float]
    prices: Mapping[str, float]

    @property
    def climate(self) -> Weather:
        """Weather of which the temperature of the air alone is known; all else is no number."""
        unknown = np.broadcast_to(np.nan, self.timeline.n_steps)
        arrays = {f.name: unknown for f in fields(Weather) if f.name.endswith(QUANTITIES)}
        place = {"latitude_deg": np.nan, "longitude_deg": np.nan, "altitude_m": np.nan}
        return Weather(self.timeline, **place, **(arrays | {"temp_air_c": self.series["air_c"]}))

    def first(self, days: int) -> Given:
        """Return the first days alone."""
        timeline = Timeline(self.timeline.start, days, self.timeline.step_minutes)
        series = {name: values[: timeline.n_steps] for name, values in self.series.items()}
        return Given(timeline, series, self.scale_mw, self.prices)

    def save(self, path: Path) -> None:
        """Write the profiles to a file."""
        time = self.timeline
        np.savez(
            path,
            timeline=(str(time.start), time.days, time.step_minutes),
            **{f"series/{name}": value for name, value in self.series.items()},
            **{f"scale_mw/{name}": value for name, value in self.scale_mw.items()},
            **{f"prices/{name}": value for name, value in self.prices.items()},
        )


def load(path: Path) -> Given:
    """Return the profiles of a file."""
    parts = {"series": {}, "scale_mw": {}, "prices": {}}
    with np.load(path) as found:
        start, days, step = found["timeline"].tolist()
        for key in found.files:
            group, _, name = key.partition("/")
            if name:
                value = found[key]
                parts[group][name] = value if value.ndim else value.item()
    return Given(Timeline(np.datetime64(start).item(), int(days), int(step)), **parts)
