"""Start the app with our options: ``python -m views --port 8501``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from views.frame.look import flags


def command(port: int, address: str = "127.0.0.1") -> list[str]:
    """Return the command that serves the app, for this machine alone unless told otherwise."""
    script = Path(__file__).resolve().parent.parent / "app.py"
    run = [sys.executable, "-m", "streamlit", "run", str(script)]
    return [*run, *flags(), "--server.port", str(port), "--server.address", address]


def main() -> None:
    """Serve the app until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m views", description=__doc__)
    parser.add_argument("--port", type=int, default=8501, help="port to answer on")
    parser.add_argument("--address", default="127.0.0.1", help="address to answer on")
    given = parser.parse_args()
    words = command(given.port, given.address)
    if os.name == "posix":
        os.execv(words[0], words)  # noqa: S606 - our own command; signals reach the server itself
    raise SystemExit(subprocess.call(words))  # noqa: S603


if __name__ == "__main__":
    main()
