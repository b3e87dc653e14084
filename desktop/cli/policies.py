"""The command about what the school answers to: its policy packs and its own thresholds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands, a_day
from desktop.cli.call import Call

if TYPE_CHECKING:
    from desktop.core.policy import Number, Word
    from desktop.services.office import Office
    from desktop.services.policies import HeldPack


def declare(commands: Commands) -> None:
    """policy."""
    policy_ = commands.add("policy", "政策文件和本校口径：列出；载入别的文件；改一个数", policy)
    one = policy_.add_mutually_exclusive_group()
    one.add_argument("--load", type=Path, metavar="文件.toml", help="载入一份政策文件，同名的替换")
    one.add_argument("--drop", metavar="标识", help="删除自己载入的一份")
    one.add_argument("--aside", metavar="标识", help="停用一份")
    one.add_argument("--use", metavar="标识", help="重新启用一份")
    one.add_argument("--set", type=_stated, metavar="名称=值", help="本校自己的数或词，配合 --from")
    one.add_argument("--reset", metavar="名称", help="恢复默认值，配合 --from")
    policy_.add_argument("--from", dest="since", type=a_day, metavar="日期", help="从哪一天起")
    policy_.add_argument("--basis", default="", metavar="依据", help="依据，如 校务会〔2026〕3号")


def _stated(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError("应写成 名称=值，如 practice.months_in_5_years=5")
    return name.strip(), value.strip()


def policy(call: Call) -> Answer:
    """Do what was asked, then list what holds."""
    with call.office() as office:
        _change(call, office)
        return _listed(office)


def _change(call: Call, office: Office) -> None:
    from desktop.services import policy_editing as editing

    said = call.options
    if said.load is not None:
        editing.load_pack(office, said.load)
    elif said.drop is not None:
        editing.drop_pack(office, said.drop)
    elif said.aside is not None or said.use is not None:
        editing.switch_pack(office, said.aside or said.use, active=said.use is not None)
    elif said.set is not None:
        name, value = said.set
        editing.set_rule(office, name, value, valid_from=said.since, basis=said.basis)
    elif said.reset is not None:
        editing.reset_rule(office, said.reset, said.since)


def _listed(office: Office) -> Answer:
    from desktop.services.policies import own_settings, packs

    held = packs(office)
    own = own_settings(office)
    mine: list[Number | Word] = [*own.numbers, *own.words]
    settings = [_setting(each) for each in mine]
    rows = [
        (each.pack.id, each.pack.title, each.pack.document, "自己载入" if each.own else "随程序",
         "" if each.active else "停用", len(each.pack.targets))
        for each in held
    ]  # fmt: skip
    text = table(("标识", "名称", "文号", "来源", "", "目标"), rows, widest=40)
    if settings:
        lines = [(each["label"], each["value"], each["from"] or "一直", each["basis"]) for each in settings]
        text += "\n本校设置：\n" + table(("口径", "值", "从", "依据"), lines, widest=40)
    return Answer({"packs": [_pack(each) for each in held], "settings": settings}, text)


def _pack(held: HeldPack) -> dict[str, object]:
    pack = held.pack
    return {
        "id": pack.id,
        "title": pack.title,
        "document": pack.document,
        "own": held.own,
        "active": held.active,
        "tasks": len(pack.tasks),
        "targets": len(pack.targets),
    }


def _setting(own: Number | Word) -> dict[str, str | None]:
    return {
        "name": own.name,
        "label": own.label,
        "value": str(own.value),
        "from": own.valid_from.isoformat() if own.valid_from else None,
        "to": own.valid_to.isoformat() if own.valid_to else None,
        "basis": own.basis,
    }
