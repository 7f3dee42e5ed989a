"""Texts of the panel that sets up, runs and watches a park."""

WORDS = {
    "setup.title": ("新的运行", "New run"),
    "setup.park": ("园区", "Park"),
    "setup.upload.choice": ("上传园区文件……", "Upload a park file …"),
    "setup.upload": ("园区文件（YAML，不超过 1 MB）", "Park file (YAML, at most 1 MB)"),
    "setup.upload.wait": ("请上传园区文件。", "Upload a park file."),
    "setup.upload.not_text": ("文件不是 UTF-8 文本。", "The file is not UTF-8 text."),
    "setup.problems": ("园区文件有 {count} 处问题", "{count} problems in the park file"),
    "setup.problem.line": ("第 {line} 行", "line {line}"),
    "setup.levers": ("可调杠杆", "Levers"),
    "setup.levers.help": ("规划者可以决定的事。", "What a planner can decide."),
    "setup.assumptions": ("外部假设", "Assumptions"),
    "setup.assumptions.help": ("由外部世界决定的事。", "What the world decides."),
    "setup.base": ("原值 {value}", "park file: {value}"),
    "setup.changed": ("已改 {count} 项", "{count} changed"),
    "setup.unchanged": ("与园区文件一致", "as in the park file"),
    "setup.reset": ("恢复原值", "Reset"),
    "setup.advanced": ("计算设置", "Calculation"),
    "setup.seed": ("随机种子", "Seed"),
    "setup.seed.help": (
        "相同种子得到完全相同的结果；不同方案共用种子时，差异只来自方案本身。",
        (
            "The same seed gives the same result to the last digit; plans that share a seed share "
            "their luck, so that differences are effects."
        ),
    ),
    "setup.step": ("结算步长（分钟）", "Settlement step (minutes)"),
    "setup.days": ("模拟天数", "Days simulated"),
    "setup.days.help": (
        "365 天为完整年份；较短时仅供试算。",
        "365 days make a full year; fewer are for trying out.",
    ),
    "setup.dispatch": ("储能调度", "Planner of stores"),
    "dispatch.rules": ("规则（默认）", "rules (usual)"),
    "dispatch.rolling": ("滚动优化", "rolling look-ahead"),
    "dispatch.perfect": ("完全预知（上界）", "perfect foresight (a bound)"),
    "setup.run": ("运行", "Run"),
    "setup.cancel": ("取消", "Cancel"),
    "lever.pv": ("屋顶光伏总容量", "Roof PV, all roofs"),
    "lever.battery": ("储能容量", "Battery"),
    "lever.trade": ("绿电交易电量", "Green power trades"),
    "lever.boiler": ("新增电蒸汽锅炉", "Electric steam boilers, added"),
    "lever.trucks": ("货车电动化比例", "Battery share of trucks and vans"),
    "lever.production": ("生产规模", "Production scale"),
    "lever.gas": ("天然气价格", "Natural gas price"),
    "lever.pv.help": (
        "按各屋顶现有比例缩放。",
        "Scaled on every roof in proportion.",
    ),
    "lever.battery.help": ("功率按容量同比例变化。", "Power follows capacity in proportion."),
    "lever.trade.help": (
        "全年成交量；超过公网受电的部分不计。",
        "Volume of a year; what exceeds the power drawn from the grid does not count.",
    ),
    "lever.boiler.help": (
        "与燃气锅炉并列，由调度按成本选择；电价高于气价时很少运行。",
        (
            "Beside the gas boilers; the dispatch takes the cheaper one, so they seldom run while "
            "power is dearer than gas."
        ),
    ),
    "lever.trucks.help": (
        "柴油车换为同级电动车，充电桩同比例增加。",
        "Diesel vehicles become battery ones of their class; plugs grow in proportion.",
    ),
    "lever.production.help": (
        "所有企业的年产量同比例变化。",
        "Yearly output of all enterprises.",
    ),
    "lever.gas.help": ("影响年度费用与电、气锅炉的选择。", "Moves the bill and the boiler choice."),
    "unit.cny": ("元", "CNY"),
}
