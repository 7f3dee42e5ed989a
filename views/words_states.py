"""Words for states, verdicts and kinds, as the command line uses them."""

WORDS = {
    "state.met": ("达标", "met"),
    "state.not_met": ("未达标", "not met"),
    "state.not_judged": ("无法判定", "not judged"),
    "state.not_applicable": ("不适用", "not applicable"),
    "state.no_threshold": ("无阈值", "no threshold"),
    "state.waived": ("已豁免", "waived"),
    "verdict.passed": ("全部达标", "passed"),
    "verdict.core_only": ("核心达标，引导指标未全达标", "core met, guiding indicators open"),
    "verdict.failed": ("未达标", "failed"),
    "verdict.undecided": ("数据不足，无法判定", "undecided, data missing"),
    "verdict.no_threshold": ("无阈值", "no threshold"),
    "kind.core": ("核心", "core"),
    "kind.guiding": ("引导", "guiding"),
    "kind.characteristic": ("特色", "characteristic"),
    "agent.enterprise": ("企业", "Enterprise"),
    "agent.building": ("建筑", "Building"),
    "agent.fleet": ("车队", "Fleet"),
    "agent.asset": ("能源与公用设施", "Asset"),
    "agent.operator": ("园区管委会", "Operator"),
}
