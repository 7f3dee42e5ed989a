"""Shipped data: all of it loads, every figure says where it comes from, and figures agree."""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import partial

import pytest
import yaml

from agents.archetypes import load_archetype
from agents.freight.goods import goods
from agents.shifts import shifts
from agents.yard.strategies import charging_strategy
from scenarios.batch.study import load_study
from scenarios.economics.assumptions import load_assumptions
from scenarios.fleets.ownership_assumptions import ownership_assumptions
from scenarios.fleets.settings import fleet_settings
from scenarios.fleets.strategy import load_strategy
from scenarios.interventions import load_assumption, load_intervention
from scenarios.park_file import load_park
from scenarios.run import run_park
from scenarios.scenario import load_scenario, scenario_path
from scenarios.sheets.words import field_words
from tests.parks import small_park
from twin.accounts.contracts import validity
from twin.accounts.direct_connection import load_rules
from twin.accounts.product import load_quotas
from twin.calendars import Calendar
from twin.commodities import catalogue
from twin.components.building import building_types
from twin.configs import config_file, config_names, shipped_configs
from twin.factors import load_factor_set, load_table
from twin.indicators import load_system
from twin.station_types import station_types
from twin.tariffs import load_tariff
from twin.timeline import Timeline
from twin.vehicles import powertrains, road_types, vehicle_classes
from twin.weather import station

CONFIGS = shipped_configs()
FILES = sorted(
    path.relative_to(CONFIGS).as_posix()
    for path in CONFIGS.rglob("*")
    if path.suffix in {".yaml", ".csv"}
)
REGIONS = config_names("regions")


def region(name, **changes):
    """Return the small park in a region, buying by the region's tariff."""
    return small_park({"region": name, "agents.grid.component.tariff": name} | changes)


def scenario(name):
    """Return the park of a shipped scenario."""
    return load_scenario(scenario_path(name)).load()


def study(name):
    """Return a shipped study."""
    return load_study(config_file("studies", name))


BY_FOLDER = {
    "archetypes": load_archetype,
    "assumptions": load_assumption,
    "charging": charging_strategy,
    "climates": station,
    "factors": load_table,
    "factors/fuels": load_factor_set,
    "fleet_strategies": load_strategy,
    "indicators": load_system,
    "interventions": load_intervention,
    "parks": load_park,
    "regions": region,
    "scenarios": scenario,
    "studies": study,
    "tariffs": load_tariff,
}
ALONE = {
    "base.yaml": small_park,
    "building_types.yaml": building_types,
    "commodities.yaml": catalogue,
    "direct_connection.yaml": load_rules,
    "economics.yaml": load_assumptions,
    "fleet_comparison.yaml": fleet_settings,
    "freight.yaml": goods,
    "green_contracts.yaml": partial(validity, "certificate"),
    "ownership.yaml": ownership_assumptions,
    "powertrains.yaml": powertrains,
    "quotas/gb.csv": load_quotas,
    "road_types.yaml": road_types,
    "sheets.yaml": partial(field_words, "fleet", ("vehicles",)),
    "shifts.yaml": shifts,
    "stations.yaml": station_types,
    "vehicles.yaml": vehicle_classes,
}


@pytest.mark.parametrize("file", FILES)
def test_every_file_loads_as_what_it_is(file):
    folder, _, name = file.rpartition("/")
    stem = name.rpartition(".")[0]
    load = ALONE[file] if file in ALONE else partial(BY_FOLDER[folder], stem)
    assert load()


# Figures that need no source: how often the clock ticks, where things are drawn, what orders the
# choices of the dispatch, the hours people agreed to work, what a plan or a study chooses
# (docs/plans.md, docs/fleets.md).
PLAIN_FILES = {"commodities.yaml", "shifts.yaml", "scenarios/yunnan_short_haul.yaml"}
PLAIN_KEYS = {"format", "seed", "step_minutes", "plan", "parameters", "measures", "states"}
PLAIN_KEYS |= {"samples", "seeds", "weather_years"}


def unsourced(node, path=(), known=frozenset()):
    """Yield the paths of numbers that have no source or no confidence on the way to them."""
    if isinstance(node, dict):
        said = {key for key in ("source", "confidence") if str(node.get(key) or "").strip()}
        for key, value in node.items():
            if key not in PLAIN_KEYS:
                yield from unsourced(value, (*path, str(key)), known | said)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from unsourced(value, (*path, str(number)), known)
    elif isinstance(node, int | float) and not isinstance(node, bool) and len(known) < 2:
        yield ".".join(path)


