"""Invented plans, progress of the policy's tasks, and the returns that bureaus have asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from desktop.core.dates import school_year
from desktop.records.plans import Plan, PolicyProgress, ReturnTask
from desktop.services.sampling.world import Block, Row, World


def planning(world: World) -> Iterator[Block]:
    """One set for the school, whatever the scale."""
    yield Plan, list(_plans(world))
    yield PolicyProgress, list(_progress(world))
    yield ReturnTask, list(_returns(world))


def _plans(world: World) -> Iterator[Row]:
    for back in range(3):
        year = world.today.year - back
        for number, (kind, item, planned) in enumerate(world.words.plans["plans"]):
            period = school_year(date(year, 8, 1)) + "学年" if kind == "考证" else str(year)
            yield world.row(
                kind=kind,
                period=period,
                department=world.departments[number % len(world.departments)]["id"],
                item=item,
                planned=planned * (10 - back) // 10,
                status="已完成" if back else "已下达",
            )
    first = world.today.year - (world.today.year - 2021) % 5
    for number, teacher in enumerate(world.teachers[:20]):
        yield world.row(
            kind="教师实践五年",
            period=f"{first}-{first + 4}",
            department=world.departments[0]["id"],
            item=f"{world.persons[teacher['person']]['name']}企业实践（{number + 1}）",
            planned=180,
            teacher=teacher["id"],
            materials="五年周期计划",
            status="已下达",
        )


def _progress(world: World) -> Iterator[Row]:
    words = world.words.plans
    for back in range(3):
        year = world.today.year - back
        for task, value, progress, owner in words["progress"]:
            yield world.row(
                task=task,
                period=str(year),
                value=Decimal(value) if value else None,
                progress=progress,
                evidence="文件、照片、统计表" if back == 0 else None,
                problems=words["problems"] if task in ("9", "14") else None,
                next_step=words["next_step"] if task in ("9", "14") else None,
                owner=owner,
                due=date(year, 12, 31),
            )


def _returns(world: World) -> Iterator[Row]:
    for sender, document, title, days, channel, form, status in world.words.plans["returns"]:
        due = world.today + timedelta(days=days)
        yield world.row(
            sender=sender,
            document=document or None,
            title=title,
            due=due,
            channel=channel,
            form=form,
            status=status,
            contact="王老师",
            period=str(due.year),
        )
