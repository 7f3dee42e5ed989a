"""Account of carbon capture, beside the carbon ledgers.

The park method (NDRC 发改环资〔2025〕910号, annex 4) has no term for capture, so nothing here is
deducted anywhere: a captured tonne still stands in ``carbon.*`` as emitted.
"""

from __future__ import annotations

from collections.abc import Iterator

from twin.accounts.collect import Boundary
from twin.accounts.terms import Part, Term, total
from twin.ledger import Ledger
from twin.primitives import Purpose

BESIDE = "beside the carbon ledgers, deducted in none"
TERMS = {
    "capture.captured_t": Purpose.CAPTURED,
    "capture.stored_t": Purpose.CO2_STORED,
    "capture.stack_t": Purpose.EMITTED,
}


def capture_terms(ledger: Ledger, boundary: Boundary) -> Iterator[Term]:
    """Yield what was captured, stored, and emitted by the sources that have capture."""
    found: dict[str, float] = {}
    for name, purpose in TERMS.items():
        rows = [row for row in ledger.select(purpose) if boundary.holds(row)]
        parts = [Part(r.source, ledger.total(r.id), r.unit, rows=(r.id,)) for r in rows]
        term = total(name, "t", parts, BESIDE)
        found[name] = term.value
        yield term
    treated = found["capture.captured_t"] + found["capture.stack_t"]
    yield Term(
        "capture.rate", "", found["capture.captured_t"] / treated if treated else 0.0,
        "captured / (captured + stack)", missing="" if treated else "no source has capture",
    )  # fmt: skip
