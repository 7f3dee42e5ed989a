"""The house keeps its shape: imports point down, rooms stay small, the wheel holds what it must."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
ROOMS = ("agents", "scenarios", "twin", "views")
SOURCES = sorted(p for room in ROOMS for p in (REPO / room).rglob("*.py"))
SOURCES += [REPO / "app.py", REPO / "zeropark.py"]
MOST_LINES, MOST_CODE = 300, 40

# Longer than the rule, each with its reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def code_length(node):
    """Return the lines of a function without its docstring."""
    body = node.body
    first = body[0]
    has_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if has_doc and len(body) == 1:
        return 0
    start = body[1].lineno if has_doc else first.lineno
    return node.end_lineno - start + 1


def test_imports_point_down():
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(REPO)))
def test_files_and_functions_stay_small(path):
    name = str(path.relative_to(REPO))
    text = path.read_text(encoding="utf-8")
    if name not in LONG_FILES:
        assert text.count("\n") <= MOST_LINES, f"{name} has {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and f"{name}:{node.name}" not in LONG_FUNCTIONS:
            assert code_length(node) <= MOST_CODE, f"{name}:{node.name} {code_length(node)}"


def test_exceptions_are_still_needed():
    for name in LONG_FILES:
        assert (REPO / name).read_text(encoding="utf-8").count("\n") > MOST_LINES


def test_every_package_is_in_the_wheel():
    settings = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(settings["tool"]["setuptools"]["packages"]) - {"zeropark_configs"}
    found = {
        str(p.parent.relative_to(REPO)).replace("/", ".")
        for room in ROOMS
        for p in (REPO / room).rglob("__init__.py")
    }
    assert listed == found


def test_our_packages_are_the_ones_imported():
    import agents
    import scenarios
    import twin
    import views

    for package in (agents, scenarios, twin, views):
        assert Path(package.__file__).resolve().is_relative_to(REPO)


def test_every_file_of_configs_is_packaged():
    kinds = {".yaml", ".csv", ".md"}
    others = [p for p in (REPO / "configs").rglob("*") if p.is_file() and p.suffix not in kinds]
    assert not others
