"""Which rows of the ledger a picture is made of: a domain's, and one enterprise's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scenarios.charted.plants import Good, plant_goods
from views.energy.node import GOODS_IN, GOODS_OUT
from views.energy.nodes import Groups
from views.stored.records import LedgerRow

KINDS = {
    "energy": {"electricity", "heat", "waste_heat", "cold", "fuel"},
    "heat": {"heat", "waste_heat", "cold"},
    "water": {"water"},
    "materials": {"waste", "hazardous_waste"},
}
_LEFT_OUT = {"water_recirculated", "product"}


def rows_of(rows: Iterable[LedgerRow], domain: str, groups: Groups) -> list[LedgerRow]:
    """Return the rows that a picture of a domain shows."""
    every = list(rows)
    mine = [row for row in every if groups.kind(row.commodity) in KINDS[domain]]
    mine = [row for row in mine if row.purpose not in {*_LEFT_OUT, "byproduct"}]
    if domain == "heat":
        mine += _around_converters(every, mine, groups)
    if domain == "materials":
        mine += [row for row in every if _is_recovered(row)]
        mine += _goods(every, groups)
    return [row for row in mine if touches(row, groups.one)]


def circulating(rows: Iterable[LedgerRow], groups: Groups) -> float:
    """Return the water that circulates inside plants and is not drawn [m³]."""
    return sum(
        row.total
        for row in rows
        if row.purpose == "water_recirculated" and touches(row, groups.one)
    )


def touches(row: LedgerRow, one: str) -> bool:
    """Return whether a row has to do with an enterprise; every row does with none named."""
    return not one or one in (row.owner, row.source.split("/")[0], row.target.split("/")[0])


def _around_converters(
    every: list[LedgerRow], heat: list[LedgerRow], groups: Groups
) -> Iterator[LedgerRow]:
    """Yield power and fuel of what makes heat, so that its losses can be told."""
    makers = {node.id for row in heat if (node := groups.source(row)).kind == "converter"}
    for row in every:
        if groups.kind(row.commodity) in {"electricity", "fuel"} and (
            groups.target(row).id in makers or groups.source(row).id in makers
        ):
            yield row


def _is_recovered(row: LedgerRow) -> bool:
    """Return whether a row is a by-product in tonnes, sold or made of wastes."""
    is_made = row.purpose in {"byproduct", "transfer"}
    return is_made and row.unit == "t" and row.commodity.startswith("product/")


def _goods(rows: list[LedgerRow], groups: Groups) -> Iterator[LedgerRow]:
    """Yield the goods that plants take and make, after what they produced."""
    known = plant_goods()
    for row in rows:
        plant = known.get(str(groups.agents.get(row.owner, {}).get("archetype", "")))
        if row.purpose != "product" or plant is None or row.unit != plant.unit:
            continue
        for good in plant.inbound:
            yield _good(row, good, groups)._replace(source=GOODS_IN, target=row.source)
        for good in plant.outbound:
            yield _good(row, good, groups)._replace(target=GOODS_OUT)


def _good(row: LedgerRow, good: Good, groups: Groups) -> LedgerRow:
    """Return what a plant moves of a good; told by name only where one plant is drawn."""
    name = good.name if groups.one else ""
    return row._replace(
        commodity=f"good:{name}@{good.haul}", unit="t", purpose="transfer",
        total=good.tonnes * row.total,
    )  # fmt: skip
