"""A park of metered series alone runs without agents; unit, zone, gaps and steps are checked."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from scenarios.build import Options
from scenarios.park_file import load_park
from scenarios.present_green import print_green
from scenarios.run import run_park
from scenarios.series import SeriesFiles
from twin.errors import InputError
from twin.series import SeriesRef
from twin.timeline import Timeline

PARK = """
format: 1
label: {zh: 计量园, en: Metered park}
region: yunnan
start: 2025-03-01
days: 3
components:
  grid: {type: grid_connection, tariff: yunnan, import_mw: 80, export_mw: 10,
         energy_price_cny_per_mwh: {file: prices.parquet, column: spot, unit: CNY/kWh},
         feed_in_cny_per_mwh: 150}
  load: {type: demand, bus: electricity, rate: {file: load.csv, column: power, unit: kW}}
  sun: {type: supply, bus: electricity@own, kind: own_generation, origin: solar,
        available: {file: load.csv, column: sun, unit: kW}}
  gas-use: {type: demand, bus: natural_gas, rate: 2 MW, use: fuel}
"""


def stamps(days=3, minutes=15, start="2025-03-01"):
    return pd.date_range(start, periods=days * 24 * 60 // minutes, freq=f"{minutes}min")


@pytest.fixture
def folder(tmp_path):
    times = stamps()
    rng = np.random.default_rng(2)
    load = pd.DataFrame(
        {
            "time": times,
            "power": rng.uniform(10e3, 60e3, len(times)),
            "sun": rng.uniform(0, 30e3, len(times)),
        }
    )
    load.to_csv(tmp_path / "load.csv", index=False)
    hours = stamps(minutes=60)
    prices = pd.DataFrame({"time": hours, "spot": rng.uniform(0.1, 0.6, len(hours))})
    prices.to_parquet(tmp_path / "prices.parquet")
    (tmp_path / "park.yaml").write_text(PARK, encoding="utf-8")
    return tmp_path


def test_a_park_of_series_alone_is_scored(folder):
    result = run_park(load_park(folder / "park.yaml"))
    table = pd.read_csv(folder / "load.csv")
    expected = table["power"].sum() * 0.25 / 1000.0
    assert result.ledger.total("electricity>load") == pytest.approx(expected, rel=1e-12)
    used = result.value("electricity.used_mwh")
    assert used == pytest.approx(expected, rel=1e-9)
    assert set(result.scorecards) == {"national", "yunnan", "jiangxi"}
    assert set(result.event_counts) == {"clock"}  # nobody acts


def test_hourly_and_quarter_hourly_steps_agree_where_physics_is_linear(folder):
    """Energy to 1e-9; only what a price or a limit does inside the hour may differ."""
    totals = {}
    for step in (15, 60):
        result = run_park(load_park(folder / "park.yaml"), Options(step_minutes=step))
        ledger = result.ledger
        totals[step] = (
            ledger.total("electricity>load"),
            ledger.total("natural_gas>gas-use"),
            result.value("energy.fuel_tce"),
        )
    assert totals[15] == pytest.approx(totals[60], rel=1e-9)


def read(tmp_path, table, days=1, step=15, **fields):
    table.to_csv(tmp_path / "s.csv", index=False)
    ref = SeriesRef(**{"file": "s.csv", "column": "p", "unit": "MW"} | fields)
    return SeriesFiles(tmp_path, Timeline(dt.date(2025, 3, 1), days, step))(ref, "MW")


def frame(times, values=None):
    return pd.DataFrame({"time": times, "p": np.arange(len(times)) if values is None else values})


def test_finer_data_is_averaged_and_coarser_data_held(tmp_path):
    fine = read(tmp_path, frame(stamps(1, 5)), step=15)
    assert fine[:2] == pytest.approx([1.0, 4.0])
    coarse = read(tmp_path, frame(stamps(1, 60)), step=15)
    assert coarse[:5] == pytest.approx([0.0, 0.0, 0.0, 0.0, 1.0])


def test_units_are_converted(tmp_path):
    found = read(tmp_path, frame(stamps(1), np.full(96, 250.0)), unit="kW")
    assert found == pytest.approx(np.full(96, 0.25))


def test_a_zone_is_turned_into_local_time(tmp_path):
    utc = frame(stamps(1, start="2025-02-28 16:00"))
    assert read(tmp_path, utc, timezone="UTC") == pytest.approx(np.arange(96.0))
    aware = frame(stamps(1).tz_localize("Asia/Shanghai"))
    assert read(tmp_path, aware) == pytest.approx(np.arange(96.0))


def test_gaps_are_refused_or_filled_within_their_limit(tmp_path):
    holed = frame(stamps(1)).drop(index=[10, 11, 12])
    with pytest.raises(InputError, match="3 values are missing, the first at 2025-03-01 02:30"):
        read(tmp_path, holed)
    assert read(tmp_path, holed, gaps="interpolate") == pytest.approx(np.arange(96.0))
    with pytest.raises(InputError, match=r"0\.75 h is longer than the 0\.5 h"):
        read(tmp_path, holed, gaps="interpolate", longest_gap_h=0.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="p"), "no column 'p'"),
        (lambda t: t.drop(columns="time"), "no column 'time'"),
        (lambda t: t.iloc[::-1], "do not increase"),
        (lambda t: pd.concat([t, t.tail(1)]), "stands twice"),
        (lambda t: t.assign(time="soon"), "holds no times"),
        (lambda t: t.assign(p="much"), "values are missing"),
        (lambda t: t.head(1), "at least two rows"),
        (lambda t: t.assign(time=t["time"] + pd.Timedelta(days=400)), "values are missing"),
    ],
)
def test_bad_tables_are_refused(tmp_path, change, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, change(frame(stamps(1))))


def test_steps_that_do_not_fit_are_refused(tmp_path):
    with pytest.raises(InputError, match="420 s"):
        read(tmp_path, frame(stamps(1, 7)))


def test_a_wrong_dimension_is_refused(tmp_path):
    with pytest.raises(InputError, match="converts to MW"):
        read(tmp_path, frame(stamps(1)), unit="t")


def test_binary_rubbish_is_refused(tmp_path):
    (tmp_path / "s.parquet").write_bytes(b"\x00\x01rubbish")
    files = SeriesFiles(tmp_path, Timeline(dt.date(2025, 3, 1), 1))
    with pytest.raises(InputError, match="cannot be read as a table"):
        files(SeriesRef(file="s.parquet", column="p", unit="MW"), "MW")


@pytest.mark.parametrize("value", ["-4", "-4 MW", "{file: load.csv, column: power, unit: kW}"])
@pytest.mark.parametrize("field", ["rate", "available"])
def test_a_rate_below_nothing_is_refused_with_its_row(folder, field, value):
    """Energy for nothing: a number by its field, a series by file, row and value."""
    table = pd.read_csv(folder / "load.csv")
    table.loc[7, "power"] = -4.0
    table.to_csv(folder / "load.csv", index=False)
    fields = {"rate": "type: demand", "available": "type: supply, kind: own_generation"}[field]
    (folder / "park.yaml").write_text(
        f"{PARK[: PARK.index('  load:')]}  odd: {{{fields}, bus: electricity, {field}: {value}}}\n"
    )
    with pytest.raises(InputError) as caught:
        run_park(load_park(folder / "park.yaml"))
    row = ("load.csv", "power", "-0.004", "row 9 (2025-03-01 01:45:00)")
    for word in (*(row if "{" in value else (field, "-4")), "expected at least 0"):
        assert word in str(caught.value)


def test_a_park_without_electricity_is_run_and_shown(folder, capsys):
    """Only gas is used: no share of green power can be told, and that is what is said."""
    lines = [
        line for line in PARK.splitlines() if not line.startswith(("  load", "  sun", "     "))
    ]
    text = "\n".join(lines) + "\n"
    text = text.replace("import_mw: 80, export_mw: 10,", "import_mw: 80}")
    (folder / "park.yaml").write_text(text, encoding="utf-8")
    run = run_park(load_park(folder / "park.yaml"))
    console = Console(width=200)
    for lang, words in (("en", "no electricity is used"), ("zh", "无用电")):
        print_green(console, run.accounts.green.headline(), lang)
        assert words in capsys.readouterr().out
