"""A small park with every kind of agent, as YAML text, for tests."""

from __future__ import annotations

from scenarios.park_file import load_park_text

SMALL = """
format: 1
label: {zh: 测试园, en: Test park}
region: yunnan
start: 2025-01-20
days: 21
seed: 11
indicator_systems: [national, yunnan, jiangxi]
facts:
  - {key: construction_started, date: 2025-01-01}
agents:
  machines:
    kind: enterprise
    label: {zh: 机械, en: Machines}
    archetype: machinery
    output_per_year: 40000
    lines: 2
    mtbf_h: 60
    mttr_h: 5
    roof_m2: 20000
    diagnosed_on: 2024-05-01
    products: [{name: pump, footprint_certified_on: 2024-06-01}]
    source: test
    confidence: T
  cells:
    kind: enterprise
    label: {zh: 电池, en: Cells}
    archetype: battery_cell
    output_per_year: 900000
    mtbf_h: 90
    roof_m2: 15000
    source: test
    confidence: T
  office:
    kind: building
    label: {zh: 办公楼, en: Office}
    building_type: office_existing
    floor_m2: 6000
    storeys: 4
    built_on: 2025-01-10
    certificate: star_2
    certified_on: 2025-01-15
    source: test
    confidence: T
  trucks:
    kind: fleet
    label: {zh: 车队, en: Trucks}
    vehicles:
      - {vehicle_class: tractor_49t, powertrain: diesel, count: 3}
      - {vehicle_class: tractor_49t, powertrain: battery, count: 5, battery_kwh: 350}
    jobs_per_day: 34
    km: 25
    payload_t: 30
    work_h: 0.6
    chargers: 2
    charger_mw: 0.12
    source: test
    confidence: T
  sweepers:
    kind: fleet
    label: {zh: 环卫, en: Sweepers}
    service: public
    vehicles: [{vehicle_class: refuse_18t, powertrain: battery, count: 2}]
    jobs_per_day: 3
    km: 12
    work_h: 1
    chargers: 1
    charger_mw: 0.06
    source: test
    confidence: T
  grid:
    kind: asset
    label: {zh: 电网, en: Grid}
    component:
      {type: grid_connection, tariff: yunnan, import_mw: 40, export_mw: 5,
       feed_in_cny_per_mwh: 200}
    source: test
    confidence: T
  roof:
    kind: asset
    label: {zh: 光伏, en: PV}
    component: {type: pv, capacity_mw: 3}
    belongs_to: machines
    outages: {mtbf_h: 100, mttr_h: 12}
    source: test
    confidence: T
  boiler:
    kind: asset
    label: {zh: 锅炉, en: Boiler}
    component: {type: boiler, fuel: natural_gas, capacity_mw: 8, level: steam_1mpa, min_load: 0.1}
    maintenance: [{start: "02-01", days: 0.5}]
    source: test
    confidence: T
  backup:
    kind: asset
    label: {zh: 备用, en: Backup}
    component: {type: boiler, fuel: natural_gas, capacity_mw: 8, level: steam_1mpa, efficiency: 0.8}
    source: test
    confidence: T
  recovery:
    kind: asset
    label: {zh: 余热, en: Recovery}
    component: {type: waste_heat_recovery, source: cells, capacity_mw: 1, level: low_temp_35}
    source: test
    confidence: T
  pump:
    kind: asset
    label: {zh: 热泵, en: Heat pump}
    component: {type: heat_pump, capacity_mw: 0.5, source: low_temp_35, level: hot_water_95}
    source: test
    confidence: T
  works:
    kind: asset
    label: {zh: 水厂, en: Water works}
    component: {type: water_works, capacity_m3_per_h: 300}
    source: test
    confidence: T
  sewage:
    kind: asset
    label: {zh: 污水厂, en: Sewage works}
    component: {type: wastewater_plant, capacity_m3_per_h: 60, reclaim_m3_per_h: 10, basin_m3: 50}
    source: test
    confidence: T
  scrap:
    kind: asset
    label: {zh: 回收, en: Recycler}
    component: {type: recycler, categories: [waste_metal], capacity_t_per_d: 0.5}
    source: test
    confidence: T
  yard:
    kind: asset
    label: {zh: 堆场, en: Yard}
    component: {type: waste_yard, category: waste_metal, capacity_t: 40, stock_t: 5}
    source: test
    confidence: T
  operator:
    kind: operator
    label: {zh: 管委会, en: Operator}
    purchases: [{form: trade, mwh_per_year: 9000}]
    calls: [{date: 2025-01-22, from_hour: 18, to_hour: 20, reason: evening peak}]
    source: test
    confidence: T
"""


def small_park(changes=None, text=SMALL):
    """Return the small park, checked, with changes by dotted path."""
    return load_park_text(text, "small", changes)
