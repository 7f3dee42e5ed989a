"""Account terms: named figures that can be opened down to amounts, factors and ledger rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """One addend of a term: an amount times a factor.

    Attributes
    ----------
    what : str
        What is counted, such as a carrier or a product.
    amount, unit : float, str
    factor, factor_unit : float, str
        Multiplier; 1 for a plain sum.
    source : str
        Where the factor comes from.
    rows : tuple of str
        Ledger rows (or facts) the amount is the sum of.
    """

    what: str
    amount: float
    unit: str
    factor: float = 1.0
    factor_unit: str = ""
    source: str = ""
    rows: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """Amount times factor."""
        return self.amount * self.factor


@dataclass(frozen=True)
class Term:
    """A figure of an account.

    ``missing`` says which input is not known; the value then means nothing.
    """

    id: str
    unit: str
    value: float
    formula: str = ""
    parts: tuple[Part, ...] = ()
    missing: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the term as plain data, its parts included."""
        plain: dict[str, Any] = {"value": self.value, "unit": self.unit}
        if self.formula:
            plain["formula"] = self.formula
        if self.missing:
            plain["missing"] = self.missing
        if self.parts:
            plain["parts"] = [
                {
                    "what": part.what,
                    "amount": part.amount,
                    "unit": part.unit,
                    "factor": part.factor,
                    "factor_unit": part.factor_unit,
                    "source": part.source,
                    "value": part.value,
                    "rows": list(part.rows),
                }
                for part in self.parts
            ]
        return plain


def total(term_id: str, unit: str, parts: Iterable[Part], formula: str = "") -> Term:
    """Return the term that sums its parts."""
    kept = tuple(parts)
    return Term(term_id, unit, sum(part.value for part in kept), formula, kept)


class Book:
    """All terms of a run by id."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self._terms: dict[str, Term] = {}
        for term in terms:
            self.add(term)

    def add(self, term: Term) -> Term:
        """Add a term.

        Raises
        ------
        ValueError
            If its id is taken.
        """
        if term.id in self._terms:
            raise ValueError(f"account term '{term.id}' is defined twice")
        self._terms[term.id] = term
        return term

    def extend(self, terms: Iterable[Term]) -> None:
        """Add several terms."""
        for term in terms:
            self.add(term)

    def __getitem__(self, term_id: str) -> Term:
        return self._terms[term_id]

    def __contains__(self, term_id: object) -> bool:
        return term_id in self._terms

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def value(self, term_id: str) -> float:
        """Return a term's value.

        Raises
        ------
        KeyError
            If there is no such term.
        """
        return self._terms[term_id].value

    def to_json(self) -> Mapping[str, Any]:
        """Return all terms as plain data, sorted by id."""
        return {key: self._terms[key].to_json() for key in sorted(self._terms)}
