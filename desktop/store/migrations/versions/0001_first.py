"""First."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "school",
        sa.Column("school_code", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("founder", sa.String(), nullable=True),
        sa.Column("division", sa.String(length=64), nullable=True),
        sa.Column("excellent", sa.Boolean(), nullable=True),
        sa.Column("head", sa.String(), nullable=True),
        sa.Column("reporter", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_school_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
    )
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_school_school_code",
            ["school", "school_code"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "act",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_act_school")),
        sa.ForeignKeyConstraint(["undoes"], ["act.id"], name=op.f("fk_act_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_act_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_act_undoes"), ["undoes"], unique=False)
        batch_op.create_index("uq_act_number", ["school", "number"], unique=True)

    op.create_table(
        "attachment",
        sa.Column("record", sa.String(), nullable=True),
        sa.Column("row", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_attachment_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_row", ["row"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_school"), ["school"], unique=False)

    op.create_table(
        "blob_store",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_blob_store_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blob_store")),
    )
    with op.batch_alter_table("blob_store", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blob_store_school"), ["school"], unique=False)
        batch_op.create_index("uq_blob_store_sha256", ["school", "sha256"], unique=True)

    op.create_table(
        "department",
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_department_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
    )
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_department_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_department_name", ["school", "name"], unique=True, sqlite_where=None, postgresql_where=None
        )

    op.create_table(
        "enterprise",
        sa.Column("credit_code", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("former_name", sa.String(), nullable=True),
        sa.Column("nature", sa.String(length=64), nullable=True),
        sa.Column("industry", sa.String(length=64), nullable=True),
        sa.Column("scale", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("base", sa.String(length=64), nullable=True),
        sa.Column("on_campus", sa.Boolean(), nullable=True),
        sa.Column("integrated", sa.Boolean(), nullable=True),
        sa.Column("agreement_start", sa.Date(), nullable=True),
        sa.Column("agreement_end", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_enterprise_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
    )
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_enterprise_credit_code",
            ["school", "credit_code"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )
        batch_op.create_index(
            "uq_enterprise_name",
            ["school", "name"],
            unique=True,
            sqlite_where=sa.text("credit_code IS NULL"),
            postgresql_where=sa.text("credit_code IS NULL"),
        )

    op.create_table(
        "finance",
        sa.Column("calendar_year", sa.Integer(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("teaching", sa.BigInteger(), nullable=True),
        sa.Column("training", sa.BigInteger(), nullable=True),
        sa.Column("general", sa.BigInteger(), nullable=True),
        sa.Column("from_training", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_finance_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance")),
    )
    with op.batch_alter_table("finance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finance_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_finance_calendar_year",
            ["school", "calendar_year"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "headcount",
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("students", sa.Integer(), nullable=True),
        sa.Column("graduates", sa.Integer(), nullable=True),
        sa.Column("graduating", sa.Integer(), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("teachers", sa.Integer(), nullable=True),
        sa.Column("specialised", sa.Integer(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_headcount_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_headcount")),
    )
    with op.batch_alter_table("headcount", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_headcount_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_headcount_counted_on",
            ["school", "counted_on"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "import_job",
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("record", sa.String(), nullable=True),
        sa.Column("sheet", sa.String(), nullable=True),
        sa.Column("mapping", sa.Text(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("created", sa.Integer(), nullable=True),
        sa.Column("updated", sa.Integer(), nullable=True),
        sa.Column("unchanged", sa.Integer(), nullable=True),
        sa.Column("rejected", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_import_job_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
    )
    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_job_school"), ["school"], unique=False)

    op.create_table(
        "learned",
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("learned_at", sa.String(), nullable=True),
        sa.Column("revoked", sa.Boolean(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_learned_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned")),
    )
    with op.batch_alter_table("learned", schema=None) as batch_op:
        batch_op.create_index("ix_learned_kind_key", ["school", "kind", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_learned_school"), ["school"], unique=False)

    op.create_table(
        "person",
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("document_type", sa.String(length=64), nullable=True),
        sa.Column("document_number", sa.String(), nullable=True),
        sa.Column("former_name", sa.String(), nullable=True),
        sa.Column("sex", sa.String(length=64), nullable=True),
        sa.Column("birth", sa.String(length=10), nullable=True),
        sa.Column("ethnic_group", sa.String(length=64), nullable=True),
        sa.Column("education", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_person_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_person_document_type_document_number",
            ["school", "document_type", "document_number"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "policy_progress",
        sa.Column("task", sa.String(length=64), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("progress", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("problems", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_policy_progress_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_progress")),
    )
    with op.batch_alter_table("policy_progress", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_progress_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_policy_progress_task_period",
            ["school", "task", "period"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "return_task",
        sa.Column("sender", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("channel", sa.String(length=64), nullable=True),
        sa.Column("form", sa.String(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=True),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("scan", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_return_task_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_task")),
    )
    with op.batch_alter_table("return_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_task_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_return_task_title_due",
            ["school", "title", "due"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_setting_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
    )
    with op.batch_alter_table("setting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_setting_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_setting_name", ["school", "name"], unique=True, sqlite_where=None, postgresql_where=None
        )

    op.create_table(
        "template",
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("binding", sa.Text(), nullable=True),
        sa.Column("added_at", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_template_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
    )
    with op.batch_alter_table("template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_template_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_template_name", ["school", "name"], unique=True, sqlite_where=None, postgresql_where=None
        )

    op.create_table(
        "filed_return",
        sa.Column("form", sa.String(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("behind", sa.Text(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column("task", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_filed_return_school")),
        sa.ForeignKeyConstraint(["task"], ["return_task.id"], name=op.f("fk_filed_return_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_return")),
    )
    with op.batch_alter_table("filed_return", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filed_return_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_filed_return_task"), ["task"], unique=False)
        batch_op.create_index(
            "uq_filed_return_form_period_version",
            ["school", "form", "period", "version"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "major",
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("major_code", sa.String(), nullable=True),
        sa.Column("catalogue", sa.String(), nullable=True),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("department", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["department.id"], name=op.f("fk_major_department")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_major_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_major")),
    )
    with op.batch_alter_table("major", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_major_department"), ["department"], unique=False)
        batch_op.create_index(batch_op.f("ix_major_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_major_name_major_code",
            ["school", "name", "major_code"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "pending",
        sa.Column("record", sa.String(), nullable=True),
        sa.Column("row", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.String(), nullable=True),
        sa.Column("typed", sa.Text(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("job", sa.BigInteger(), nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["import_job.id"], name=op.f("fk_pending_job")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_pending_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending")),
    )
    with op.batch_alter_table("pending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pending_job"), ["job"], unique=False)
        batch_op.create_index("ix_pending_row", ["row"], unique=False)
        batch_op.create_index(batch_op.f("ix_pending_school"), ["school"], unique=False)

    op.create_table(
        "student",
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("workplace", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_student_person")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_student_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student")),
    )
    with op.batch_alter_table("student", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_student_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_student_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_student_person", ["school", "person"], unique=True, sqlite_where=None, postgresql_where=None
        )

    op.create_table(
        "trail",
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.BigInteger(), nullable=False),
        sa.Column("operation", sa.String(length=8), nullable=False),
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["act"], ["act.id"], name=op.f("fk_trail_act")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_trail_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
    )
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trail_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_trail_row"), ["row"], unique=False)

    op.create_table(
        "certificate_type",
        sa.Column("scheme", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("level", sa.String(length=64), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("organisation_code", sa.String(), nullable=True),
        sa.Column("occupation_code", sa.String(), nullable=True),
        sa.Column("major", sa.BigInteger(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["major"], ["major.id"], name=op.f("fk_certificate_type_major")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_certificate_type_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_type")),
    )
    with op.batch_alter_table("certificate_type", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_type_major"), ["major"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_type_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_certificate_type_scheme_name_level_organisation",
            ["school", "scheme", "name", "level", "organisation"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "student_status",
        sa.Column("student", sa.BigInteger(), nullable=True),
        sa.Column("school_year", sa.String(), nullable=True),
        sa.Column("major", sa.BigInteger(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("class_name", sa.String(), nullable=True),
        sa.Column("graduating", sa.Boolean(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["major"], ["major.id"], name=op.f("fk_student_status_major")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_student_status_school")),
        sa.ForeignKeyConstraint(["student"], ["student.id"], name=op.f("fk_student_status_student")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student_status")),
    )
    with op.batch_alter_table("student_status", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_student_status_major"), ["major"], unique=False)
        batch_op.create_index(batch_op.f("ix_student_status_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_student_status_student"), ["student"], unique=False)
        batch_op.create_index(
            "uq_student_status_student_school_year",
            ["school", "student", "school_year"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "teacher",
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("degree", sa.String(length=64), nullable=True),
        sa.Column("major", sa.BigInteger(), nullable=True),
        sa.Column("course", sa.String(), nullable=True),
        sa.Column("joined", sa.Date(), nullable=True),
        sa.Column("started", sa.Date(), nullable=True),
        sa.Column("left", sa.Date(), nullable=True),
        sa.Column("industry_before", sa.Boolean(), nullable=True),
        sa.Column("establishment", sa.String(length=64), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["major"], ["major.id"], name=op.f("fk_teacher_major")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_teacher_person")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_teacher_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher")),
    )
    with op.batch_alter_table("teacher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_major"), ["major"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_teacher_person", ["school", "person"], unique=True, sqlite_where=None, postgresql_where=None
        )

    op.create_table(
        "training_class",
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("facing", sa.String(length=64), nullable=True),
        sa.Column("audience", sa.String(length=64), nullable=True),
        sa.Column("nature", sa.String(length=64), nullable=True),
        sa.Column("mode", sa.String(length=64), nullable=True),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column("level", sa.String(length=64), nullable=True),
        sa.Column("host", sa.String(), nullable=True),
        sa.Column("client", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.BigInteger(), nullable=True),
        sa.Column("major", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("theory_hours", sa.Integer(), nullable=True),
        sa.Column("practice_hours", sa.Integer(), nullable=True),
        sa.Column("planned", sa.Integer(), nullable=True),
        sa.Column("actual", sa.Integer(), nullable=True),
        sa.Column("finished", sa.Integer(), nullable=True),
        sa.Column("certified", sa.Integer(), nullable=True),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("income", sa.BigInteger(), nullable=True),
        sa.Column("subsidy", sa.BigInteger(), nullable=True),
        sa.Column("fund", sa.String(length=64), nullable=True),
        sa.Column("filing", sa.String(), nullable=True),
        sa.Column("filed", sa.Date(), nullable=True),
        sa.Column("filing_status", sa.String(length=64), nullable=True),
        sa.Column("adviser", sa.String(), nullable=True),
        sa.Column("task", sa.String(length=64), nullable=True),
        sa.Column("joint", sa.Boolean(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client"], ["enterprise.id"], name=op.f("fk_training_class_client")),
        sa.ForeignKeyConstraint(["department"], ["department.id"], name=op.f("fk_training_class_department")),
        sa.ForeignKeyConstraint(["major"], ["major.id"], name=op.f("fk_training_class_major")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_training_class_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_class")),
    )
    with op.batch_alter_table("training_class", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_class_client"), ["client"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_class_department"), ["department"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_class_major"), ["major"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_class_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_training_class_number",
            ["school", "number"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )
        batch_op.create_index(
            "uq_training_class_title_start",
            ["school", "title", "start"],
            unique=True,
            sqlite_where=sa.text("number IS NULL"),
            postgresql_where=sa.text("number IS NULL"),
        )

    op.create_table(
        "enrolment",
        sa.Column("training_class", sa.BigInteger(), nullable=True),
        sa.Column("student", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=True),
        sa.Column("arrived", sa.Date(), nullable=True),
        sa.Column("attended_hours", sa.Integer(), nullable=True),
        sa.Column("theory", sa.Integer(), nullable=True),
        sa.Column("practice", sa.Integer(), nullable=True),
        sa.Column("former_level", sa.String(), nullable=True),
        sa.Column("subsidy", sa.BigInteger(), nullable=True),
        sa.Column("credits", sa.Integer(), nullable=True),
        sa.Column("completion_number", sa.String(), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("collected", sa.Date(), nullable=True),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("workplace", sa.String(), nullable=True),
        sa.Column("education", sa.String(length=64), nullable=True),
        sa.Column("major", sa.BigInteger(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("class_name", sa.String(), nullable=True),
        sa.Column("graduating", sa.Boolean(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["major"], ["major.id"], name=op.f("fk_enrolment_major")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_enrolment_school")),
        sa.ForeignKeyConstraint(["student"], ["student.id"], name=op.f("fk_enrolment_student")),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_class.id"], name=op.f("fk_enrolment_training_class")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_major"), ["major"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_student"), ["student"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_training_class"), ["training_class"], unique=False)
        batch_op.create_index(
            "uq_enrolment_training_class_student",
            ["school", "training_class", "student"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "exam_batch",
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("certificate_type", sa.BigInteger(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("planned", sa.Integer(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("fund", sa.String(length=64), nullable=True),
        sa.Column("in_plan", sa.Boolean(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_type"], ["certificate_type.id"], name=op.f("fk_exam_batch_certificate_type")
        ),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_exam_batch_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_batch")),
    )
    with op.batch_alter_table("exam_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exam_batch_certificate_type"), ["certificate_type"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_exam_batch_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_exam_batch_number",
            ["school", "number"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "lesson",
        sa.Column("training_class", sa.BigInteger(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("period", sa.String(length=64), nullable=True),
        sa.Column("teacher", sa.BigInteger(), nullable=True),
        sa.Column("outside", sa.String(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("form", sa.String(length=64), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_lesson_school")),
        sa.ForeignKeyConstraint(["teacher"], ["teacher.id"], name=op.f("fk_lesson_teacher")),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_class.id"], name=op.f("fk_lesson_training_class")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_lesson_teacher"), ["teacher"], unique=False)
        batch_op.create_index(batch_op.f("ix_lesson_training_class"), ["training_class"], unique=False)
        batch_op.create_index(
            "uq_lesson_training_class_held_on_period_outside",
            ["school", "training_class", "held_on", "period", "outside"],
            unique=True,
            sqlite_where=sa.text("teacher IS NULL"),
            postgresql_where=sa.text("teacher IS NULL"),
        )
        batch_op.create_index(
            "uq_lesson_training_class_held_on_period_teacher",
            ["school", "training_class", "held_on", "period", "teacher"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "plan",
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("department", sa.BigInteger(), nullable=True),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("planned", sa.Integer(), nullable=True),
        sa.Column("teacher", sa.BigInteger(), nullable=True),
        sa.Column("materials", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["department.id"], name=op.f("fk_plan_department")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_plan_school")),
        sa.ForeignKeyConstraint(["teacher"], ["teacher.id"], name=op.f("fk_plan_teacher")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_department"), ["department"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_teacher"), ["teacher"], unique=False)
        batch_op.create_index(
            "uq_plan_kind_period_department_item",
            ["school", "kind", "period", "department", "item"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "practice",
        sa.Column("teacher", sa.BigInteger(), nullable=True),
        sa.Column("enterprise", sa.BigInteger(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("form", sa.String(length=64), nullable=True),
        sa.Column("position", sa.String(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(length=64), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=True),
        sa.Column("with_students", sa.Boolean(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("agreement", sa.String(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=True),
        sa.Column("assessment", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("fund", sa.String(length=64), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("materials", sa.Text(), nullable=True),
        sa.Column("printed_name", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprise.id"], name=op.f("fk_practice_enterprise")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_practice_school")),
        sa.ForeignKeyConstraint(["teacher"], ["teacher.id"], name=op.f("fk_practice_teacher")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
    )
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_enterprise"), ["enterprise"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_teacher"), ["teacher"], unique=False)
        batch_op.create_index(
            "uq_practice_teacher_enterprise_start",
            ["school", "teacher", "enterprise", "start"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "receipt",
        sa.Column("training_class", sa.BigInteger(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("fund", sa.String(length=64), nullable=True),
        sa.Column("voucher", sa.String(), nullable=True),
        sa.Column("subsidy", sa.Boolean(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_receipt_school")),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_class.id"], name=op.f("fk_receipt_training_class")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_training_class"), ["training_class"], unique=False)
        batch_op.create_index(
            "uq_receipt_training_class_received_on_voucher",
            ["school", "training_class", "received_on", "voucher"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "teacher_exemption",
        sa.Column("teacher", sa.BigInteger(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_teacher_exemption_school")),
        sa.ForeignKeyConstraint(["teacher"], ["teacher.id"], name=op.f("fk_teacher_exemption_teacher")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_exemption")),
    )
    with op.batch_alter_table("teacher_exemption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_exemption_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_exemption_teacher"), ["teacher"], unique=False)
        batch_op.create_index(
            "uq_teacher_exemption_teacher_start",
            ["school", "teacher", "start"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "teacher_status",
        sa.Column("teacher", sa.BigInteger(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=64), nullable=True),
        sa.Column("department", sa.BigInteger(), nullable=True),
        sa.Column("full_time", sa.Boolean(), nullable=True),
        sa.Column("double", sa.Boolean(), nullable=True),
        sa.Column("double_level", sa.String(length=64), nullable=True),
        sa.Column("double_year", sa.Integer(), nullable=True),
        sa.Column("double_number", sa.String(), nullable=True),
        sa.Column("post", sa.String(length=64), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["department.id"], name=op.f("fk_teacher_status_department")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_teacher_status_school")),
        sa.ForeignKeyConstraint(["teacher"], ["teacher.id"], name=op.f("fk_teacher_status_teacher")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_status")),
    )
    with op.batch_alter_table("teacher_status", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_status_department"), ["department"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_status_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_status_teacher"), ["teacher"], unique=False)
        batch_op.create_index(
            "uq_teacher_status_teacher_start",
            ["school", "teacher", "start"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "attendance",
        sa.Column("enrolment", sa.BigInteger(), nullable=True),
        sa.Column("lesson", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment"], ["enrolment.id"], name=op.f("fk_attendance_enrolment")),
        sa.ForeignKeyConstraint(["lesson"], ["lesson.id"], name=op.f("fk_attendance_lesson")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_attendance_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_enrolment"), ["enrolment"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_lesson"), ["lesson"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_school"), ["school"], unique=False)
        batch_op.create_index(
            "uq_attendance_enrolment_lesson",
            ["school", "enrolment", "lesson"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "candidate",
        sa.Column("batch", sa.BigInteger(), nullable=True),
        sa.Column("student", sa.BigInteger(), nullable=True),
        sa.Column("ticket", sa.String(), nullable=True),
        sa.Column("nature", sa.String(length=64), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("training_class", sa.BigInteger(), nullable=True),
        sa.Column("theory", sa.Integer(), nullable=True),
        sa.Column("practice", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("sat", sa.Boolean(), nullable=True),
        sa.Column("result", sa.String(length=64), nullable=True),
        sa.Column("credits", sa.String(), nullable=True),
        sa.Column("major", sa.BigInteger(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("class_name", sa.String(), nullable=True),
        sa.Column("graduating", sa.Boolean(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["exam_batch.id"], name=op.f("fk_candidate_batch")),
        sa.ForeignKeyConstraint(["major"], ["major.id"], name=op.f("fk_candidate_major")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_candidate_school")),
        sa.ForeignKeyConstraint(["student"], ["student.id"], name=op.f("fk_candidate_student")),
        sa.ForeignKeyConstraint(
            ["training_class"], ["training_class.id"], name=op.f("fk_candidate_training_class")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_major"), ["major"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_student"), ["student"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidate_training_class"), ["training_class"], unique=False)
        batch_op.create_index(
            "uq_candidate_batch_student",
            ["school", "batch", "student"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )

    op.create_table(
        "certificate",
        sa.Column("certificate_type", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("student", sa.BigInteger(), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("candidate", sa.BigInteger(), nullable=True),
        sa.Column("enrolment", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=64), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("school", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["candidate"], ["candidate.id"], name=op.f("fk_certificate_candidate")),
        sa.ForeignKeyConstraint(
            ["certificate_type"], ["certificate_type.id"], name=op.f("fk_certificate_certificate_type")
        ),
        sa.ForeignKeyConstraint(["enrolment"], ["enrolment.id"], name=op.f("fk_certificate_enrolment")),
        sa.ForeignKeyConstraint(["school"], ["school.id"], name=op.f("fk_certificate_school")),
        sa.ForeignKeyConstraint(["student"], ["student.id"], name=op.f("fk_certificate_student")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_candidate"), ["candidate"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_certificate_certificate_type"), ["certificate_type"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_certificate_enrolment"), ["enrolment"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_school"), ["school"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_student"), ["student"], unique=False)
        batch_op.create_index(
            "uq_certificate_certificate_type_number",
            ["school", "certificate_type", "number"],
            unique=True,
            sqlite_where=None,
            postgresql_where=None,
        )
