"""Texts of the frame around all pages."""

WORDS = {
    "app.name": ("零碳园区数字孪生", "Zero-carbon park twin"),
    "nav.cards": ("记分卡", "Scorecards"),
    "nav.flows": ("能流与物流", "Flows"),
    "nav.series": ("时间序列", "Time series"),
    "nav.replay": ("回放", "Replay"),
    "nav.runs": ("运行记录", "Runs"),
    "lang.label": ("语言", "Language"),
    "lang.zh": ("中文", "中文"),
    "lang.en": ("English", "English"),
    "run.shown": ("当前结果", "Result shown"),
    "run.none": ("尚无运行结果", "No results yet"),
    "run.none.more": (
        "选择园区并点击“运行”，约十秒即可得到全年结果。",
        "Choose a park and press Run; a whole year takes about ten seconds.",
    ),
    "run.option": ("{when}  {park}", "{when}  {park}"),
    "run.seed": ("随机种子 {seed}", "seed {seed}"),
    "run.step": ("步长 {minutes} 分钟", "{minutes}-minute steps"),
    "run.span": ("{start} 起 {days} 天", "{days} days from {start}"),
    "run.short": (
        "本次只模拟了 {days} 天：记分卡仅供查看，不能作为年度评价。",
        "Only {days} days were simulated: the scorecards show how it works, not a year's result.",
    ),
    "run.damaged": ("这次运行的文件无法读取：{why}", "The files of this run cannot be read: {why}"),
    "list.more": ("……另有 {count} 项", "… and {count} more"),
    "list.join": ("、", ", "),
}
