"""The figures of a run that are compared, from a run in memory or from its folder.

Amounts are those of the span, never scaled to a year; a figure whose input is not known has no
value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.compare.flows import Flows, flows_of_rows, flows_of_table
from scenarios.compare.words import word
from scenarios.run import RunResult, headline_accounts
from scenarios.stored import StoredRun
from twin.commodities import catalogue
from twin.errors import InputError

LEDGERS = ("park", "location", "residual")
SHARED_CARBON = ("fuel", "conversion", "heat", "process")
SHARES = ("annual_share", "hourly_share", "interval_share", "physical_share")
SUPPLY = {
    "supply.grid_mwh": ("grid_import",),
    "supply.own_mwh": ("own_generation",),
    "supply.direct_mwh": ("direct_supply",),
    "supply.curtailed_mwh": ("curtailed",),
    "supply.export_mwh": ("grid_export", "direct_feed_in"),
}

# Told only where there is any, so a run without one has none of it.
NONE_IS_ZERO = ("energy.", "unserved.", "spilled.")


@dataclass(frozen=True)
class Figure:
    """One figure of a run.

    Attributes
    ----------
    id : str
        The same in every run.
    group : str
        ``indicators``, ``energy``, ``carbon``, ``cost``, ``supply``, ``green`` or ``unserved``.
    value : float or None
        None if an input is not known or there is nothing the figure is about.
    target, state, sense : float or None, str, str
        Of an indicator.
    """

    id: str
    group: str
    zh: str
    en: str
    unit: str
    value: float | None
    target: float | None = None
    state: str = ""
    sense: str = ""

    def label(self, lang: str) -> str:
        """Return its name."""
        return self.zh if lang == "zh" else self.en


Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Reading:
    """What a comparison reads of one run.

    Attributes
    ----------
    figures : mapping of str to Figure
    flows : mapping
        Amounts of the span by purpose, commodity, owner and origin.
    """

    figures: Figures
    flows: Flows

    def value(self, figure: str) -> float | None:
        """Return a figure's value: None if it is not known, 0 of a carrier there is none of."""
        found = self.figures.get(figure)
        if found is None:
            return 0.0 if figure.startswith(NONE_IS_ZERO) else None
        return found.value


def read_result(result: RunResult) -> Reading:
    """Return the figures of a run in memory."""
    cards = {name: card.to_json() for name, card in result.scorecards.items()}
    book = result.accounts.book
    accounts = {
        "headline": headline_accounts(result),
        "unserved": result.unserved,
        "spilled": result.spilled,
        "terms": {term.id: {"value": term.value, "missing": term.missing} for term in book},
    }
    flows = flows_of_rows((row, result.ledger.total(row.id)) for row in result.ledger.rows)
    return Reading(_all(cards, accounts, flows), flows)


def read_stored(stored: StoredRun) -> Reading:
    """Return the figures of a run folder.

    Raises
    ------
    InputError
        If a file of the folder is missing or damaged.
    """
    cards, accounts = stored.scorecards, stored.accounts
    flows = flows_of_table(stored)
    try:
        return Reading(_all(cards, accounts, flows), flows)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{stored.folder}: the run folder is damaged: "
            f"accounts.json or indicators.json lacks {error}"
        ) from error


def _all(cards: Mapping[str, Any], accounts: Mapping[str, Any], flows: Flows) -> Figures:
    found = [
        *_indicators(cards),
        *_energy(accounts["headline"]["energy"]),
        *_carbon(accounts["terms"]),
        *_cost(accounts["headline"]["cost"]),
        *_supply(accounts["terms"], flows),
        *_green(accounts["terms"]),
        *_lacking(accounts),
    ]
    return {figure.id: figure for figure in found}


def _named(key: str, group: str, unit: str, value: float | None) -> Figure:
    known = None if value is None else float(value)
    return Figure(key, group, word(key, "zh"), word(key, "en"), unit, known)


def _indicators(cards: Mapping[str, Any]) -> Iterator[Figure]:
    for system, card in cards.items():
        for name, score in card["indicators"].items():
            value = score["value"]
            yield Figure(
                id=f"{system}/{name}", group="indicators",
                zh=f"{score['zh']}（{system}）", en=f"{score['en']} ({system})",
                unit=score["unit"], value=None if value is None else float(value),
                target=score["target"], state=score["state"], sense=score["sense"],
            )  # fmt: skip


def _energy(energy: Mapping[str, Any]) -> Iterator[Figure]:
    for key in ("total_equivalent_tce", "total_calorific_tce", "electricity_mwh"):
        unit = "MWh" if key.endswith("mwh") else "tce"
        yield _named(f"energy.{key}", "energy", unit, energy[key])
    known = catalogue()
    for carrier, amounts in energy["by_carrier"].items():
        zh, en = (known[carrier].zh, known[carrier].en) if carrier in known else (carrier, carrier)
        yield Figure(f"energy.{carrier}_mwh", "energy", zh, en, "MWh", float(amounts["mwh"]))


def _carbon(terms: Mapping[str, Any]) -> Iterator[Figure]:
    for ledger in LEDGERS:
        yield _named(f"carbon.{ledger}", "carbon", "t", terms[f"carbon.{ledger}.total_t"]["value"])
    for part in SHARED_CARBON:
        key = f"carbon.{part}_t"
        yield _named(key, "carbon", "t", terms[key]["value"])
    yield _named("carbon.offset_t", "carbon", "t", terms["offset.ccer_t"]["value"])


def _cost(cost: Mapping[str, Any]) -> Iterator[Figure]:
    for category, amount in cost.items():
        yield _named(f"cost.{category}", "cost", "CNY", amount)


def _supply(terms: Mapping[str, Any], flows: Flows) -> Iterator[Figure]:
    peaks = [
        term["value"]
        for key, term in terms.items()
        if key.startswith("grid.") and key.endswith(".peak_mw")
    ]
    if len(peaks) == 1:  # peaks of several connections need not fall together
        yield _named("supply.peak_mw", "supply", "MW", peaks[0])
    power = [(key, amount) for key, amount in flows.items() if key.commodity == "electricity"]
    for figure, purposes in SUPPLY.items():
        amount = sum(amount for key, amount in power if key.purpose in purposes)
        yield _named(figure, "supply", "MWh", amount)
    made = ("own_generation", "generation")
    solar = sum(a for key, a in power if key.purpose in made and key.origin == "solar")
    yield _named("supply.pv_mwh", "supply", "MWh", solar)


def _green(terms: Mapping[str, Any]) -> Iterator[Figure]:
    for share in SHARES:
        term = terms.get(f"green.{share}")
        if term is not None:  # runs stored before green power was traced have none
            value = None if term.get("missing") else term["value"]
            yield _named(f"green.{share}", "green", "1", value)


def _lacking(accounts: Mapping[str, Any]) -> Iterator[Figure]:
    known = catalogue()
    for kind in ("unserved", "spilled"):
        for name, amount in accounts[kind].items():
            zh, en = (known[name].zh, known[name].en) if name in known else (name, name)
            yield Figure(
                f"{kind}.{name}", "unserved", f"{word(kind, 'zh')}：{zh}",
                f"{word(kind, 'en')}: {en}", known[name].unit if name in known else "",
                float(amount),
            )  # fmt: skip
