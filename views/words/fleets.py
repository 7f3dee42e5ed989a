"""Texts of the comparison of fleets' strategies."""

WORDS = {
    "fleets.title": ("车队电动化比较", "Ways of electrifying fleets"),
    "fleets.new": ("新的比较", "New comparison"),
    "fleets.none": (
        "尚无比较结果。选择园区与车队后点击“开始比较”，通常需要一到几分钟。",
        "Nothing compared yet. Choose a park and fleets and press Compare; it takes a few minutes.",
    ),
    "fleets.gone": ("没有编号为 {id} 的比较结果。", "There is no comparison {id}."),
    "fleets.choose": ("查看哪次比较", "Comparison shown"),
    "fleets.park": ("园区", "Park"),
    "fleets.plan": ("当前方案（{park}）", "The plan worked on ({park})"),
    "fleets.no_fleet": ("该园区没有车队。", "This park has no fleets."),
    "fleets.which": ("车队", "Fleets"),
    "fleets.heaviest": ("运力最大的货运车队", "The goods fleet that carries most"),
    "fleets.ways": ("策略", "Strategies"),
    "fleets.ways.usual": ("默认全部", "All the usual ones"),
    "fleets.level": ("准时率要求", "Jobs in time, at least"),
    "fleets.level.help": (
        "低于此值的策略单列，不参与排名。",
        "A strategy below it is told apart and cannot win.",
    ),
    "fleets.vehicles": ("车辆数", "Vehicles"),
    "fleets.vehicles.fewest": ("够用的最少数", "The fewest that do"),
    "fleets.days": ("模拟天数", "Days"),
    "fleets.days.usual": ("园区设定", "As the park says"),
    "fleets.days.help": (
        "不足一年时按天数放大，不含季节差异。",
        "Less than a year is scaled up to one, without seasons.",
    ),
    "fleets.step": ("步长（分钟）", "Step [min]"),
    "fleets.sensitivity": ("同时试算运距与任务量", "Also try hauls and the number of jobs"),
    "fleets.sensitivity.help": (
        "每个策略在四种情形下重新配置并重算；价格的影响总会给出。",
        "Every strategy is sized and run again in four cases. What prices do is told in any case.",
    ),
    "fleets.jobs": ("任务文件（可选，CSV）", "File of jobs (optional, CSV)"),
    "fleets.jobs.help": (
        "代替园区自身的任务，只用于一个车队；各列见文档 docs/jobs.md，错误逐行列出。",
        (
            "In place of the park's own jobs, for one fleet; columns in docs/jobs.md. Faults are "
            "listed with their lines."
        ),
    ),
    "fleets.jobs.large": (
        "任务文件过大，最多 {most} 字节。",
        "The file of jobs is too large: at most {most} bytes.",
    ),
    "fleets.jobs.not_text": (
        "任务文件不是 UTF-8 或 GB 18030 文本。",
        "The file of jobs is not text in UTF-8 or GB 18030.",
    ),
    "fleets.faults": (
        "未能比较：输入有误，逐行列于下表。改正后请重新上传。",
        "Not compared: what is wrong with the input stands below. Mend it and try again.",
    ),
    "fleets.faults.title": ("错误", "Faults"),
    "fleets.faults.file": ("文件", "File"),
    "fleets.faults.line": ("行", "Line"),
    "fleets.faults.path": ("列", "Column"),
    "fleets.faults.value": ("内容", "Value"),
    "fleets.faults.message": ("问题", "What is wrong"),
    "fleets.old": (
        "此结果由程序的另一版本算出，与当前版本的数值可能不同。",
        "Another version of the program worked this out; figures of this one may differ.",
    ),
    "fleets.old.again": ("用当前版本重新比较", "Compare again with this version"),
    "fleets.old.short": ("另一版本", "another version"),
    "fleets.start": ("开始比较", "Compare"),
    "fleets.about": (
        (
            "{park} · {fleets} · {jobs} 个任务 · {start} 起 {days} 天 · 步长 {step} 分钟 · "
            "随机种子 {seed} · {id}"
        ),
        (
            "{park} · {fleets} · {jobs} jobs · {days} days from {start} · {step}-minute steps · "
            "seed {seed} · {id}"
        ),
    ),
    "fleets.apart": ("✗ 未达标", "✗ fails"),
    "fleets.head.late_p50": ("迟到 P50", "lateness P50"),
    "fleets.tab.cost": ("成本构成", "Cost"),
    "fleets.tab.tradeoff": ("权衡与支配", "Trade-offs"),
    "fleets.tab.hangs": ("排名取决于什么", "What it hangs on"),
    "fleets.tab.regret": ("遗憾", "Regret"),
    "fleets.tab.service": ("服务与需求", "Service and needs"),
    "fleets.tab.replay": ("回放", "Replay"),
    "fleets.tab.files": ("导出", "Export"),
    "fleets.against": ("成本对照", "Cost against"),
    "fleets.against.park": ("碳排放（园区方法）", "CO₂, park method"),
    "fleets.against.location": ("碳排放（基于位置）", "CO₂, location-based"),
    "fleets.against.residual": ("碳排放（剩余组合）", "CO₂, residual mix"),
    "fleets.against.peak": ("园区峰值增量", "Added peak"),
    "fleets.tradeoff.note": (
        "越靠左下越好。空心标记未达到准时率要求，不参与排名，也不支配其他策略。",
        (
            "Lower and further left is better. Hollow marks fail their jobs: they are not ranked "
            "and dominate nobody."
        ),
    ),
    "fleets.hangs": (
        "**{first}** 排在 **{second}** 之前（相差 {gap}），前提是：{until}。",
        "**{first}** is ahead of **{second}** by {gap} as long as: {until}.",
    ),
    "fleets.hangs.one": (
        "没有两个达标的策略可供排序。",
        "There are no two strategies that do their jobs, so there is no order.",
    ),
    "fleets.tornado": ("成本对各假设的敏感性", "What the cost of a strategy hangs on"),
    "fleets.regret.note": (
        "遗憾：在某种价格情景下，所选策略比当时最好的多花多少。",
        (
            "Regret: by how much a choice made now would cost more than the best, in each state of "
            "prices."
        ),
    ),
    "fleets.replay.note": (
        "比较只保留结果。要回放某策略的一天，可将其按所定规模作为整园运行；完成后即为当前结果。",
        (
            "A comparison keeps its results only. To replay a day of a strategy, run the whole "
            "park with it at its size; once done it is the result that all pages show."
        ),
    ),
    "fleets.replay.jobs": (
        "使用任务文件的比较不能由此运行，请用命令行。",
        "A comparison with a file of jobs cannot be run from here; use the command line.",
    ),
    "fleets.replay.which": ("策略", "Strategy"),
    "fleets.replay.run": ("运行该策略", "Run the park with it"),
    "fleets.replay.open": ("打开回放", "Open the replay"),
    "fleets.file.xlsx": ("全部表格（xlsx）", "All tables (xlsx)"),
    "fleets.file.csv": ("全部表格（csv）", "All tables (csv)"),
    "fleets.file.parquet": ("全部表格（parquet）", "All tables (parquet)"),
    "fleets.file.pictures": ("图（svg、png）", "Pictures (svg, png)"),
}
