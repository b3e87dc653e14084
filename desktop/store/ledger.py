"""The ledger: opened or created at an address, read in snapshots, written only through acts."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from desktop.core.errors import UserError
from desktop.records.base import Base, say_partial
from desktop.records.ids import IdSource
from desktop.records.school import School
from desktop.records.system import Setting
from desktop.store import failures, revisions
from desktop.store.engines import Engine, engine_at
from desktop.store.shape import Shape

Listener = Callable[[frozenset[str]], None]

OWN_SCHOOL = "own_school"
CREATED = "create"
_WRITER_SECONDS = 5.0


class Ledger:
    """One school's ledger (or a bureau's, of many schools), in a file or a database.

    One thread may read while another writes: each `reading()` is a snapshot on a connection of its own.
    `ids` hands out the row ids; the demonstration ledger passes a seeded one.
    """

    def __init__(self, engine: Engine, school_id: int, ids: IdSource | None = None) -> None:
        self.engine = engine
        self.school_id = school_id
        self.ids = ids or IdSource()
        self._shapes: dict[type[Base], Shape] = {}
        self._listeners: list[Listener] = []
        self._writer = threading.Lock()
        self._writing_thread: int | None = None

    @property
    def kind(self) -> str:
        return self.engine.kind

    @property
    def place(self) -> str:
        """The file's path, or the address without its password."""
        return self.engine.place

    @classmethod
    def create(
        cls, address: str | Path, *, school_code: str, school_name: str, ids: IdSource | None = None
    ) -> Ledger:
        """A new ledger with its own school in it, made from the models; refuses where one exists already."""
        engine = engine_at(address)
        existed = engine.kind == "sqlite" and engine.exists()
        try:
            with failures.translated(engine.place):
                if existed:
                    raise UserError(
                        "这里已经有一个文件，没有新建台账",
                        hint="，请换一个名字，或直接打开它。",
                        place=engine.place,
                    )
                engine.check_place(new=True)
                engine.check_room()
                return cls._fill_new(engine, school_code, school_name, ids or IdSource())
        except BaseException:
            engine.pool.dispose()
            if engine.kind == "sqlite" and not existed:
                _remove(Path(engine.place))
            raise

    @classmethod
    def _fill_new(cls, engine: Engine, code: str, name: str, ids: IdSource) -> Ledger:
        from desktop.store.act import Writing

        school_id = ids.take(1)[0]
        ledger = cls(engine, school_id, ids)
        with engine.altering() as connection:
            if revisions.revision_of(connection) is not None:
                raise UserError(
                    "这个库里已经有台账，没有新建", hint="，请直接打开它，或换一个库。", place=engine.place
                )
            all_models()
            if engine.kind == "postgresql":
                say_partial()
            Base.metadata.create_all(connection)
            engine.drop_search(connection)
            engine.create_search(connection)
            revisions.stamp(connection, revisions.head())
            writing = Writing(ledger, connection, f"新建台账：{name}", kind=CREATED)
            writing.insert(
                School, [{"id": school_id, "school": school_id, "school_code": code, "name": name}]
            )
            writing.insert(Setting, [{"name": OWN_SCHOOL, "value": str(school_id)}])
            writing.finish()
        return ledger

    @classmethod
    def open(cls, address: str | Path, *, ids: IdSource | None = None) -> Ledger:
        """The ledger at an address, brought up to this program's version first if it is older."""
        engine = engine_at(address)
        try:
            with failures.translated(engine.place):
                if not engine.exists():
                    raise UserError(
                        "这里没有台账文件", hint="，请检查位置，或先新建台账。", place=engine.place
                    )
                engine.check_place(new=False)
                _bring_up(engine)
                with engine.pool.connect() as connection, connection.begin():
                    # The table, not the class: the first select of a class configures every mapper.
                    setting = Setting.__table__.c
                    own = select(setting.value).where(setting.name == OWN_SCHOOL).order_by(setting.id)
                    school_id = int(connection.execute(own).scalars().first() or 0)
        except BaseException:
            engine.pool.dispose()
            raise
        if not school_id:
            engine.pool.dispose()
            raise UserError(
                "台账里没有本校的记录，不能打开", hint="，请用最近的备份恢复。", place=engine.place
            )
        all_models()
        return cls(engine, school_id, ids)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the ledger and cannot write."""
        with failures.translated(self.place), self.engine.pool.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def locked(self) -> Iterator[Connection]:
        """The one writing transaction, for `act` alone."""
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("acts do not nest: pass the open one along")
        if not self._writer.acquire(timeout=_WRITER_SECONDS):
            raise UserError("另一项工作正在写入台账", hint=failures.BUSY_HINT, place=self.place)
        try:
            self._writing_thread = threading.get_ident()
            with failures.translated(self.place):
                self.engine.check_room()
                with (
                    self.engine.pool.connect().execution_options(writing=True) as connection,
                    connection.begin(),
                ):
                    self.engine.lock_writer(connection)
                    yield connection
        finally:
            self._writing_thread = None
            self._writer.release()

    def shape(self, model: type[Base]) -> Shape:
        """How rows of `model` pass to this ledger's driver and into its trail."""
        found = self._shapes.get(model)
        if found is None:
            found = self._shapes[model] = Shape(model, self.engine.pool.dialect)
        return found

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Call back with the identifiers of the records an act changed, after it is committed, in the
        writer's thread. Returns what ends the listening."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def announce(self, records: frozenset[str]) -> None:
        """One broadcast of what changed."""
        for callback in tuple(self._listeners):
            callback(records)

    def settle(self) -> None:
        """When idle: bring everything into the one file, so that a copy of it is complete."""
        with failures.translated(self.place):
            self.engine.settle()

    def close(self) -> None:
        """Settle and let go of the file."""
        with failures.translated(self.place):
            self.engine.close()


def all_models() -> None:
    """Load every model, so that the metadata is complete."""
    import desktop.records.models  # noqa: F401


def model_named(record: str) -> type[Base]:
    """The model of a record identifier as it stands in the trail."""
    for mapper in Base.registry.mappers:
        if getattr(mapper.local_table, "name", "") == record:
            model: type[Base] = mapper.class_
            return model
    raise KeyError(record)


def _bring_up(engine: Engine) -> None:
    with engine.pool.connect() as connection, connection.begin():
        revision = revisions.revision_of(connection)
    if revision is None:
        raise UserError("这个文件不是台账", hint="，请确认选对了文件。", place=engine.place)
    if revision == revisions.head():
        return
    if revision not in revisions.known():
        raise UserError(
            "这个台账是更新版本的软件做的，本软件打不开", hint="，请先升级软件。", place=engine.place
        )
    from desktop.store.migrating import upgrade

    upgrade(engine)


def _remove(path: Path) -> None:
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)
