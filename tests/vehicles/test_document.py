"""docs/vehicles.md: its tables are those of the shipped data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vehicles.tables import HEAD, table

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/vehicles.md"


@pytest.mark.parametrize("name", HEAD)
def test_tables_of_the_document_are_those_of_the_data(name):
    """If not: ``python -m tests.vehicles.tables``."""
    assert table(name) in DOCUMENT.read_text(encoding="utf-8")
