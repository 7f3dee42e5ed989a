"""Which measures a park could take: what stands in their way, and what they would cost here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.drafts.choosing import rule_of
from scenarios.interventions.schema import Condition, Intervention


@dataclass(frozen=True)
class Offer:
    """A measure in one park, before any other measure.

    Attributes
    ----------
    id : str
    has : mapping of str to bool
        Of each condition, ``requires.N`` and ``excludes.N``, whether the park has what it names.
    idle : str
        What it seeks in vain, if it finds nothing to change.
    costs : mapping
        What it comes to with its usual numbers; empty if it finds nothing.
    """

    id: str
    has: Mapping[str, bool]
    idle: str
    costs: Mapping[str, Any]

    def reasons(self, chosen: Collection[str]) -> list[dict[str, str]]:
        """Return why it cannot be added to the measures chosen, in both languages."""
        rule: Any = rule_of("measures", self.id)
        found = [
            need.reason.model_dump()
            for number, need in enumerate(rule.requires)
            if not (set(need.measures) & set(chosen) or self.has[f"requires.{number}"])
        ]
        found += [
            _against(bar, chosen, self.id)
            for number, bar in enumerate(rule.excludes)
            if self.has[f"excludes.{number}"] or set(bar.measures) & set(chosen) - {self.id}
        ]
        if rule.awaits is not None:
            return [rule.awaits.model_dump()]
        if self.idle and not found and not _may_come(rule, chosen):
            found.append(IDLE)
        return found


IDLE = {
    "zh": "本园区没有该措施可改变的对象",
    "en": "there is nothing in this park that it could change",
}


def _may_come(rule: Intervention, chosen: Collection[str]) -> bool:
    """Return whether a measure chosen may bring what this one seeks in the park."""
    named = {name for need in rule.requires for name in need.measures}
    return bool(named & set(chosen))


def _against(bar: Condition, chosen: Collection[str], own: str) -> dict[str, str]:
    others = [rule_of("measures", name).label for name in sorted(set(bar.measures) & set(chosen))
              if name != own]  # fmt: skip
    reason = bar.reason.model_dump()
    if not others:
        return reason
    return {
        "zh": f"与“{'、'.join(label.zh for label in others)}”互斥：{reason['zh']}",
        "en": f"excludes {', '.join(label.en for label in others)}: {reason['en']}",
    }
