"""合并: rows of any record that are one and the same become one, with all that refers to them."""

from desktop.services.merging.alike import alike, may_be_one
from desktop.services.merging.choosing import choice
from desktop.services.merging.plan import Choices, FieldPlan, Group, MergePlan, Move, Offer
from desktop.services.merging.planning import plan_merge
from desktop.services.merging.writing import Merged, merge

__all__ = [
    "Choices",
    "FieldPlan",
    "Group",
    "MergePlan",
    "Merged",
    "Move",
    "Offer",
    "alike",
    "choice",
    "may_be_one",
    "merge",
    "plan_merge",
]
