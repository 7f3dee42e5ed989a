"""What economics needs to know of one simulated span, taken from a run or from its folder.

A folder holds it in ``payments.parquet`` (who paid whom) and ``economics.json`` (the rest).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenarios.economics.block import Applied, MeasureEconomics
from scenarios.economics.parties import PARK, Owners
from scenarios.economics.payments import Payment, Payments
from scenarios.economics.settle import Settlement
from scenarios.run import RunResult
from scenarios.stored import StoredRun
from twin.errors import InputError
from twin.labels import Label
from twin.ledger import Ledger
from twin.primitives import Purpose

TABLE, REST = "payments", "economics"
LEDGERS = ("park", "location", "residual")
MADE = (Purpose.OWN_GENERATION, Purpose.GENERATION, Purpose.CONVERSION, Purpose.DISCHARGE)
POWER = ("electricity", "electricity@own")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Amount(_Strict):
    """A number with its unit."""

    value: float
    unit: str


class KeptMeasure(_Strict):
    """A measure as it was applied, as a run folder keeps it."""

    id: str
    label: Label
    parameters: dict[str, float]
    quantities: dict[str, Amount]
    economics: MeasureEconomics | None

    @classmethod
    def of(cls, applied: Applied) -> KeptMeasure:
        """Return a measure with what it was applied with."""
        quantities = {
            name: Amount(value=q.value, unit=q.unit) for name, q in applied.quantities.items()
        }
        return cls(
            id=applied.id,
            label=applied.label,
            parameters=dict(applied.parameters),
            quantities=quantities,
            economics=applied.economics,
        )


class Output(_Strict):
    """What a plant gave in the span.

    Attributes
    ----------
    source : str
        Its ledger source.
    party : str
        Its owner.
    commodity, unit : str
    amount : float
    at_grid_price_cny : float or None
        Of power inside the park: what it would have cost from the grid in the same intervals,
        demand charge not included, of a store less what it took; None where there is no price.
    """

    source: str
    party: str
    commodity: str
    unit: str
    amount: float
    at_grid_price_cny: float | None = None


class _Rest(_Strict):
    years: Annotated[float, Field(gt=0)]
    start: str
    step_minutes: int
    seed: int
    weather: str
    assumed: dict[str, dict[str, float]]
    inside: tuple[str, ...]
    labels: dict[str, Label]
    carbon_t: dict[str, float]
    outputs: tuple[Output, ...]
    measures: tuple[KeptMeasure, ...]


class Year:
    """One simulated span: payments, carbon, outputs, measures.

    Attributes
    ----------
    name : str
        Run or park it is of.
    payments : Payments
    """

    def __init__(self, name: str, payments: Payments, rest: _Rest) -> None:
        self.name, self.payments, self._rest = name, payments, rest

    @property
    def years(self) -> float:
        """Length of the span."""
        return self._rest.years

    @property
    def world(self) -> Mapping[str, object]:
        """What a plan must share with its base, so that what differs is the plan's."""
        known = self._rest
        return {
            "start": known.start,
            "step_minutes": known.step_minutes,
            "seed": known.seed,
            "weather": known.weather,
            "assumptions": known.assumed,
        }

    @property
    def labels(self) -> Mapping[str, Label]:
        """Names of the owners."""
        return self._rest.labels

    @property
    def measures(self) -> tuple[KeptMeasure, ...]:
        """Measures that were applied."""
        return self._rest.measures

    @property
    def carbon_t(self) -> Mapping[str, float]:
        """Totals of the three ledgers [t]."""
        return self._rest.carbon_t

    def outputs(self, patterns: tuple[str, ...]) -> tuple[Output, ...]:
        """Return what the sources that fit any of some patterns gave."""
        return tuple(
            out
            for out in self._rest.outputs
            if any(fnmatchcase(out.source, pattern) for pattern in patterns)
        )

    def write(self, folder: Path) -> None:
        """Write ``payments.parquet`` and ``economics.json``."""
        names = ("payer", "payee", "category", "service", "cny")
        rows = self.payments.rows
        table = pa.table({name: [getattr(row, name) for row in rows] for name in names})
        schema = table.schema.set(4, pa.field("cny", pa.float64(), metadata={"unit": "CNY"}))
        pq.write_table(table.cast(schema), folder / f"{TABLE}.parquet", compression="zstd")
        text = json.dumps(self._rest.model_dump(mode="json"), ensure_ascii=False, allow_nan=False)
        (folder / f"{REST}.json").write_text(text + "\n", encoding="utf-8")


