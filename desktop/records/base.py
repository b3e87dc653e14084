"""The base of every table: id, school, unique keys, and the column types of the field kinds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    MetaData,
    TypeDecorator,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from desktop.core.fields import Field

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

WHERE = "where"  # in an index's info: the rows it is for

# (the table or its alias, today as a bound parameter) -> one SQL expression
Expression = Callable[[FromClause, ColumnElement[Any]], ColumnElement[Any]]


class Tenths(TypeDecorator[Decimal]):
    """A number with one decimal place, kept as an integer of tenths: Numeric is REAL on SQLite."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | float | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        return int((exact * 10).to_integral_value())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)) / 10


class Derived:
    """A field computed from others, never stored: by one SQL expression, or by the counting service `by`."""

    def __init__(self, field: Field, expression: Expression | None, by: str = "") -> None:
        self.field = field
        self.expression = expression
        self.by = by


class Base(DeclarativeBase):
    """A table of the ledger. Subclasses say what they are in Chinese, and what finds a row again.

    `keys`: alternatives in order; the first whose parts are all filled in finds the row. `identity`: what
    shows a reference to such a row, the title first (attribute names; a reference's own identity follows
    its name). `role`: the reference whose record's fields show as this record's own (a teacher's person).
    `history`: the model whose row in force today shows as this record's own (a teacher's post).
    `part_of`: the reference whose row this one is a part of, shown inside it and deleted with it.
    `may_lack`: key parts that can be blank in a true row. `likely`: attributes that find a row when no
    key is given, if exactly one row has them. `carries`: references through which a row also writes (a
    roster line brings its person). `window`: the dotted attribute path of the date that puts a row into a
    window, or a pair (start, end) that must overlap it. `order`: default sort, "-" for descending.
    `indexes`: what counts go by besides the references, so that a million rows need not be read whole.
    `front`: dotted names of the columns a table shows first; the rest follow as declared.
    """

    __abstract__ = True
    metadata = MetaData(naming_convention=CONVENTION)

    label: ClassVar[str] = ""
    keys: ClassVar[tuple[tuple[str, ...], ...]] = ()
    identity: ClassVar[tuple[str, ...]] = ()
    role: ClassVar[str] = ""
    history: ClassVar[str] = ""
    part_of: ClassVar[str] = ""
    may_lack: ClassVar[tuple[str, ...]] = ()
    likely: ClassVar[tuple[str, ...]] = ()
    carries: ClassVar[tuple[str, ...]] = ()
    window: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ()
    front: ClassVar[tuple[str, ...]] = ()
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()
    system: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)

    @declared_attr
    def school(cls) -> Mapped[int]:
        return mapped_column(BigInteger, ForeignKey("school.id"), index=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Each key is unique within a school; a later alternative only where no earlier one is filled in."""
        made: list[Index] = []
        for number, key in enumerate(cls.keys):
            earlier = [part for parts in cls.keys[:number] for part in parts if part not in key]
            where = sql(" AND ".join(f"{part} IS NULL" for part in earlier)) if earlier else None
            name = f"uq_{cls.__tablename__}_{'_'.join(key)}"
            # Not postgresql_where: naming it here reads in that whole dialect at every start (say_partial).
            told = {} if where is None else {WHERE: where}
            made.append(Index(name, "school", *key, unique=True, sqlite_where=where, info=told))
        made += [Index(None, *names) for names in cls.indexes]
        return tuple(made)


def say_partial() -> None:
    """Tell PostgreSQL's side of the indexes which rows they are for: before it makes or compares them."""
    for table in Base.metadata.tables.values():
        for index in table.indexes:
            if WHERE in index.info:
                index.dialect_kwargs["postgresql_where"] = index.info[WHERE]
