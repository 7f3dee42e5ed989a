"""Texts of templates, tables, plan and text of the park."""

WORDS = {
    "build.title": ("搭建园区", "Build the park"),
    "build.section": ("部分", "Part"),
    "build.section.templates": ("模板", "Templates"),
    "build.section.tables": ("表格", "Tables"),
    "build.section.plan": ("平面图", "Plan"),
    "build.section.sheets": ("导入表格", "Spreadsheets"),
    "build.beside": ("旁边显示 YAML", "YAML beside"),
    "build.upload": ("选择文件", "Choose a file"),
    "build.upload.refused": (
        "文件过大或类型不符，没有上传；方案没有变化。",
        "The file is too large or of another type. It was not sent, and the plan is as it was.",
    ),
    "build.unreadable": (
        "园区文本现在无法解析，表格和平面图暂不可用。请改正 YAML 或撤销上一步；内容没有丢失。",
        (
            "The park's text cannot be read as it stands, so tables and plan wait. Mend the YAML, "
            "or undo the last step; nothing you wrote is lost."
        ),
    ),
    "build.about.own": ("自建方案", "your own plan"),
    "build.about.shipped": ("模板原样", "a template as it is"),
    "build.about.unreadable": ("文本无法解析", "text cannot be read"),
    "build.about.size": ("{width} × {height} 米", "{width} × {height} m"),
    "build.count": ("{what} {count}", "{what} {count}"),
    "build.group.enterprise": ("企业", "enterprises"),
    "build.group.building": ("建筑", "buildings"),
    "build.group.fleet": ("车队", "fleets"),
    "build.group.station": ("补能站", "stations"),
    "build.group.asset": ("设备", "assets"),
    "build.group.operator": ("园区运营", "operator"),
    "build.letter.enterprise": ("企", "E"),
    "build.letter.building": ("楼", "B"),
    "build.letter.fleet": ("车", "F"),
    "build.letter.station": ("站", "S"),
    "build.letter.asset": ("设", "A"),
    "build.letter.operator": ("管", "O"),
    "build.sound": ("检查通过", "sound"),
    "build.wrong": ("{count} 处问题", "problems: {count}"),
    "build.problems": (
        "方案已保存，但改正下列问题之前不能运行：",
        "The plan is kept, but it cannot be run until this is mended:",
    ),
    "build.line": ("第 {line} 行", "line {line}"),
    "build.undo": ("撤销", "Undo"),
    "build.redo": ("重做", "Redo"),
    "build.run": ("运行方案", "Run this plan"),
    "build.run.help": ("用这个方案模拟全年。", "Simulate the year of this plan."),
    "build.run.unsound": ("方案有问题，不能运行。", "The plan has problems and cannot be run."),
    "build.templates.help": (
        "选一个园区作为起点，全部虚构。当前方案仍保存在它自己的地址下。",
        (
            "Choose a park to start from; all are fictitious. The plan you have now stays kept "
            "under its own address."
        ),
    ),
    "build.start": ("从这里开始", "Start from this"),
    "build.file": ("或打开自己的园区文件（YAML）", "Or open a park file of your own (YAML)"),
    "build.file.help": ("最大 1 MB，UTF-8。", "At most 1 MB, UTF-8."),
    "build.file.refused": ("无法打开：", "It cannot be opened:"),
    "build.file.take": ("打开为方案", "Open as the plan"),
    "build.yaml": ("园区文件（YAML）", "Park file (YAML)"),
    "build.yaml.help": (
        "与表格、平面图始终一致。修改后按“应用”。",
        "Always in step with tables and plan. Press Apply after a change.",
    ),
    "build.yaml.apply": ("应用", "Apply"),
    "build.yaml.empty": (
        "文本为空，没有应用；要重新开始请选模板。",
        "The text is empty and was not applied; choose a template to start anew.",
    ),
    "build.yaml.download": ("下载 YAML", "Download YAML"),
    "build.yaml.note": (
        "表格和平面图只改动相关的行；整条重写时，该条目内的注释会消失。",
        (
            "Tables and plan change only the lines concerned; where a whole entry is written "
            "anew, comments within it go."
        ),
    ),
    "build.kind": ("类别", "Kind"),
    "build.type": ("设备类型", "Type of asset"),
    "build.table.everything": ("显示全部列", "All columns"),
    "build.table.everything.help": (
        "否则只显示必填、常用和已填写的列。",
        "Otherwise only columns that are needed, usual, or filled in somewhere.",
    ),
    "build.table.id": ("编号", "Id"),
    "build.table.id.help": ("自动生成，其他条目用它引用。", "Made by itself; others refer to it."),
    "build.table.blank": ("缺省", "default"),
    "build.table.redrawn": (
        "表格刚刚更新，最后一次输入没有记入，请再输入一次。",
        "The table was just redrawn and the last entry was not taken: please type it again.",
    ),
    "build.table.help": (
        "带 * 的列必填；其余“缺省”由工艺原型、类型或缺省值补全，见下方。表尾加行，行首勾选删行。",
        (
            "Columns with * must be filled in; elsewhere “default” is supplied by archetype, type "
            "or schema, as told below. Add rows at the end; tick rows to delete them."
        ),
    ),
    "build.agent": ("单个条目：补全值与 YAML", "One entry: what is supplied, and its YAML"),
    "build.agent.which": ("条目", "Entry"),
    "build.agent.yaml": ("条目 YAML", "Entry's YAML"),
    "build.agent.remove": ("删除该条目", "Remove this entry"),
    "build.supplied": (
        "以下 {count} 个值没有写在园区文件里，由原型、类型或缺省值补全：",
        "Not in the park's file, supplied by archetype, type or schema ({count}):",
    ),
    "build.supplied.field": ("字段", "Field"),
    "build.supplied.value": ("值", "Value"),
    "build.supplied.source": ("来源", "Source"),
    "build.plan.groups": ("显示", "Show"),
    "build.plan.alt": (
        "园区平面图，上北，网格 100 米",
        "Plan of the park, north up, a grid of 100 m",
    ),
    "build.plan.hint": (
        "选中一个方块查看名称与坐标。",
        "Choose a box to see its name and place.",
    ),
    "build.plan.at": (
        "NAME（KIND）：东 EAST 米，北 NORTH 米",
        "NAME (KIND): EAST m east, NORTH m north",
    ),
    "build.plan.unplaced": ("尚未定位（按下放到图中央）", "Not placed yet (press to put mid-plan)"),
    "build.plan.beside": (
        "与所属主体在一起（按下可另定位置）",
        "Stand with who they belong to (press to give them a place of their own)",
    ),
    "build.plan.all_placed": ("全部已定位。", "Everything shown has its place."),
    "build.plan.place": ("放到图上", "Put on the plan"),
    "build.plan.help": (
        "拖动方块，或用 Tab 选中后按方向键移动（10 米；按 Shift 为 1 米）。坐标也可在表格中填。",
        (
            "Drag a box, or choose it with Tab and move it with the arrow keys (10 m; 1 m with "
            "Shift). Places can be typed in the tables too."
        ),
    ),
    "build.sheet.template": ("空白表格模板", "Empty template"),
    "build.sheet.all": ("全部类别", "all kinds"),
    "build.sheet.download": ("下载模板", "Download template"),
    "build.sheet.file": ("上传填好的表格（xlsx、csv）", "Upload a filled-in table (xlsx, csv)"),
    "build.sheet.file.help": (
        "最大 {size} MB。不执行公式、宏与外部链接。",
        "At most {size} MB. Formulas, macros and links are not followed.",
    ),
    "build.sheet.wait": (
        "上传后先预览，确认后才写入方案。文件最大 {size} MB。",
        "You see a preview first; nothing enters the plan until you say so. At most {size} MB.",
    ),
    "build.sheet.unsound": (
        "请先改正方案的问题，再导入表格：引用要对照完整的园区检查。",
        "Mend the plan's problems first: rows are checked against the whole park.",
    ),
    "build.sheet.kind": ("表格类别", "Kind of table"),
    "build.sheet.auto": ("自动识别", "found by itself"),
    "build.sheet.reading": ("正在读取表格…", "Reading the table…"),
    "build.sheet.refused": (
        "文件未被读取，方案没有变化：",
        "The file was not read, and the plan is as it was:",
    ),
    "build.sheet.count.added": ("新增 {count}", "{count} to add"),
    "build.sheet.count.changed": ("修改 {count}", "{count} to change"),
    "build.sheet.count.same": ("无变化 {count}", "{count} the same"),
    "build.sheet.count.aside": ("有错搁置 {count}", "{count} set aside with errors"),
    "build.sheet.take": ("采用 {count} 行无误的数据", "Take the good rows ({count})"),
    "build.sheet.marked": ("下载标出错误的表格", "Download with errors marked"),
    "build.sheet.ignored": ("未读取的工作表：{names}", "Sheets not read: {names}"),
    "build.sheet.rows": ("各行结果", "Row by row"),
    "build.sheet.action": ("结果", "Result"),
    "build.action.added": ("＋ 新增", "+ added"),
    "build.action.changed": ("✎ 修改", "✎ changed"),
    "build.action.same": ("＝ 无变化", "= the same"),
    "build.action.aside": ("✕ 有错搁置", "✕ set aside"),
    "build.sheet.place": ("工作表与行", "Sheet and row"),
    "build.sheet.kinds": ("类别", "Kind"),
    "build.sheet.name": ("名称", "Name"),
    "build.sheet.fields": ("改动", "Changes"),
    "build.sheet.problems": ("错误 {count} 处", "Errors: {count}"),
    "build.sheet.cell": ("单元格", "Cell"),
    "build.sheet.told": ("问题与应填内容", "What is wrong, and what was expected"),
    "build.sheet.filled": ("补全的值 {count} 个", "Values filled in: {count}"),
    "build.sheet.filled.help": (
        "表中留空、由原型、类型或缺省值补全的值；“按引用”不写入园区文件。",
        (
            "What rows left blank and archetype, type or schema supply; “by reference” is not "
            "written into the park's file."
        ),
    ),
    "build.sheet.written": ("方式", "How"),
    "build.written.yes": ("写入", "written"),
    "build.written.no": ("按引用", "by reference"),
    # Findings of the engine that a table's user meets most.
    "say.this key is missing": ("缺少这一项", "this key is missing"),
    "say.there is no agent of this name": ("没有这个编号的条目", "there is no agent of this name"),
    "say.Input should be greater than 0": ("应大于 0", "Input should be greater than 0"),
    "say.Input should be greater than or equal to 0": (
        "应大于或等于 0",
        "Input should be greater than or equal to 0",
    ),
    "say.Input should be less than or equal to 1": (
        "应小于或等于 1",
        "Input should be less than or equal to 1",
    ),
    "say.Input should be a valid number": ("应为数值", "Input should be a valid number"),
    "say.Input should be a valid integer": ("应为整数", "Input should be a valid integer"),
}
