"""The worked studies in docs/: their code is run, and what it prints stands beneath it.

python -m tests.e2e.studies        # writes what the code prints into the documents
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "studies"
PAIR = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<told>.*?)```", re.DOTALL)


def documents() -> list[Path]:
    """Return the studies, by number, and the document of fleets, which holds one."""
    return [*sorted(FOLDER.glob("*.md")), FOLDER.parent / "fleets.md"]


def outputs(document: Path) -> list[tuple[str, str]]:
    """Run a study in an empty folder; return what each block prints and what stands beneath it."""
    names: dict[str, object] = {"__name__": "study"}
    found = []
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for block in PAIR.finditer(document.read_text(encoding="utf-8")):
                printed = io.StringIO()
                with contextlib.redirect_stdout(printed):
                    exec(compile(block["code"], document.name, "exec"), names)  # noqa: S102
                found.append((printed.getvalue(), block["told"]))
        finally:
            os.chdir(before)
    return found


def main() -> None:
    """Write what the code prints."""
    for document in documents():
        printed = iter([output for output, _ in outputs(document)])
        text = PAIR.sub(
            lambda m, printed=printed: f"```python\n{m['code']}```\n\n```text\n{next(printed)}```",
            document.read_text(encoding="utf-8"),
        )
        document.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
