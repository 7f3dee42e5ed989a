"""Let the span of a built park pass: agents act, or are recalled, and the plant is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agents.remembered import remember, replay
from scenarios.build import BuiltPark
from scenarios.memo import Memo, event_key
from twin.dispatch import final_planner
from twin.errors import ZeroparkError
from twin.resettle import take_over
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


class NotRememberedError(ZeroparkError):
    """The agents would have to run, and were not to: nothing is known of what they do here."""


def silent(progress: Progress) -> None:
    """Watch nothing."""


def simulate(
    built: BuiltPark,
    watch: Watch = silent,
    memo: Memo | None = None,
    earlier: BuiltPark | None = None,
    *,
    only_recalled: bool = False,
) -> None:
    """Let the span pass, month by month; settle as it goes so that progress can tell.

    Where the memo knows what the agents do, they are not run and only the plant is settled: as
    far as it differs from that of an earlier run with the same events.

    Raises
    ------
    NotRememberedError
        If the memo does not know it and ``only_recalled`` is asked for.
    """
    built.event_key = event_key(built.park.world, built.loaded.agents) if memo is not None else ""
    record = memo.get(built.event_key) if memo is not None and built.event_key else None
    built.is_recalled = record is not None
    if only_recalled and record is None:
        raise NotRememberedError("what the agents do in this park is not remembered")
    if record is not None:
        replay(built.park, record)
        if earlier is not None and earlier.event_key == built.event_key:
            take_over(built.plant, earlier.plant)
    else:
        built.park.start()
    end = built.timeline.end_second
    for second in _month_starts(built.timeline):
        built.clock.run(second)
        built.plant.settle(built.timeline.settled_steps(second))
        watch(progress(built, second / end, "simulating"))
    built.clock.run(end)
    built.plant.settle(built.timeline.n_steps)
    fresh = record or remember(built.park)
    built.park.close(fresh.tallies)
    if memo is not None and record is None and built.event_key and not built.park.listening:
        memo.put(built.event_key, fresh)
    if built.dispatch.rehearses:
        watch(progress(built, 1.0, "looking ahead"))
        built.plant.check_replannable()
        built.plant.replan(final_planner(built.dispatch, built.plant.network, built.seed))


def _month_starts(timeline: Timeline) -> Iterator[int]:
    for before, date in zip(timeline.dates, timeline.dates[1:], strict=False):
        if date.month != before.month:
            yield timeline.second_of(date)


def progress(built: BuiltPark, share: float, stage: str) -> Progress:
    """Return where a run stands."""
    timeline, second = built.timeline, built.plant.settled * built.timeline.step_seconds
    when = timeline.datetime_at(min(second, timeline.end_second - 1))
    return Progress(
        share, stage, when.strftime("%Y-%m"), built.clock.n_events, built.plant.unserved_so_far()
    )
