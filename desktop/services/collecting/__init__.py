"""U盘收表: sub-forms for departments or teachers go out, a folder of them comes back, merged as one act."""

from __future__ import annotations

from desktop.services.collecting.answers import Answer, Answers, Key, Other, Ours, Question, Theirs
from desktop.services.collecting.batch import Batch, batches
from desktop.services.collecting.making import Made, Wish, make
from desktop.services.collecting.plan import (
    CollectPlan,
    CollectResult,
    Status,
    commit_collect,
    plan_collect,
    settled,
)

__all__ = [
    "Answer",
    "Answers",
    "Batch",
    "CollectPlan",
    "CollectResult",
    "Key",
    "Made",
    "Other",
    "Ours",
    "Question",
    "Status",
    "Theirs",
    "Wish",
    "batches",
    "commit_collect",
    "make",
    "plan_collect",
    "settled",
]
