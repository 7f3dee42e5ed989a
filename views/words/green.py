"""Texts of green power: matching, direct connection, contracts and calls."""

WORDS = {
    "green.matching": ("绿电占用电量的比例", "Green share of consumption"),
    "green.matching.note": (
        (
            "按年计的绿电未必与用电同时。绿证不含小时信息，合同电量在当月均摊；物理溯源按比例分摊，"
            "储能按其充入来源计。"
        ),
        (
            "What is green by the year need not be there in the hour. Certificates name no hour, "
            "so contracts are spread evenly over their month; tracing shares every bus in "
            "proportion, and stores give what they were filled with."
        ),
    ),
    "green.annual_share": ("按全期（含合同）", "Over the span, with contracts"),
    "green.hourly_share": ("逐小时（含合同）", "By the hour, with contracts"),
    "green.interval_share": ("逐时段（含合同）", "By the interval, with contracts"),
    "green.physical_share": ("物理溯源（自发与直供）", "Physically traced (own and direct)"),
    "green.all_lines": ("全部专线", "All lines"),
    "green.line": ("专线", "Line"),
    "green.ratio": ("指标", "Ratio"),
    "green.value": ("现值", "Value"),
    "green.target": ("要求", "Threshold"),
    "green.state": ("状态", "State"),
    "green.gap": ("差距 MWh", "Gap MWh"),
    "green.clause": ("依据", "Clause"),
    "green.no_line": (
        "该园区没有绿电直连专线，直连比例不适用。",
        "The park has no direct green line, so the ratios of direct connection do not apply.",
    ),
    "green.numbers": ("比例所依据的电量（MWh）", "The amounts the ratios come from (MWh)"),
    "green.of.available": ("可用发电量", "Available"),
    "green.of.generated": ("实际发电量", "Generated"),
    "green.of.curtailed": ("弃电量", "Curtailed"),
    "green.of.sent": ("自发自用（送出端）", "Sent to the park"),
    "green.of.delivered": ("到达园区", "Delivered"),
    "green.of.fed_in": ("上网电量", "Fed in"),
    "green.of.consumption": ("园区总用电", "Consumption"),
    "green.paid": ("专线及其上网的费用", "Paid on the line and for its feed-in"),
    "green.charge": ("费用", "Charge"),
    "green.row": ("台账行", "Ledger row"),
    "green.cny": ("元", "CNY"),
    "green.charge.direct_supply": ("电价", "price"),
    "green.charge.direct_feed_in": ("上网收入", "feed-in"),
    "green.charge.generation": ("发电运行", "generation"),
    "green.charge.network_charge": ("输配电费", "network charge"),
    "green.charge.system_charge": ("容量与系统费", "capacity and system charge"),
    "green.contracts": ("合同对三本碳账的作用", "What each contract does to the CO₂ ledgers"),
    "green.contract": ("合同", "Contract"),
    "green.bought": ("购买 MWh", "Bought MWh"),
    "green.counted": ("计入 MWh", "Counts MWh"),
    "green.cost": ("费用 元", "Cost CNY"),
    "green.less.park": ("园区方法减少 t", "Park method, t less"),
    "green.less.location": ("基于位置减少 t", "Location-based, t less"),
    "green.less.residual": ("剩余组合减少 t", "Residual mix, t less"),
    "green.calls": ("负荷响应", "Calls to reduce load"),
    "green.call": ("响应", "Call"),
    "green.kind": ("类别", "Kind"),
    "green.begins": ("开始", "Begins"),
    "green.baseline": ("基线 MWh", "Baseline MWh"),
    "green.metered": ("实际 MWh", "Metered MWh"),
    "green.delivered": ("响应 MWh", "Delivered MWh"),
    "green.net": ("净收入 元", "Net CNY"),
    "green.kind.orderly": ("有序用电", "orderly use of power"),
    "green.kind.demand_response": ("需求响应", "demand response"),
    "green.kind.virtual_power_plant": ("虚拟电厂", "virtual power plant"),
}
