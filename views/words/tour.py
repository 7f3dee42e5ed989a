"""Texts of the guided tour and of the first page without a run."""

WORDS = {
    "tour.start": ("导览", "Guided tour"),
    "tour.step": ("导览 {at}/{of}", "Tour {at} of {of}"),
    "tour.back": ("上一步", "Back"),
    "tour.next": ("下一步", "Next"),
    "tour.end": ("结束导览", "End the tour"),
    "tour.where": (
        "园区离国家、云南、江西指标还差多少。点击任一数字，可以一直看到公式、因子来源、台账和每个时段。",
        (
            "How far the park is from the national, Yunnan and Jiangxi targets. Click any figure "
            "to open it down to formula, factors with source, ledger rows and hours."
        ),
    ),
    "tour.build": (
        "从模板开始，用表格、平面图、电子表格或 YAML 描述自己的园区；每次改动都立即校验。",
        (
            "Start from a template and describe your own park in tables, on the plan, by "
            "spreadsheet or as YAML; every change is checked at once."
        ),
    ),
    "tour.try": (
        "拖动滑块试各种措施和外部假设，右侧指标随即更新；可撤销、存档，也可生成分享链接。",
        (
            "Move sliders of measures and assumptions and read the scorecard beside them; undo, "
            "keep checkpoints, share a link."
        ),
    ),
    "tour.flows": (
        "能、热、水、物料和碳从哪里来、到哪里去；每个节点进出相等。",
        "Where energy, heat, water, materials and carbon come from and go; every node balances.",
    ),
    "tour.series": (
        "从全年看到 15 分钟：曲线共用一条十字线，另有持续曲线和日历热图。",
        "From the year to 15 minutes with one cross-hair, a duration curve and a calendar map.",
    ),
    "tour.supply": (
        "储能怎样充放、哪里弃电、绿电按年与按小时匹配各是多少、绿电直连比例是否合规。",
        (
            "How stores work, what is curtailed, green power matched by the year and by the hour, "
            "and whether direct supply keeps its ratios."
        ),
    ),
    "tour.replay": (
        "在平面图上回放园区：车辆行驶与排队、产线启停与故障、储能液位、各路功率。",
        (
            "The park on its plan: vehicles drive and queue, lines run and break down, stores "
            "fill, power flows."
        ),
    ),
    "tour.fleets": (
        "同样的运输任务、同样的运气，比较柴油、充电、换电、氢能等路线的服务、成本与碳。",
        (
            "The same jobs and the same luck through diesel, charging, swapping, hydrogen and more:"
            " service, cost and carbon."
        ),
    ),
    "tour.compare": (
        "把 2 到 4 次运行放在一起：指标差异、减排成本曲线、现金流，以及改了什么、为什么变。",
        (
            "Two to four runs side by side: differences, abatement cost, cash flow, what changed "
            "and why."
        ),
    ),
    "tour.studies": (
        "成批运行，看不确定性下的区间和达标概率；可取消、可续算。",
        "Many runs at once: bands and chances under uncertainty; cancel and resume at will.",
    ),
    "tour.runs": (
        "每次运行都带版本与种子，可备注、删除、恢复，并导出带来源的 Excel。",
        "Every run with version and seed: note, delete, restore, export a workbook with sources.",
    ),
    "first.title": (
        "用两分钟得到第一个结果",
        "Two minutes to a first result",
    ),
    "first.what": (
        "这里把一个园区的企业、车队、建筑和能源设施逐事件模拟一整年，算出每一股能、热、水、物和碳，再按国家、云南、江西三套指标打分。没有一个数字是预先写好的。",
        (
            "A park's enterprises, fleets, buildings and energy plants run event by event through "
            "one year; every flow of energy, heat, water, material and carbon is worked out and "
            "scored by the national, Yunnan and Jiangxi systems. No number is canned."
        ),
    ),
    "first.run": ("1  运行一年", "1  Run a year"),
    "first.run.more": (
        "先用虚构的滇中示范园：30 家企业、约 13 亿千瓦时用电。",
        "Begin with the fictitious Yunnan park: 30 enterprises, 1.3 TWh of power.",
    ),
    "first.read": ("2  看差距", "2  Read the gap"),
    "first.read.more": (
        "哪些指标未达标、差多少、要补多少绿电；点开任何数字看来源。",
        "What misses its target, by how much, in physical units; open any figure.",
    ),
    "first.change": ("3  改一改", "3  Change something"),
    "first.change.more": (
        "换成自己的园区，或拖动措施滑块，再与现状对照。",
        "Bring your own park, or move measures, and compare with today.",
    ),
    "first.start": ("运行示范园", "Run the example park"),
    "first.build": ("选择其他模板", "Choose another template"),
    "first.long": (
        "通常约十秒；本机首次运行还要编译计算内核，约需半分钟到一分钟。",
        "Usually ten seconds; the very first run on a machine also compiles for about a minute.",
    ),
}
