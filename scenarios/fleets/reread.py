"""A kept comparison read again: the same outcomes, so the same ranking, tables and pictures.

What follows from outcomes and prices is reckoned anew. What needed runs of its own, hauls and the
number of jobs at the ends of their ranges, stands in the kept ``tornado`` and ``leaders``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.fleets.comparison import FleetComparison
from scenarios.fleets.outcome import Bill, CostLine, FleetOutcome, Needs, Power, Service, Spread
from scenarios.fleets.sensitivity import Bar, Leader
from scenarios.fleets.settings import fleet_settings
from twin.errors import InputError

_SPREADS = ("late_min", "wait_min", "start_min")
_DERIVED = {"due", "level", "fleet", "least_vehicles"}


def comparison_of(plain: Mapping[str, Any]) -> FleetComparison:
    """Return the comparison of what :meth:`FleetComparison.to_json` returned.

    Raises
    ------
    InputError
        If it is none, or of another version.
    """
    try:
        found = FleetComparison(
            park=str(plain["park"]),
            fleets=tuple(plain["fleets"]),
            span=dict(plain["span"]),
            level=float(plain["service_level"]),
            settings=fleet_settings(),
            outcomes=tuple(_outcome(each) for each in plain["strategies"]),
            prices=dict(plain["prices"]),
            cautions=_cautions(plain),
            changes=dict(plain["changes"]),
        )
        bars = tuple(Bar(**bar) for bar in plain["tornado"])
        leaders = tuple(
            Leader(**{**each, "failed": tuple(each["failed"])}) for each in plain["leaders"]
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"the kept comparison cannot be read: {error!r}") from error
    vars(found).update(bars=bars, leaders=leaders)  # as if they had been reckoned already
    return found


def _outcome(plain: Mapping[str, Any]) -> FleetOutcome:
    service, needs = dict(plain["service"]), plain["needs"]
    service |= {name: Spread(**service[name]) for name in _SPREADS}
    service["late_bins"] = tuple(service["late_bins"])
    bill = plain["bill"]
    return FleetOutcome(
        strategy=str(plain["strategy"]), zh=str(plain["zh"]), en=str(plain["en"]),
        service=Service(**{n: value for n, value in service.items() if n not in _DERIVED}),
        needs=Needs(**{name: value for name, value in needs.items() if name not in _DERIVED}),
        power=Power(**plain["power"]),
        carbon_t=dict(plain["carbon_t_per_year"]),
        bill=Bill(tuple(CostLine(**line) for line in bill["lines"]), bill["km_per_year"],
                  bill["t_km_per_year"]),
        least_vehicles=needs["least_vehicles"],
        cautions=_cautions(plain),
    )  # fmt: skip


def _cautions(plain: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((each["zh"], each["en"]) for each in plain["cautions"])
