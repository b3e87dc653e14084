"""Findings accepted, targets entered, runs of the trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "accepted_finding",
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("record", sa.String(), nullable=True),
        sa.Column("row", sa.BigInteger(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("accepted_at", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_accepted_finding_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_finding")),
    )
    with op.batch_alter_table("accepted_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accepted_finding_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_accepted_finding_rule_row", ["school", "rule", "row"], unique=True, sqlite_where=None
        )

    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_candidate_batch_result_sat_training_class_grade"),
            ["batch", "result", "sat", "training_class", "grade"],
            unique=False,
        )

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_school_issued_status_certificate_type_candidate"),
            ["school", "issued", "status", "certificate_type", "candidate"],
            unique=False,
        )

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_enrolment_training_class_status_student_category_school"),
            ["training_class", "status", "student", "category", "school"],
            unique=False,
        )

    with op.batch_alter_table("policy_progress", schema=None) as batch_op:
        batch_op.add_column(sa.Column("target", sa.String(), nullable=True))
        batch_op.drop_index(batch_op.f("uq_policy_progress_task_period"))
        batch_op.create_index(
            "uq_policy_progress_task_period_target",
            ["school", "task", "period", "target"],
            unique=True,
            sqlite_where=None,
        )

    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("span", sa.Integer(), server_default=sa.text("1"), nullable=False))
        batch_op.create_index(
            "ix_trail_span",
            ["row"],
            unique=False,
            sqlite_where=sa.text("span > 1"),
            postgresql_where=sa.text("span > 1"),
        )
