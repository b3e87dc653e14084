"""The commands about the ledger as a whole: init, demo, backup, verify."""

from __future__ import annotations

import sys
import time
from typing import Any

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands, a_scale
from desktop.cli.call import Call, Shown


def declare(commands: Commands) -> None:
    """init, demo, backup and verify."""
    init_ = commands.add("init", "新建一个空台账", init)
    init_.add_argument("--school", required=True, metavar="名称", help="学校全称")
    init_.add_argument("--code", required=True, metavar="代码", help="学校标识码（10 位）")
    demo_ = commands.add("demo", "生成演示台账（虚构的学校和人员）", demo)
    demo_.add_argument("--scale", type=a_scale, default=1, metavar="N", help="规模，1 约 60 个班次、1400 人")
    demo_.add_argument("--seed", type=int, metavar="S", help="随机种子；同一种子生成同样的内容")
    backup_ = commands.add("backup", "把台账复制到一个文件夹，复制后检查", backup)
    backup_.add_argument("folder", metavar="文件夹", help="放备份的文件夹，没有就新建")
    commands.add("verify", "检查台账是否完好", verify)


def init(call: Call) -> Answer:
    """A new ledger with its own school in it and nothing else."""
    from desktop.core.numbers import school_code

    checked, name = school_code(call.options.code), call.options.school.strip()
    with call.office(create=(checked.clean, name)) as office:
        place = office.ledger.place
    if not checked.ok:
        sys.stderr.write(f"请留意：{checked.sentence}\n")
    document = {"ledger": place, "school": name, "code": checked.clean}
    return Answer(document, f"新建了「{name}」的台账：{place}")


def demo(call: Call) -> Answer:
    """A made-up school with three years of work; into a new ledger, or one that is still empty."""
    from desktop.services.sampling import SEED, demo_school
    from desktop.services.sampling import demo as fill_in

    options, started, shown = call.options, time.monotonic(), Shown()
    seed = SEED if options.seed is None else options.seed
    there = call.program.ledger_exists(options.ledger)
    school = None if there else demo_school(call.program.program_folder() / "resources")
    with call.office(create=school) as office:
        counts = fill_in(office, options.scale, seed, shown)
        place = office.ledger.place
    shown.end()
    seconds = round(time.monotonic() - started, 2)
    document = {"ledger": place, "scale": options.scale, "seed": seed, "counts": counts, "seconds": seconds}
    rows = [(label, count) for label, count in counts.items() if count]
    return Answer(document, f"{table(('台账', '条数'), rows)}\n\n演示台账已生成：{place}（{seconds} 秒）")


def backup(call: Call) -> Answer:
    """A checked copy in a folder."""
    from desktop.services.ledgers import backup as copy_to

    with call.office() as office:
        copy = copy_to(office.ledger, call.options.folder)
    size = copy.stat().st_size
    return Answer({"file": str(copy), "bytes": size}, f"备份好了，已检查：{copy}（{size / 1e6:.1f} MB）")


def verify(call: Call) -> Answer:
    """Everything that is wrong with the file, its trail, attachments and search."""
    from desktop.services.ledgers import verify as look_through

    shown = Shown()
    with call.office() as office:
        found = look_through(office.ledger, shown)
    shown.end()
    document: dict[str, Any] = {
        "sound": not found,
        "findings": [{"check": each.check, "sentence": each.sentence} for each in found],
    }
    if not found:
        return Answer(document, "台账完好：数据库、操作链、附件和检索都没有问题。")
    rows = [(each.check, each.sentence) for each in found]
    return Answer(document, table(("检查", "发现的问题"), rows, widest=100), 1)
