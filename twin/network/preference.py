"""What decides between choices of equal cost: the coolest sufficient heat first, then the name.

Neither enters an account: both stand beside the price of a column, never in the price of a row.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from twin.commodities import commodity
from twin.network.compile import Column, Entry
from twin.primitives import Purpose
from twin.thermo import KELVIN

TIE_BREAKER = 1e-6  # CNY per unit, times a number in [0, 1) drawn from the name

# CNY per MWh of exergy put on the network. Two levels differ by 0.03 to 0.1 of it per MWh of heat,
# well above the tie-breakers of a way of ten columns and far below any price (0.01 CNY/MWh).
QUALITY = 1e-3
REFERENCE_C = 25.0


@lru_cache(maxsize=4096)
def tie_breaker(name: str) -> float:
    """Return the cost that tells ``name`` from others of equal cost [CNY/unit]."""
    digest = hashlib.sha256(name.encode()).digest()
    return TIE_BREAKER * int.from_bytes(digest[:6], "big") / 2.0**48


def quality_cost(column: Column) -> float:
    """Return the cost of the exergy of the heat that a column brings, per unit of activity.

    Counted where heat enters: a source of waste heat at its own temperature, a plant at the level
    that it feeds. What falls from level to level, or comes out of a store, has been counted. So of
    two sources of equal cost the cooler is used first, and the hot one is left for hot demands.
    """
    return QUALITY * sum(_exergy(entry) for entry in column.entries if entry.sign > 0)


def _exergy(entry: Entry) -> float:
    """Return the exergy of the heat that an entry brings per unit of activity; 0 if it is none."""
    if not entry.bus or entry.row.purpose in {Purpose.TRANSFER, Purpose.DISCHARGE}:
        return 0.0
    here = commodity(entry.bus)
    if here.kind == "heat":
        temperature_c = here.temperature_c
    elif here.kind == "waste_heat" and "temperature_c" in entry.row.tags:
        temperature_c = float(entry.row.tags["temperature_c"])
    else:
        return 0.0
    if temperature_c is None or temperature_c <= REFERENCE_C:
        return 0.0
    known = entry.coefficient.published
    amount = entry.coefficient.scale * (1.0 if known is None else float(known.mean()))
    return amount * (1.0 - (REFERENCE_C + KELVIN) / (temperature_c + KELVIN))