@pytest.mark.parametrize("file", [f for f in FILES if f.endswith("yaml") and f not in PLAIN_FILES])
def test_every_figure_has_a_source_and_a_confidence(file):
    content = yaml.safe_load((CONFIGS / file).read_text(encoding="utf-8"))
    assert not list(unsourced(content))


def test_every_limit_has_a_source_a_confidence_and_its_standard():
    with (CONFIGS / "quotas/gb.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["id"] for row in rows}) == len(rows) == len(load_quotas())
    for row in rows:
        assert row["source"].strip(), row["id"]
        assert row["confidence"].strip(), row["id"]
        assert re.match(r"GB \d{5}-20\d\d", row["standard"]), row["id"]


@pytest.mark.parametrize("name", REGIONS)
def test_every_price_of_a_region_is_positive_and_has_a_source(name):
    prices = region(name).spec.prices
    assert {"natural_gas", "fresh_water", "purchased_heat", "carbon"} <= set(prices)
    for item, price in prices.items():
        assert price.value > 0.0, item
        assert price.source.strip(), item
        assert price.confidence.strip(), item


@pytest.mark.parametrize("set_name", config_names("factors/fuels"))
def test_carbon_of_a_fuel_is_the_product_its_source_names(set_name):
    """NCV x carbon content x oxidation x 44/12, or NCV x tCO2/TJ, with the numbers of the text."""
    checked = 0
    for name, fuel in load_factor_set(set_name).fuels.items():
        if fuel.set != set_name or not fuel.fossil:
            assert fuel.fossil or fuel.co2_t_per_unit == 0.0
            continue
        text = fuel.source.rpartition(": ")[2]
        factors = [float(part.split()[0]) for part in text.split(" x ")]
        scale = 1e-4 if "10^4" in text else 1e-3 if "MJ/Nm3" in text else 1.0
        assert fuel.ncv_gj_per_unit == pytest.approx(factors[0] * scale), name
        carbon = factors[1] if "tCO2" in text else factors[1] * factors[2] * 44.0 / 12.0
        assert fuel.co2_t_per_unit == pytest.approx(factors[0] * scale * carbon / 1e3, rel=1e-6)
        checked += 1
    assert checked >= 3


def test_constants_of_electricity_and_heat_are_those_printed():
    """3.6 / 29.3076 = 0.12283, printed 0.1229; 1 / 29.3076 = 0.034121, printed 0.03412."""
    table = load_table("electricity")
    assert table["calorific_kgce_per_kwh"].value == 0.1229
    assert table["calorific_kgce_per_kwh"].value == pytest.approx(3.6 / 29.3076, rel=1e-3)
    assert table["heat_kgce_per_mj"].value == pytest.approx(1.0 / 29.3076, rel=1e-4)
    assert table["fossil_power"].value == 0.8325
    assert table["heat_t_per_gj"].value == 0.11


def test_grid_factors_are_of_grids():
    for name, factor in load_table("grid").items():
        assert factor.unit == "tCO2/MWh", name
        assert 0.05 < factor.value < 1.1, name
        assert name.endswith(f"_{factor.year}"), name


# Official arrangement of 2025: first and last days off, and the weekends that were worked.
OFF_2025 = [("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"),
            ("05-31", "06-02"), ("10-01", "10-08")]  # fmt: skip
WORKED_2025 = {"01-26", "02-08", "04-27", "09-28", "10-11"}


def days_worked(shift):
    """Count the days a shift works in 2025, from the printed arrangement."""
    count = 0
    for number in range(365):
        date = dt.date(2025, 1, 1) + dt.timedelta(days=number)
        day = date.strftime("%m-%d")
        off = next(((a, b) for a, b in OFF_2025 if a <= day <= b), None)
        if off == ("01-28", "02-04") and "spring_festival" in shift.closed_breaks:
            continue
        weekdays = {"all": 7, "six_day": 6, "workdays": 5}[shift.days]
        free = off is not None and shift.days != "all"
        count += day in WORKED_2025 or (date.weekday() < weekdays and not free)
    return count


@pytest.mark.parametrize(("name", "shift"), list(shifts().items()))
def test_hours_of_a_shift_calendar_are_those_of_2025(name, shift):
    hours = sum(last - first for first, last in shift.seconds) / 3600.0
    assert shift.hours_per_year == pytest.approx(days_worked(shift) * hours, rel=0.01)


@pytest.mark.parametrize("name", REGIONS)
def test_a_region_names_a_station_a_tariff_and_a_factor_that_exist(name):
    layer = yaml.safe_load((CONFIGS / f"regions/{name}.yaml").read_text(encoding="utf-8"))
    assert station(layer["climate"]["station"])
    assert set(layer["tariffs"]) <= set(config_names("tariffs"))
    assert layer["factors"]["grid"] in load_table("grid")


@pytest.mark.parametrize("name", REGIONS)
def test_the_small_park_runs_in_every_region(name):
    """Nothing lacks, all closes, and the network's part of the bill is import times adders."""
    result = run_park(region(name, days=3))
    assert not result.unserved
    assert max(closure.worst for closure in result.closure.values()) <= 1e-9
    adders = load_tariff(name).adders_total_cny_per_mwh
    bought = result.ledger.total("grid/import>electricity")
    assert bought > 100.0
    assert result.value("cost.grid_adders_cny") == pytest.approx(bought * adders)
    mean = result.value("cost.grid_energy_cny") / bought
    ratios = load_tariff(name).ratios.values()
    flat = load_tariff(name).energy_cny_per_mwh
    assert flat * min(ratios) < mean < flat * max(ratios)


# Hours of a day by band, counted by hand from the printed periods: month, day, band -> hours.
HOURS = {
    "yunnan": {"07-15": {"high": 8, "valley": 8, "flat": 8}},
    "jiangsu": {"07-15": {"high": 8, "valley": 8, "flat": 8},
                "04-15": {"high": 7, "valley": 8, "flat": 9}},
    "jiangxi": {"01-15": {"high": 4, "peak": 2, "valley": 6, "flat": 12},
                "01-29": {"high": 4, "peak": 2, "valley": 6, "deep": 2, "flat": 10},
                "02-15": {"high": 6, "valley": 6, "flat": 12},
                "07-15": {"high": 4, "peak": 2, "valley": 5, "deep": 2, "flat": 11},
                "10-02": {"high": 6, "valley": 5, "deep": 2, "flat": 11}},
    "guangxi": {"07-15": {"high": 6, "peak": 2, "valley": 8, "flat": 8},
                "01-15": {"high": 8, "valley": 8, "flat": 8}},
    "shaanxi": {"07-15": {"high": 5, "peak": 2, "valley": 9, "flat": 8},
                "04-15": {"high": 7, "valley": 9, "flat": 8}},
    "shanghai": {"07-15": {"high_strong": 8, "peak": 2, "valley_strong": 8, "flat": 6},
                 "09-15": {"high_strong": 10, "valley_strong": 8, "flat": 6},
                 "04-15": {"high_mild": 6, "valley_mild": 8, "flat": 10}},
}  # fmt: skip


@pytest.fixture(scope="module", params=sorted(config_names("tariffs")))
def priced(request):
    """A tariff over the quarters of 2025."""
    timeline = Timeline.one_year(dt.date(2025, 1, 1), 15)
    return load_tariff(request.param), timeline, Calendar(timeline)


def test_each_quarter_of_a_year_lies_in_exactly_one_period(priced):
    tariff, timeline, calendar = priced
    _, share = tariff.bands(timeline, calendar)
    assert (share.sum(axis=0) == 1.0).all()
    assert ((share == 0.0) | (share == 1.0)).all()
    assert sorted(m for season in tariff.seasons for m in season.months) == list(range(1, 13))


def test_hours_of_the_bands_are_those_counted_by_hand(priced):
    tariff, timeline, calendar = priced
    names, share = tariff.bands(timeline, calendar)
    for day, expected in HOURS[tariff.id].items():
        first = (dt.date(2025, *map(int, day.split("-"))) - dt.date(2025, 1, 1)).days * 96
        hours = share[:, first : first + 96].sum(axis=1) / 4.0
        found = {name: h for name, h in zip(names, hours.tolist(), strict=True) if h}
        assert found == expected, day


def test_prices_are_positive_and_only_energy_floats(priced):
    """Retail of a day between 0.3 and 1.0 CNY/kWh; valleys below flat, high and peak above."""
    tariff, timeline, calendar = priced
    energy, price = (make(timeline, calendar) for make in (tariff.energy_price, tariff.price))
    assert energy.min() > 0.0
    assert price - energy == pytest.approx(sum(tariff.adders_cny_per_mwh.values()))
    assert 300.0 < price.mean() < 1000.0
    assert tariff.demand_cny_per_kw_month > 0.0
    for band, ratio in tariff.ratios.items():
        assert (ratio < 1.0) == band.startswith(("valley", "deep")), band
