"""Direct connection of green power (绿电直连): three ratios, by line and for all lines together.

Self-used generation counts at the plants, where it is generated; of the park's consumption it is
what arrives. Available generation is what the plants made and could have made (curtailed).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.accounts.connection import line_charges, network_charge
from twin.accounts.tracing import Transfer, Wiring
from twin.commodities import place_of
from twin.configs import read_config, top_file
from twin.errors import InputError
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose

FILE = "direct_connection.yaml"
Amount = Literal["sent", "delivered", "fed_in", "available", "consumption"]
State = Literal["met", "not_met", "no_threshold", "not_applicable"]
RELATIVE_EPSILON = 1e-12


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Target(_Strict):
    """A threshold and the day from which it holds."""

    from_: Annotated[dt.date, Field(alias="from")]
    value: Annotated[float, Field(ge=0, le=1)]


class Ratio(_Strict):
    """One ratio of ``configs/direct_connection.yaml``."""

    zh: str
    en: str
    clause: str
    clause_en: str
    numerator: Amount
    denominator: Amount
    sense: Literal["at_least", "at_most"]
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]
    source: str
    confidence: str

    def target(self, day: dt.date) -> float | None:
        """Return the threshold in force on a day, None before there was one."""
        known = [t for t in self.targets if t.from_ <= day]
        return max(known, key=lambda t: t.from_).value if known else None


class Rules(_Strict):
    """The notices' ratios, and the kinds of plants they are about."""

    document: str
    document_en: str
    origins: tuple[str, ...]
    origins_source: str
    ratios: Annotated[dict[str, Ratio], Field(min_length=1)]


@lru_cache(maxsize=4)
def _rules(path: str) -> Rules:
    try:
        return Rules(**read_config(Path(path)))
    except (ValidationError, TypeError) as error:
        raise InputError(f"{path}: {error}") from error


def load_rules() -> Rules:
    """Return the rules from the first folder of data that holds them.

    Raises
    ------
    InputError
        If the file is missing or not valid.
    """
    return _rules(str(top_file(FILE)))


@dataclass(frozen=True)
class LineYear:
    """What one line (or all of them) did over the span [MWh]."""

    available: float
    generated: float
    curtailed: float
    fed_in: float
    sent: float
    delivered: float
    consumption: float


@dataclass(frozen=True)
class RatioScore:
    """One ratio of one line; ``gap_mwh`` is what is missing or too much, 0 if it is kept."""

    id: str
    zh: str
    en: str
    clause: str
    clause_en: str
    sense: str
    value: float | None
    target: float | None
    state: State
    gap_mwh: float
    source: str
    confidence: str


@dataclass(frozen=True)
class Charge:
    """Money of a line over the span, by ledger row [CNY]; below zero it was earned.

    ``purpose`` is the row's, or ``network_charge`` and ``system_charge`` for what is no price.
    """

    row: str
    purpose: str
    cny: float


@dataclass(frozen=True)
class LineCard:
    """One line against the rules; "" is all lines together."""

    line: str
    origin: str
    year: LineYear
    ratios: tuple[RatioScore, ...]
    charges: tuple[Charge, ...]


