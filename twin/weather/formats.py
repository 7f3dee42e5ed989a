"""Reading EPW, TMY3 and PVGIS files into one table of hours; units and hour labels made one.

The parsing is pvlib's. Every hour is labelled by its start, in the file's own zone.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pvlib import iotools

from twin.errors import InputError, Problem

Floats = npt.NDArray[np.float64]
Parser = Callable[[str], "Table"]

KNOWN = "EPW (.epw), TMY3 (.csv), PVGIS typical year or horizontal hourly radiation (.csv, .json)"
HOURS_A_YEAR = 8760

# pvlib's names, and what brings the file's unit to ours
_COLUMNS = {
    "ghi_w_m2": ("ghi", 1.0),
    "dni_w_m2": ("dni", 1.0),
    "dhi_w_m2": ("dhi", 1.0),
    "temp_air_c": ("temp_air", 1.0),
    "wind_speed_m_s": ("wind_speed", 1.0),
    "relative_humidity_pct": ("relative_humidity", 1.0),
    "pressure_pa": ("pressure", 1.0),
}
_EPW = {**_COLUMNS, "pressure_pa": ("atmospheric_pressure", 1.0)}
_TMY3 = {**_COLUMNS, "pressure_pa": ("pressure", 100.0)}  # mbar


@dataclass(frozen=True, eq=False)
class Table:
    """Hours of a weather file, in the order of the file.

    Attributes
    ----------
    kind : str
        Name of the format.
    latitude_deg, longitude_deg, altitude_m, utc_offset_hours : float
        Place and the zone of the file's hours.
    starts : pandas.DatetimeIndex
        Start of every hour in the file's zone, without zone.
    columns : mapping of str to array
        The quantities that the file has, in the units of their names; NaN where it is no number.
    """

    kind: str
    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    utc_offset_hours: float
    starts: pd.DatetimeIndex
    columns: Mapping[str, Floats]


def read_table(path: Path) -> Table:
    """Read a weather file of any known format.

    Raises
    ------
    InputError
        If it cannot be opened, is not UTF-8, of no known format, or does not parse.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text ({error.reason} at byte {error.start}); expected {KNOWN}"
        raise InputError(Problem(message, file=str(path))) from error
    except OSError as error:
        message = f"cannot be opened: {error.strerror or error}"
        raise InputError(Problem(message, file=str(path))) from error
    kind, parse = _recognise(path, text)
    try:
        return parse(text)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        message = f"cannot be read as {kind}: {type(error).__name__}: {error}"
        raise InputError(Problem(message, file=str(path))) from error


def _recognise(path: Path, text: str) -> tuple[str, Parser]:
    """Return the name and the parser of the file's format, by suffix and content."""
    suffix = path.suffix.lower()
    lines = text.split("\n", 2)
    second = lines[1] if len(lines) > 1 else ""
    if suffix == ".epw" and lines[0].upper().startswith("LOCATION,"):
        return "EPW", _epw
    if suffix == ".json" and '"tmy_hourly"' in text:
        return "PVGIS typical year", _pvgis_tmy_json
    if suffix == ".json" and '"hourly"' in text:
        return "PVGIS hourly radiation", _pvgis_hourly_json
    if suffix == ".csv" and "Date (MM/DD/YYYY)" in second:
        return "TMY3", _tmy3
    if suffix == ".csv" and lines[0].startswith("Latitude (decimal degrees)"):
        if "\ntime(UTC)," in text:
            return "PVGIS typical year", _pvgis_tmy_csv
        return "PVGIS hourly radiation", _pvgis_hourly_csv
    if not text.strip():
        raise InputError(Problem(f"the file is empty; expected {KNOWN}", file=str(path)))
    raise InputError(
        Problem(
            f"not a weather file known by this suffix and first line; expected {KNOWN}",
            value=lines[0][:60],
            file=str(path),
        )
    )


def _numbers(data: pd.DataFrame, names: Mapping[str, tuple[str, float]]) -> dict[str, Floats]:
    """Return the columns there are, as numbers in our units."""
    return {
        ours: pd.to_numeric(data[theirs], errors="coerce").to_numpy(dtype=np.float64) * scale
        for ours, (theirs, scale) in names.items()
        if theirs in data
    }


