"""Runs made by hand, with known numbers, for tests of comparisons."""

from __future__ import annotations

from scenarios.compare.attribution import Attribution, Outcome
from scenarios.compare.decompose import sets_needed
from scenarios.compare.figures import Figure, Reading
from scenarios.compare.flows import FlowKey
from scenarios.compare.groups import Group, Member
from scenarios.scenario import Chosen

TIMELINE = {"start": "2025-01-01", "days": 365, "step_minutes": 60}
MEASURES = ("electrode_boiler", "park_battery", "direct_green_line")


def figure(key, value, unit="t", group="carbon", **more):
    return Figure(key, group, key, key, unit, value, **more)


def reading(carbon=0.0, gas=0.0, flows=None, offset=0.0):
    """Return the figures of a run: tonnes in three ledgers, gas, and flows."""
    shares = {"park": 1.0, "location": 0.5, "residual": 0.75}
    figures = [figure(f"carbon.{ledger}", carbon * share) for ledger, share in shares.items()]
    figures += [
        figure("carbon.fuel_t", carbon * 0.25), figure("carbon.conversion_t", 0.0),
        figure("carbon.heat_t", 0.0), figure("carbon.process_t", 0.0),
        figure("energy.natural_gas_mwh", gas, "MWh", "energy"),
        figure("carbon.offset_t", offset),
        figure("national/x", carbon / 100.0, "1", "indicators", target=3.0, state="met",
               sense="at_most"),
    ]  # fmt: skip
    found = (
        {FlowKey("fuel_use", "natural_gas", "boiler", "", "MWh"): gas} if flows is None else flows
    )
    return Reading({f.id: f for f in figures}, found)


def member(seed, carbon, gas=0.0, **more):
    fields = {
        "timeline": TIMELINE, "version": "1", "dispatch": "rules", "weather": "hand",
        "document": {"label": "hand"},
    } | more  # fmt: skip
    return Member(f"run-{carbon:g}-{seed}", seed, reading=reading(carbon, gas), **fields)


def group(name, values, **more):
    """Return a scenario of (seed, tonnes)."""
    return Group(name, tuple(member(seed, carbon, **more) for seed, carbon in values))


def attribution(carbon, cost, count=2, *, flows=None, offset=None, physical=None, shapley=False):
    """Return an attribution whose tonnes and yearly cost are functions of the set of measures."""
    outcomes, reasons = {}, {}
    for chosen in sets_needed(count, shapley=shapley):
        tonnes = carbon(chosen)
        if tonnes is None:
            outcomes[chosen], reasons[chosen] = None, "it needs another"
            continue
        given = None if flows is None else flows(chosen)
        paid = 0.0 if offset is None else offset(chosen)
        outcomes[chosen] = Outcome(reading(tonnes, tonnes, given, paid), cost(chosen))
    measures = tuple(Chosen(name) for name in MEASURES[:count])
    return Attribution(
        "hand",
        measures,
        outcomes,
        reasons,
        1.0,
        TIMELINE,
        1,
        ("账单", "bill"),
        (),
        shapley,
        physical,
    )
