"""Small given things: a park of three firms, its roads, vehicles, and its demand."""

from __future__ import annotations

import datetime as dt

import numpy as np

from agents.archetypes import load_archetype, with_intensities
from agents.freight.demand import Freight
from agents.freight.job_known import Known
from agents.freight.roads import road_map
from agents.freight.stock import Firm
from agents.freight.trips import Carrier
from agents.records import Conveyor
from agents.yard.tables import NONE, Roads, Vehicles
from twin.calendars import Calendar
from twin.streams import Streams
from twin.timeline import Timeline

PLACES = {"cement": (300.0, 300.0), "tiles": (900.0, 300.0), "brewery": (900.0, 900.0)}
PLAN = (1200.0, 1000.0)
GOODS = ("bulk", "heavy", "tank", "van", "hazardous")
CARRIERS = {haul: Carrier(i, 30.0 if haul != "van" else 1.8) for i, haul in enumerate(GOODS)}


def firm(name, archetype, output, *, most=None, roster="", conveyors=(), **intensities):
    """Return a firm; its most in a day is 1.2 times the mean."""
    plant = with_intensities(load_archetype(archetype), intensities)
    most = most or 1.2 * output / 365.0
    return Firm(name, plant, output, most, roster or plant.shift, tuple(conveyors))


def firms(**conveyors):
    """Return three firms; ``cement=[...]`` gives one of them conveyors."""
    return [
        firm("cement", "cement_grinding", 365_000.0, conveyors=conveyors.get("cement", ())),
        firm("tiles", "ceramic_tile", 3_650_000.0, conveyors=conveyors.get("tiles", ())),
        firm("brewery", "brewery_food", 73_000.0, conveyors=conveyors.get("brewery", ())),
    ]


def belt(kind="enclosed_belt", t=36_500.0, km=0.8, cargo=""):
    """Return a conveyor."""
    return Conveyor(kind=kind, t_per_year=t, km=km, cargo=cargo)


def freight(listed=None, carriers=None, *, services=False, days=28, seed=1, roads=None, **more):
    """Return the demand of some firms from Monday, 3 March 2025, on: no holidays in it."""
    listed = firms() if listed is None else listed
    timeline = Timeline(dt.date(2025, 3, 3), days, 60)
    at = {one.name: PLACES.get(one.name, (600.0, 600.0)) for one in listed}
    at |= dict.fromkeys(more.pop("places", ()), (100.0, 900.0))
    return Freight(
        listed, CARRIERS if carriers is None else carriers, road_map(roads, at, PLAN), timeline,
        Calendar(timeline), Streams(seed).get, services=services, **more,
    )  # fmt: skip


def ran(demand, days=28, share=1.0):
    """Let all firms make their daily mean and return the jobs of every day with what they move."""
    made = {
        name: share * store.firm.output_per_year / 365.0 for name, store in demand.stores.items()
    }
    found, told = [], 0
    for day in range(days):
        jobs = demand.day(day, made)
        found.append(list(zip(jobs, demand.shipments[told:], strict=True)))
        told = len(demand.shipments)
    return found


def vehicles(rows):
    """Return a table of (name, group, payload_t, usable_mwh, per_km, per_t_km)."""
    n = len(rows)
    real = {k: np.zeros(n) for k in ("first_mwh", "fill_mw", "feed_mw", "floor_mwh")}
    whole = {k: np.full(n, NONE) for k in ("climate", "depot", "midday", "patience_s")}
    columns = [np.array(c) for c in list(zip(*rows, strict=True))[1:]]
    return Vehicles(
        names=tuple(row[0] for row in rows), group=columns[0].astype(np.int64),
        drive=np.full(n, 2), payload_t=columns[1], store_mwh=columns[2], per_km=columns[3],
        per_t_km=columns[4], taper_from=np.full(n, 0.8), taper_to=np.full(n, 0.25),
        per_h=np.full(n, 0.005), home=np.zeros(n, dtype=np.int64),
        roster=np.zeros(n, dtype=np.int64),
        midday_below=np.full(n, 0.3), midday_to=np.full(n, 0.8), night_to=np.full(n, 0.9),
        **real, **whole,
    )  # fmt: skip


def known(days=365, start=dt.date(2025, 1, 1), **more):
    """Return two fleets: two trucks of 30 t that go 200 km empty, and a van of 1.8 t."""
    places = ("depot", "gate", "works")
    away = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 1.5], [2.0, 1.5, 0.0]])
    return Known(
        vehicles=vehicles(
            [
                ("trucks/1", 0, 30.0, 0.2, 0.001, 0.0),
                ("trucks/2", 0, 30.0, 0.2, 0.001, 0.0),
                ("vans/1", 1, 1.8, 0.06, 0.0003, 0.0),
            ]
        ),
        groups={"trucks": 0, "vans": 1},
        classes={"tractor_49t": (0,), "van_4t5": (1,), "either": (0, 1)},
        roads=Roads(places, away, (away * 144).astype(np.int64)),
        timeline=Timeline(start, days, 60),
        **more,
    )
