"""Run a park for its span: events, physics, ledger, accounts, scorecards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.remembered import remember, replay
from scenarios.build import BuiltPark, Options, build
from scenarios.memo import Memo, event_key
from scenarios.park_file import LoadedPark
from twin.accounts.book import Accounts, build_accounts
from twin.dispatch.lookahead import Perfect
from twin.event_log import EventLog
from twin.facts import Facts
from twin.indicators import load_system
from twin.kernels import is_warm
from twin.ledger import Closure, Ledger, build_ledger
from twin.primitives import Purpose
from twin.scoring import Judge, Scorecard
from twin.timeline import Timeline


@dataclass(frozen=True)
class Progress:
    """Where a run stands.

    Attributes
    ----------
    share : float
        Of the span, 0 to 1.
    stage : str
        ``compiling``, ``simulating``, ``accounting`` or ``writing``.
    month : str
        Month reached, such as 2025-04.
    events : int
        Events so far.
    unserved_mwh : float
        Electricity not served so far.
    """

    share: float
    stage: str
    month: str = ""
    events: int = 0
    unserved_mwh: float = 0.0


Watch = Callable[[Progress], None]


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

    @property
    def park(self) -> LoadedPark:
        """The park that was run."""
        return self.built.loaded

    @property
    def timeline(self) -> Timeline:
        """The span."""
        return self.built.timeline

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


def _silent(progress: Progress) -> None:
    """Watch nothing."""


def run_park(
    park: LoadedPark,
    options: Options | None = None,
    watch: Watch = _silent,
    memo: Memo | None = None,
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

    Raises
    ------
    InputError
        If the park cannot be built.
    ClosureError
        If the physics cannot be closed.
    """
    timings: dict[str, float] = {}
    if not is_warm():
        watch(Progress(0.0, "compiling"))
    with _timed(timings, "build"):
        built = build(park, options)
    with _timed(timings, "simulate"):
        simulate(built, watch, memo)
    watch(_progress(built, 1.0, "accounting"))
    with _timed(timings, "account"):
        return account(built, timings)


class _timed:  # noqa: N801 - a small context manager
    """Adds the seconds a block took to a table."""

    def __init__(self, table: dict[str, float], name: str) -> None:
        self.table, self.name = table, name

    def __enter__(self) -> None:
        self.begun = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.table[self.name] = time.perf_counter() - self.begun


def simulate(built: BuiltPark, watch: Watch = _silent, memo: Memo | None = None) -> None:
    """Let the span pass, month by month; settle as it goes so that progress can tell.

    Where the memo knows what the agents do, they are not run and only the plant is settled.
    """
    built.event_key = event_key(built.park.world, built.loaded.agents) if memo is not None else ""
    record = memo.get(built.event_key) if memo is not None and built.event_key else None
    built.is_recalled = record is not None
    if record is not None:
        replay(built.park, record)
    else:
        built.park.start()
    end = built.timeline.end_second
    for second in _month_starts(built.timeline):
        built.clock.run(second)
        built.plant.settle(built.timeline.settled_steps(second))
        watch(_progress(built, second / end, "simulating"))
    built.clock.run(end)
    built.plant.settle(built.timeline.n_steps)
    fresh = record or remember(built.park)
    built.park.close(fresh.tallies)
    if memo is not None and record is None and built.event_key and not built.park.listening:
        memo.put(built.event_key, fresh)
    if built.dispatch == "perfect":
        watch(_progress(built, 1.0, "looking ahead"))
        built.plant.replan(Perfect(built.plant.network))


def _month_starts(timeline: Timeline) -> Iterator[int]:
    for before, date in zip(timeline.dates, timeline.dates[1:], strict=False):
        if date.month != before.month:
            yield timeline.second_of(date)


def _progress(built: BuiltPark, share: float, stage: str) -> Progress:
    timeline, second = built.timeline, built.plant.settled * built.timeline.step_seconds
    when = timeline.datetime_at(min(second, timeline.end_second - 1))
    return Progress(
        share, stage, when.strftime("%Y-%m"), built.clock.n_events, built.plant.unserved_so_far()
    )


def account(built: BuiltPark, timings: dict[str, float]) -> RunResult:
    """Close the ledger of a settled park, keep its accounts and score it."""
    ledger = build_ledger(built.plant.network)
    closure = ledger.close()
    given = built.accounting()
    accounts = build_accounts(ledger, given)
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


def result_json(result: RunResult, run_id: str, run_dir: str) -> dict[str, Any]:
    """Return what ``zeropark run --json`` prints."""
    return {
        "run_id": run_id,
        "park": result.park.name,
        "scorecards": {name: card.to_json() for name, card in result.scorecards.items()},
        "accounts": headline_accounts(result),
        "warnings": [warning.to_json() for warning in result.accounts.warnings],
        "unserved": dict(result.unserved),
        "spilled": dict(result.spilled),
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
