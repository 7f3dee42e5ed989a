"""A log of vehicles made by hand: days of driving, queueing and charging on a run's roads."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

TRIP_S, HANDLING_S, KM = 2400, 600, 26.0


def day_rows(number, place, gate, chargers):
    """Yield (seconds, state, from, to, station, load_t, km, soc) of one vehicle's day."""
    out, station = f"outside/{gate}", f"{place}/depot"
    second, soc = 21_600 + 137 * number, 0.9
    yield second, "off_duty", place, place, None, 0.0, 0.0, soc
    for turn in range(6):
        for seconds, state, a, b, load, km in (
            (HANDLING_S, "loading", place, place, 30.0, 0.0),
            (TRIP_S, "driving_loaded", place, out, 30.0, KM),
            (HANDLING_S, "unloading", out, out, 30.0, 0.0),
            (TRIP_S, "driving_empty", out, place, 0.0, KM),
        ):
            soc = max(soc - 0.004 * km, 0.05)
            yield seconds, state, a, b, None, load, km, soc
        if turn == 2:
            yield 60 + 300 * (number % 7), "queueing", place, place, station, 0.0, 0.0, soc
            soc = 0.95
            yield 3000, "charging", place, place, station, 0.0, 0.0, soc
    yield None, "off_duty", place, place, None, 0.0, 0.0, soc


def table(fleets, gate, start, days):
    """Return the table of some vehicles: names by fleet, which all drive from its place."""
    rows = []
    for place, names in sorted(fleets.items()):
        for number, name in enumerate(sorted(names)):
            begin, soc = 0, 0.9
            for day in range(days):
                until = (day + 1) * 86_400
                for row in day_rows(number, place, gate, 3):
                    seconds, state, a, b, station, load, km, after = row
                    end = until if seconds is None else min(begin + seconds, until)
                    if end > begin:
                        rows.append((f"{place}/{name}", begin, end, state, a, b, station, load, km,
                                     soc, after))  # fmt: skip
                    begin, soc = max(end, begin), after
    columns = list(zip(*rows, strict=True))
    zero = np.datetime64(start.isoformat(), "s")
    stamps = [zero + np.array(columns[n], dtype="timedelta64[s]") for n in (1, 2)]
    words = [pa.array(columns[n]).dictionary_encode() for n in (0, 3, 4, 5, 6)]
    numbers = [pa.array(columns[n], pa.float32()) for n in (7, 8, 9, 10)]
    names = ["vehicle", "start", "end", "state", "from", "to", "station", "load_t", "km",
             "soc_start", "soc_end"]  # fmt: skip
    return pa.table([words[0], *(pa.array(s, pa.timestamp("s")) for s in stamps), *words[1:],
                     *numbers], names=names)  # fmt: skip


def write(folder, fleets, gate, start, days):
    """Give a run folder the log of some vehicles."""
    first = dt.date.fromisoformat(str(start)[:10])
    pq.write_table(table(fleets, gate, first, days), folder / "vehicles.parquet")
