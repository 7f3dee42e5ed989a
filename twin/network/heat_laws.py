"""Heat only falls, and nothing comes from nothing: the two laws, converter by converter.

Whatever a converter claims, plug-ins included, it may give no more exergy than it takes. Exergy per
energy, with surroundings at ``T0``: 1 for electricity, ``1 - T0/T`` for heat, ``T0/T - 1`` for
cold, 1 for waste pressure; for fuels by lower heating value at most 1.2 when taken and at least
0.95 when made (hydrogen 0.985, methane 1.04, coal 1.08, wet biomass up to 1.2). ``T0`` is the
outdoor air of the interval, 25 °C without weather; a port's tag ``reservoir_c`` says where a
machine draws on (or gives to) surroundings of another temperature, such as ground or a wet bulb.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.commodities import Commodity, catalogue, commodity_of
from twin.errors import Problem
from twin.primitives import Converter, Port, Primitive, Source, as_profile
from twin.thermo import KELVIN

Floats = npt.NDArray[np.float64]
WORK = {"electricity", "fuel"}
MATERIAL = {"waste", "hazardous_waste"}  # burned or digested, they hold energy we do not know
WARM = {"heat", "waste_heat", "reject_heat"}
STANDARD_C = 25.0
FUEL_TAKEN, FUEL_MADE = 1.2, 0.95
SLACK = 1e-6
SAME_K = 0.5


@dataclass(frozen=True)
class Waste:
    """What is known of the waste heat on one bus.

    Attributes
    ----------
    coldest_c, hottest_c : float
    kinds : frozenset of str
        ``heat``, ``cold`` or ``pressure``.
    """

    coldest_c: float
    hottest_c: float
    kinds: frozenset[str]


def heat_problems(
    items: tuple[Primitive, ...], outdoor_c: Floats | None = None
) -> Iterator[Problem]:
    """Yield every breach of the first or the second law, with its numbers."""
    waste = _waste_on(items)
    for item in items:
        if isinstance(item, Converter) and _is_known(item):
            yield from _untold(item)
            yield from _upward(item, waste)
            yield from _asked_for(item, waste)
            yield from _pinched(item, waste)
            yield from _first_law(item)
            yield from _second_law(item, waste, outdoor_c)


def _is_known(item: Converter) -> bool:
    return all(_kind(port) for port in (*item.inputs, *item.outputs))


def _of(port: Port) -> Commodity | None:
    return catalogue().get(commodity_of(port.bus))


def _kind(port: Port) -> str:
    if port.bus.startswith("product/"):
        return "product"
    found = _of(port)
    return found.kind if found else ""


def _waste_on(items: tuple[Primitive, ...]) -> Mapping[str, Waste]:
    """Return what sources (and converters) say of the waste heat that they put on each bus."""
    found: dict[str, list[tuple[float, str]]] = {}
    for item in items:
        ports = item.outputs if isinstance(item, Converter) else ()
        told = [(item.bus, item.tags)] if isinstance(item, Source) else []
        for bus, tags in [*told, *((port.bus, port.tags) for port in ports)]:
            if "temperature_c" in tags:
                entry = (float(tags["temperature_c"]), tags.get("kind", "heat"))
                found.setdefault(bus, []).append(entry)
    return {
        bus: Waste(min(here)[0], max(here)[0], frozenset(kind for _, kind in here))
        for bus, here in found.items()
    }


def _untold(item: Converter) -> Iterator[Problem]:
    """Check that waste heat comes with its temperature, and heat from something that holds it."""
    for port in item.outputs:
        if _kind(port) == "waste_heat" and "temperature_c" not in port.tags:
            yield Problem(
                f"puts heat on {port.bus} without its temperature (tag temperature_c)",
                path=item.name,
            )
    inputs = {_kind(port) for port in item.inputs}
    makes = [port.bus for port in item.outputs if _kind(port) in {"heat", "waste_heat"}]
    if makes and not inputs & (WORK | MATERIAL | WARM):
        yield Problem(f"makes heat on {', '.join(makes)} from nothing that holds any", item.name)


def _upward(item: Converter, waste: Mapping[str, Waste]) -> Iterator[Problem]:
    """Check that without work no heat is made hotter than the hottest that goes in."""
    if {_kind(port) for port in item.inputs} & (WORK | MATERIAL):
        return
    temperatures = [_temperature_c(port, waste) for port in item.inputs if _kind(port) in WARM]
    hottest = max((t for t in temperatures if t is not None), default=None)
    for port in item.outputs:
        here = _temperature_c(port, waste) if _kind(port) in WARM else None
        if hottest is not None and here is not None and here > hottest:
            yield Problem(
                f"heat of at most {hottest:g} °C cannot serve {commodity_of(port.bus)} "
                f"({here:g} °C) without work",
                path=item.name,
            )


def _temperature_c(port: Port, waste: Mapping[str, Waste]) -> float | None:
    """Return the temperature of a port's heat or cold; None if it has none or is not known."""
    kind = _kind(port)
    if kind == "waste_heat":
        if "temperature_c" in port.tags:
            return float(port.tags["temperature_c"])
        return waste[port.bus].hottest_c if port.bus in waste else None
    found = _of(port)
    return found.temperature_c if found and kind in WARM | {"cold"} else None


def _asked_for(item: Converter, waste: Mapping[str, Waste]) -> Iterator[Problem]:
    """Check that a machine on waste energy gets the kind and the temperature it is built for."""
    for port in item.inputs:
        if port.bus not in waste:
            continue
        here, wanted = waste[port.bus], port.tags.get("kind")
        others = sorted(here.kinds - {wanted})
        if wanted and others:
            message = f"it needs waste energy of kind '{wanted}'; '{port.bus}' offers"
            yield Problem(message, path=item.name, value=", ".join(others))
        if here.coldest_c < float(port.tags.get("at_c", "-inf")):
            yield Problem(
                f"waste heat of {here.coldest_c:g} °C; it is built for {port.tags['at_c']} °C",
                path=item.name,
            )


