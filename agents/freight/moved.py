"""What went without the park's vehicles, for the books: by conveyor, and with other hauliers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from agents.freight.demand import Freight
from agents.freight.goods import goods
from twin.facts import Fact

CONVEYED, OTHERS = "conveyed", "others"
OTHERS_DRIVE = "diesel"  # of hauliers the park does not know (assumption: neither clean nor new)


def tally_of(freight: Freight) -> dict[str, float]:
    """Return tonnes and tonne-kilometres inside the park, to be remembered with the events."""
    found: dict[str, float] = {}
    for (firm, kind), (t, tkm) in freight.conveyed().items():
        found[f"{CONVEYED}/{firm}/{kind}/t"] = t
        found[f"{CONVEYED}/{firm}/{kind}/tkm"] = tkm
    for haul, (t, tkm) in sorted(freight.others.items()):
        found[f"{OTHERS}/{haul}/t"] = t
        found[f"{OTHERS}/{haul}/tkm"] = tkm
    return found


def facts_of(tally: Mapping[str, float]) -> Iterator[Fact]:
    """Yield what was moved as facts, from a tally of :func:`tally_of`.

    They take the place of the plans of conveyors: the tonnes are those that were made.
    """
    for key, amount in sorted(tally.items()):
        head, _, rest = key.partition("/")
        if head == CONVEYED:
            firm, kind, unit = rest.rsplit("/", 2)
            yield Fact(firm, f"moved_{unit}", amount, unit, None, kind)
        elif head == OTHERS:
            haul, unit = rest.split("/")
            if goods().hauls[haul].service == "goods":
                yield Fact("other hauliers", f"moved_{unit}", amount, unit, None, OTHERS_DRIVE)
