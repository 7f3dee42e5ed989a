"""Words and figures of what the terminal shows, in Chinese or English."""

from __future__ import annotations

WORDS = {
    "met": ("达标", "met"),
    "not_met": ("未达标", "not met"),
    "not_judged": ("无法判定", "not judged"),
    "not_applicable": ("不适用", "not applicable"),
    "no_threshold": ("无阈值", "no threshold"),
    "waived": ("已豁免", "waived"),
    "passed": ("全部达标", "passed"),
    "core_only": ("核心达标，引导指标未全达标", "core met, guiding indicators open"),
    "failed": ("未达标", "failed"),
    "undecided": ("数据不足，无法判定", "undecided, data missing"),
    "core": ("核心", "core"),
    "guiding": ("引导", "guiding"),
    "characteristic": ("特色", "characteristic"),
    "indicator": ("指标", "indicator"),
    "kind": ("类别", "kind"),
    "value": ("数值", "value"),
    "target": ("目标", "target"),
    "gap": ("差距", "gap"),
    "state": ("状态", "state"),
    "class": ("档位", "class"),
    "verdict": ("结论", "verdict"),
    "energy": ("综合能源消费量（等价值）", "energy total (equivalent value)"),
    "calorific": ("综合能源消费量（当量值）", "energy total (calorific value)"),
    "electricity": ("用电量", "electricity used"),
    "carbon.park": ("碳排放（园区核算方法）", "CO₂, park method"),
    "carbon.location": ("碳排放（基于位置）", "CO₂, location-based"),
    "carbon.residual": ("碳排放（剩余组合）", "CO₂, residual mix"),
    "cost": ("年度费用", "yearly bill"),
    "cost.span": ("本期费用", "bill of the span"),
    "residuals": ("平衡残差（相对，最差）", "worst balance residual (relative)"),
    "unserved": ("未满足需求", "unserved"),
    "spilled": ("溢出（无处可去）", "spilled (no taker)"),
    "none": ("无", "none"),
    "events": ("事件", "events"),
    "regret.cost": ("调度遗憾：费用", "regret, cost"),
    "regret.carbon": ("调度遗憾：碳排放", "regret, carbon"),
    "regret.of_bill": ("占账单 {share}", "{share} of the bill"),
    "regret.of_bound": ("占完全预知下界 {share}", "{share} of the bound of perfect foresight"),
    "regret.of_flexibility": ("占储能可赢得部分 {share}", "{share} of what stores can win"),
    "regret.left_out": ("遗憾未计入的储能（价值固定）", "stores left out (fixed worth)"),
    "regret.no_store": ("无参与计划的储能", "no store is planned"),
    "regret.unserved": (
        "储能不动时有需求未满足，其可赢得部分无法计价",
        "what stores win has no price: without them demand would go unserved",
    ),
    "files": ("结果文件夹", "files"),
    "warning": ("提示", "warning"),
    "direct": ("绿电直连比例", "direct connection of green power"),
    "paid": ("专线费用", "paid on"),
    "line": ("专线", "line"),
    "direct_supply": ("电价", "price"),
    "direct_feed_in": ("上网收入", "feed-in"),
    "generation": ("发电运行", "generation"),
    "network_charge": ("输配电费", "network charge"),
    "system_charge": ("容量与系统费", "capacity and system charge"),
    "together": ("全部专线", "all lines"),
    "clause": ("依据", "clause"),
    "matching": ("绿电匹配（占用电量）", "green matching (of consumption)"),
    "no_electricity": ("无用电", "no electricity is used"),
    "annual_share": ("按年（含合同）", "yearly, contracts in"),
    "annual_share.span": ("按本期（含合同）", "over the span, contracts in"),
    "hourly_share": ("逐小时（含合同）", "hourly, contracts in"),
    "interval_share": ("逐时段（含合同）", "each interval, contracts in"),
    "physical_share": ("物理溯源（自发与直供）", "physically traced, own and direct"),
    "contract": ("绿电合同", "green contracts"),
    "volume": ("电量 MWh", "MWh bought"),
    "counted": ("计入 MWh", "MWh counting"),
    "without.park": ("园区 −t", "park −t"),
    "without.location": ("位置 −t", "location −t"),
    "without.residual": ("剩余 −t", "residual −t"),
    "call": ("负荷响应", "calls"),
    "baseline": ("基线 MWh", "baseline MWh"),
    "delivered": ("响应 MWh", "delivered MWh"),
    "net": ("净收入 CNY", "net CNY"),
    "orderly": ("有序用电", "orderly use"),
    "demand_response": ("需求响应", "demand response"),
    "virtual_power_plant": ("虚拟电厂", "virtual power plant"),
}


def word(key: str, lang: str) -> str:
    """Return a word in the language asked for."""
    zh, en = WORDS.get(key, (key, key))
    return zh if lang == "zh" else en


def number(value: float | None, unit: str) -> str:
    """Return a figure as text: shares as per cent, the rest with sensible digits."""
    if value is None:
        return "–"
    if unit == "1":
        return f"{value:.1%}"
    if abs(value) >= 1000 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.3f}"
