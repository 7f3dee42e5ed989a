"""What can be wrong with a row of a job file, in Chinese, by the English wording of the engine."""

from __future__ import annotations

import re

_HINTS = {
    "; are these metres?": "；单位是否为米？",
    "; are these kg?": "；单位是否为千克？",
    "; are these minutes?": "；单位是否为分钟？",
    "distances": "里程", "loads": "载重", "durations": "时长",
    "divide": "除", "multiply": "乘",
}  # fmt: skip
_KINDS = {"place": "地点", "vehicle": "车辆", "fleet": "车队", "vehicle class": "车型"}
_PATTERNS = tuple(
    (re.compile(f"^{wording}$", re.DOTALL), zh)
    for wording, zh in (
        (r"more than ([\d,]+) rows", "超过 {0} 行"),
        (r"no rows below the header", "表头以下没有数据行"),
        (r"(\d+) fields; the header has at least (\d+)", "本行 {0} 个字段；表头至少 {1} 个"),
        (r"(\d+) fields; the header has (\d+)", "本行 {0} 个字段；表头 {1} 个"),
        (r"and ([\d,]+) more faults, ([\d,]+) in all", "另有 {0} 处错误，共 {1} 处"),
        (r"not within the span: (.+) and (\d+) days from then on", "不在模拟时段内：{0} 起 {1} 天"),
        (r"more than the (.+) km of the job", "大于该任务的总里程 {0} km"),
        (r"before departure", "早于出发时刻"),
        (r"not after departure at (.+)", "不晚于出发时刻 {0}"),
        (r"arrive and depart make (.+) h", "按出发与到达时刻应为 {0} h"),
        (r"expected a duration above zero", "时长应大于零"),
        (r"a job of (.+) days; at most 7(.*)", "任务长达 {0} 天；至多 7 天{1}"),
        (r"expected a number", "应为数字"),
        (r"must not be negative", "不能为负"),
        (r"expected a time such as (.+), or hours since the start",
         "应为时刻（如 {0}）或距起点的小时数"),
        (r"overlaps the job of '(.+)' in line (\d+)", "与第 {1} 行中“{0}”的任务时间重叠"),
        (r"(.+) km/h on average; at most (\d+)(.*)", "平均车速 {0} km/h；至多 {1}{2}"),
        (r"(.+) km/h on average(; are these minutes\?)", "平均车速仅 {0} km/h{1}"),
        (r"no vehicle carries more than (\S+) t(.*)", "没有车辆能装载超过 {0} t{1}"),
        (r"no vehicle works longer than (.+) h on a full store", "满电（满罐）时至多作业 {0} h"),
        (r"no vehicle goes further than (.+) km with this load on a full store",
         "以此载重，满电（满罐）时至多行驶 {0} km"),
        (r"no (place|vehicle class|vehicle|fleet) of this name; there are: (.+)",
         "没有该名称的{0}；现有：{1}"),
        (r"several fleets have this class; name one as group: (.+)",
         "多个车队有此车型，请在 group 列指明：{0}"),
        (r"expected a vehicle, a class or a group", "应给出 vehicle、class 或 group 之一"),
        (r"expected local time without a time zone", "应为不带时区的当地时间"),
        (r"(distances|loads|durations) are in (.+): (divide|multiply) by (.+) and call .+ '(.+)'",
         "{0}单位为 {1}：请{2}以 {3}，列名用“{4}”"),
        (r"not readable as csv: (.+)", "不能按 csv 读取：{0}"),
        (r"not the fleet of '(.+)'", "与“{0}”所属车队不符"),
        (r"not the class of '(.+)'", "与“{0}”的车型不符"),
        (r"unknown column; known: (.+)", "未知的列；可用：{0}"),
        (r"a column without a name", "有一列没有名称"),
        (r"a second column for '(.+)'", "“{0}”列重复"),
        (r"a column (.+) is missing", "缺少列 {0}"),
        (r"the file is empty; a header and rows are expected", "文件为空；应有表头与数据行"),
        (r"no text in UTF-8, UTF-16 or GB 18030", "不是 UTF-8、UTF-16 或 GB 18030 文本"),
    )
)  # fmt: skip


def fault_zh(message: str) -> str:
    """Return a fault in Chinese, "" if its wording is not known here."""
    for pattern, zh in _PATTERNS:
        if found := pattern.match(message):
            parts = (part.replace("' or '", "' 或 '") for part in found.groups())
            return zh.format(*(_HINTS.get(part, _KINDS.get(part, part)) for part in parts))
    return ""