def _pinched(item: Converter, waste: Mapping[str, Waste]) -> Iterator[Problem]:
    """Check that waste heat is hotter than the level it serves, by the exchanger's pinch."""
    for inlet in item.inputs:
        if inlet.bus not in waste:
            continue
        coldest, hottest = waste[inlet.bus].coldest_c, waste[inlet.bus].hottest_c
        gas_c = float(inlet.tags.get("gas_c", str(coldest)))
        if max(abs(gas_c - coldest), abs(gas_c - hottest)) > SAME_K:
            yield Problem(
                f"its gas_c is {gas_c:g} °C, but what is on {inlet.bus} comes at "
                + (f"{coldest:g} to " if hottest - coldest > SAME_K else "")
                + f"{hottest:g} °C",
                path=item.name,
            )
        reach = coldest - float(inlet.tags.get("pinch_k", "0"))
        for port in item.outputs:
            level = _of(port)
            if level and level.kind == "heat" and (level.temperature_c or 0.0) > reach:
                yield Problem(
                    f"waste heat of {coldest:g} °C reaches {reach:g} °C after the "
                    f"pinch, below {level.id} ({level.temperature_c:g} °C)",
                    path=item.name,
                )


def _amount(port: Port) -> Floats | None:
    """Return a port's amount per activity; None if only the run will tell."""
    profile = as_profile(port.coefficient)
    if profile.is_constant:
        return np.array([profile.scale])
    if profile.meters or profile.published is None:
        return None
    return np.asarray(profile.scale * profile.published)


def _first_law(item: Converter) -> Iterator[Problem]:
    """Check that a converter without work or material gives no more energy than it takes.

    Cold that is made is heat taken up. With work, heat may come from the surroundings.
    """
    if {_kind(port) for port in item.inputs} & (WORK | MATERIAL):
        return
    taken, given = np.zeros(1), np.zeros(1)
    for ports, makes in ((item.inputs, False), (item.outputs, True)):
        for port in ports:
            amount, kind = _amount(port), _kind(port)
            if amount is None:
                return
            if kind in WARM | WORK:
                taken, given = _book(taken, given, amount, to_given=makes)
            elif kind == "cold":
                taken, given = _book(taken, given, amount, to_given=not makes)
    over = given - taken * (1.0 + SLACK)
    worst = int(np.argmax(over))
    if over[worst] > SLACK:
        shown = float(np.broadcast_to(taken, over.shape)[worst])
        yield Problem(
            f"gives {float(np.broadcast_to(given, over.shape)[worst]):.4g} MWh of heat, cold "
            f"and power for {shown:.4g} MWh taken, against the first law",
            path=item.name,
        )


def _book(taken: Floats, given: Floats, amount: Floats, *, to_given: bool) -> tuple[Floats, Floats]:
    return (taken, given + amount) if to_given else (taken + amount, given)


def _second_law(
    item: Converter, waste: Mapping[str, Waste], outdoor_c: Floats | None
) -> Iterator[Problem]:
    """Check that a converter that touches heat or cold gives no more exergy than it takes."""
    ports = (*item.inputs, *item.outputs)
    kinds = {_kind(port) for port in ports}
    if not kinds & (WARM | {"cold"}) or {_kind(p) for p in item.inputs} & MATERIAL:
        return
    surroundings = _surroundings(ports, outdoor_c)
    taken, given = np.zeros(1), np.zeros(1)
    for port, makes in [(p, False) for p in item.inputs] + [(p, True) for p in item.outputs]:
        amount = _amount(port)
        factor = _exergy(port, waste, surroundings, makes=makes)
        if amount is None or factor is None:
            return
        taken, given = _book(taken, given, amount * factor, to_given=makes)
    over = given - taken * (1.0 + SLACK)
    worst = int(np.argmax(over))
    if over[worst] > SLACK:
        found = [float(np.broadcast_to(a, over.shape)[worst]) for a in (given, taken)]
        at_c = float(np.broadcast_to(surroundings, over.shape)[worst])
        yield Problem(
            f"gives {found[0]:.4g} MWh of exergy for {found[1]:.4g} MWh taken, against the second "
            f"law (surroundings at {at_c:.4g} °C)",
            path=item.name,
        )


def _surroundings(ports: tuple[Port, ...], outdoor_c: Floats | None) -> Floats:
    told = [float(port.tags["reservoir_c"]) for port in ports if "reservoir_c" in port.tags]
    if told:
        return np.array([told[0]])
    return np.array([STANDARD_C]) if outdoor_c is None else outdoor_c


def _exergy(
    port: Port, waste: Mapping[str, Waste], surroundings_c: Floats, *, makes: bool
) -> Floats | None:
    """Return exergy per energy of a port; None if not known."""
    kind = _kind(port)
    if kind == "fuel":
        return np.array([FUEL_MADE if makes else FUEL_TAKEN])
    if kind not in WARM | {"cold"}:
        return np.ones(1) if kind == "electricity" else np.zeros(1)
    if kind == "reject_heat" and makes:
        return np.zeros(1)
    if kind == "waste_heat" and port.bus in waste and waste[port.bus].kinds != {"heat"}:
        return None if "cold" in waste[port.bus].kinds else np.ones(1)
    temperature_c = _temperature_c(port, waste)
    if temperature_c is None:
        return None
    factor = 1.0 - (surroundings_c + KELVIN) / (temperature_c + KELVIN)
    return np.asarray(-factor if kind == "cold" else factor)
