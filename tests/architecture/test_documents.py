"""Documents that say what the code says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

from scenarios.interventions.catalogue import catalogue
from scenarios.reference import reference

REPO = Path(__file__).resolve().parents[2]


def text(name):
    return (REPO / name).read_text(encoding="utf-8")


def test_the_configuration_reference_is_the_schemas():
    """Rewrite it with: python -m scenarios.reference > docs/configuration.md."""
    assert text("docs/configuration.md") == reference()


def test_every_link_of_the_documents_leads_somewhere():
    pages = [REPO / "README.md", REPO / "README.zh.md", REPO / "CHANGELOG.md"]
    pages += sorted((REPO / "docs").glob("*.md"))
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not broken


def test_the_recorded_versions_lie_within_the_bounds():
    settings = tomllib.loads(text("pyproject.toml"))["project"]
    extras = settings["optional-dependencies"]
    bounds = [Requirement(r) for r in (*settings["dependencies"], *extras["app"], *extras["test"])]
    recorded = {}
    for line in text("constraints.txt").splitlines():
        if line and not line.startswith("#"):
            name, version = line.split("==")
            recorded[name.lower().replace("_", "-")] = Version(version)
    for bound in bounds:
        name = bound.name.lower().replace("_", "-")
        if name != "zeropark":
            assert recorded[name] in bound.specifier, name
    assert not re.search(r"://|@", text("constraints.txt"))


def test_the_catalogue_of_measures_is_their_files():
    """Rewrite it: python -m scenarios.interventions.catalogue > docs/interventions.md."""
    assert text("docs/interventions.md") == catalogue()
