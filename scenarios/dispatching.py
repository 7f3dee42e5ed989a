"""How a run is dispatched: the park's own settings, and the factors by which carbon is weighed."""

from __future__ import annotations

from scenarios.park_file import LoadedPark
from twin.accounts.choices import Factors
from twin.dispatch.objective import Emission
from twin.dispatch.settings import Dispatch
from twin.errors import InputError


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


def emission_of(dispatch: Dispatch, factors: Factors) -> Emission:
    """Return the factors of the ledger by which the dispatch weighs carbon."""
    by_park = dispatch.objective.carbon_ledger == "park"
    power = factors.fossil_power if by_park else factors.grid[factors.grid_key]
    return Emission(factors.fuels, power.value, factors.heat_co2.value)
