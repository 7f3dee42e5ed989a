"""What to ask for to take a stored run apart by measure, and how long that takes."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.compare.decompose import sets_needed
from scenarios.jobs import AttributionRequest, Request
from scenarios.stored import StoredRun
from twin.configs import config_names
from twin.errors import InputError


def attribution_of(stored: StoredRun, plans: Sequence[Request] = ()) -> AttributionRequest:
    """Return the request that takes a stored run apart by its measures.

    A run folder holds the park as it was run; its measures can be taken out again only where the
    park without them is known: a shipped one, or one of the plans given. It is the run's own only
    if, with the measures, it comes to the very same park.

    Raises
    ------
    InputError
        If the run has no measures, or none of these is its park.
    """
    manifest = stored.manifest
    if not manifest["scenario"]["measures"]:
        raise InputError("the run has no measures to take apart")
    kept = (stored.folder / "park.yaml").read_text(encoding="utf-8")
    line = manifest["timeline"]
    for plan in (*_shipped(stored), *plans):
        if _comes_to(plan, kept):
            return AttributionRequest(
                plan.park, plan.text, plan.changes, int(manifest["seed"]),
                int(line["step_minutes"]), manifest["dispatch"],
            )  # fmt: skip
    raise InputError(
        "the run's park is not a shipped one: open its plan, then it can be taken apart"
    )


def _shipped(stored: StoredRun) -> list[Request]:
    """Return the run of the shipped park of that name with the run's own choices, if there is."""
    scenario = stored.manifest["scenario"]
    name = scenario["park"]
    if name not in config_names("parks"):
        return []
    changes = {
        "interventions": [_entry(one) for one in scenario["measures"]],
        "assumptions": [_entry(one) for one in scenario["assumptions"]],
        **scenario["settings"],
    }
    return [Request(name, changes=changes)]


def _entry(one: dict[str, dict[str, dict[str, float]]]) -> dict[str, object]:
    values = {key: held["value"] for key, held in one["parameters"].items()}
    more = {"suffix": one["suffix"]} if one.get("suffix") else {}
    return {"id": one["id"], "parameters": values, **more}


def _comes_to(plan: Request, kept: str) -> bool:
    from scenarios.catalogue import checked_park

    try:
        return checked_park(plan.park, plan.text, plan.changes).resolved_yaml() == kept
    except InputError:
        return False


def runs_needed(stored: StoredRun) -> int:
    """Return how many runs taking a stored run apart needs at least."""
    return len(list(sets_needed(len(stored.manifest["scenario"]["measures"]), shapley=False)))


def seconds_needed(stored: StoredRun) -> float:
    """Return about how long they take, as long as the stored run took each [s]."""
    return runs_needed(stored) * float(sum(stored.manifest["timings"].values()))
