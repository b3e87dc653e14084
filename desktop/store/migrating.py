"""Bring an older ledger up to this program's tables, a copy first; write a migration from changed models."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, TypeDecorator

from desktop.records.base import Base, say_partial
from desktop.store import failures, revisions, search
from desktop.store.engines import SEARCH_NAMES, Engine
from desktop.store.engines.sqlite import SQLite
from desktop.store.ledger import Ledger, all_models

_SCRIPT = '''"""{title}."""

from __future__ import annotations

{imports}

revision = "{revision}"
down_revision = {before}


def upgrade() -> None:
    {body}
'''


def _named(name: str | None, kind: str, _parents: Mapping[str, Any]) -> bool:
    """The search index is the engines' own and no part of the models."""
    return kind != "table" or name not in SEARCH_NAMES


def _item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own column types as what they are stored as: a script must not change when the program does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


OPTIONS: dict[str, Any] = {
    "render_as_batch": True,
    "include_name": _named,
    "render_item": _item,
    "compare_type": True,
}


def upgrade(engine: Engine) -> Path:
    """Copy, migrate, index anew, check; all in one transaction. Returns where the copy lies."""
    with failures.translated(engine.place):
        engine.check_room(_size(engine))
        copy = _copy_before(engine)
        with engine.altering() as connection:
            run_scripts(connection)
            all_models()
            search.rebuild(Ledger(engine, 0), connection)
    return copy


def run_scripts(connection: Connection, revision: str = "head") -> None:
    """Alembic's upgrade on an open transaction."""
    config = Config()
    config.set_main_option("script_location", str(revisions.VERSIONS.parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _size(engine: Engine) -> int:
    path = Path(engine.place)
    return 2 * path.stat().st_size if engine.kind == "sqlite" else 0


def _copy_before(engine: Engine) -> Path:
    """Beside the file; a server has no beside, so there it is the user's own data folder."""
    stamp = datetime.now().strftime("%Y-%m-%d %H%M%S")
    if engine.kind == "sqlite":
        path = Path(engine.place)
        copy = path.with_name(f"{path.stem}（升级前备份 {stamp}）{path.suffix}")
    else:
        from platformdirs import user_data_path

        folder = user_data_path("zhijiao", appauthor=False, ensure_exists=True)
        copy = folder / f"{engine.place.rpartition('/')[2]}（升级前备份 {stamp}）.db"
    engine.copy(copy)
    return copy


def autogenerate(name: str) -> Path | None:
    """Compare the models with the scripts so far and write the next script; None when nothing differs."""
    all_models()
    with tempfile.TemporaryDirectory() as folder:
        engine = SQLite(Path(folder) / "head.db")
        with engine.altering() as connection:
            if revisions.known():
                run_scripts(connection)
            context = MigrationContext.configure(connection, opts=OPTIONS)
            say_partial()
            wanted = produce_migrations(context, Base.metadata).upgrade_ops
            assert wanted is not None
            empty = wanted.is_empty()
            body = render_python_code(
                wanted, render_as_batch=True, render_item=_item, migration_context=context
            )
        engine.close()
    return None if empty else _write(name, body)


def _write(name: str, body: str) -> Path:
    before = revisions.known()[-1:]
    revision = f"{int(before[0]) + 1 if before else 1:04d}"
    slug = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_").lower() or "change"
    path = revisions.VERSIONS / f"{revision}_{slug}.py"
    code = "\n".join(line for line in body.splitlines() if not line.strip().startswith("# ###"))
    imports = "import sqlalchemy as sa\nfrom alembic import op" if "sa." in code else "from alembic import op"
    text = _SCRIPT.format(
        title=name.replace("_", " ").strip().capitalize(),
        imports=imports,
        revision=revision,
        before=f'"{before[0]}"' if before else "None",
        body=code.strip(),
    )
    path.write_text(text, encoding="utf-8")
    # Laid out as the rest of the program where the tool is there; the script works either way.
    subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=False, capture_output=True
    )
    return path


def main(arguments: list[str]) -> int:
    """`python -m desktop.store.migrating autogenerate NAME`, from the repository."""
    if len(arguments) != 2 or arguments[0] != "autogenerate":
        sys.stderr.write("usage: python -m desktop.store.migrating autogenerate NAME\n")
        return 2
    path = autogenerate(arguments[1])
    sys.stdout.write(f"{path}\n" if path else "the models and the migrations agree\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
