"""Who can pay whom, what for, and how each category's price moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.economics.block import PriceCategory
from twin.labels import Label
from twin.network.compile import Row

PARK = "park"  # the operating company
OWNERS = "owners"  # hosts of a measure who are not known one by one
GRID, STATE, BANK = "grid_company", "state", "bank"
NOT_OWNERS = ("asset", "operator")  # kinds of agent that stand for the operating company

OUTSIDE: Mapping[str, Label] = {
    GRID: Label(zh="电网企业", en="Grid company"),
    "power_sellers": Label(zh="售电方", en="Power sellers"),
    "gas_supplier": Label(zh="燃气公司", en="Gas supplier"),
    "fuel_suppliers": Label(zh="燃料供应商", en="Fuel suppliers"),
    "heat_supplier": Label(zh="供热企业", en="Heat supplier"),
    "water_utility": Label(zh="自来水公司", en="Water utility"),
    "waste_disposers": Label(zh="固废处置单位", en="Waste disposers"),
    "recycled_market": Label(zh="再生产品买方", en="Buyers of recycled products"),
    "co2_services": Label(zh="二氧化碳运输封存与耗材", en="CO2 transport, storage, consumables"),
    "om_services": Label(zh="运维服务商", en="O&M services"),
    "green_power_sellers": Label(zh="绿电绿证卖方", en="Sellers of green power"),
    "offset_sellers": Label(zh="碳抵销卖方", en="Sellers of offsets"),
    "equipment_suppliers": Label(zh="设备与工程供应商", en="Equipment and works"),
    STATE: Label(zh="政府", en="State"),
    BANK: Label(zh="银行", en="Bank"),
}
OWN: Mapping[str, Label] = {
    PARK: Label(zh="园区运营公司", en="Park company"),
    OWNERS: Label(zh="业主", en="Owners"),
}
DIRECT, INVESTOR = "direct:", "investor:"  # begin the name of a line's plants, of a third party


@dataclass(frozen=True)
class Category:
    """What a payment is for, and which price path it follows."""

    label: Label
    path: PriceCategory


def _c(zh: str, en: str, path: PriceCategory) -> Category:
    return Category(Label(zh=zh, en=en), path)


CATEGORIES: Mapping[str, Category] = {
    "grid_energy": _c("网电电能量", "grid energy", "electricity"),
    "grid_network": _c("输配电与系统费", "network and system", "electricity"),
    "grid_demand": _c("需量电费", "demand charge", "electricity"),
    "feed_in": _c("上网电费", "feed-in", "electricity"),
    "direct_power": _c("直供电", "direct supply", "electricity"),
    "direct_network": _c("直供网费", "charges on direct supply", "electricity"),
    "demand_response": _c("需求响应", "calls to reduce load", "electricity"),
    "neighbour_power": _c("余电互济", "power of neighbours", "electricity"),
    "contract_power": _c("能源合同", "energy-management contract", "electricity"),
    "gas": _c("天然气", "natural gas", "gas"),
    "fuel": _c("其他燃料", "other fuels", "fuels"),
    "heat": _c("外购热力", "heat bought", "fuels"),
    "water": _c("取水", "water", "water"),
    "waste": _c("固废与再生品", "waste and recycled products", "waste"),
    "capture": _c("碳捕集", "carbon capture", "om"),
    "operation": _c("运行维护", "operation", "om"),
    "green_power": _c("绿电绿证", "green power", "green"),
    "offset": _c("碳抵销", "offsets", "carbon"),
    "carbon": _c("碳价", "carbon price", "carbon"),
}
GAS = ("natural_gas", "lng")
SERVICES: Mapping[str, Label] = {
    "electricity": Label(zh="电", en="power"),
    "heat": Label(zh="热", en="heat"),
    "cold": Label(zh="冷", en="cold"),
    "water": Label(zh="水", en="water"),
    "waste": Label(zh="固废", en="waste"),
    "hazardous_waste": Label(zh="危废", en="hazardous waste"),
}


@dataclass(frozen=True)
class Holder:
    """Who bears a payment: an owner by name, or a plant of the operating company."""

    party: str
    plant: str = ""


PARK_ITSELF = Holder(PARK)


class Owners:
    """Tells the owners of a park from the plants of its operating company.

    Every agent but assets and the operator is an owner; assets that belong to one are his.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.names = frozenset(name for name, kind in kinds.items() if kind not in NOT_OWNERS)
        clash = sorted(self.names & {PARK, OWNERS, *OUTSIDE})
        if clash:
            raise ValueError(f"agents are called like parties: {', '.join(clash)}")

    def party(self, name: str) -> str:
        """Return the party that an agent pays as."""
        return name if name in self.names else PARK

    def taker(self, row: Row) -> Holder:
        """Return who takes a row off its bus."""
        return self._holder(row, row.target)

    def giver(self, row: Row) -> Holder:
        """Return who puts a row on its bus."""
        return self._holder(row, row.source)

    def _holder(self, row: Row, node: str) -> Holder:
        return Holder(row.owner) if row.owner in self.names else Holder(PARK, node)
