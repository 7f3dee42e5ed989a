"""Texts of the panel that sets up, runs and watches a park."""

WORDS = {
    "setup.upload.not_text": ("文件不是 UTF-8 文本。", "The file is not UTF-8 text."),
    "setup.title": ("正在编辑的方案", "Plan worked on"),
    "setup.problems": ("园区文件有 {count} 处问题", "{count} problems in the park file"),
    "setup.problem.line": ("第 {line} 行", "line {line}"),
    "setup.changed": ("已改 {count} 项", "{count} changed"),
    "setup.unchanged": ("与园区文件一致", "as in the park file"),
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
    "setup.run": ("运行此方案", "Run this plan"),
    "setup.run.help": (
        "完整运行一次并保存，各页面随后都显示它。",
        "Runs and keeps the whole year; all pages then show it.",
    ),
    "setup.cancel": ("取消", "Cancel"),
    "unit.cny": ("元", "CNY"),
}
