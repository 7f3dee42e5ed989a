"""Names of a study's figures for people: those of the indicator systems, bills and commodities."""

from __future__ import annotations

from scenarios.compare.words import word
from twin.commodities import catalogue
from twin.indicators import load_system, system_names

TOTALS = {
    "carbon.park.total_t": "carbon.park",
    "carbon.location.total_t": "carbon.location",
    "carbon.residual.total_t": "carbon.residual",
    "electricity.used_mwh": "electricity",
}
FLOWS = {"unserved": "purpose.unserved", "spilled": "purpose.surplus"}
CARRIER = "energy.carrier."


def system_of(column: str) -> str:
    """Return the indicator system whose figure a column is, empty if it is none's."""
    head = column.partition(".")[0]
    return head if head in system_names() else ""


def name_of(column: str, lang: str) -> str:
    """Return the name of a column: in English, where names are what SQL takes, its id.

    A figure without a Chinese name (an account term the user asked for) keeps its id.
    """
    if lang != "zh":
        return column
    head, _, rest = column.partition(".")
    if system_of(column):
        system = load_system(head)
        return system.indicators[rest].zh if rest in system.indicators else system.zh
    known = catalogue()
    if head in FLOWS and rest in known:
        return f"{word(FLOWS[head], lang)}：{known[rest].zh}"
    carrier = column.removeprefix(CARRIER).rpartition("_")[0]
    if column.startswith(CARRIER) and carrier in known:
        return f"能源消费：{known[carrier].zh}"
    return word(TOTALS.get(column, column), lang)
