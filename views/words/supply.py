"""Texts of storage, curtailment and green power."""

WORDS = {
    "supply.title": ("储能与绿电", "Storage and green power"),
    "supply_view.stores": ("储存", "Stores"),
    "supply_view.curtailed": ("弃电与缺供", "Curtailed and not served"),
    "supply_view.matching": ("绿电匹配", "Green matching"),
    "supply_view.direct": ("绿电直连", "Direct connection"),
    "stores.none": (
        "该园区没有储能、储罐或堆场。可在“试一试”中加入储能。",
        "The park has no store of energy, water or waste. A battery can be added under Try.",
    ),
    "stores.which": ("哪一个", "Which one"),
    "stores.name": ("储存", "Store"),
    "stores.holds": ("存放", "Holds"),
    "stores.capacity": ("可用容量", "Usable capacity"),
    "stores.charged": ("充入", "Charged"),
    "stores.discharged": ("放出", "Discharged"),
    "stores.cycles": ("等效循环", "Full cycles"),
    "stores.efficiency": ("往返效率", "Efficiency"),
    "stores.fill": ("平均充满度", "Mean fill"),
    "stores.full": ("充满小时", "Hours full"),
    "stores.empty": ("放空小时", "Hours empty"),
    "stores.note": (
        "充满与放空指距上下限不超过容量的 1%；等效循环为充放合计除以两倍容量。",
        (
            "Full and empty are within 1 % of the capacity; full cycles are what went in and out "
            "over twice the capacity."
        ),
    ),
    "stores.part.basin": ("调节池", "basin"),
    "stores.part.tank": ("清水池", "tank"),
    "stores.content": ("存量", "Content"),
    "stores.content.axis": ("存量（{unit}，可用 {most}）", "Content ({unit}, usable {most})"),
    "stores.in": ("充入", "Charge"),
    "stores.out": ("放出（负值）", "Discharge (below nought)"),
    "stores.power": ("充放 · {axis}", "In and out · {axis}"),
    "stores.alt": (
        "{name}的存量与充放，{begins} 至 {ends}。",
        "Content, charge and discharge of {name} from {begins} to {ends}.",
    ),
    "curtailed.title": ("弃电（按电源与月份）", "Curtailed, by plant and month"),
    "curtailed.none": ("没有弃电：可发的都用上了。", "Nothing was curtailed."),
    "curtailed.axis": ("弃电量（GWh）", "Curtailed (GWh)"),
    "curtailed.others": ("其他 {count} 处", "{count} others"),
    "curtailed.alt": ("各月弃电，共 {total}。", "Curtailed by month, {total} in all."),
    "curtailed.plant": ("电源", "Plant"),
    "curtailed.made": ("发电", "Generated"),
    "curtailed.cut": ("弃电", "Curtailed"),
    "curtailed.share": ("弃电率", "Share curtailed"),
    "missed.title": ("缺供与过剩", "Not served, and nowhere to go"),
    "missed.none": (
        "全部需求得到满足，没有无处可去的流。",
        "All demand was served and nothing overflowed.",
    ),
    "missed.note": (
        "主体尚不会因缺供而减产：这样的一年描述的是一个无法如此运行的园区。",
        (
            "Agents do not yet slow down for lack of supply: such a year describes a park that "
            "could not run like this."
        ),
    ),
    "missed.what": ("情形", "What"),
    "missed.of": ("介质", "Commodity"),
    "missed.where": ("何处", "Where"),
    "missed.amount": ("数量", "Amount"),
    "missed.hours": ("小时", "Hours"),
    "missed.most": ("最大", "Most"),
    "green.nothing": (
        "没有可匹配的用电，或该运行早于绿电核算。",
        "No electricity was used, or the run is older than the account of green power.",
    ),
    "matching.old": (
        "该运行保存时还没有逐月与逐时的匹配；重新运行即可查看。",
        "The run was stored before matching by month and hour was kept; run it again to see it.",
    ),
    "matching.months": ("逐月：按月平衡与逐小时", "By month: balanced, and hour by hour"),
    "matching.hours": ("一天中的各小时", "By hour of the day"),
    "matching.own": ("自发与直供", "Own and direct"),
    "matching.own.hour": ("自发与直供（逐时）", "Own and direct (hourly)"),
    "matching.month": ("合同（按月平衡）", "Contracts, over the month"),
    "matching.hour": ("合同（逐小时匹配）", "Contracts, hour by hour"),
    "matching.rest": ("未匹配", "Not matched"),
    "matching.claim": ("按全期声称的占比", "Share claimed over the span"),
    "matching.months.alt": (
        "各月绿电占比：左为按月平衡，右为逐小时。",
        "Green share by month: balanced over the month on the left, hour by hour on the right.",
    ),
    "matching.hours.alt": (
        "一天各小时的绿电占比；虚线为按全期声称的 {annual}。",
        "Green share by hour of the day; the dashed line is the {annual} claimed over the span.",
    ),
    "matching.note": (
        "占比以用电量（不含储能与线路损失）为分母；合同电量在当月均摊。",
        (
            "Shares are of consumption without losses in stores and lines; contracts are spread "
            "evenly over their month."
        ),
    ),
}
