"""Account of connections: which limit of the grid binds, and what direct lines bring to whom.

A line's share is taken interval by interval: what arrives beyond its users' demand of that
interval is not theirs. Lines that name the same users are not netted against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from twin.accounts.terms import Part, Term, total
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose

Floats = npt.NDArray[np.float64]
KW_PER_MW = 1000.0
USES = (Purpose.USE, Purpose.CONVERSION)
AT_LIMIT = 1.0 - 1e-6


def network_charge(ledger: Ledger, row: Row) -> float:
    """Return what of a row's cost is a network charge and no price [CNY]."""
    charge = float(row.tags.get("network_charge", "0"))
    return charge * ledger.total(row.id) if charge else 0.0


def direct_charges(ledger: Ledger) -> Term:
    """Return what direct supply still pays for network and system."""
    return total(
        "cost.direct_charges_cny", "CNY",
        [p for row in ledger.select(Purpose.DIRECT_SUPPLY) for p in line_charges(ledger, row)],
        "Σ arrived · network charge + Σ months: charged capacity · system charge",
    )  # fmt: skip


def line_charges(ledger: Ledger, row: Row) -> Iterator[Part]:
    """Yield the network charge of a line and its system charge of every month."""
    energy, capacity = (
        float(row.tags.get(key, "0")) for key in ("network_charge", "system_charge")
    )
    source = "发改价格〔2025〕1192号, rates of the park"
    if energy:
        amount = ledger.total(row.id)
        yield Part("network charge", amount, "MWh", energy, "CNY/MWh", source, (row.id,))
    if capacity:
        kw = float(row.tags["charged_mw"]) * KW_PER_MW
        for month, _, share in ledger.timeline.months():
            what = f"capacity in {month}"
            yield Part(what, kw, "kW", capacity * share, "CNY/kW", source, (row.id,))


def connection_terms(ledger: Ledger) -> Iterator[Term]:
    """Yield the terms of every grid connection and direct line."""
    for row in ledger.select(Purpose.GRID_IMPORT):
        if "limit_mw" in row.tags:
            yield from _grid(ledger, row)
    for row in ledger.select(Purpose.DIRECT_SUPPLY):
        yield from _line(ledger, row)


def _grid(ledger: Ledger, row: Row) -> Iterator[Term]:
    name, which = row.source.removesuffix("/import"), row.tags["limited_by"]
    limit = float(row.tags["limit_mw"])
    power = ledger.flow(row.id) / ledger.timeline.step_hours
    hours = np.count_nonzero(power >= AT_LIMIT * limit) * ledger.timeline.step_hours
    part = Part(which, limit, "MW", source="smallest of line, contract and transformer")
    yield Term(f"grid.{name}.limit_mw", "MW", limit, f"{which} binds", (part,))
    yield Term(f"grid.{name}.peak_mw", "MW", float(power.max()), parts=(
        Part("highest interval", float(power.max()), "MW", rows=(row.id,)),))  # fmt: skip
    yield Term(
        f"grid.{name}.hours_at_limit", "h", float(hours) if limit > 0.0 else 0.0,
        f"intervals at the limit of the {which}",
    )  # fmt: skip


def _line(ledger: Ledger, row: Row) -> Iterator[Term]:
    """Yield what one line brought, to whom, and the ratios that direct connection is held to."""
    name, users = row.source, {u for u in row.tags.get("users", "").split(",") if u}
    arrived, used = ledger.flow(row.id), _use_of(ledger, users)
    to_users = np.minimum(arrived, used)
    sent, available, fed_in = _sending_end(ledger, name)
    mwh = {
        "arrived": (float(arrived.sum()), "at the park's end"),
        "available": (available, "generated + curtailed"),
        "fed_in": (fed_in, "to the public grid instead"),
        "users_use": (float(used.sum()), ", ".join(sorted(users)) or "all users of the park"),
        "to_users": (float(to_users.sum()), "Σ intervals: least of arrived and used"),
        "beyond_users": (float((arrived - to_users).sum()), "arrived beyond the users' demand"),
    }
    for key, (value, formula) in mwh.items():
        yield Term(f"direct.{name}.{key}_mwh", "MWh", value, formula)
    yield _income(ledger, name)
    for key, above, below, formula in (
        ("share_of_use", mwh["to_users"][0], mwh["users_use"][0], "to users / their use"),
        ("self_use_share", sent, available, "sent to the park / available, at the plants"),
        ("arrived_share", mwh["arrived"][0], available, "arrived in the park / available"),
        ("feed_in_share", fed_in, available, "fed in / available"),
    ):
        share, missing = (above / below, "") if below > 0.0 else (0.0, "nothing to divide by")
        yield Term(f"direct.{name}.{key}", "", share, formula, missing=missing)


def _income(ledger: Ledger, name: str) -> Term:
    """Return what a line's plants earn from the grid: theirs, so part of no bill of the park."""
    rows = [r for r in ledger.select(Purpose.DIRECT_FEED_IN) if r.out_of == f"electricity@{name}"]
    parts = [Part("fed in", -ledger.total_paid(r), "CNY", rows=(r.id,)) for r in rows]
    return total(f"direct.{name}.feed_in_income_cny", "CNY", parts, "of the plants' owner")


def _use_of(ledger: Ledger, users: set[str]) -> Floats:
    """Return the power that users draw from the park's bus in every interval; all if none."""
    rows = ledger.select(*USES, commodities=("electricity",))
    return _series(
        ledger,
        (r for r in rows if r.out_of == "electricity" and (not users or r.owner in users)),
    )


def _sending_end(ledger: Ledger, name: str) -> tuple[float, float, float]:
    """Return what a line's plants sent into it, could have made, and fed into the grid [MWh]."""
    bus = f"electricity@{name}"
    given = [r for r in ledger.rows if r.into == bus and r.purpose is not Purpose.UNSERVED]
    plants = {r.source for r in given}
    unused = [r for r in ledger.select(Purpose.CURTAILED) if r.source in plants]
    taken = [r for r in ledger.rows if r.out_of == bus]
    sent = [r for r in taken if r.target == name]
    fed = [r for r in taken if r.purpose is Purpose.DIRECT_FEED_IN]
    return (
        _sum(ledger, sent), _sum(ledger, given) + _sum(ledger, unused), _sum(ledger, fed)
    )  # fmt: skip


def _sum(ledger: Ledger, rows: Iterable[Row]) -> float:
    return sum(ledger.total(row.id) for row in rows)


def _series(ledger: Ledger, rows: Iterable[Row]) -> Floats:
    out = np.zeros(ledger.timeline.n_steps)
    for row in rows:
        out += ledger.flow(row.id)
    return out
