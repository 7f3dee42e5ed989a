"""How to write a measure: the head of docs/interventions.md."""

from __future__ import annotations

GUIDE = """# Measures and assumptions

Written by `python -m scenarios.interventions.catalogue > docs/interventions.md`; a test keeps it
true. All keys with types and bounds: [configuration.md](configuration.md).

A **measure** (lever) is what a planner decides: `configs/interventions/NAME.yaml`. An
**assumption** is what the world decides: `configs/assumptions/NAME.yaml`. One cannot be given as
the other. Both change the park document before it is checked, never a running model.

```
zeropark run yunnan --with roof_pv:coverage=0.5 --with park_battery:energy=200,suffix=b \\
                    --assume gas_price:factor=1.2
zeropark run plan.yaml        # zeropark check plan.yaml
```

```yaml
# plan.yaml
park: yunnan                      # a shipped park, or a file beside this one
label: {zh: 方案甲, en: Plan A}
measures: [energy_diagnosis, {roof_pv: {coverage: 0.5}}]
assumptions: [{gas_price: {factor: 1.2}}]
set: {step_minutes: 60}           # laid on top of all, as --set
seed: 3
```

```python
from scenarios import load_scenario, run_park
loaded = load_scenario("plan.yaml").load()
loaded.applied[1].quantities["power"]      # Quantity(value=51.6, unit='MWp')
result = run_park(loaded)
```

Measures in a scenario take the place of those the park file lists. `LoadedPark.applied` and
`.assumed` say what each came to; `manifest.json` keeps it under `scenario`.

## How to write a measure

```yaml
label: {zh: 屋顶光伏, en: Roof PV}
explanation: {zh: 一两句话：改变什么、不改变什么。, en: One or two sentences on what changes and what does not.}
pathway: energy            # energy, industry, resources, end_of_pipe, management
instrument: {zh: 政策工具, en: Policy instrument}
parameters:                # what the planner may choose
  coverage: {label: {zh: 覆盖比例, en: Share}, unit: "1", default: 0.5, min: 0, max: 1}
quantities:                # worked out of the park, in this order
  power:
    label: {zh: 新增光伏, en: New PV}
    unit: MWp
    factor: 0.000175
    times: coverage
    over: {kind: [enterprise, building], where: [{field: free_roof_m2, min: 500}]}
    fields: free_roof_m2
changes:
  - op: set
    each: {kind: [enterprise, building], where: [{field: free_roof_m2, min: 500}]}
    agent: "new-roof-pv-{name}"
    value: {kind: asset, belongs_to: "{name}", label: {zh: "{zh}屋顶", en: "Roof of {en}"}, component: {type: pv}, source: …, confidence: M}
  - op: set
    each: {kind: [enterprise, building], where: [{field: free_roof_m2, min: 500}]}
    agent: "new-roof-pv-{name}"
    path: component.capacity_mw
    amount: {factor: 0.000175, times: coverage, fields: free_roof_m2}
economics:
  investor: owner          # park, owner, third_party
  lifetime_y: 25
  lead_time_y: 0.5
  capex: [{item: {zh: 系统, en: System}, quantity: power, cny_per_unit: 2900000, source: …, confidence: M}]
source: …
confidence: M
```

Give every figure a source and a confidence. Quote text that holds a comma, a colon or a brace.
Every parameter and quantity must be read by a change, a quantity or a cost.

**Numbers.** A quantity is a product: `factor` × `times` (parameters, and quantities above it) ×
`fields`, summed `over` selected agents; without `fields` the agents are counted. Costs name a
quantity or parameter and are CNY per unit of it. There is no expression language. `round: nearest`
(or `up`, `down`) rounds each term. Fields are schema fields with their defaults
(`component.capacity_mw`, `output_per_year`, `plant.electricity_kwh` of an enterprise's archetype)
or derived figures:

| derived | meaning |
|---|---|
| `usable_roof_m2` | roof on which PV could stand |
| `free_roof_m2` | the same less PV that lies on it; PV whose owner has no roof lies on all roofs |
| `energy_cut_to_level_1` | share by which power, heat and fuel per unit must fall to meet level 1 (kgce) |
| `electricity_cut_to_level_1` | share by which power must fall to meet level 1 (kWh) |

**Selectors** (`over`, `each`, `park`) take agents that fit every key: `kind`, `archetype`, `names`,
`component` (type), `fuel`, `building_type`, `powertrain`, each one text or a list; `apart_from`;
`equals: {component.level: steam_1mpa}`; `where: [{field, min, max}]`, also `before: "{start}"` for
dates and `missing: true`. `share: PARAMETER` with `by: FIELD` takes the largest first within that
share of the sum.

**Paths** are dotted. `vehicles[powertrain=diesel].count` is every entry of a list that fits,
`tariffs.*.energy_cny_per_mwh` every key. With `each` a path is relative to the agent; with
`agent: NAME` to that agent, which may be new. `{name}`, `{zh}`, `{en}` are of the selected agent,
`{start}` is the first day, `{suffix}` is empty or `-b` for `suffix: b`.

**Operations.** The new number comes from one of `value`, `parameter`, `quantity`, `amount`.

| op | does |
|---|---|
| `set` | lays a value there; a mapping is merged with the one there |
| `scale` | old × x; with `about: 1` new = 1 + x × (old − 1) |
| `add`, `reduce` | old + x; old × (1 − x) |
| `remove` | takes away an entry, an agent, or the list entries that fit |
| `append` | adds an entry to a list (purchases, products, facts, sinks) |
| `move` | moves the share x of a number to the entry that agrees in `like` and in `to`, made if missing |

`scale`, `add`, `reduce` and `move` work on the checked value, so that defaults, text with units and
an archetype's or tariff's own numbers count; a series there is an error. All selectors and
numbers of a measure are of the park *before* its first change. `set` with a `value` may make an
agent and a second `set` fill in a number, as above.

**Conditions.** `requires` and `excludes` hold entries `{measures: [ids], park: SELECTOR, reason}`:
a requirement is met by any of these measures in the scenario or by the park itself (as it is
before all measures); an exclusion is broken by any of them. `repeatable: true` lets a measure stand more than
once, with `{suffix}` in the names of what it makes.

**Awaits.** `awaits: {zh, en}` for what no component expresses yet: nothing changes, nothing
is paid (`Applied.economics` is None), and a warning appears with every run. `changes` and
`economics` may then be missing, or stand there for the component that will come.

**Order.** Measures that do not touch the same paths commute. `interact(a, b)` of two
`Applied` says whether one writes what the other writes or reads. What is appended to a list is
put in an order of its own. A measure that finds nothing to change is an error; an assumption is not.

**An assumption** has `group` (price, growth, factor, weather, reliability) and `stage` (`before`
the measures, so that they are sized in that world; else `after`, so that it holds for what
they brought) in place of pathway, instrument, conditions and economics.
"""
