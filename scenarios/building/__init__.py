"""Parks as planners build them: templates, tables, places on the plan, and the text below all."""

from scenarios.building.cards import Card, cards
from scenarios.building.document import (
    Trouble,
    agents_of,
    label_of,
    target_of,
    text_of,
    troubles_of,
)
from scenarios.building.entries import (
    field_title,
    filled_of,
    kind_of_entry,
    kinds_of,
    new_agent,
    title_of,
    with_agent,
    with_agent_text,
    without,
    yaml_of,
)
from scenarios.building.places import Place, Plan, moved, plan_of
from scenarios.building.tables import ARCHETYPE, Deltas, Field, Table, edited, table_of

__all__ = [
    "ARCHETYPE",
    "Card",
    "Deltas",
    "Field",
    "Place",
    "Plan",
    "Table",
    "Trouble",
    "agents_of",
    "cards",
    "edited",
    "field_title",
    "filled_of",
    "kind_of_entry",
    "kinds_of",
    "label_of",
    "moved",
    "new_agent",
    "plan_of",
    "table_of",
    "target_of",
    "text_of",
    "title_of",
    "troubles_of",
    "with_agent",
    "with_agent_text",
    "without",
    "yaml_of",
]
