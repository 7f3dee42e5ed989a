"""The score of a park against an indicator system: states, gaps and one verdict.

Nothing is guessed: what lacks an input is *not judged* and says which input.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from twin.accounts.choices import Factors
from twin.accounts.terms import Book, Term
from twin.errors import InputError
from twin.indicators import Band, Indicator, Kind, System

State = Literal["met", "not_met", "not_judged", "not_applicable", "no_threshold", "waived"]
Verdict = Literal["passed", "core_only", "failed", "undecided", "no_threshold"]

RELATIVE_EPSILON = 1e-12


@dataclass(frozen=True)
class Gap:
    """What is missing: in the indicator's unit, and as a physical amount.

    ``amount`` is by how much the target is missed (0 if met), never negative.
    """

    amount: float
    unit: str
    physical: float | None = None
    physical_unit: str = ""
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Score:
    """One indicator of one park."""

    id: str
    zh: str
    en: str
    kind: Kind
    clause: str
    unit: str
    state: State
    value: float | None
    target: float | None
    sense: str
    gap: Gap | None
    reason: str = ""
    numerator: float | None = None
    denominator: float | None = None
    terms: tuple[str, ...] = ()
    others: tuple[tuple[str, str, float | None], ...] = ()
    note_zh: str = ""
    note_en: str = ""
    clause_en: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the score as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Scorecard:
    """A park against one system: class, verdict and all scores."""

    system: str
    zh: str
    en: str
    document: str
    class_id: str
    class_zh: str
    class_en: str
    verdict: Verdict
    scores: tuple[Score, ...] = field(default_factory=tuple)
    document_en: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the scorecard as plain data, indicators by id."""
        plain = asdict(self)
        plain["class"] = plain.pop("class_id")
        plain.pop("scores")
        plain["indicators"] = {score.id: score.to_json() for score in self.scores}
        return plain


class Judge:
    """Scores one book of accounts against systems.

    Parameters
    ----------
    book : Book
    factors : Factors
    chemical_park : bool
        Declared legal status.
    waivers : mapping
        Reasons by system and indicator.
    year_share : float
        Length of the span over a year; the class is decided on the annual amount.
    """

    def __init__(
        self,
        book: Book,
        factors: Factors,
        *,
        chemical_park: bool = False,
        waivers: Mapping[str, Mapping[str, str]] | None = None,
        year_share: float = 1.0,
    ) -> None:
        self.book, self.factors, self.chemical_park = book, factors, chemical_park
        self.waivers, self.year_share = waivers or {}, year_share

    def score(self, system: System) -> Scorecard:
        """Return the park's scorecard for a system.

        Raises
        ------
        InputError
            If the system names an account term that does not exist.
        """
        band = self._class(system)
        reasons = self.waivers.get(system.id, {})
        scores = tuple(
            self._score(system.id, name, indicator, band, reasons.get(name, ""))
            for name, indicator in system.indicators.items()
        )
        return Scorecard(
            system.id, system.zh, system.en, system.document, band.id, band.zh, band.en,
            _verdict(scores), scores, system.document_en or system.document,
        )  # fmt: skip

    def _class(self, system: System) -> Band:
        total = self._term(system.id, system.class_term).value / self.year_share
        amount = max(total, 0.0)  # more sent out than used: the lowest class
        for band in system.classes:
            fits = amount >= band.from_ and (band.below is None or amount < band.below)
            declared = band.chemical_park is None or band.chemical_park == self.chemical_park
            if fits and declared:
                return band
        raise InputError(f"indicators/{system.id}: no class holds {amount:g} tce")

    def _term(self, system: str, term: str) -> Term:
        if term not in self.book:
            raise InputError(f"indicators/{system}: there is no account term '{term}'")
        return self.book[term]

    def _sum(self, system: str, names: tuple[str, ...]) -> tuple[float, str]:
        terms = [self._term(system, name) for name in names]
        missing = "; ".join(sorted({term.missing for term in terms if term.missing}))
        return sum(term.value for term in terms), missing

    def _score(
        self, system: str, name: str, indicator: Indicator, band: Band, waiver: str
    ) -> Score:
        gross, missing_up = self._sum(system, indicator.numerator)
        lower, missing_low = self._sum(system, indicator.denominator)
        upper = gross - self._deducted(system, indicator, gross)
        missing = missing_up or missing_low
        target = _target(indicator, band)
        value = _ratio(upper, lower, indicator.denominator)
        state, reason = _state(indicator, value, target, missing, waiver, unbounded=upper > 0.0)
        if missing:
            value = None
        gap = None
        if value is not None and target is not None:
            gap = self._gap(system, indicator, value, target)
        return Score(
            id=name, zh=indicator.zh, en=indicator.en, kind=indicator.kind,
            clause=indicator.clause, unit=indicator.unit, state=state, value=value, target=target,
            sense=indicator.sense, gap=gap, reason=reason, numerator=upper,
            denominator=lower if indicator.denominator else None,
            terms=(*indicator.numerator, *indicator.denominator),
            others=tuple(self._others(system, indicator)), note_zh=indicator.note_zh,
            note_en=indicator.note_en, clause_en=indicator.clause_en or indicator.clause,
        )  # fmt: skip

    def _others(self, system: str, indicator: Indicator) -> Iterator[tuple[str, str, float | None]]:
        for other in indicator.alternatives:
            upper, missing_up = self._sum(system, other.numerator)
            lower, missing_low = self._sum(system, other.denominator)
            unknown = missing_up or missing_low
            value = None if unknown else _ratio(upper, lower, other.denominator)
            yield other.zh, other.en, value

    def _deducted(self, system: str, indicator: Indicator, gross: float) -> float:
        """Return the offsets that count against a gross numerator."""
        if not indicator.offset or gross <= 0.0:
            return 0.0
        return min(self._term(system, indicator.offset).value, indicator.offset_cap * gross)

    def _gap(self, system: str, indicator: Indicator, value: float, target: float) -> Gap:
        short = value - target if indicator.sense == "at_most" else target - value
        amount = short if short > RELATIVE_EPSILON * abs(target) else 0.0
        if indicator.gap is None:
            return Gap(amount, indicator.unit)
        lower = self._sum(system, indicator.denominator)[0] if indicator.denominator else 1.0
        missing = amount * lower
        if indicator.offset and amount:
            # Fewer gross tonnes also lower what the cap lets offsets deduct.
            gross, allowed = self._sum(system, indicator.numerator)[0], target * lower
            bought = self._term(system, indicator.offset).value
            missing = gross - min(allowed + bought, allowed / (1.0 - indicator.offset_cap))
        divisor = {
            "": 1.0,
            "fossil_power": self.factors.fossil_power.value,
            "equivalent": self.factors.equivalent.value,
        }[indicator.gap.divide_by]
        told, physical = indicator.gap, missing / divisor
        zh, en = told.zh, told.en
        if told.within and physical > self._term(system, told.within).value:
            zh, en = f"{zh}；{told.beyond_zh}", f"{en}; {told.beyond_en}"
        return Gap(amount, indicator.unit, physical, told.unit, zh, en)


