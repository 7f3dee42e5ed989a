"""A station with a plug for everyone, moved from look to look."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from agents.yard.tables import NONE, Control
from twin.kernels.charge_control import set_powers
from twin.kernels.charge_flow import flow


@dataclass(frozen=True)
class Stay:
    """One vehicle at its plug."""

    arrive_s: int
    depart_s: int
    have: float
    want: float
    store: float = 0.5
    fill_mw: float = 0.12
    feed_mw: float = 0.0
    taper_from: float = 0.8
    taper_to: float = 0.25
    floor: float = 0.05


@dataclass
class Plugs:
    """The station's figures and signals."""

    control: Control
    step_s: int = 3600
    days: int = 4
    efficiency: float = 0.95
    site_mw: float = np.inf
    limit_mw: float = np.inf
    wear: float = 0.0
    price: np.ndarray | None = None
    surplus: np.ndarray | None = None
    seen: np.ndarray | None = None
    value: np.ndarray | None = None
    records: list[tuple[int, int, np.ndarray]] = field(default_factory=list)

    def __post_init__(self) -> None:
        flat = np.zeros(self.days * 86400 // self.step_s)
        self.price = flat if self.price is None else self.price
        self.surplus = flat if self.surplus is None else self.surplus
        self.seen = self.surplus if self.seen is None else self.seen
        self.value = self.price if self.value is None else self.value

    def look(self, now: int, here: list[Stay], have: np.ndarray) -> tuple[int, np.ndarray]:
        """Return when to look again, and the set points."""
        out = np.full(len(here) + 2, np.nan)
        names = ("want", "fill_mw", "feed_mw", "store", "taper_from", "taper_to", "floor")
        at = {name: np.array([getattr(stay, name) for stay in here]) for name in names}
        depart = np.array([stay.depart_s for stay in here], dtype=np.int64)
        again = set_powers(
            int(self.control), now, len(here), have, at["want"], depart, at["fill_mw"],
            at["feed_mw"], at["store"], at["taper_from"], at["taper_to"], at["floor"],
            self.efficiency, self.site_mw, self.limit_mw, self.wear, self.price, self.surplus,
            self.seen, self.value, self.step_s, out,
        )  # fmt: skip
        return again, out[: len(here)]

    def run(self, stays: list[Stay], until_s: int | None = None) -> np.ndarray:
        """Return what is in each battery when it leaves [MWh]; keeps (from, to, MWh flown)."""
        have = np.array([stay.have for stay in stays])
        left = have.copy()
        end = until_s or max([s.depart_s for s in stays] + [s.arrive_s + 86400 for s in stays])
        events = sorted({t for s in stays for t in (s.arrive_s, s.depart_s) if t != NONE} | {end})
        self.records, now = [], events[0]
        while now < end:
            here = [i for i, s in enumerate(stays)
                    if s.arrive_s <= now and (s.depart_s == NONE or s.depart_s > now)]  # fmt: skip
            following = min(t for t in events if t > now)
            mw = np.zeros(0)
            if here:
                again, mw = self.look(now, [stays[i] for i in here], have[here])
                following = min(following, again) if again != NONE else following
            before = have.copy()
            for i, power in zip(here, mw, strict=True):
                s = stays[i]
                after = flow(have[i], s.store, power, s.taper_from, s.taper_to, s.fill_mw,
                             float(following - now))  # fmt: skip
                have[i] = min(after, max(have[i], s.want))  # it draws no more when it has it
            self.records.append((now, following, have - before))
            self.peaks = max(getattr(self, "peaks", 0.0), mw.clip(0).sum() / self.efficiency)
            now = following
        left[:] = have
        return left
