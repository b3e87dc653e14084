"""U盘收表: sub-forms for departments or teachers go out, a folder of them comes back, merged as one act."""

from __future__ import annotations

from desktop.services.collecting.addressing import BY, collectable, way_to
from desktop.services.collecting.answers import Answer, Answers, Key, Other, Ours, Question, Theirs
from desktop.services.collecting.batch import Batch, batches
from desktop.services.collecting.columns import Offered, offered
from desktop.services.collecting.making import Made, Wish, make
from desktop.services.collecting.merging import Cell
from desktop.services.collecting.plan import (
    CollectPlan,
    CollectResult,
    Status,
    commit_collect,
    plan_collect,
    settled,
)

__all__ = [
    "BY",
    "Answer",
    "Answers",
    "Batch",
    "Cell",
    "CollectPlan",
    "CollectResult",
    "Key",
    "Made",
    "Offered",
    "Other",
    "Ours",
    "Question",
    "Status",
    "Theirs",
    "Wish",
    "batches",
    "collectable",
    "commit_collect",
    "make",
    "offered",
    "plan_collect",
    "settled",
    "way_to",
]