def _target(indicator: Indicator, band: Band) -> float | None:
    if isinstance(indicator.target, dict):
        return indicator.target.get(band.id)
    return indicator.target


def _ratio(upper: float, lower: float, denominator: tuple[str, ...]) -> float | None:
    if not denominator:
        return upper
    return upper / lower if lower > 0.0 else None


def _state(
    indicator: Indicator,
    value: float | None,
    target: float | None,
    missing: str,
    waiver: str,
    *,
    unbounded: bool,
) -> tuple[State, str]:
    """Return the state and its reason, in the order in which rules are asked.

    ``unbounded`` says that something stands over a denominator that is not positive.
    """
    if waiver and indicator.waiver == "leaves" and indicator.kind != "core":
        return "waived", waiver
    if missing:
        return "not_judged", missing
    if target is None:
        return "no_threshold", "the rule sets no threshold for this class"
    if value is None and unbounded and indicator.sense == "at_most":
        return "not_met", "there is nothing to divide by: any amount is above the limit"
    if value is None:
        return "not_applicable", "the park has nothing this indicator is about"
    slack = RELATIVE_EPSILON * abs(target)
    met = value <= target + slack if indicator.sense == "at_most" else value >= target - slack
    return ("met" if met else "not_met"), waiver if indicator.waiver == "explains" else ""


def _verdict(scores: tuple[Score, ...]) -> Verdict:
    """Return the overall verdict.

    Where the core has no threshold for the class, the rule does not reach the park. A core or
    characteristic indicator that is not met fails the park; an unmet guiding one leaves *core
    only*. Whatever is not judged leaves the verdict open unless it fails anyway, and so does a
    core indicator that could not be applied.
    """
    if any(s.state == "no_threshold" for s in scores if s.kind == "core"):
        return "no_threshold"
    binding = [s for s in scores if s.kind in {"core", "characteristic"}]
    if any(s.state == "not_met" for s in binding):
        return "failed"
    if any(s.state == "not_judged" for s in scores) or any(
        s.state == "not_applicable" for s in scores if s.kind == "core"
    ):
        return "undecided"
    if any(s.state == "not_met" for s in scores):
        return "core_only"
    return "passed"
