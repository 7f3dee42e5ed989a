"""Who is to do a job of a file: a vehicle, any of a class, or any of a fleet."""

from __future__ import annotations

from collections.abc import Mapping

from agents.freight.job_known import FaultError, Known, unknown
from agents.yard.tables import NONE

Who = tuple[int, int]  # a vehicle or NONE, and a group


def who_of(known: Known, cell: Mapping[str, str]) -> Who:
    """Return the vehicle (or NONE) and the group that a row names.

    Raises
    ------
    FaultError
        If it names none, or one that is not there.
    """
    if cell.get("vehicle"):
        row = known.vehicle.get(cell["vehicle"])
        if row is None:
            told = unknown("vehicle", _near(known, cell["vehicle"]))
            raise FaultError("vehicle", cell["vehicle"], told)
        return row, int(known.vehicles.group[row])
    if cell.get("group"):
        group = known.groups.get(cell["group"])
        if group is None or group not in known.members:
            raise FaultError("group", cell["group"], unknown("fleet", known.groups))
        return NONE, group
    if not cell.get("class"):
        raise FaultError("vehicle", "", "expected a vehicle, a class or a group")
    return NONE, _of_class(known, cell["class"])


def _of_class(known: Known, name: str) -> int:
    groups = known.classes.get(name, ())
    if len(groups) > 1:
        named = [fleet for fleet, number in known.groups.items() if number in groups]
        told = f"several fleets have this class; name one as group: {', '.join(sorted(named))}"
        raise FaultError("class", name, told)
    if not groups:
        raise FaultError("class", name, unknown("vehicle class", known.classes))
    return groups[0]


def _near(known: Known, name: str) -> Mapping[str, int]:
    """Return the vehicles that may have been meant: of the fleet named, or whose file it is."""
    fleet = name.partition("/")[0]
    group = known.groups.get(fleet, known.groups.get(known.own))
    mine = {n: row for n, row in known.vehicle.items() if known.vehicles.group[row] == group}
    return mine or known.vehicle


def check_fleet(known: Known, cell: Mapping[str, str], who: Who | None) -> None:
    """Refuse a fleet that is not there or not the vehicle's; ``who`` is None if that is unknown.

    Raises
    ------
    FaultError
        If there is none of this name, or it is another.
    """
    if not cell.get("group"):
        return
    group = known.groups.get(cell["group"])
    if group is None or group not in known.members:
        raise FaultError("group", cell["group"], unknown("fleet", known.groups))
    if who is not None and group != who[1]:
        raise FaultError("group", cell["group"], f"not the fleet of '{cell['vehicle']}'")


def check_class(known: Known, cell: Mapping[str, str], who: Who) -> None:
    """Refuse a class that is not of the vehicle's fleet.

    Raises
    ------
    FaultError
        If it is another.
    """
    if cell.get("class") and who[1] not in known.classes.get(cell["class"], ()):
        raise FaultError("class", cell["class"], f"not the class of '{cell['vehicle']}'")
