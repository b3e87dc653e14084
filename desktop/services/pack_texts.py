"""Changes the wording of a policy pack where it stands: titles, tasks, targets, how a target's number comes
about; each change an act.

The changed pack is kept in the ledger under its own name, in place of the shipped one; `drop_pack` brings
that one back. Values and dates of targets are no wording: they have days from which they hold (`set_target`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from desktop.core.datafile import read_datatext
from desktop.core.errors import UserError
from desktop.core.pack_writing import written
from desktop.core.packs import pack_of
from desktop.core.policy import Pack, Target, Task
from desktop.services.office import Office
from desktop.services.policies import PACK, HeldPack
from desktop.services.policy_editing import KIND, pack_named, put_setting
from desktop.services.targets import ENTERED
from desktop.store.act import act

T = TypeVar("T", Pack, Task, Target)
PACK_TEXTS: Mapping[str, str] = {"title": "名称", "document": "文号", "issuer": "发文单位"}
TASK_TEXTS: Mapping[str, str] = {
    "heading": "任务", "text": "内容", "departments": "责任部门", "deadline": "时限",
}  # fmt: skip
TARGET_TEXTS: Mapping[str, str] = {
    "label": "目标", "unit": "单位", "source": "怎么来", "formula": "怎么算", "note": "说明",
}  # fmt: skip
NEEDED = {"title", "document", "heading", "text", "label"}


def edit_pack(office: Office, pack_id: str, texts: Mapping[str, str]) -> Pack:
    """Another title, document number or issuer."""
    held = pack_named(office, pack_id)
    changed = _worded(held.pack, texts, PACK_TEXTS)
    return _keep(office, held, changed, changed.title)


def edit_task(office: Office, pack_id: str, code: str, texts: Mapping[str, str]) -> Pack:
    """Another wording of one of its tasks."""
    held = pack_named(office, pack_id)
    task = next((each for each in held.pack.tasks if each.code == code), None)
    if task is None:
        raise UserError(f"「{held.pack.title}」里没有编号为“{code}”的任务。")
    changed = _worded(task, texts, TASK_TEXTS)
    tasks = tuple(changed if each is task else each for each in held.pack.tasks)
    return _keep(office, held, replace(held.pack, tasks=tasks), changed.heading)


def edit_target(office: Office, pack_id: str, target_id: str, texts: Mapping[str, str]) -> Pack:
    """Another wording of one of its targets."""
    held = pack_named(office, pack_id)
    target = next((each for each in held.pack.targets if each.id == target_id), None)
    if target is None:
        raise UserError(f"「{held.pack.title}」里没有叫“{target_id}”的目标。")
    changed = _worded(target, texts, TARGET_TEXTS)
    if changed.source not in sources_of(target):
        raise UserError(f"「{target.label}」不能改成“{changed.source}”：没有计算它的指标。")
    targets = tuple(changed if each is target else each for each in held.pack.targets)
    return _keep(office, held, replace(held.pack, targets=targets), changed.label)


def sources_of(target: Target) -> tuple[str, ...]:
    """How its number may come about: any can be typed, one that has a measure be counted."""
    if target.metric == ENTERED:
        return (ENTERED,)
    share = "ratio-of-entered" if target.metric.startswith("finance.") else "computed"
    return (share, ENTERED)


def texts_of(each: Pack | Task | Target) -> dict[str, str]:
    """The wording that may be changed, by field."""
    named = {Pack: PACK_TEXTS, Task: TASK_TEXTS, Target: TARGET_TEXTS}[type(each)]
    return {name: str(getattr(each, name)) for name in named}


def _worded(each: T, texts: Mapping[str, str], labels: Mapping[str, str]) -> T:
    cleaned: dict[str, Any] = {name: value.strip() for name, value in texts.items()}
    if unknown := set(cleaned) - set(labels):
        raise UserError(f"不能改“{'、'.join(sorted(unknown))}”。")
    for name in NEEDED & set(cleaned):
        if not cleaned[name]:
            raise UserError(f"「{labels[name]}」不能空着。")
    return replace(each, **cleaned)


def _keep(office: Office, held: HeldPack, pack: Pack, what: str) -> Pack:
    if pack == held.pack:
        return pack
    text = written(pack)
    if pack_of(read_datatext(text, Path(f"{pack.id}.toml")), pack.id) != pack:
        raise UserError(f"「{what}」的文字存不下来", hint="，请去掉里面的特殊字符。")
    with act(office.ledger, f"修改政策文件「{pack.title}」的文字：{what}", kind=KIND) as writing:
        put_setting(office, writing, PACK + pack.id, text)
    return pack
