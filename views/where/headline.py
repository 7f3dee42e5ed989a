"""The year in figures: tiles of absolute amounts, and what changed against the base."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from views.frame.numbers import big, number, share, short, signed, tiny
from views.frame.texts import say
from views.frame.tiles import Tile

OPENS = {
    "carbon": "carbon.park.total_t",
    "location": "carbon.location.total_t",
    "energy": "energy.total_equivalent_tce",
    "electricity": "electricity.used_mwh",
    "cost": "cost.total_cny",
}
BALANCE = "closure"
POWER_BILL = ("grid_energy", "grid_adders", "demand_charge", "direct_supply", "green_power")
SMALL = 5e-5  # a relative change below this is told as none


def tiles(
    accounts: Mapping[str, Any],
    residuals: Mapping[str, float],
    base: Mapping[str, Any] | None,
    lang: str,
) -> list[Tile]:
    """Return the tiles of a run.

    Parameters
    ----------
    accounts : mapping
        ``accounts.json`` of the run.
    residuals : mapping of str to float
        Worst relative residual by commodity.
    base : mapping, optional
        ``accounts.json`` of the run that it is compared with.
    lang : str
    """
    made = [
        _carbon(accounts, lang), _others(accounts, lang), _energy(accounts, lang),
        _electricity(accounts, lang), _cost(accounts, lang),
    ]  # fmt: skip
    if base is not None:
        made = [_with_change(tile, accounts, base, lang) for tile in made]
    return [*made, _closure(accounts, residuals, lang)]


def _opens(name: str, lang: str) -> str:
    return say(lang, "kpi.open", name=say(lang, f"term.{OPENS[name]}"))


def _carbon(accounts: Mapping[str, Any], lang: str) -> Tile:
    head = accounts["headline"]
    tonnes, energy = head["carbon"]["park"], head["energy"]["total_equivalent_tce"]
    digits, unit = big(tonnes, "t", lang)
    more = say(lang, "kpi.carbon.sub", value=number(tonnes / energy if energy else None))
    title = say(lang, "kpi.carbon")
    return Tile("carbon", title, digits, f"{unit} CO₂", more, open=_opens("carbon", lang))


def _others(accounts: Mapping[str, Any], lang: str) -> Tile:
    carbon = accounts["headline"]["carbon"]
    size = float(say(lang, "kpi.others.size"))
    both = " / ".join(number(carbon[name] / size, 1) for name in ("location", "residual"))
    more = f"{say(lang, 'kpi.location')} / {say(lang, 'kpi.residual')}"
    title, unit = say(lang, "kpi.others"), say(lang, "kpi.others.unit")
    return Tile("location", title, both, unit, more, open=_opens("location", lang))


def _energy(accounts: Mapping[str, Any], lang: str) -> Tile:
    energy = accounts["headline"]["energy"]
    more = say(lang, "kpi.energy.sub", value=short(energy["total_calorific_tce"], "tce", lang))
    digits, unit = big(energy["total_equivalent_tce"], "tce", lang)
    return Tile(
        "energy", say(lang, "kpi.energy"), digits, unit, more, open=_opens("energy", lang)
    )  # fmt: skip


def _electricity(accounts: Mapping[str, Any], lang: str) -> Tile:
    used = accounts["headline"]["energy"]["electricity_mwh"]
    zero = accounts["terms"].get("electricity.zero_factor_mwh", {}).get("value", 0.0)
    more = say(
        lang, "kpi.electricity.sub", share=share(zero / used if used else None),
        value=short(zero, "MWh", lang),
    )  # fmt: skip
    digits, unit = big(used, "MWh", lang)
    title = say(lang, "kpi.electricity")
    return Tile("electricity", title, digits, unit, more, open=_opens("electricity", lang))


def _cost(accounts: Mapping[str, Any], lang: str) -> Tile:
    cost = accounts["headline"]["cost"]
    total = cost["total_cny"]
    power = sum(cost.get(f"{name}_cny", 0.0) for name in POWER_BILL)
    more = say(lang, "kpi.cost.sub", share=share(power / total if total else None))
    whole = accounts["headline"].get("span", {}).get("whole_years", True)
    digits, unit = big(total, "CNY", lang)
    title = say(lang, "kpi.cost" if whole else "kpi.cost.span")
    return Tile("cost", title, digits, unit, more, open=_opens("cost", lang))


def _closure(accounts: Mapping[str, Any], residuals: Mapping[str, float], lang: str) -> Tile:
    worst = max(residuals.values(), default=0.0)
    figure, more, mark = closure(worst, accounts["unserved"], accounts["spilled"], lang)
    title = say(lang, "kpi.closure")
    return Tile(BALANCE, title, figure, "", more, mark, open=say(lang, "cards.checks"))


def closure(
    worst: float, unserved: Mapping[str, float], spilled: Mapping[str, float], lang: str
) -> tuple[str, str, str]:
    """Return what the balance check says: in a word, in more words, and its mark."""
    word = "some" if unserved else "spilled" if spilled else "none"
    more = say(lang, f"kpi.closure.{word}.sub", worst=tiny(worst))
    return say(lang, f"kpi.closure.{word}"), more, "zp-good" if word == "none" else "zp-bad"


def _with_change(
    tile: Tile, accounts: Mapping[str, Any], base: Mapping[str, Any], lang: str
) -> Tile:
    """Return a tile with its term's change against the base; more electricity is no fault."""
    now, before = _term(accounts, OPENS[tile.id]), _term(base, OPENS[tile.id])
    if now is None or before is None:
        return tile
    share_of = (now - before) / abs(before) if before else None
    if share_of is None or abs(share_of) < SMALL:
        return tile._replace(change=say(lang, "kpi.change.none"))
    mark = "" if tile.id == "electricity" else "zp-good" if now < before else "zp-bad"
    told = say(lang, "kpi.change", change=signed(share_of * 100.0, 1) + "%")
    if tile.id == "location":  # of the two figures of its tile
        told = f"{told} ({say(lang, 'kpi.location')})"
    arrow = "▲" if now > before else "▼"
    return tile._replace(change=f"{arrow} {told}", changeMark=mark)


def _term(accounts: Mapping[str, Any], name: str) -> float | None:
    value = accounts["terms"].get(name, {}).get("value")
    return None if value is None else float(value)
