"""Account of storage: what every store of energy moved, lost, and wore off in the span.

Read off the ledger's rows of charging, discharging and loss. Wastes and water are kept in stores
too, but theirs is no energy and they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from twin.accounts.terms import Part, Term
from twin.commodities import catalogue
from twin.ledger import Ledger
from twin.network.compile import Row
from twin.primitives import Purpose

KINDS = {"electricity", "heat", "cold", "fuel"}
LONGEST_YEARS = 100.0


class StorageAccount:
    """Reads the stores of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def terms(self) -> Iterator[Term]:
        """Yield the terms of every store of energy."""
        known = catalogue()
        for row in self.ledger.select(Purpose.DISCHARGE):
            if row.commodity in known and known[row.commodity].kind in KINDS:
                yield from self._store(row)

    def _store(self, row: Row) -> Iterator[Term]:
        name, total = row.source, self.ledger.total
        ids = {"charged": f"{row.into}>{name}", "discharged": row.id, "loss": f"{name}>loss"}
        moved = {key: total(row_id) for key, row_id in ids.items()}
        for key, value in moved.items():
            parts = (Part(name, value, row.unit, rows=(ids[key],)),)
            yield Term(f"storage.{name}.{key}_mwh", row.unit, value, parts=parts)
        given, lost = moved["discharged"], moved["loss"]
        through = given + lost
        yield Term(
            f"storage.{name}.round_trip_efficiency", "", given / through if through else 0.0,
            "discharged / (discharged + lost): what is left in store does not count",
            missing="" if through else "nothing was moved",
        )  # fmt: skip
        capacity = float(row.tags["capacity"])
        if capacity <= 0.0:
            return
        cycles = (moved["charged"] + given) / (2.0 * capacity)
        formula = "(charged + discharged) / (2 · usable capacity)"
        yield Term(f"storage.{name}.full_cycles", "", cycles, formula)
        if "health" in row.tags:
            yield from self._wear(name, row.tags, cycles, capacity)

    def _wear(
        self, name: str, tags: Mapping[str, str], cycles: float, capacity: float
    ) -> Iterator[Term]:
        """Yield what age and duty of the span take, and the life at this duty."""
        years = self.ledger.timeline.years
        age, health, end = (float(tags[key]) for key in ("age_years", "health", "end_of_life"))
        fade = _Fade(float(tags["calendar_fade"]), tags["calendar_law"],
                     float(tags["cycle_fade"]) * cycles / years)  # fmt: skip
        now = capacity / health  # usable energy when new
        calendar = fade.calendar(age + years) - fade.calendar(age)
        lost = {"calendar": calendar, "cycles": fade.cycles_per_year * years}
        parts = tuple(Part(key, now, "MWh", share, "of new") for key, share in lost.items())
        yield Term(
            f"storage.{name}.capacity_lost_mwh", "MWh", now * sum(lost.values()),
            "usable energy when new · (calendar + cycle fade of the span)", parts,
        )  # fmt: skip
        left = fade.years_until(health - end, age)
        yield Term(
            f"storage.{name}.expected_life_years", "year", age + left,
            "age + years until the end-of-life share at this span's duty",
            missing="" if left < LONGEST_YEARS else "it does not fade",
        )  # fmt: skip


class _Fade:
    """Shares of nameplate energy lost with years."""

    def __init__(self, calendar: float, law: str, cycles_per_year: float) -> None:
        self.rate, self.power = calendar, 0.5 if law == "sqrt_time" else 1.0
        self.cycles_per_year = cycles_per_year

    def calendar(self, age_years: float) -> float:
        """Return what lying has taken by an age."""
        return float(self.rate * age_years**self.power)

    def years_until(self, share: float, age_years: float) -> float:
        """Return in how many years ``share`` is lost from an age on, at the most 100."""
        from scipy.optimize import brentq

        def over(years: float) -> float:
            gone = self.calendar(age_years + years) - self.calendar(age_years)
            return gone + self.cycles_per_year * years - share

        if share <= 0.0:
            return 0.0
        if over(LONGEST_YEARS) < 0.0:
            return LONGEST_YEARS
        return float(brentq(over, 0.0, LONGEST_YEARS))
