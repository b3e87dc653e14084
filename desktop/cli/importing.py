"""The command that takes a clerk's own workbook in: import."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands
from desktop.cli.call import Call, Shown, secret

if TYPE_CHECKING:
    from desktop.services.importing import ImportPlan

SHOWN_ROWS = 40


def declare(commands: Commands) -> None:
    """import."""
    import_ = commands.add("import", "把表格导入台账", import_file)
    import_.add_argument(
        "file", type=Path, metavar="文件", help=".xlsx、.xlsm、.xls、.csv，或放着它们的文件夹"
    )
    import_.add_argument(
        "--into", required=True, metavar="台账", help="导入到哪种台账：中文名或标识；auto 由表头认出"
    )
    import_.add_argument("--sheet", metavar="工作表", help="只导入这张工作表")
    import_.add_argument(
        "--mapping",
        type=Path,
        metavar="M.toml",
        help="列对应和其他决定：[columns] “表头” = “字段”；[words.“字段”] “写法” = “读作”；"
        "[references.“台账”] “写法” = create、leave 或台账里的名称；[skip] “工作表” = [行号]；"
        "[kept] kinds = [“示例行”]（写进文件时引号用英文的）",
    )
    import_.add_argument(
        "--password-file", type=Path, metavar="文件", help="打开密码所在的文件（表格有打开密码时）"
    )
    import_.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入台账")
    import_.add_argument(
        "--on-conflict",
        choices=("update", "skip"),
        help="台账里已有而内容不同的行：update 按文件改，skip 保留台账的；有问题的行进待处理",
    )


def import_file(call: Call) -> Answer:
    """Written as one act, which is taken back when anything in it is refused (without --on-conflict)."""
    from desktop.records.catalogue import record
    from desktop.services.importing import ImportResult, import_file, plan_import, read_answers

    options, started, shown = call.options, time.monotonic(), Shown()
    if options.into == "auto" or options.file.is_dir():
        return _folder(call)
    into = record(options.into)
    result: ImportResult | None = None
    given: dict[str, Any] = {
        "sheet": options.sheet,
        "on_conflict": options.on_conflict,
        "password": secret(options.password_file),
        "progress": shown,
    }
    with call.office() as office:
        if options.mapping:
            given["mapping"], given["decisions"] = read_answers(office, options.mapping, into.id)
        if options.dry_run:
            plan = plan_import(office, options.file, into.id, **given)
        else:
            plan, result = import_file(office, options.file, into.id, **given)
    written, refusal = result is not None, plan.refusal()
    shown.end()
    if refusal is not None:
        sys.stderr.write(f"{refusal}\n")
    document = {
        "file": str(options.file),
        "into": into.label,
        "dry_run": options.dry_run,
        "written": written,
        **plan.as_json(),
        "seconds": round(time.monotonic() - started, 3),
    }
    found = bool(plan.rejected or (plan.conflicts and not options.on_conflict))
    return Answer(document, _in_words(plan, written=written), 1 if found else 0)


def _folder(call: Call) -> Answer:
    """Every workbook of a folder into the record it fits, as one act."""
    from desktop.services.importing.folder import commit_folder, plan_folder, spoken

    options, started, shown = call.options, time.monotonic(), Shown()
    with call.office() as office:
        plan = plan_folder(
            office, options.file, options.into, on_conflict=options.on_conflict,
            passwords=(secret(options.password_file),), progress=shown,
        )  # fmt: skip
        refusal = plan.refusal()
        written = refusal is None and not options.dry_run and bool(plan.parts)
        if written:
            commit_folder(office, plan, shown)
    shown.end()
    if refusal is not None:
        sys.stderr.write(f"{refusal}\n")
    document = {
        "folder": str(options.file),
        "dry_run": options.dry_run,
        "written": written,
        "files": [
            {"file": str(part.file), "sheet": part.sheet, "into": part.label, "reason": part.reason,
             **(part.plan.as_json() if part.plan is not None else {})}
            for part in plan.parts
        ],
        "left_out": [{"file": str(file), "sheet": sheet, "reason": why} for file, sheet, why in plan.left],
        "seconds": round(time.monotonic() - started, 3),
    }  # fmt: skip
    lines = spoken(plan.parts)
    lines += [_in_words(each, written=written) for each in plan.plans]
    lines += [f"没有导入：“{file.name}”{sheet} {why}" for file, sheet, why in plan.left]
    found = any(each.rejected or (each.conflicts and not options.on_conflict) for each in plan.plans)
    return Answer(document, "\n".join(lines), 1 if found or refusal is not None or not plan.parts else 0)


def _in_words(plan: ImportPlan, *, written: bool) -> str:
    counts = [
        f"新增 {plan.created}", f"更新 {plan.updated}", f"未变 {plan.unchanged}", f"跳过 {plan.skipped}",
        f"有问题 {len(plan.rejected)}",
    ]  # fmt: skip
    said = "已导入" if written else "没有写入台账"
    lines = [f"“{plan.file.name}” → {plan.label}，{plan.rows} 行：{'、'.join(counts)}（{said}）。"]
    left = [(each.column, each.header, each.reason) for each in plan.unmapped if each.loss]
    if left:
        lines += ["", "没有对应字段的列：", table(("列", "表头", "原因"), left, widest=60)]
    if plan.conflicts:
        differing = [
            (each.sheet, each.row, each.title, name, old, new)
            for each in plan.conflicts[:SHOWN_ROWS]
            for name, (old, new) in each.changes.items()
        ]
        lines += ["", "和台账不同：", table(("工作表", "行", "", "字段", "台账里", "文件里"), differing)]
    if plan.rejected:
        wrong = [
            (each.sheet, each.row or "", each.column, plan.header_of(each), each.value, each.sentence)
            for each in plan.rejected[:SHOWN_ROWS]
        ]
        lines += ["", "有问题的：", table(("工作表", "行", "列", "表头", "内容", "问题"), wrong, widest=60)]
        if len(plan.rejected) > SHOWN_ROWS:
            lines.append(f"（还有 {len(plan.rejected) - SHOWN_ROWS} 处，用 --json 看全部）")
    return "\n".join(lines)
