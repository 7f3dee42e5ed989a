"""The remembered event layer: what an agent can read is in the key, or changes no event."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel, ValidationError

from agents.fleet import FleetSpec
from agents.park import Park
from agents.shifts import shifts
from scenarios.build import Options, build
from scenarios.memo import MemoryMemo, event_key
from scenarios.memo_disk import DiskMemo
from scenarios.run import run_park
from scenarios.simulate import simulate
from scenarios.store import write_run
from tests.parks import small_park
from twin.clock import Clock
from twin.errors import InputError

SPAN = {"days": 4, "start": dt.date(2025, 2, 10), "step_minutes": 60}
CALLS = [{"date": "2025-02-12", "from_hour": 18, "to_hour": 20, "reason": "peak"}]
PARK = {
    **SPAN,
    "agents.operator.calls": CALLS,
    "agents.operator.purchases": [{"form": "trade", "mwh_per_year": 9000}, {"form": "trade"}],
    "agents.boiler.maintenance": [{"start": "02-11", "days": 0.5}],
}

# What a field may become if its own kind of value does not tell; the first that is valid is taken.
OTHERS: tuple[Any, ...] = (
    0.5, 1.5, 3, 500.0, 2025, "2025-02-01", "MIX", [1.0, 2.0], ["02-01", "02-02"],
    list(range(1, 13)),
    {"mtbf_h": 30, "mttr_h": 4}, [{"start": "02-12", "days": 0.5}], {"order_cv": 0.4},
    [{"form": "trade", "mwh_per_year": 10}], [{"name": "x", "footprint_certified_on": None}],
    [{"kind": "pipe", "t_per_year": 5, "km": 2}], CALLS, ["x"], "two_shift", "day_shift",
    "none", "x", True,
)  # fmt: skip
WORDS = (
    *shifts(), "cement", "machinery", "pharma", "office_new", "workshop", "dormitory",
    "refuse_18t", "tractor_49t", "lng", "diesel", "battery", "certificate", "nuclear", "goods",
    "staff", "star_1", "electric", "none", "grid2", "steam_1mpa", "hot_water_95", "low_temp_35",
    "electricity", "raw_coal", "natural_gas", "jiangxi", "waste_other", "2025-02-11", "02-12",
    "air", "hot_water_60", "cells", "machines", "x", "H", "park", "balanced", "trucks/depot",
)  # fmt: skip


class AnyMeters:
    """Meters of whatever name, so that the event layer can run without a plant."""

    def __init__(self):
        self.names, self.set_to = [], []

    def index(self, name):
        self.names.append(name)
        return len(self.names) - 1

    def set(self, now, meter, rate):
        self.set_to.append((now, self.names[meter], rate))

    def fed_by(self, catch_up):
        self.catch_up = catch_up

    def add(self, seconds, meters, rates):
        for second, meter, rate in zip(seconds, meters, rates, strict=True):
            self.set_to.append((int(second), self.names[meter], float(rate)))


def watched():
    raise AssertionError("an agent looks at the plant")


def happened(world, people):
    """Return all that the event layer puts out, apart from books closed afterwards."""
    park = Park(fresh(world), Clock(world.timeline.end_second), AnyMeters(), watched)
    park.populate(people)
    park.start()
    park.clock.run()
    park.catch_up()
    lines = list(park.log)
    return park.meters.set_to, lines, park.clock.counted(), park.tallies()


def fresh(world):
    """Return the world with its luck at the start."""
    return replace(world, streams=type(world.streams)(world.streams.seed))


def other_values(value) -> Iterator[Any]:
    """Yield values that a field could have instead."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value * 0.9, value * 1.05, value + 1, value - 1, value * 0.5, value + 0.1)
    elif isinstance(value, str):
        yield from (word for word in WORDS if word != value)
    yield from OTHERS


def mutants(value) -> Iterator[tuple[str, list[Any]]]:
    """Yield, for every field within a plain value, its path and values with it changed."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, old in items:
        if isinstance(old, dict | list) and old:
            for path, changed in mutants(old):
                yield f"{key}.{path}", [with_item(value, key, new) for new in changed]
        else:
            changed = [new for new in other_values(old) if new != old]
            yield str(key), [with_item(value, key, new) for new in changed]


def with_item(holder, key, new):
    copy = holder.copy()
    copy[key] = new
    return copy


def first_valid(make, candidates, old):
    """Return the first candidate that makes a specification other than the old one."""
    for plain in candidates:
        try:
            found = make(plain)
        except (ValidationError, InputError, ValueError, TypeError, KeyError):
            continue
        if found != old:
            return found
    return None


def plain(spec: BaseModel, **options):
    return spec.model_dump(mode="json", **options)


def changed_specs(name, kind, spec):
    """Yield what was changed in an agent's specification, and the specification."""
    component = getattr(spec, "component", None)
    kept = {} if component is None else {"component": component}
    for path, candidates in mutants(plain(spec, exclude={"kind", "component"})):
        made = first_valid(lambda p: type(spec)(**p, **kept), candidates, spec)
        yield f"{name}.{path}", made
    if component is not None:
        for path, candidates in mutants(plain(component, exclude={"type"})):
            made = first_valid(lambda p: type(component)(**p), candidates, component)
            yield f"{name}.component.{path}", made and spec.model_copy(update={"component": made})