def year_of(run: RunResult, name: str = "") -> Year:
    """Return what economics needs of a run."""
    settled = Settlement(run)
    book = run.accounts.book
    labels = {
        agent: spec.label
        for agent, (_, spec) in run.park.agents.items()
        if agent in settled.owners.names
    }
    climate = run.built.context.climate
    rest = _Rest(
        years=run.timeline.years,
        start=run.timeline.start.isoformat(),
        step_minutes=run.timeline.step_minutes,
        seed=run.built.seed,
        weather=climate.source if climate else "",
        assumed={one.intervention: dict(one.parameters) for one in run.park.assumed},
        inside=(PARK, *sorted(settled.owners.names)),
        labels=labels,
        carbon_t={key: book.value(f"carbon.{key}.total_t") for key in LEDGERS},
        outputs=outputs_of(run.ledger, settled.owners),
        measures=tuple(KeptMeasure.of(one) for one in applied_of(run)),
    )
    return Year(name or run.park.name, settled.payments(), rest)


def applied_of(run: RunResult) -> tuple[Applied, ...]:
    """Return the measures that were applied to a run's park."""
    return run.park.applied


def outputs_of(ledger: Ledger, owners: Owners) -> tuple[Output, ...]:
    """Return what every plant gave in the span, power with what the grid would have asked."""
    price = _grid_price(ledger)
    taken = {s.discharge: ledger.flow(s.charge) for s in ledger.stores if s.bus in POWER}
    found: dict[tuple[str, str], Output] = {}
    for row in ledger.select(*MADE):
        amount = ledger.total(row.id)
        if not row.into or amount <= 0.0:
            continue
        worth = None
        if price is not None and row.into in POWER:
            worth = float((ledger.flow(row.id) - taken.get(row.id, 0.0)) @ price)
        before = found.get((row.source, row.into))
        if before is not None:
            amount += before.amount
            worth = None if worth is None else worth + (before.at_grid_price_cny or 0.0)
        found[row.source, row.into] = Output(
            source=row.source, party=owners.giver(row).party, commodity=row.commodity,
            unit=row.unit, amount=amount, at_grid_price_cny=worth,
        )  # fmt: skip
    return tuple(found[key] for key in sorted(found))


def _grid_price(ledger: Ledger) -> np.ndarray | None:
    """Return what a MWh from the first grid connection costs in every interval."""
    for row in ledger.select(Purpose.GRID_IMPORT):
        if row.price is not None and "tariff" in row.tags:
            known = row.price.published
            flat = np.full(ledger.timeline.n_steps, row.price.scale)
            return flat if known is None else flat * known
    return None


def stored_year(run: StoredRun) -> Year:
    """Return what economics needs of a stored run.

    Raises
    ------
    InputError
        If the folder lacks it or it is damaged.
    """
    plain: Any = run.json(REST)
    try:
        rest = _Rest.model_validate(plain)
        rows = run.table(TABLE).to_pylist()
        payments = Payments(tuple(Payment(**row) for row in rows), frozenset(rest.inside))
    except (ValidationError, TypeError) as error:
        raise InputError(f"{run.folder}: payments or {REST}.json are damaged: {error}") from error
    return Year(run.folder.name, payments, rest)
