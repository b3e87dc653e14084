"""Forms added by the user: a bureau's file and its form.toml, kept in the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from sqlalchemy import select

from desktop.core.errors import UserError
from desktop.records.system import Template
from desktop.services.office import Office
from desktop.services.returning.form_writing import form_text
from desktop.services.returning.loading import (
    FORM_FILE,
    TEMPLATE_FILES,
    load_form,
    template_in,
)
from desktop.services.returning.naming import clean
from desktop.services.returning.shape import Form
from desktop.store import attachments
from desktop.store.act import act
from desktop.workbook.foreign import OPENED

LONGEST = 60
KIND = "template"


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of the Template table; `binding` is the text of its form.toml."""

    id: int
    name: str
    file_name: str
    sha256: str
    binding: str
    added_at: str


def kept(office: Office) -> list[Kept]:
    """What this ledger keeps, oldest first."""
    columns = Template.__table__.c
    wanted = select(
        columns.id, columns.name, columns.file_name, columns.sha256, columns.binding, columns.added_at
    )
    mine = wanted.where(columns.school == office.ledger.school_id).order_by(columns.id)
    with office.ledger.reading() as reading:
        return [Kept(*row) for row in reading.execute(mine)]


def added_forms(office: Office) -> list[Form | UserError]:
    """Each as a form or as what is wrong with it."""
    found: list[Form | UserError] = []
    for each in kept(office):
        try:
            found.append(load_form(office, laid_out(office, each)))
        except UserError as exc:
            place = f"「{each.name}」{exc.place}".rstrip()
            found.append(UserError(exc.sentence, hint=exc.hint, place=place))
    return found


def add(office: Office, file: Path, name: str, rows_from: str = "", password: str = "") -> Form:
    """The bureau's file recognised, bound and kept under a name; `rows_from` names the record of its rows.

    An old .xls is kept as the .xlsx made of it, a locked file without its lock: the form's `notes` say so.
    """
    from desktop.services.returning.loading_files import at_hand
    from desktop.services.returning.unseen import unseen_form  # late: it needs lxml, listing forms does not

    name = _checked(name)
    if any(each.name == name for each in kept(office)):
        raise UserError(
            f"已经加过名为「{name}」的报表。", hint="请换一个名称，或先用 zhijiao form remove 删掉它。"
        )
    plain = at_hand(file, password)
    made = keep(office, unseen_form(office, plain.path, rows_from), name)
    return replace(made, notes=tuple(note for note in plain.notes if note != OPENED))


def keep(office: Office, form: Form, name: str) -> Form:
    """A recognised form, as it stands with a person's corrections, into the ledger; an older one of the same
    name is replaced."""
    return _store(office, _checked(name), form.template, form_text(form, _checked(name)), "加入报表")


def take_in(office: Office, folder: Path) -> Form:
    """A folder with template and form.toml into the ledger, under the name form.toml gives it."""
    if not folder.is_dir():
        raise UserError("找不到这个文件夹。", place=str(folder))
    form = load_form(office, folder)
    text = (folder / FORM_FILE).read_text(encoding="utf-8-sig")
    return _store(office, _checked(form.name), form.template, text, "导入报表")


def export(office: Office, name: str, folder: Path) -> list[Path]:
    """template.xlsx and form.toml of a form into a folder; nothing that lies there is overwritten."""
    form = find_form(office, name)
    source = form.template.parent
    pairs = [(form.template, folder / form.template.name), (source / FORM_FILE, folder / FORM_FILE)]
    for _, target in pairs:
        if target.exists():
            raise UserError(
                f"“{target.name}”已经在这个文件夹里，没有覆盖。", place=str(folder), hint="请换一个文件夹。"
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for origin, target in pairs:
            _write(target, origin.read_bytes())
    except OSError as exc:
        raise UserError("这个文件夹写不进去。", place=str(folder), hint="请换一个能写的文件夹。") from exc
    return [target for _, target in pairs]


def remove(office: Office, name: str) -> str:
    """Take an added form out of the ledger; returns its name. What was filed of it stays."""
    found = next((each for each in kept(office) if each.name == name), None)
    if found is None:
        form = find_form(office, name)  # says what there is when there is none
        raise UserError(f"「{form.name}」是程序自带的报表，不能删除。")
    with act(office.ledger, f"删除报表「{found.name}」", kind=KIND) as s:
        s.delete(Template, [found.id])
    return found.name


def find_form(office: Office, name: str) -> Form:
    """A form by its name, those of the ledger first."""
    from desktop.services.returning.loading import form

    return form(office, name)


def is_added(office: Office, form: Form) -> bool:
    """Whether the form lies in the ledger and not in forms/."""
    return any(each.name == form.name for each in kept(office))


def text_of(form: Form) -> str:
    """The form.toml of a known form."""
    return (form.template.parent / FORM_FILE).read_text(encoding="utf-8-sig")


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise UserError(f"报表名称应有 1 到 {LONGEST} 个字。", place=name[:LONGEST])
    if name != clean(name) or name.lower().endswith((".xlsx", ".xlsm", ".xls", ".et")):
        raise UserError("报表名称要当作文件名，不能有 / \\ : * ? 等符号，也不要带扩展名。", place=name)
    return name


def _store(office: Office, name: str, template: Path, text: str, title: str) -> Form:
    """Checked by loading it as it will be loaded ever after, then written in one act."""
    content = template.read_bytes()
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    row = {
        "name": name,
        "file_name": template.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "binding": text,
        "added_at": now,
    }
    made = load_form(office, _lay(Kept(0, **row), content))
    known = next((each for each in kept(office) if each.name == name), None)
    with act(office.ledger, f"{title}「{name}」", kind=KIND) as s:
        attachments.keep(s, content)
        if known is None:
            s.insert(Template, [row])
        else:
            s.update(Template, {known.id: row})
    return made


def laid_out(office: Office, each: Kept) -> Path:
    """The folder in which an added form lies as if it were one of forms/, for this run of the program."""
    folder = _place(each)
    if template_in(folder) is not None and (folder / FORM_FILE).is_file():
        return folder
    return _lay(each, attachments.read(office.ledger, each.sha256))


def _lay(each: Kept, content: bytes) -> Path:
    folder = _place(each)
    folder.mkdir(parents=True, exist_ok=True)
    suffix = Path(each.file_name).suffix.lower()
    name = next((known for known in TEMPLATE_FILES if known.endswith(suffix)), TEMPLATE_FILES[0])
    _write(folder / name, content)
    _write(folder / FORM_FILE, each.binding.encode("utf-8"))
    return folder


def _place(each: Kept) -> Path:
    digest = hashlib.sha256(f"{each.sha256}\n{each.file_name}\n{each.binding}".encode()).hexdigest()
    return Path(_room().name) / digest[:24] / clean(each.name)


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all: two threads may lay out the same form."""
    draft = target.with_name(f".{token_hex(8)}")
    draft.write_bytes(content)
    draft.replace(target)


@cache
def _room() -> TemporaryDirectory[str]:
    """A folder of this run alone, gone when the program ends; templates hold no personal data."""
    return TemporaryDirectory(prefix="zhijiao-forms-")
