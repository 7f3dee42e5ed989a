"""Memory of a process and all that it started, each shared page counted once (Linux)."""

from __future__ import annotations

from pathlib import Path


def tree_mb(pid: int) -> float:
    """Return the proportional set size of a process and its descendants [MB]."""
    return sum(_own_mb(number) for number in _tree(pid))


def _tree(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found, ahead = [], [pid]
    while ahead:
        number = ahead.pop()
        found.append(number)
        ahead += parents.get(number, [])
    return found


def _own_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    kilobytes = next((line.split()[1] for line in lines if line.startswith("Pss:")), "0")
    return int(kilobytes) / 1024.0
