"""How a battery fills at a plug of one power, in parts of constant power."""

from __future__ import annotations

from collections.abc import Iterator

TAPER_FROM = 0.8  # state of charge above which power falls linearly …
TAPER_TO = 0.25  # … to this share of full power when full
TAPER_PARTS = 2


def charging(
    soc: float, target: float, battery_mwh: float, power_mw: float
) -> Iterator[tuple[float, float]]:
    """Yield (seconds, MWh) of the constant-power parts that bring ``soc`` to ``target``.

    Full power up to 80 %, then in equal parts of charge at the mean of a power that falls
    linearly with the state of charge; every part's energy is exact.
    """
    edges = [TAPER_FROM + i * (1.0 - TAPER_FROM) / TAPER_PARTS for i in range(TAPER_PARTS + 1)]
    here = soc
    for upper in edges:
        stop = min(upper, target)
        if stop - here <= 1e-12:
            continue
        middle = 0.5 * (here + stop)
        over = max(middle - TAPER_FROM, 0.0) / (1.0 - TAPER_FROM)
        power = power_mw * (1.0 - (1.0 - TAPER_TO) * over)
        energy = (stop - here) * battery_mwh
        yield energy / power * 3600.0, energy
        here = stop