@dataclass(frozen=True)
class Panel:
    """All lines, then all together; empty where a park has no direct line."""

    document: str
    document_en: str
    cards: tuple[LineCard, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the panel as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class _Line:
    """A line by its ledger rows."""

    name: str
    origin: str
    delivered: tuple[Row, ...]
    sent: tuple[Row, ...]
    plants: tuple[Row, ...]
    fed_in: tuple[Row, ...]


def direct_panel(ledger: Ledger, wiring: Wiring, consumption_mwh: float) -> Panel:
    """Return the panel of a settled span.

    Parameters
    ----------
    ledger : Ledger
    wiring : Wiring
    consumption_mwh : float
        All electricity used in the whole park, losses included.
    """
    rules, day = load_rules(), ledger.timeline.dates[-1]
    lines = list(_lines(wiring))
    cards, judged = [], []
    for line in lines:
        year = _year(ledger, line, consumption_mwh)
        applies = line.origin in rules.origins
        scores = tuple(_score(rules, year, day, applies=applies))
        cards.append(LineCard(line.name, line.origin, year, scores, tuple(_charges(ledger, line))))
        judged += [year] if applies else []
    if len(lines) > 1:
        whole = _sum(judged, consumption_mwh)
        scores = tuple(_score(rules, whole, day, applies=bool(judged)))
        charges = tuple(charge for card in cards for charge in card.charges)
        cards.append(LineCard("", "", whole, scores, charges))
    return Panel(rules.document, rules.document_en, tuple(cards))


def _lines(wiring: Wiring) -> Iterator[_Line]:
    """Yield what brings direct supply: lines with plants behind them, and supply without a bus."""
    by_bus: dict[str, list[Transfer]] = {}
    for transfer in wiring.transfers:
        if any(row.purpose is Purpose.DIRECT_SUPPLY for row in transfer.given):
            by_bus.setdefault(transfer.taken.out_of, []).append(transfer)
    for bus, transfers in by_bus.items():
        given = [row for t in transfers for row in t.given]
        yield _Line(
            name=place_of(bus) or bus,
            origin=next(row.origin for row in given if row.purpose is Purpose.DIRECT_SUPPLY),
            delivered=tuple(row for row in given if row.purpose is Purpose.DIRECT_SUPPLY),
            sent=tuple(t.taken for t in transfers),
            plants=tuple(
                r for r in wiring.sources if r.into == bus and r.purpose is not Purpose.UNSERVED
            ),
            fed_in=tuple(
                c.row
                for c in wiring.consumers
                if c.row.out_of == bus and c.row.purpose is Purpose.DIRECT_FEED_IN
            ),
        )
    for row in wiring.sources:
        if row.purpose is Purpose.DIRECT_SUPPLY:
            yield _Line(row.source, row.origin, (row,), (row,), (row,), ())


def _year(ledger: Ledger, line: _Line, consumption_mwh: float) -> LineYear:
    plants = {row.source for row in line.plants}
    unused = [
        row
        for row in ledger.select(Purpose.CURTAILED, commodities=("electricity",))
        if row.source in plants
    ]
    made, lost = _total(ledger, line.plants), _total(ledger, unused)
    return LineYear(
        available=made + lost,
        generated=made,
        curtailed=lost,
        fed_in=_total(ledger, line.fed_in),
        sent=_total(ledger, line.sent),
        delivered=_total(ledger, line.delivered),
        consumption=consumption_mwh,
    )


def _total(ledger: Ledger, rows: Iterable[Row]) -> float:
    return sum(ledger.total(row.id) for row in rows)


def _sum(years: list[LineYear], consumption_mwh: float) -> LineYear:
    """Return lines together; they share one consumption."""
    added = {f.name: sum(getattr(year, f.name) for year in years) for f in fields(LineYear)}
    return LineYear(**{**added, "consumption": consumption_mwh})


def _score(rules: Rules, year: LineYear, day: dt.date, *, applies: bool) -> Iterator[RatioScore]:
    for name, ratio in rules.ratios.items():
        upper, lower = getattr(year, ratio.numerator), getattr(year, ratio.denominator)
        target = ratio.target(day)
        value = upper / lower if lower > 0.0 else None
        over = 0.0 if target is None else upper - target * lower
        miss = over if ratio.sense == "at_most" else -over
        judged = applies and value is not None
        kept = miss <= RELATIVE_EPSILON * lower
        state: State = "met" if kept else "not_met"
        if not judged:
            state = "not_applicable"
        elif target is None:
            state = "no_threshold"
        yield RatioScore(
            name, ratio.zh, ratio.en, ratio.clause, ratio.clause_en, ratio.sense, value, target,
            state, miss if state == "not_met" else 0.0, ratio.source, ratio.confidence,
        )  # fmt: skip


def _charges(ledger: Ledger, line: _Line) -> Iterator[Charge]:
    """Yield all that was paid on the line's own rows: price, network charge, system charge."""
    for row in ledger.rows:
        ours = {row.source, row.target} & {line.name}
        if ours or row.source.startswith(f"{line.name}/") or row.target.startswith(f"{line.name}/"):
            parts = {str(row.purpose): ledger.total_paid(row) - network_charge(ledger, row)}
            direct = row.purpose is Purpose.DIRECT_SUPPLY
            for part in line_charges(ledger, row) if direct else ():
                name = "system_charge" if part.unit == "kW" else "network_charge"
                parts[name] = parts.get(name, 0.0) + part.value
            yield from (Charge(row.id, name, paid) for name, paid in parts.items() if paid)
