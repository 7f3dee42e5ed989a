"""Texts of an opened figure: formula, terms, parts, ledger rows."""

WORDS = {
    "open.value": ("现值", "Value"),
    "open.target": ("目标", "Target"),
    "open.gap": ("差距", "Gap"),
    "open.formula": ("公式", "Formula"),
    "open.clause": ("依据", "Clause"),
    "open.note": ("口径说明", "Note"),
    "open.others": ("其他口径下的数值（不参与评分）", "Other readings of the rule (not scored)"),
    "open.numerator": ("分子", "Numerator"),
    "open.denominator": ("分母", "Denominator"),
    "open.composed": ("由下列各项相加", "The sum of these"),
    "open.parts": ("数量 × 因子", "Amount × factor"),
    "open.part.what": ("内容", "What"),
    "open.part.amount": ("数量", "Amount"),
    "open.part.unit": ("单位", "Unit"),
    "open.part.factor": ("因子", "Factor"),
    "open.part.factor_unit": ("因子单位", "Factor unit"),
    "open.part.value": ("结果", "Result"),
    "open.part.source": ("因子来源或记录", "Source"),
    "open.part.rows": ("台账行数", "Ledger rows"),
    "open.rows": ("台账行（{count} 行，合计来自逐时段流量）", "Ledger rows ({count})"),
    "open.row.id": ("台账行", "Ledger row"),
    "open.row.purpose": ("用途", "Purpose"),
    "open.row.owner": ("主体", "Owner"),
    "open.row.total": ("合计", "Total"),
    "open.row.unit": ("单位", "Unit"),
    "open.rows.none": (
        "该项来自登记的事实，而非台账流量。",
        "This comes from recorded facts, not from flows.",
    ),
    "open.hours": ("发生在什么时候", "When it came about"),
    "open.hours.none": (
        "该项不是逐时段流量的简单合计（例如按月结算或由其他项相减），因此没有逐时段数值。",
        (
            "Not a plain sum of flows (settled by the month, say, or a difference of others), so "
            "there is none by the hour."
        ),
    ),
    "open.hours.months": ("各月合计（{unit}）", "By month ({unit})"),
    "open.hours.day": ("日期", "Day"),
    "open.hours.intervals": (
        "当日各时段（{unit}，每个时段）",
        "Intervals of the day ({unit} each)",
    ),
    "open.nothing": ("该项为零，或没有可展开的组成。", "Zero, or nothing to open."),
}
