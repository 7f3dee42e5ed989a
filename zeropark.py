"""Launcher of the command line, under a name of its own.

The import names twin, agents, scenarios and views are generic; other distributions install some
of them too. The launcher checks whose they are before it imports anything.
"""

from __future__ import annotations

import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("twin", "agents", "scenarios", "views")


def shadowed(root: Path | None = None) -> list[str]:
    """Return a sentence for every package of ours that another one hides."""
    home = root or Path(__file__).resolve().parent
    found = []
    for name in PACKAGES:
        spec = find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin == home / name / "__init__.py":
            continue
        owners = ", ".join(metadata.packages_distributions().get(name, ["unknown"]))
        where = origin.parent if origin else "nowhere"
        found.append(f"package '{name}' is found at {where} (distribution: {owners})")
    return found


def main() -> None:
    """Run the command line, or refuse with exit code 2 if a package is shadowed."""
    problems = shadowed()
    if problems:
        home = Path(__file__).resolve().parent
        lines = [
            "zeropark cannot start: another distribution hides its packages.",
            *(f"  - {problem}" for problem in problems),
            f"zeropark's own lie in {home}. Use an environment without the other distribution.",
        ]
        print("\n".join(lines), file=sys.stderr)
        raise SystemExit(2)
    from scenarios.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
