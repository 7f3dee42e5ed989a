"""Green contracts: which volumes count, and what each does to the three carbon ledgers.

A certificate counts for 24 months from the month of its generation (NEA rules of 2024), a trade in
the year it delivers. What has expired, or is not generated yet, is bought and paid and counts
nothing. The effect of a contract is the annual book made again without it, so that limits (grid
power received, three ledgers with three rules) act as they do in the accounts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.accounts.annual import AnnualTotals
from twin.accounts.carbon import carbon_terms
from twin.accounts.choices import Choices, Factors
from twin.accounts.integrity import Warning_
from twin.accounts.terms import Book, Part, Term
from twin.configs import read_config, top_file
from twin.errors import InputError
from twin.facts import Fact, Facts
from twin.timeline import Timeline

Floats = npt.NDArray[np.float64]
Form = Literal["trade", "certificate"]
Standing = Literal["counts", "expired", "future"]
FILE = "green_contracts.yaml"
LEDGERS = ("park", "location", "residual")
FIELDS = {  # facts that count, and the annual amount each belongs to
    "green_trade_renewable_mwh": "trade_renewable",
    "green_trade_nuclear_mwh": "trade_nuclear",
    "green_certificate_renewable_mwh": "certificates",
}
VOID = ("green_expired_mwh", "green_future_mwh")
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Extended(_Strict):
    """What was generated before a month counts to the end of another."""

    before: Month
    until: Month


class Validity(_Strict):
    """How long what was generated counts."""

    months: Annotated[int, Field(ge=1, le=120)]
    extended: Extended | None = None
    source: str
    confidence: str

    def standing(self, generated: str, used: str) -> Standing:
        """Return whether what was generated in one month counts in another ("YYYY-MM")."""
        age = _number(used) - _number(generated)
        if age < 0:
            return "future"
        late = self.extended is not None and generated < self.extended.before
        if late and self.extended is not None and used <= self.extended.until:
            return "counts"
        return "counts" if age < self.months else "expired"


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:7])


@lru_cache(maxsize=4)
def _validities(path: str) -> Mapping[str, Validity]:
    try:
        return {name: Validity(**entry) for name, entry in read_config(Path(path)).items()}
    except (ValidationError, TypeError) as error:
        raise InputError(f"{path}: {error}") from error


def validity(form: Form) -> Validity:
    """Return how long power of a form of contract counts.

    Raises
    ------
    InputError
        If the rules are missing or not valid.
    """
    return _validities(str(top_file(FILE)))[form]


def standing(form: Form, vintage: int | None, vintage_month: int, day: dt.date) -> Standing:
    """Return whether power of a vintage counts on a day; without one it is of the day itself."""
    if vintage is None:
        return "counts"
    return validity(form).standing(f"{vintage}-{vintage_month:02d}", f"{day:%Y-%m}")


@dataclass(frozen=True)
class Contract:
    """One contract over the span, and the ledgers as they would be without it [t].

    Attributes
    ----------
    id : str
        Agent and its contract; of facts recorded for the park itself their key.
    bought, counted, expired, future : float
        Volume bought, and of it what counts, what has expired, what is not generated yet [MWh].
    cost_cny : float
    effect_t, without_t : mapping
        By ledger: tonnes that the contract takes off, and the total without it.
    """

    id: str
    kind: str
    bought: float
    counted: float
    expired: float
    future: float
    cost_cny: float
    effect_t: Mapping[str, float]
    without_t: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return the contract as plain data."""
        return asdict(self)


def contract_name(fact: Fact) -> str:
    """Return the name of the contract a fact is about."""
    return f"{fact.agent}/{fact.note}" if fact.agent else f"{fact.key}/{fact.note}".rstrip("/")


