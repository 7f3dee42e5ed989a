"""A park as the twin sees it: components, series and the world around them; no people.

:class:`TwinSpec` is all a park-year needs. :func:`assemble` turns it into a plant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from twin.availability import with_availability
from twin.components.base import ComponentSpec, Part
from twin.context import Context
from twin.dispatch import first_planner
from twin.dispatch.objective import Emission, adapter
from twin.dispatch.settings import Dispatch
from twin.errors import InputError, Problem
from twin.models import SliceModel
from twin.network.checks import check_graph, check_primitives
from twin.network.pack import Network, pack
from twin.plant import Plant
from twin.primitives import Primitive
from twin.zones import Zone, ZoneModel


@dataclass(frozen=True)
class TwinSpec:
    """Components and the world they stand in.

    Attributes
    ----------
    context : Context
    components : mapping
        By name; a name is unique in the park.
    owners : mapping
        Owner of a component by its name, for the ledger.
    availability : mapping
        Meter that a component's capacity follows, by its name.
    dispatch : Dispatch
        Planner and objective.
    emission : Emission or None
        Factors by which the dispatch weighs carbon; nothing emits if None.
    """

    context: Context
    components: Mapping[str, ComponentSpec]
    owners: Mapping[str, str] = field(default_factory=dict)
    availability: Mapping[str, str] = field(default_factory=dict)
    dispatch: Dispatch = field(default_factory=Dispatch)
    emission: Emission | None = None


def parts_of(spec: TwinSpec) -> tuple[list[Primitive], list[Zone]]:
    """Return the primitives and zones of all components.

    Raises
    ------
    InputError
        With every component that cannot be built.
    """
    primitives: list[Primitive] = []
    zones: list[Zone] = []
    problems: list[Problem] = []
    for name in sorted(spec.components):
        try:
            found = list(_parts(spec, name))
        except InputError as error:
            problems += [replace(p, path=p.path or name) for p in error.problems]
            continue
        except ValueError as error:
            problems.append(Problem(str(error), path=name))
            continue
        zones += [part for part in found if isinstance(part, Zone)]
        primitives += [part for part in found if not isinstance(part, Zone)]
    if problems:
        raise InputError(problems)
    return primitives, zones


def _parts(spec: TwinSpec, name: str) -> Iterable[Part]:
    owner, meter = spec.owners.get(name, ""), spec.availability.get(name, "")
    stoppable = False
    for part in spec.components[name].parts(name, spec.context):
        if isinstance(part, Zone):
            yield part
            continue
        item = replace(part, owner=owner) if owner and not part.owner else part
        reduced = with_availability(item, meter) if meter else item
        stoppable = stoppable or reduced is not item
        yield reduced
    if meter and not stoppable:
        raise InputError("it has outages or maintenance, but nothing in it has a capacity to stop")


def build_network(spec: TwinSpec) -> tuple[Network, list[SliceModel]]:
    """Check and pack all components; zones come back as one model.

    Raises
    ------
    InputError
        With every problem found.
    """
    primitives, zones = parts_of(spec)
    climate = spec.context.climate
    check_primitives(primitives, None if climate is None else climate.temp_air_c)
    models: list[SliceModel] = [ZoneModel(tuple(zones), spec.context.weather)] if zones else []
    meters = {name for model in models for name in model.meter_names}
    meters |= set(spec.availability.values())
    emission = spec.emission or Emission(spec.context.factors)
    network = pack(
        primitives, spec.context.timeline, meters, adapter(spec.dispatch, emission), emission.of
    )
    check_graph(network.compiled)
    return network, models


def assemble(spec: TwinSpec) -> Plant:
    """Return the plant of a spec.

    Raises
    ------
    InputError
        If the spec is not sound.
    """
    network, models = build_network(spec)
    return Plant(network, first_planner(spec.dispatch, spec.context.timeline), models)
