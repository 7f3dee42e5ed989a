"""The comparison of strategies as tidy tables, one fact a row, with the unit of every column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenarios.compare.frames import SEE_UNIT, Sheet, caution_sheet, sheet
from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.outcome import ITEMS, LATE_EDGES_MIN, FleetOutcome, Spread

Row = dict[str, Any]


def fleet_sheets(found: FleetComparison) -> list[Sheet]:
    """Return the tables of a comparison of strategies."""
    return [
        _ranking(found),
        _facts(found),
        _costs(found),
        _late(found),
        _criteria(found),
        _states(found),
        _tornado(found),
        _break_even(found),
        _swaps(found),
        _leaders(found),
        caution_sheet(found.cautions + tuple(c for o in found.outcomes for c in o.cautions)),
    ]


def _names(outcome: FleetOutcome) -> Row:
    return {"strategy": outcome.strategy, "zh": outcome.zh, "en": outcome.en}


def _ranking(found: FleetComparison) -> Sheet:
    rows = [
        _names(o) | {
            "rank": place, "cost": found.cost(o), "in_time": o.service.level,
            "dominated_by": " ".join(found.dominated[o.strategy]), "reason": "",
        }
        for place, o in enumerate(found.ranking.ranked, start=1)
    ]  # fmt: skip
    rows += [
        _names(f.outcome) | {"in_time": f.level, "dominated_by": "", "reason": f.reason("en")}
        for f in found.ranking.failed
    ]
    unit = found.cost_unit
    columns = ["rank", "strategy", "zh", "en", "cost", "in_time", "dominated_by", "reason"]
    return sheet("ranking", rows, columns, {"rank": "1", "cost": unit, "in_time": "1"})


def _facts(found: FleetComparison) -> Sheet:
    rows = [
        {"strategy": o.strategy, "group": group, "name": name, "value": value, "unit": unit}
        for o in found.outcomes
        for group, name, value, unit in facts_of(o)
    ]
    columns = ["strategy", "group", "name", "value", "unit"]
    return sheet("facts", rows, columns, {"value": SEE_UNIT})


Fact = tuple[str, str, float | None, str]


def facts_of(outcome: FleetOutcome) -> Iterator[Fact]:
    """Yield every figure of a strategy but its costs: group, name, value and unit."""
    yield from _service(outcome)
    yield from _needs(outcome)
    power = outcome.power
    for carrier, mwh in power.by_carrier_mwh.items():
        yield "energy", carrier, mwh, "MWh"
    for origin, mwh in power.by_origin_mwh.items():
        yield "electricity by origin", origin, mwh, "MWh"
    yield "energy", "fed back", power.fed_mwh, "MWh"
    yield "power", "stations' peak", power.station_peak_mw, "MW"
    yield "power", "park's peak", power.park_peak_mw, "MW"
    yield "power", "added to the park's peak", power.park_peak_mw - power.rest_peak_mw, "MW"
    yield "power", "own power used here", power.self_use, "1"
    yield "power", "own power used here, fleet at rest", power.rest_self_use, "1"
    for ledger, tonnes in outcome.carbon_t.items():
        yield "carbon of a year", ledger, tonnes, "t"


def _service(outcome: FleetOutcome) -> Iterator[Fact]:
    s = outcome.service
    yield "service", "in time", s.level, "1"
    for name in ("due", "done", "late", "refused", "expired", "left", "open", "reneged"):
        yield "service", name, float(getattr(s, name)), ""
    yield from _spread("lateness", s.late_min)
    yield from _spread("wait at stations", s.wait_min)
    yield from _spread("wait for a vehicle", s.start_min)


def _spread(name: str, spread: Spread) -> Iterator[Fact]:
    yield "service", f"{name}, P50", spread.p50, "min"
    yield "service", f"{name}, P95", spread.p95, "min"
    yield "service", f"{name}, P99", spread.p99, "min"
    yield "service", f"{name}, longest", spread.most, "min"


def _needs(outcome: FleetOutcome) -> Iterator[Fact]:
    needs = outcome.needs
    for powertrain, count in needs.vehicles.items():
        yield "needs", f"{powertrain} vehicles", float(count), ""
    for station, count in needs.servers.items():
        yield "needs", f"{station}: plugs, bays, pumps", float(count), ""
        yield "needs", f"{station}: power", needs.power_mw.get(station), "MW"
    yield "needs", "batteries in racks", float(needs.spare_batteries), ""
    yield "needs", "land", needs.space_m2, "m2"
    least = outcome.least_vehicles
    yield "needs", "fewest vehicles", None if least is None else float(least), ""


def _costs(found: FleetComparison) -> Sheet:
    rows = [
        {
            "strategy": o.strategy, "item": line.item, "price": line.driver,
            "amount": line.cny_per_year,
            "per_km": line.cny_per_year / o.bill.km if o.bill.km else None,
            "per_t_km": line.cny_per_year / o.bill.t_km if o.bill.t_km else None,
        }
        for o in found.outcomes
        for line in sorted(o.bill.lines, key=lambda line: ITEMS.index(line.item))
    ]  # fmt: skip
    columns = ["strategy", "item", "price", "amount", "per_km", "per_t_km"]
    units = {"amount": "CNY/a", "per_km": "CNY/km", "per_t_km": "CNY/(t km)"}
    return sheet("costs", rows, columns, units)


def _late(found: FleetComparison) -> Sheet:
    ends = (*LATE_EDGES_MIN[1:], None)
    rows = [
        {"strategy": o.strategy, "over": edge, "up_to": end, "jobs": count}
        for o in found.outcomes
        for edge, end, count in zip(LATE_EDGES_MIN, ends, o.service.late_bins, strict=False)
    ]
    units = {"over": "min", "up_to": "min"}
    return sheet("lateness", rows, ["strategy", "over", "up_to", "jobs"], units)


def _criteria(found: FleetComparison) -> Sheet:
    rows = [
        {
            "strategy": name, "criterion": key, "value": value,
            "unit": found.settings.criteria[key].unit,
            "regret": found.regret.get(name, {}).get(key),
        }
        for name, row in found.criteria_values.items()
        for key, value in row.items()
    ]  # fmt: skip
    columns = ["strategy", "criterion", "value", "regret", "unit"]
    return sheet("criteria", rows, columns, {"value": SEE_UNIT, "regret": SEE_UNIT})


def _states(found: FleetComparison) -> Sheet:
    table = found.price_regret
    rows = [
        {"strategy": name, "state": state, "cost": cost, "regret": table.regret[name][state],
         "is_choice": name == table.choice}
        for name, row in table.cost.items()
        for state, cost in row.items()
    ]  # fmt: skip
    unit = found.cost_unit
    columns = ["strategy", "state", "cost", "regret", "is_choice"]
    return sheet("price_regret", rows, columns, {"cost": unit, "regret": unit})


def _tornado(found: FleetComparison) -> Sheet:
    unit = found.cost_unit
    rows = [
        {
            "strategy": bar.strategy, "assumption": bar.driver,
            "low_factor": found.settings.drivers[bar.driver].low,
            "high_factor": found.settings.drivers[bar.driver].high,
            "low": bar.low, "high": bar.high, "low_in_time": bar.low_level,
            "high_in_time": bar.high_level,
        }
        for bar in found.bars
    ]  # fmt: skip
    units = {"low_factor": "1", "high_factor": "1", "low": unit, "high": unit}
    units |= {"low_in_time": "1", "high_in_time": "1"}
    return sheet("tornado", rows, ["strategy", "assumption", *units], units)


def _break_even(found: FleetComparison) -> Sheet:
    rows = [
        {"strategy": b.strategy, "assumption": b.driver, "factor": b.factor, "price": b.price,
         "unit": found.settings.drivers[b.driver].unit,
         "cheaper": "below" if b.is_cheaper_below else "above"}
        for b in found.break_evens
    ]  # fmt: skip
    columns = ["strategy", "assumption", "factor", "price", "unit", "cheaper"]
    return sheet("break_even", rows, columns, {"factor": "", "price": SEE_UNIT})


def _swaps(found: FleetComparison) -> Sheet:
    rows = [
        {"first": s.first, "second": s.second, "assumption": s.driver, "factor": s.factor}
        for s in found.swaps
    ]
    columns = ["first", "second", "assumption", "factor"]
    return sheet("changes_of_place", rows, columns, {"factor": ""})


def _leaders(found: FleetComparison) -> Sheet:
    rows = [
        {"assumption": leader.driver, "end": leader.end, "first": leader.strategy,
         "fail": " ".join(leader.failed)}
        for leader in found.leaders
    ]  # fmt: skip
    return sheet("leaders", rows, ["assumption", "end", "first", "fail"])
