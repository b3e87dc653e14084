"""From a finding of 健康检查 to the rows that may be one and the same."""

from __future__ import annotations

from desktop.records.catalogue import record
from desktop.services.health.catalogue import BY_ID
from desktop.services.health.likeness import ALIKENESS
from desktop.services.health.rule import Context, Same, Whole
from desktop.services.health.running import ask
from desktop.services.office import Office
from desktop.services.policies import policy

OF = "of"  # the word of a likeness that names the other row
_MOST = 20  # rows of one merge: beyond it the key says something else


def may_be_one(rule_id: str) -> bool:
    """Whether the check finds rows that may be the same thing entered twice."""
    rule = BY_ID.get(rule_id)
    if isinstance(rule, Same):
        return not rule.narrow and not record(rule.base.record).model.part_of
    return rule in ALIKENESS


def alike(office: Office, rule_id: str, row: int) -> tuple[int, ...]:
    """The rows that the finding of this check at `row` says may be one, oldest first; () for others."""
    rule = BY_ID.get(rule_id)
    if rule is None or not may_be_one(rule_id):
        return ()
    with office.ledger.reading() as reading:
        if isinstance(rule, Same):
            table, root = f"{rule.base.record} {rule.base.root}", rule.base.root
            mine = f"SELECT {rule.key} FROM {table} WHERE {root}.id = {int(row)}"
            same = f"SELECT {root}.id FROM {table} WHERE ({rule.key}) = ({mine}) LIMIT {_MOST}"
            rows = {found for (found,) in ask(reading, same)}
        else:
            assert isinstance(rule, Whole)
            context = Context(office, office.today, policy(office), office.codes, office.ledger.kind)
            told = rule.look(reading, context).get(row, {})
            rows = {row, told[OF]} if OF in told else set()
    return tuple(sorted(rows)) if len(rows) > 1 and row in rows else ()