def _located(
    kind: str,
    meta: Mapping[str, Any],
    offset: float,
    starts: pd.DatetimeIndex,
    columns: Mapping[str, Floats],
) -> Table:
    height = meta["altitude"] if "altitude" in meta else meta["elevation"]
    return Table(
        kind=kind,
        latitude_deg=float(meta["latitude"]),
        longitude_deg=float(meta["longitude"]),
        altitude_m=float(height),
        utc_offset_hours=offset,
        starts=starts,
        columns=columns,
    )


def _epw(text: str) -> Table:
    """Parse EPW; pvlib labels its hours by their start."""
    data, meta = iotools.read_epw(io.StringIO(text))
    starts = pd.DatetimeIndex(data.index).tz_localize(None)
    return _located("EPW", meta, float(meta["TZ"]), starts, _numbers(data, _EPW))


def _tmy3(text: str) -> Table:
    """Parse TMY3, whose hours are labelled by their end."""
    data, meta = iotools.read_tmy3(io.StringIO(text), map_variables=True)
    starts = pd.DatetimeIndex(data.index).tz_localize(None) - pd.Timedelta(hours=1)
    return _located("TMY3", meta, float(meta["TZ"]), starts, _numbers(data, _TMY3))


def _pvgis(kind: str, data: pd.DataFrame, inputs: Mapping[str, Any]) -> Table:
    """Return a PVGIS table; its stamps are moments within an hour, in UTC."""
    starts = pd.DatetimeIndex(data.index).tz_localize(None).floor("h")
    place = inputs.get("location", inputs)
    return _located(kind, place, 0.0, starts, _numbers(data, _COLUMNS))


def _pvgis_tmy_csv(text: str) -> Table:
    hours = len(re.findall(r"^\d{8}:\d{4},", text, flags=re.MULTILINE))
    if hours != HOURS_A_YEAR:  # pvlib counts lines off blindly
        raise ValueError(f"{hours:,} hours; expected {HOURS_A_YEAR:,}")
    data, meta = iotools.read_pvgis_tmy(io.BytesIO(text.encode("utf-8")), pvgis_format="csv")
    return _pvgis("PVGIS typical year", data, meta["inputs"])


def _pvgis_tmy_json(text: str) -> Table:
    data, meta = iotools.read_pvgis_tmy(io.StringIO(text), pvgis_format="json")
    return _pvgis("PVGIS typical year", data, meta["inputs"])


def _pvgis_hourly_csv(text: str) -> Table:
    data, meta = iotools.read_pvgis_hourly(io.StringIO(text), pvgis_format="csv")
    slope = str(meta["inputs"].get("Slope", "0")).split()[0]
    return _pvgis_hourly(data, meta["inputs"], float(slope))


def _pvgis_hourly_json(text: str) -> Table:
    slope = _slope(json.loads(text)["inputs"].get("mounting_system", {}))
    data, meta = iotools.read_pvgis_hourly(io.StringIO(text), pvgis_format="json")
    return _pvgis_hourly(data, meta["inputs"], slope)


def _slope(mounting: Mapping[str, Any]) -> float:
    """Return the slope of a PVGIS mounting system [deg], zero if none is given."""
    for system in mounting.values():
        if isinstance(system, Mapping) and "slope" in system:
            return float(system["slope"]["value"])
    return 0.0


def _pvgis_hourly(data: pd.DataFrame, inputs: Mapping[str, Any], slope_deg: float) -> Table:
    """Return hourly radiation; only on the horizontal is it global horizontal irradiance."""
    if abs(slope_deg) > 0.01:
        raise ValueError(f"the radiation is for a plane of {slope_deg:g}°; expected slope 0")
    parts = [
        name for name in ("poa_direct", "poa_sky_diffuse", "poa_ground_diffuse") if name in data
    ]
    if "poa_global" in data:
        data = data.assign(ghi=data["poa_global"])
    elif "poa_direct" in parts:
        data = data.assign(ghi=data[parts].sum(axis=1), dhi=data["poa_sky_diffuse"])
    return _pvgis("PVGIS hourly radiation", data, inputs)
