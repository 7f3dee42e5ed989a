"""What can be wrong with a weather file: one small check for each, all of them reported at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.errors import Problem
from twin.weather.formats import HOURS_A_YEAR, Table

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Lowest and highest hourly value that is believed; the formats' signs for "missing" lie outside.
BELIEVED = {
    "ghi_w_m2": (0.0, 1500.0),
    "dni_w_m2": (0.0, 1500.0),
    "dhi_w_m2": (0.0, 1500.0),
    "temp_air_c": (-60.0, 60.0),
    "wind_speed_m_s": (0.0, 60.0),
    "relative_humidity_pct": (0.0, 110.0),
    "pressure_pa": (40_000.0, 110_000.0),
}
NEEDED = ("ghi_w_m2", "temp_air_c", "wind_speed_m_s")
PLACES = {
    "latitude_deg": (-66.0, 66.0),  # every day has a sunrise
    "longitude_deg": (-180.0, 180.0),
    "altitude_m": (-430.0, 6000.0),
    "utc_offset_hours": (-12.0, 14.0),
}
CLOCK_TOLERANCE_H = 0.75


def slot_of(starts: pd.DatetimeIndex) -> Ints:
    """Return the hour of a common year, 0 to 8759, of every start; -1 on 29 February."""
    lengths = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    before = np.cumsum(lengths) - lengths
    month, day, hour = (
        np.asarray(part, dtype=np.int64) for part in (starts.month, starts.day, starts.hour)
    )
    slot = (before[month - 1] + day - 1) * 24 + hour
    return np.where((month == 2) & (day == 29), -1, slot)


def name_of_slot(slot: int) -> str:
    """Return month, day and hour of an hour of a common year."""
    moment = pd.Timestamp(2001, 1, 1) + pd.Timedelta(hours=slot)
    return f"{moment:%m-%d %H:00}"


def problems_of(table: Table, file: str) -> list[Problem]:
    """Return everything wrong with one year of a table."""
    return [*_place(table, file), *_hours(table, file), *_values(table, file)]


def _place(table: Table, file: str) -> Iterator[Problem]:
    for name, (low, high) in PLACES.items():
        value = getattr(table, name)
        if not low <= value <= high:
            yield Problem(f"expected {low:g} to {high:g}", f"header {name}", f"{value:g}", file)


def _hours(table: Table, file: str) -> Iterator[Problem]:
    slot = slot_of(table.starts)
    count = np.bincount(slot[slot >= 0], minlength=HOURS_A_YEAR)
    for bad, what in ((count == 0, "are missing"), (count > 1, "stand there more than once")):
        if bad.any():
            first = name_of_slot(int(np.flatnonzero(bad)[0]))
            yield Problem(
                f"{int(bad.sum()):,} of {HOURS_A_YEAR:,} hours {what}, the first is {first}; "
                f"expected every hour of a year once",
                file=file,
            )


def _values(table: Table, file: str) -> Iterator[Problem]:
    for name in NEEDED:
        if name not in table.columns:
            yield Problem("the column is missing", name, file=file)
    for name, values in table.columns.items():
        low, high = BELIEVED[name]
        empty = np.isnan(values)
        beyond = ~empty & ~((values >= low) & (values <= high))
        if empty.any():
            yield Problem(
                f"{int(empty.sum()):,} values are missing or no number, the first at "
                f"{_when(table, empty)}",
                name,
                file=file,
            )
        if beyond.any():
            yield Problem(
                f"{int(beyond.sum()):,} impossible values, the first at {_when(table, beyond)}; "
                f"expected {low:g} to {high:g}",
                name,
                f"{values[beyond][0]:g}",
                file,
            )


def _when(table: Table, bad: npt.NDArray[np.bool_]) -> str:
    return f"{table.starts[int(np.flatnonzero(bad)[0])]:%m-%d %H:00}"


def clock_problems(
    ghi: Floats, horizontal: Floats, utc_offset_hours: float, file: str
) -> list[Problem]:
    """Return a problem if the irradiation does not come when the sun does.

    Compared are the circular means of the hour of day, weighted by global and by extraterrestrial
    irradiance on the horizontal. Public files whose hours are off their declared zone are known;
    under the wrong sun they lose nearly a tenth of a tilted plane's yield.
    """
    turn = np.exp(2j * np.pi * (np.arange(len(ghi)) % 24 + 0.5) / 24.0)
    lag_h = float(np.angle((ghi @ turn) / (horizontal @ turn))) * 24.0 / (2.0 * np.pi)
    if abs(lag_h) <= CLOCK_TOLERANCE_H:
        return []
    side = "later" if lag_h > 0 else "earlier"
    return [
        Problem(
            f"the irradiation comes {abs(lag_h):.1f} h {side} than the sun; expected hours of the "
            f"zone and place in the header",
            "utc_offset_hours",
            f"{utc_offset_hours:g}",
            file,
        )
    ]
