"""Series from csv and Parquet files: unit, time zone and gaps checked, brought to the timeline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.errors import InputError, Problem
from twin.series import SeriesRef
from twin.timeline import Timeline
from twin.units import factor

Floats = npt.NDArray[np.float64]

MOST_BYTES = 200_000_000
PARK_ZONE = "Asia/Shanghai"
RATES = {"MW", "m^3/h", "t/h"}  # never below nothing, unlike prices and temperatures


class SeriesFiles:
    """Reads series from one folder; a path must stay inside it."""

    def __init__(self, folder: Path, timeline: Timeline) -> None:
        self.folder, self.timeline = folder.resolve(), timeline
        self._tables: dict[Path, pd.DataFrame] = {}
        self._read: dict[tuple[SeriesRef, str], Floats] = {}
        self.used: set[Path] = set()

    def __call__(self, ref: SeriesRef, unit: str) -> Floats:
        """Return a series in ``unit``, one value an interval (means or held values).

        Raises
        ------
        InputError
            If the file, a column, the unit, the stamps or the span do not fit.
        """
        key = (ref, unit)
        if key not in self._read:
            try:
                self._read[key] = self._load(ref, unit)
            except ValueError as error:
                if isinstance(error, InputError):
                    raise
                raise InputError(Problem(str(error), file=ref.file, path=ref.column)) from error
        return self._read[key]

    def _load(self, ref: SeriesRef, unit: str) -> Floats:
        table = self._table(ref.file)
        for column in (ref.time_column, ref.column):
            if column not in table.columns:
                raise ValueError(f"no column '{column}'; there are: {', '.join(map(str, table))}")
        values = pd.to_numeric(table[ref.column], errors="coerce")
        stamps = _stamps(table[ref.time_column], ref)
        series = pd.Series(values.to_numpy(dtype=np.float64) * factor(ref.unit, unit), stamps)
        _check_stamps(series.index)
        if unit in RATES:
            self._check_sign(series, ref)
        return self._on_timeline(series, ref)

    def _check_sign(self, series: pd.Series[float], ref: SeriesRef) -> None:
        """Refuse a rate below zero within the span: what flows back has a row of its own."""
        first = pd.Timestamp(self.timeline.start)
        end = first + pd.to_timedelta(self.timeline.end_second, unit="s")
        bad = (series < 0.0) & (series.index >= first) & (series.index < end)
        if bad.any():
            row = int(np.argmax(bad.to_numpy()))
            message = f"row {row + 2} ({series.index[row]}): expected at least 0"
            raise InputError(
                Problem(message, file=ref.file, path=ref.column, value=f"{series.iloc[row]:g}")
            )

    def _table(self, name: str) -> pd.DataFrame:
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder):
            raise ValueError("the file must lie in the park file's own folder")
        if not path.is_file():
            raise ValueError("the file does not exist")
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"the file is larger than {MOST_BYTES} bytes")
        if path not in self._tables:
            self.used.add(path)
            self._tables[path] = _read_table(path)
        return self._tables[path]

    def _on_timeline(self, series: pd.Series[float], ref: SeriesRef) -> Floats:
        """Average finer data, hold coarser data, and fill or refuse gaps."""
        index = series.index
        own_s = int(np.diff(index.to_numpy().astype("datetime64[s]")).astype(np.int64).min())
        step_s = self.timeline.step_seconds
        if own_s <= 0 or (step_s % own_s and own_s % step_s):
            raise ValueError(f"steps of {own_s} s do not divide or fill intervals of {step_s} s")
        grid_s = min(own_s, step_s)
        first = pd.Timestamp(self.timeline.start)
        count = self.timeline.end_second // grid_s
        grid = first + pd.to_timedelta(np.arange(count) * grid_s, unit="s")
        hold = (own_s // grid_s) - 1
        placed = series.reindex(grid)
        if hold > 0:
            placed = placed.ffill(limit=hold)
        values = _fill(placed, ref, grid_s)
        return np.asarray(values.reshape(self.timeline.n_steps, -1).mean(axis=1))


def _read_table(path: Path) -> pd.DataFrame:
    try:
        if path.suffix.lower() in {".parquet", ".pq"}:
            return pd.read_parquet(path)
        return pd.read_csv(path, encoding="utf-8-sig")
    except (OSError, ValueError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise ValueError(f"cannot be read as a table: {error}") from error


def _stamps(column: pd.Series[str], ref: SeriesRef) -> pd.DatetimeIndex:
    """Return local civil stamps without zone."""
    try:
        stamps = pd.DatetimeIndex(pd.to_datetime(column))
    except (ValueError, TypeError) as error:
        raise ValueError(f"column '{ref.time_column}' holds no times: {error}") from error
    if stamps.tz is None:
        if not ref.timezone:
            return stamps
        stamps = stamps.tz_localize(ref.timezone)
    return stamps.tz_convert(PARK_ZONE).tz_localize(None)


def _check_stamps(index: pd.Index[pd.Timestamp]) -> None:
    if len(index) < 2:
        raise ValueError("a series needs at least two rows")
    if index.isna().any():
        raise ValueError(f"row {int(np.argmax(index.isna())) + 2}: no time")
    if index.has_duplicates:
        raise ValueError(f"the time {index[index.duplicated()][0]} stands twice")
    if not index.is_monotonic_increasing:
        raise ValueError("times do not increase")


def _fill(placed: pd.Series[float], ref: SeriesRef, grid_s: int) -> Floats:
    missing = placed.isna().to_numpy()
    if not missing.any():
        return np.asarray(placed.to_numpy(dtype=np.float64))
    where, count = placed.index[int(np.argmax(missing))], int(missing.sum())
    if ref.gaps == "error":
        raise ValueError(f"{count} values are missing, the first at {where}")
    edges = np.flatnonzero(np.diff(np.concatenate(([0], missing.view(np.int8), [0]))))
    longest_h = float((edges[1::2] - edges[::2]).max()) * grid_s / 3600.0
    if longest_h > ref.longest_gap_h:
        raise ValueError(
            f"a gap of {longest_h:g} h is longer than the {ref.longest_gap_h:g} h allowed"
        )
    filled = placed.interpolate(limit_direction="both")
    return np.asarray(filled.to_numpy(dtype=np.float64))
