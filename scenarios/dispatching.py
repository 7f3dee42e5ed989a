"""How a run is dispatched: the park's own settings, and the factors by which carbon is weighed."""

from __future__ import annotations

from scenarios.park_file import LoadedPark
from twin.accounts.choices import Choices, Factors
from twin.context import Context
from twin.dispatch.objective import Emission
from twin.dispatch.settings import Dispatch
from twin.errors import InputError, Problem


def dispatch_of_run(loaded: LoadedPark, planner: str) -> Dispatch:
    """Return the park's dispatch, with the planner asked for; its forecast is then the usual one.

    Raises
    ------
    InputError
        If a plant that is to give way first does not exist.
    """
    own = loaded.spec.dispatch
    known = {name for agent, (_, spec) in loaded.agents.items() for name in spec.components(agent)}
    missing = [n for n in own.curtail_first if n not in known | set(loaded.components)]
    if missing:
        told = f"no component of this name; to give way first it must exist: {', '.join(missing)}"
        raise InputError([loaded.document.problem(("dispatch", "curtail_first"), told)])
    if not planner or planner == own.planner:
        return own
    kept = own.model_dump(include={"objective", "curtail_first"})
    return Dispatch.model_validate({"planner": planner, **kept})


def carbon_price_cny_per_t(context: Context) -> float:
    """Return what the park pays for what it emits itself, 0 if nothing [CNY/t].

    Raises
    ------
    InputError
        If the price is a series: emissions are priced by the year.
    """
    price = context.price("carbon", "t") if "carbon" in context.prices else 0.0
    if not isinstance(price, float):
        told = "must be one number: emissions are priced by the year"
        raise InputError([Problem(told, "prices.carbon", "a series")])
    return price


def emission_of(
    dispatch: Dispatch, factors: Factors, choices: Choices, price_cny_per_t: float
) -> Emission:
    """Return the factors of the ledger by which the dispatch weighs carbon, and its price."""
    by_park = dispatch.objective.carbon_ledger == "park"
    power = factors.fossil_power if by_park else factors.grid[factors.grid_key]
    unpriced = frozenset({"recovered"} if choices.recovered_with_product else ())
    return Emission(
        factors.fuels, power.value, factors.heat_co2.value, price_cny_per_t, unpriced
    )  # fmt: skip