@pytest.fixture(scope="module")
def base():
    """Return world, agents, key and events of the small park."""
    built = build(small_park(PARK))
    world, people = built.park.world, built.loaded.agents
    return world, people, event_key(world, people), happened(world, people)


def found_out(base) -> tuple[list[str], list[str], int]:
    """Return what changed events under the same key, what could not be changed, and how many."""
    world, people, key, before = base
    wrong, unchanged, count = [], [], 0
    for name, (kind, spec) in people.items():
        for path, changed in changed_specs(name, kind, spec):
            count += 1
            if changed is None:
                unchanged.append(path)
                continue
            now = {**people, name: (kind, changed)}
            if event_key(world, now) == key and happened(world, now) != before:
                wrong.append(path)
    return wrong, unchanged, count


# No other value is valid unless a second field changes too. Calls are in the key whole, purchases
# are books, and an operator that follows imports or holds set points has no key (tests below).
FOR_BATTERIES = ("battery_kwh", "feed_mw", "station", "midday_station")
OF_OPERATOR = (
    "purchases.0.monthly_shares", "purchases.0.follow_import_share", "purchases.0.vintage_month",
    "purchases.1.monthly_shares", "purchases.1.vintage_month",
    "calls.0.kind", "calls.0.meter", "calls.0.pay_cny_per_mwh",
    "calls.0.availability_cny_per_mw", "calls.0.penalty_cny_per_mwh", "set_points",
)  # fmt: skip
OF_JOBS = ("serves", "jobs_file", "job_vehicles")
NEED_ANOTHER_FIELD = (
    *(f"trucks.vehicles.0.{key}" for key in FOR_BATTERIES), "trucks.vehicles.1.powertrain",
    *(f"{fleet}.{key}" for fleet in ("trucks", "sweepers") for key in OF_JOBS),
    *(f"operator.{key}" for key in OF_OPERATOR),
)  # fmt: skip


def test_whatever_field_of_whatever_specification_changes(base):
    """Either the key changes or not one byte of the events does."""
    wrong, unchanged, count = found_out(base)
    assert not wrong
    alone = [path for path in unchanged if ".component." not in path]  # no component is in a key
    assert alone == list(NEED_ANOTHER_FIELD)
    assert count > 250


def test_a_key_that_is_too_narrow_is_found_out(base, monkeypatch):
    whole = FleetSpec.event_key

    def narrow(spec):
        return {name: value for name, value in whole(spec).items() if name != "km"}

    monkeypatch.setattr(FleetSpec, "event_key", narrow)
    world, people, *_ = base
    people = {"trucks": people["trucks"]}
    wrong, *_ = found_out((world, people, event_key(world, people), happened(world, people)))
    assert wrong == ["trucks.km"]


def test_nothing_of_an_asset_but_its_stops_is_in_the_key(base):
    world, people, key, _ = base
    for name, (kind, spec) in people.items():
        for path, changed in changed_specs(name, kind, spec) if kind == "asset" else ():
            if changed is None:  # a nested field that needs another one beside it
                continue
            stops = path.startswith((f"{name}.outages", f"{name}.maintenance"))
            assert (event_key(world, {**people, name: (kind, changed)}) != key) == stops, path


WORLDS = {
    "seed": 12, "step_minutes": 30, "start": dt.date(2025, 2, 11), "days": 5,
    "climate.station": "harbin", "climate.ghi_scale": 0.95,
}  # fmt: skip
NOT_READ = {
    "dispatch": "rolling", "prices.natural_gas": 9.9, "prices.carbon": 500.0,
    "tariffs.yunnan": {"energy_cny_per_mwh": 999.0}, "indicator_systems": ["national"],
    "accounting.chemical_park": True, "agents.grid.component.import_mw": 50.0,
    "agents.operator.purchases": [{"form": "certificate", "mwh_per_year": 1.0}],
    "agents.battery": {
        "kind": "asset", "label": {"zh": "储", "en": "B"}, "source": "test", "confidence": "T",
        "component": {"type": "battery", "energy_mwh": 4, "power_mw": 2},
    },
}  # fmt: skip


def key_of(built):
    return event_key(built.park.world, built.loaded.agents)


@pytest.mark.parametrize("path", WORLDS)
def test_a_change_of_the_world_changes_the_key(base, path):
    assert key_of(build(small_park({**PARK, path: WORLDS[path]}))) != base[2]


