"""Texts of the list of runs."""

WORDS = {
    "runs.title": ("运行记录", "Runs"),
    "runs.intro": (
        "保存在 {folder} 的结果；每次运行都可由其中的园区文件和种子原样重现。",
        "Results kept in {folder}; each can be made again from its park file and seed.",
    ),
    "runs.park": ("园区", "Park"),
    "runs.when": ("完成时间", "Finished"),
    "runs.intensity": ("单位能耗碳排放", "CO₂ per tce"),
    "runs.tonnes": ("碳排放（t）", "CO₂, park method (t)"),
    "runs.seed": ("种子", "Seed"),
    "runs.step": ("步长（分钟）", "Step (min)"),
    "runs.days": ("天数", "Days"),
    "runs.id": ("编号", "Id"),
    "runs.select": ("选中一行以打开或下载。", "Select a row to open or download it."),
    "runs.open": ("打开", "Open"),
    "runs.shown": ("当前显示", "Shown now"),
    "runs.file.manifest": ("运行清单", "Manifest"),
    "runs.file.accounts": ("账目", "Accounts"),
    "runs.file.indicators": ("指标", "Indicators"),
    "runs.file.park": ("园区文件", "Park file"),
    "runs.more": (
        "流量、事件等完整表格（Parquet）在运行文件夹中。",
        "The full tables (flows, events; Parquet) are in the run's folder.",
    ),
    "runs.too_many": ("仅列出最近 {count} 次。", "Only the latest {count} are listed."),
}