def contracts(
    totals: AnnualTotals, facts: Facts, factors: Factors, choices: Choices
) -> tuple[Contract, ...]:
    """Return every contract with its effect, each against the book with all the others."""
    groups: dict[str, list[Fact]] = {}
    for key in (*FIELDS, *VOID):
        for fact in facts.of(key):
            groups.setdefault(contract_name(fact), []).append(fact)
    now = _ledgers(totals, factors, choices)
    found = []
    for name in sorted(groups):
        mine = groups[name]
        others = _without(totals, facts, mine)
        then = _ledgers(others, factors, choices)
        volume = {key: _sum(f for f in mine if f.key == key) for key in (*FIELDS, *VOID)}
        paid = [f for f in facts.of("green_purchase_cny") if f.agent and contract_name(f) == name]
        kind = ", ".join(FIELDS[key] for key in FIELDS if volume[key]) or "void"
        found.append(
            Contract(
                name, kind, _sum(mine), sum(volume[key] for key in FIELDS),
                volume["green_expired_mwh"], volume["green_future_mwh"], _sum(paid),
                {key: then[key] - now[key] for key in LEDGERS}, then,
            )
        )  # fmt: skip
    return tuple(found)


def _sum(facts: Iterable[Fact]) -> float:
    return sum(fact.value for fact in facts)


def _without(totals: AnnualTotals, facts: Facts, mine: list[Fact]) -> AnnualTotals:
    """Return the annual totals without some facts."""
    gone = {id(fact) for fact in mine}
    left = {
        field: _sum(f for f in facts.of(key) if id(f) not in gone) for key, field in FIELDS.items()
    }
    power = replace(
        totals.electricity,
        trade_renewable=left["trade_renewable"],
        trade_nuclear=left["trade_nuclear"],
        certificates=left["certificates"],
    )
    return replace(totals, electricity=power)


def _ledgers(totals: AnnualTotals, factors: Factors, choices: Choices) -> dict[str, float]:
    book = Book(carbon_terms(totals, factors, choices))
    return {name: book.value(f"carbon.{name}.total_t") for name in LEDGERS}


def contract_terms(found: Iterable[Contract]) -> Iterator[Term]:
    """Yield what each ledger would be without each contract."""
    for contract in found:
        for ledger, tonnes in contract.without_t.items():
            effect = contract.effect_t[ledger]
            parts = (
                Part("ledger with the contract", tonnes - effect, "t"),
                Part("taken off by the contract", effect, "t"),
            )
            yield Term(
                f"contract.{contract.id}.{ledger}_without_t", "t", tonnes,
                "the annual book without this contract", parts,
            )  # fmt: skip


def contract_series(facts: Facts, timeline: Timeline) -> Floats:
    """Return renewable contracts that count, even over their months [MWh]; shape (n_steps,).

    A fact with a date in the span belongs to that month, any other to the whole span.
    """
    series = np.zeros(timeline.n_steps)
    months = timeline.labels.astype("datetime64[M]")
    for key, field in FIELDS.items():
        for fact in facts.of(key) if field != "trade_nuclear" else ():
            here = np.ones(timeline.n_steps, dtype=np.bool_)
            if fact.date is not None:
                within = months == np.datetime64(fact.date, "M")
                here = within if within.any() else here
            series[here] += fact.value / np.count_nonzero(here)
    return series


def contract_warnings(found: Iterable[Contract]) -> Iterator[Warning_]:
    """Yield a warning where something bought counts nothing for its vintage."""
    for key, zh, en in (
        ("expired", "已过有效期", "has expired"),
        ("future", "尚未发电（年份在后）", "is not generated yet (later vintage)"),
    ):
        volume = {c.id: getattr(c, key) for c in found if getattr(c, key) > 0.0}
        if volume:
            mwh, names = sum(volume.values()), ", ".join(volume)
            yield Warning_(
                f"contract_{key}",
                f"{mwh:,.0f} MWh 绿电或绿证{zh}，不计入：{names}。",
                f"{mwh:,.0f} MWh of green power or certificates {en} and does not count: {names}.",
                {"mwh": mwh},
            )