@pytest.mark.parametrize("path", NOT_READ)
def test_what_nobody_reads_changes_neither_key_nor_events(base, path):
    built = build(small_park({**PARK, path: NOT_READ[path]}))
    assert key_of(built) == base[2]
    assert happened(built.park.world, built.loaded.agents) == base[3]


def test_each_quantity_of_the_weather_is_in_the_key(base):
    world, people, key, _ = base
    for field in fields(world.climate):
        value = getattr(world.climate, field.name)
        if isinstance(value, np.ndarray):
            other = value.copy()
            other[-1] += 1e-9
            climate = replace(world.climate, **{field.name: other})
            assert event_key(replace(world, climate=climate), people) != key, field.name
    assert event_key(replace(world, climate=None), people) != key


def test_who_looks_at_the_plant_is_never_remembered():
    purchases = [{"form": "trade", "follow_import_share": 0.4}]
    memo = MemoryMemo()
    for _ in range(2):
        built = build(small_park({**PARK, "agents.operator.purchases": purchases}))
        simulate(built, memo=memo)
        assert built.park.listening
        assert not built.is_recalled
        assert built.event_key == ""


def written(result, folder):
    run = write_run(result, folder)
    assert (run / "accounts.json").is_file()
    return {
        path.name: path.read_bytes() for path in run.iterdir() if path.name != "manifest.json"
    }  # fmt: skip


@pytest.mark.parametrize("dispatch", ["rules", "perfect"])
@pytest.mark.parametrize("change", [{}, {"agents.roof.component.capacity_mw": 5.0}, NOT_READ])
def test_a_run_from_memory_is_the_same_byte_for_byte(change, dispatch, tmp_path):
    memo = MemoryMemo()
    run_park(small_park(PARK), memo=memo)
    later = small_park({**PARK, **change})
    told = run_park(later, Options(dispatch=dispatch), memo=memo)
    assert told.built.is_recalled
    acted = run_park(later, Options(dispatch=dispatch))
    assert not acted.built.is_recalled
    assert told.event_counts == acted.event_counts
    assert written(told, tmp_path / "told") == written(acted, tmp_path / "acted")


def test_a_memo_forgets_what_was_not_used_for_longest():
    memo = MemoryMemo()
    run_park(small_park(PARK), memo=memo)
    ((_, record),) = memo._records.items()
    small = MemoryMemo(most_bytes=2 * record.n_bytes)
    for key in "ab":
        small.put(key, record)
    assert small.get("a") is record
    small.put("c", record)
    assert [small.get(key) is not None for key in "abc"] == [True, False, True]
    tiny = MemoryMemo(most_bytes=record.n_bytes - 1)
    tiny.put("a", record)
    assert tiny.get("a") is None


@pytest.fixture(scope="module")
def record():
    memo = MemoryMemo()
    run_park(small_park(PARK), memo=memo)
    ((_, found),) = memo._records.items()
    return found


def test_a_run_from_disk_is_the_same_byte_for_byte(tmp_path):
    acted = run_park(small_park(PARK), memo=DiskMemo(tmp_path / "memo"))
    told = run_park(small_park(PARK), memo=DiskMemo(tmp_path / "memo"))
    assert (acted.built.is_recalled, told.built.is_recalled) == (False, True)
    assert told.event_counts == acted.event_counts
    assert written(told, tmp_path / "told") == written(acted, tmp_path / "acted")


def test_a_damaged_record_is_told_dropped_and_made_again(tmp_path):
    memo = DiskMemo(tmp_path)
    run_park(small_park(PARK), memo=memo)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for damaged in (b"", whole[:-100], flipped):
        path.write_bytes(damaged)
        with pytest.warns(UserWarning, match="damaged"):
            assert not run_park(small_park(PARK), memo=memo).built.is_recalled
        assert path.read_bytes() == whole


def test_a_record_under_another_key_is_not_taken(tmp_path, record):
    memo = DiskMemo(tmp_path)
    memo.put("a", record)
    (tmp_path / "a.npz").rename(tmp_path / "b.npz")
    with pytest.warns(UserWarning, match="another key"):
        assert memo.get("b") is None


def test_the_folder_keeps_what_was_used_last(tmp_path, record):
    DiskMemo(tmp_path).put("a", record)
    size = (tmp_path / "a.npz").stat().st_size
    memo = DiskMemo(tmp_path, most_bytes=2 * size)
    memo.put("b", record)
    for age, key in enumerate("ba"):
        os.utime(tmp_path / f"{key}.npz", (1e9 + age, 1e9 + age))
    memo.put("c", record)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "c.npz"]


def test_a_folder_that_cannot_be_written_stops_no_run(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.warns(UserWarning, match="cannot be kept"):
        run_park(small_park(PARK), memo=DiskMemo(tmp_path / "file" / "memo"))
