"""What a strategy does to the park: the run with it less the run with the fleets at rest.

Both runs have the same luck and weather, so what differs is the fleets' doing, knock-on effects
(stores, the month's peak, exports that are missed) included. All is read from the ledger and the
accounts of the two runs; nothing is reckoned anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import numpy.typing as npt

from scenarios.fleets.outcome import LEDGERS, CostLine, Power
from scenarios.fleets.ownership import KWH_PER_MWH
from scenarios.fleets.ownership_assumptions import OwnershipAssumptions
from scenarios.run import RunResult
from twin.network.compile import Row
from twin.primitives import Purpose
from twin.vehicles import powertrains

Floats = npt.NDArray[np.float64]
ELECTRICITY = "electricity"
TAKEN = (Purpose.USE, Purpose.FUEL_USE, Purpose.TRANSFER)  # vehicles that feed back are a store
# Of the bill: item of the strategy's cost, and the price it is proportional to.
COST_OF = {
    "cost.grid_energy_cny": ("energy", "electricity_price"),
    "cost.grid_adders_cny": ("energy", "electricity_price"),
    "cost.direct_supply_cny": ("energy", "electricity_price"),
    "cost.feed_in_cny": ("energy", "electricity_price"),
    "cost.demand_charge_cny": ("demand_charge", "demand_price"),
    "cost.carbon_cny": ("carbon", "carbon_price"),
}
PRICE_OF = {"diesel": "diesel_price", "lng": "lng_price", "hydrogen": "hydrogen_price"}
WHOLE, FUELS = "cost.total_cny", "cost.fuel_cny"
ROUNDING = 1e-12  # of the park's bill, below which a difference is none


def carbon_of(run: RunResult, rest: RunResult) -> dict[str, float]:
    """Return CO2 of a year by ledger [t]."""
    return {
        ledger: (run.value(f"carbon.{ledger}.total_t") - rest.value(f"carbon.{ledger}.total_t"))
        / run.timeline.years
        for ledger in LEDGERS
    }


def running_costs(run: RunResult, rest: RunResult) -> tuple[CostLine, ...]:
    """Return what the park's bill grows by in a year; the lines sum to the whole difference."""
    names = [t.id for t in run.accounts.book if t.id.startswith("cost.") and t.id != WHOLE]
    change = {name: run.value(name) - rest.value(name) for name in names}
    fuels = _fuel_costs(run, rest)
    change[FUELS] = change.get(FUELS, 0.0) - sum(fuels.values())
    least = ROUNDING * abs(run.value(WHOLE))
    lines = [CostLine("energy", PRICE_OF.get(fuel, ""), cny) for fuel, cny in fuels.items()]
    lines += [CostLine(*COST_OF.get(name, ("other", "")), cny) for name, cny in change.items()]
    years = run.timeline.years
    return tuple(
        CostLine(line.item, line.driver, line.cny_per_year / years)
        for line in lines
        if abs(line.cny_per_year) > least
    )


def _fuel_costs(run: RunResult, rest: RunResult) -> dict[str, float]:
    """Return by how much the bill of each fuel bought differs [CNY]."""
    with_fleet, without = _paid(run), _paid(rest)
    return {
        name: with_fleet.get(name, 0.0) - without.get(name, 0.0)
        for name in sorted({*with_fleet, *without})
    }


def _paid(run: RunResult) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in run.ledger.select(Purpose.PURCHASE):
        found[row.commodity] = found.get(row.commodity, 0.0) + run.ledger.total_paid(row)
    return found


def power_of(run: RunResult, rest: RunResult, owners: Collection[str]) -> Power:
    """Return energy by carrier and origin, peaks, and the use of own generation.

    Parameters
    ----------
    owners : collection of str
        The fleets, who own their stations.
    """
    rows = list(run.ledger.select(*TAKEN, owners=owners))
    taken = [row for row in rows if row.out_of == row.commodity]  # off the park's own bus
    given = [row for row in rows if row.into == ELECTRICITY]
    by_carrier: dict[str, float] = {}
    for row in taken:
        by_carrier[row.commodity] = by_carrier.get(row.commodity, 0.0) + run.ledger.total(row.id)
    drawn = [row for row in taken if row.commodity == ELECTRICITY]
    hours = run.timeline.step_hours
    return Power(
        by_carrier_mwh={name: mwh for name, mwh in sorted(by_carrier.items()) if mwh},
        by_origin_mwh=_origins(run, drawn),
        fed_mwh=sum(run.ledger.total(row.id) for row in given),
        station_peak_mw=_peak(run, drawn) / hours,
        park_peak_mw=_import_peak(run) / hours,
        rest_peak_mw=_import_peak(rest) / hours,
        self_use=_self_use(run),
        rest_self_use=_self_use(rest),
    )


def _origins(run: RunResult, drawn: Collection[Row]) -> dict[str, float]:
    """Return what rows take off the park's bus by the kind of plant it came from [MWh].

    At the grid side of the plug for every strategy: what is lost in plugs, racks and batteries is
    part of what was taken, and what vehicles give back is not taken off.
    """
    tracing = run.accounts.green.tracing
    found: dict[str, float] = {}
    for row in drawn:
        mixture = tracing.share[:, tracing.wiring.bus(row.out_of)]
        amounts = (run.ledger.flow(row.id) @ mixture).tolist()
        for origin, mwh in zip(tracing.origins, amounts, strict=True):
            found[origin.kind] = found.get(origin.kind, 0.0) + mwh
    return {kind: mwh for kind, mwh in sorted(found.items()) if mwh}


def _sum(run: RunResult, rows: Iterator[Row] | Collection[Row]) -> Floats:
    total = np.zeros(run.timeline.n_steps)
    for row in rows:
        total += run.ledger.flow(row.id)
    return total


def _peak(run: RunResult, rows: Collection[Row]) -> float:
    return float(_sum(run, rows).max(initial=0.0))


def _import_peak(run: RunResult) -> float:
    return float(_sum(run, run.ledger.select(Purpose.GRID_IMPORT)).max(initial=0.0))


def _self_use(run: RunResult) -> float | None:
    """Return how much of what own plants could give is used in the park."""
    used, made = run.value("electricity.own_used_mwh"), run.value("electricity.own_mwh")
    made += sum(run.ledger.total(row.id) for row in run.ledger.select(Purpose.CURTAILED))
    return used / made if made > 0.0 else None


def prices_of(rest: RunResult, given: OwnershipAssumptions) -> dict[str, float]:
    """Return today's price of drivers, in the unit of ``fleet_comparison.yaml``."""
    spec = rest.park.spec
    found = {
        driver: float(spec.prices[item].value)
        for item, driver in {**PRICE_OF, "carbon": "carbon_price"}.items()
        if item in spec.prices and isinstance(spec.prices[item].value, int | float)
    }
    bought = rest.value("electricity.grid_mwh")
    if bought > 0.0:
        paid = rest.value("cost.grid_energy_cny") + rest.value("cost.grid_adders_cny")
        found["electricity_price"] = paid / bought
    demand = {t.demand_cny_per_kw_month for t in rest.built.context.tariffs.values()}
    if len(demand) == 1:
        found["demand_price"] = demand.pop()
    return found | {
        "battery_price": powertrains()["battery"].store_cny_per_kwh,
        "battery_lease": given.lease_cny_per_kwh_month,
        "swap_fee": given.swap_fee_cny_per_mwh / KWH_PER_MWH,
        "driver_price": given.driver_cny_per_year,
    }
