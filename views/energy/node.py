"""One node of a flow picture, and how finely enterprises may be told apart."""

from __future__ import annotations

from typing import NamedTuple

NEUTRAL, SOURCE, END = "#6b7f88", "#4d6b7a", "#a7b1b5"
PARK, SECTOR, BIGGEST, ENTERPRISE = "park", "sector", "largest", "enterprise"
LEVELS = (PARK, SECTOR, BIGGEST, ENTERPRISE)
GOODS_IN, GOODS_OUT = "goods_in", "goods_out"


class Node(NamedTuple):
    """One node.

    ``is_end`` marks the world outside: it need not balance. ``kind`` decides what its
    remainder is called.
    """

    id: str
    label: str
    colour: str
    kind: str = ""
    is_end: bool = False
    is_store: bool = False
