"""A station with a plug for everyone, moved from look to look."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from agents.yard.tables import NONE, Control
from twin.kernels.charge_control import set_powers
from twin.kernels.charge_flow import flow, most_mw


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

    def without_feeding(self) -> Stay:
        return replace(self, feed_mw=0.0)


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
    looks: list[tuple[int, int, np.ndarray, np.ndarray]] = field(default_factory=list)
    flown: list[tuple[int, int, float]] = field(default_factory=list)
    peak_mw: float = 0.0
    fed_mw: float = 0.0
    cost_cny: float = 0.0

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
        """Return what is in each battery when it leaves [MWh]."""
        have = np.array([stay.have for stay in stays])
        end = until_s or max(stay.depart_s for stay in stays)
        events = sorted({t for s in stays for t in (s.arrive_s, s.depart_s) if t != NONE} | {end})
        now = events[0]
        while now < end:
            here = [
                i
                for i, s in enumerate(stays)
                if s.arrive_s <= now and (s.depart_s == NONE or s.depart_s > now)
            ]
            following = min(t for t in events if t > now)
            if here:
                following = self.between(now, following, [stays[i] for i in here], here, have)
            now = following
        return have

    def between(self, now, following, here, where, have) -> int:
        """Look once, let flow until the next look, and return when that is."""
        again, mw = self.look(now, here, have[where])
        following = min(following, again) if again != NONE else following
        most, moved = np.zeros(len(here)), np.zeros(len(here))
        for j, (i, s) in enumerate(zip(where, here, strict=True)):
            if have[i] < s.want:
                most[j] = most_mw(have[i], s.store, s.taper_from, s.taper_to, s.fill_mw)
            after = flow(have[i], s.store, mw[j], s.taper_from, s.taper_to, s.fill_mw,
                         float(following - now))  # fmt: skip
            after = min(after, max(have[i], s.want))  # it draws no more when it has it
            moved[j], have[i] = after - have[i], after
        self.looks.append((now, following, mw, most))
        self.keep(now, following, mw, moved)
        return following

    def keep(self, now, following, mw, moved) -> None:
        """Keep what was drawn, fed and paid."""
        self.peak_mw = max(self.peak_mw, mw.clip(0.0).sum() / self.efficiency)
        self.fed_mw = max(self.fed_mw, (-mw).clip(0.0).sum() * self.efficiency)
        drawn, fed = moved.clip(0.0).sum(), (-moved).clip(0.0).sum()
        price = self.price[now // self.step_s]
        self.cost_cny += drawn * price / self.efficiency
        self.cost_cny += fed * (self.wear - price * self.efficiency)
        self.flown.append((now, following, moved.sum()))

    def drawn_between(self, begin: int, end: int) -> float:
        """Return what flowed into the batteries in looks that lie between [MWh]."""
        return sum(mwh for since, until, mwh in self.flown if since >= begin and until <= end)
