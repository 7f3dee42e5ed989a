"""Looks through a park for what each measure needs, excludes and would change there."""

from __future__ import annotations

from scenarios.drafts.draft import Draft
from scenarios.interventions.apply import Call, apply
from scenarios.interventions.checks import numbers_of
from scenarios.interventions.library import intervention_names, load_intervention
from scenarios.interventions.reader import Reader
from scenarios.interventions.schema import Intervention
from scenarios.interventions.select import select
from scenarios.what_if.figures import costs_of
from scenarios.what_if.offers import Offer
from scenarios.yaml_io import Document, Place, merge
from twin.errors import InputError


def offers_of(draft: Draft) -> list[Offer]:
    """Return all measures as they stand in a draft's park, under its assumptions.

    Raises
    ------
    InputError
        If the park is not sound.
    """
    document = draft.with_(measures=[]).load().document
    reader = Reader(document)
    return [_offer(document, reader, load_intervention(name)) for name in intervention_names()]


def _offer(document: Document, reader: Reader, rule: Intervention) -> Offer:
    has = {
        f"{word}.{number}": condition.park is not None and bool(select(reader, condition.park, {}))
        for word, conditions in (("requires", rule.requires), ("excludes", rule.excludes))
        for number, condition in enumerate(conditions)
    }
    try:
        laid = apply(
            merge(document, Document({}, {})),
            Call(rule, numbers_of(rule, {}), Place(rule.id, None)),
        )
    except InputError as error:
        return Offer(rule.id, has, "; ".join(p.message for p in error.problems), {})
    return Offer(rule.id, has, "", costs_of(laid))
