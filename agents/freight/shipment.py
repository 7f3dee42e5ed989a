"""What a job moves, beside what the yard must know of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from agents.yard.tables import Job

Stream = Callable[[str], np.random.Generator]


class Shipment(NamedTuple):
    """What a job moves.

    Attributes
    ----------
    firm, what, role, haul : str
        ``firm`` is empty for services of the park.
    payload_t : float
    inside_km : float
        Loaded, on the roads of the park; the rest of the job's loaded way is beyond its gates.
    """

    firm: str
    what: str
    role: str
    haul: str
    payload_t: float
    inside_km: float


Load = tuple[Job, Shipment]
