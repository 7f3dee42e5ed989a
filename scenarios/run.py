"""Run a park for its span: events, physics, ledger, accounts, scorecards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.build import BuiltPark, Options, build
from scenarios.memo import Memo
from scenarios.park_file import LoadedPark
from scenarios.simulate import Progress, Watch, progress, silent, simulate
from scenarios.stopwatch import timed
from twin.accounts.book import Accounts, build_accounts
from twin.accounts.integrity import Warning_
from twin.dispatch.regret import Regret, regret_of
from twin.errors import ClosureError
from twin.event_log import EventLog
from twin.facts import Facts
from twin.indicators import load_system
from twin.kernels import is_warm
from twin.ledger import Closure, Ledger, build_ledger
from twin.primitives import Purpose
from twin.scoring import Judge, Scorecard
from twin.timeline import Timeline


@dataclass
class RunResult:
    """A finished run, in memory.

    Attributes
    ----------
    built : BuiltPark
    ledger : Ledger
    closure : mapping of str to Closure
        Residuals by commodity.
    accounts : Accounts
    facts : Facts
    scorecards : mapping of str to Scorecard
        By system.
    events : EventLog
    event_counts : mapping of str to int
        Events by agent kind.
    timings : mapping of str to float
        Seconds by stage.
    regret : Regret or None
        Distance from perfect foresight, if it was asked for.
    """

    built: BuiltPark
    ledger: Ledger
    closure: Mapping[str, Closure]
    accounts: Accounts
    facts: Facts
    scorecards: Mapping[str, Scorecard]
    events: EventLog
    event_counts: Mapping[str, int]
    timings: dict[str, float] = field(default_factory=dict)
    regret: Regret | None = None

    @property
    def park(self) -> LoadedPark:
        """The park that was run."""
        return self.built.loaded

    @property
    def timeline(self) -> Timeline:
        """The span."""
        return self.built.timeline

    @property
    def warnings(self) -> tuple[Warning_, ...]:
        """What a reader of a score must know: of accounts, plant, and measures that did nothing."""
        return (*self.accounts.warnings, *self.built.warnings, *self.park.warnings)

    def value(self, term: str) -> float:
        """Return the value of an account term."""
        return self.accounts.book.value(term)

    @property
    def unserved(self) -> Mapping[str, float]:
        """What was not served, by commodity, where it is above zero."""
        return self._sum(Purpose.UNSERVED)

    @property
    def spilled(self) -> Mapping[str, float]:
        """What found no taker and overflowed, by commodity, where it is above zero."""
        return self._sum(Purpose.SURPLUS)

    def _sum(self, purpose: Purpose) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for row in self.ledger.select(purpose):
            found[row.commodity] = found.get(row.commodity, 0.0) + self.ledger.total(row.id)
        return {name: amount for name, amount in sorted(found.items()) if amount > 0.0}


class RunFailedError(ClosureError):
    """A run whose physics could not be closed, with what was settled before.

    Attributes
    ----------
    built : BuiltPark
        Its plant holds ``kept_steps`` sound intervals.
    """

    def __init__(self, error: ClosureError, built: BuiltPark) -> None:
        super().__init__(str(error), step=error.step, buses=error.buses, planner=error.planner)
        self.built = built

    @property
    def kept_steps(self) -> int:
        """How many intervals, from the first on, were settled and close.

        A planner that finds no optimum leaves all that was settled as it is, the rehearsal of the
        span by rules included; an interval that does not close ends what is kept.
        """
        settled = self.built.plant.settled
        return settled if self.step is None or self.planner else min(self.step, settled)

    def to_json(self) -> dict[str, Any]:
        """Return when, where and why it failed; ``at`` is None if it was no one interval."""
        labels = self.built.timeline.labels
        return {
            "at": None if self.step is None else str(labels[self.step]),
            "buses": list(self.buses),
            "planner": self.planner,
            "message": str(self),
        }


def run_park(
    park: LoadedPark,
    options: Options | None = None,
    watch: Watch = silent,
    memo: Memo | None = None,
    earlier: RunResult | None = None,
    *,
    only_recalled: bool = False,
) -> RunResult:
    """Simulate a park and score it.

    Parameters
    ----------
    park : LoadedPark
    options : Options, optional
    watch : callable, optional
        Told of progress; may raise :class:`twin.errors.RunCancelledError` to stop the run.
    memo : Memo, optional
        Where the events of earlier runs are kept.
    earlier : RunResult, optional
        A run to take over from what cannot have changed, if its events are the same.
    only_recalled : bool
        Refuse to run the agents (:class:`scenarios.simulate.NotRememberedError`).

    Raises
    ------
    InputError
        If the park cannot be built.
    RunFailedError
        If the physics cannot be closed.
    """
    timings: dict[str, float] = {}
    if not is_warm():
        watch(Progress(0.0, "compiling"))
    with timed(timings, "build"):
        built = build(park, options)
    try:
        with timed(timings, "simulate"):
            before = earlier.built if earlier is not None else None
            simulate(built, watch, memo, before, only_recalled=only_recalled)
        watch(progress(built, 1.0, "accounting"))
        return _result(built, timings, watch, with_regret=options is not None and options.regret)
    except ClosureError as error:
        raise RunFailedError(error, built) from error


def _result(
    built: BuiltPark, timings: dict[str, float], watch: Watch, *, with_regret: bool
) -> RunResult:
    """Return the accounts of a simulated park, and its regret if it was asked for."""
    with timed(timings, "account"):
        result = account(built, timings)
    if with_regret:
        watch(progress(built, 1.0, "looking ahead"))
        with timed(timings, "regret"):
            bill_cny = result.accounts.book.value("cost.total_cny")
            result.regret = regret_of(built.plant, bill_cny)
    return result


def account(built: BuiltPark, timings: dict[str, float]) -> RunResult:
    """Close the ledger of a settled park, keep its accounts and score it."""
    ledger = build_ledger(built.plant.network)
    closure = ledger.close()
    given = built.accounting()
    accounts = build_accounts(ledger, given)
    _log_calls(built, accounts)
    judge = Judge(
        accounts.book,
        built.factors,
        chemical_park=given.choices.chemical_park,
        waivers=built.loaded.spec.waivers,
        year_share=built.timeline.years,
    )
    systems = built.loaded.spec.indicator_systems
    scorecards = {name: judge.score(load_system(name)) for name in systems}
    return RunResult(
        built=built,
        ledger=ledger,
        closure=closure,
        accounts=accounts,
        facts=given.facts,
        scorecards=scorecards,
        events=built.park.log,
        event_counts=built.clock.counted(),
        timings=timings,
    )


def _log_calls(built: BuiltPark, accounts: Accounts) -> None:
    """Write what each call delivered to the event log, at the time the call ended."""
    for call in accounts.green.calls:
        base = "none" if call.baseline_mwh is None else f"{call.baseline_mwh:.3f} MWh"
        note = f"{call.id.rpartition('/')[2]}, baseline {base}"
        if call.unserved_mwh:
            note += f", not served {call.unserved_mwh:.3f} MWh (not counted)"
        built.park.log.write(call.end_s, call.agent, "delivers", call.delivered_mwh, "MWh", note)


def result_json(result: RunResult, run_id: str, run_dir: str) -> dict[str, Any]:
    """Return what ``zeropark run --json`` prints."""
    return {
        "run_id": run_id,
        "park": result.park.name,
        "scorecards": {name: card.to_json() for name, card in result.scorecards.items()},
        "accounts": headline_accounts(result),
        "green": result.accounts.green.headline(),
        "warnings": [warning.to_json() for warning in result.warnings],
        "unserved": dict(result.unserved),
        "spilled": dict(result.spilled),
        "regret": None if result.regret is None else result.regret.to_json(),
        "residuals": {
            name: {
                "relative": closure.worst,
                "amount": closure.worst_amount,
                "throughput": closure.throughput,
            }
            for name, closure in result.closure.items()
        },
        "events": dict(result.event_counts),
        "timings": result.timings,
        "run_dir": run_dir,
    }


def headline_accounts(result: RunResult) -> dict[str, Any]:
    """Return energy in tce and MWh by carrier, carbon by ledger, and cost."""
    book = result.accounts.book
    prefix = "energy.carrier."
    carriers = sorted(
        t.id.removeprefix(prefix).removesuffix("_mwh")
        for t in book
        if t.id.startswith(prefix) and t.id.endswith("_mwh")
    )
    return {
        "span": {"days": result.timeline.days, "whole_years": result.timeline.whole_years},
        "energy": {
            "total_equivalent_tce": book.value("energy.total_equivalent_tce"),
            "total_calorific_tce": book.value("energy.total_calorific_tce"),
            "electricity_mwh": book.value("electricity.used_mwh"),
            "electricity_equivalent_tce": book.value("energy.electricity_equivalent_tce"),
            "by_carrier": {
                name: {
                    "mwh": book.value(f"{prefix}{name}_mwh"),
                    "tce": book.value(f"{prefix}{name}_tce"),
                    "amount": book.value(f"{prefix}{name}_amount"),
                    "unit": book[f"{prefix}{name}_amount"].unit,
                }
                for name in carriers
            },
        },
        "carbon": {
            ledger: book.value(f"carbon.{ledger}.total_t")
            for ledger in ("park", "location", "residual")
        },
        "cost": {
            term.id.removeprefix("cost."): term.value
            for term in book
            if term.id.startswith("cost.")
        },
    }
