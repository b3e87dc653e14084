"""What the returns screen asks of the services, on a job: a preview, and the classes it can be made for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from desktop.core.dates import Window
from desktop.core.progress import Progress
from desktop.services.office import Office
from desktop.services.returning import Form, wholes
from desktop.services.returning.correcting import Offer, Spoken, news, offers_of, recognised_form, spoken
from desktop.services.returning.preview import Preview, one_of, preview
from desktop.services.templates import is_added
from desktop.store.find import Condition

Whole = tuple[int, str, date | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be seen: a form or a file, in which period, of which class; what a person said of a file."""

    key: str | Path
    window: Window
    chosen: object = None
    rows_from: str = ""
    password: str = ""


@dataclass(slots=True)
class Shown:
    """What a look brought; without a preview `words` says why there is none."""

    preview: Preview | None = None
    wholes: list[Whole] = field(default_factory=list)
    words: str = ""
    where: tuple[Condition, ...] = ()
    news: str = ""  # what the bureau changed in the header since the last time
    added: bool = False  # the form was kept by the user
    spoken: dict[str, list[Spoken]] = field(default_factory=dict)  # by sheet: its labels or headings
    offers: dict[str, tuple[Offer, ...]] = field(default_factory=dict)  # by sheet: what they may mean


def look(office: Office, wish: Wish, progress: Progress) -> Shown:
    """The preview of a form (of its `chosen` class, else of the first)."""
    form, window = recognised_form(office, wish.key, wish.rows_from, wish.password), wish.window
    found = wholes(office, form, window)
    if form.per is not None and not found:
        return Shown(words=f"{window.label} 内没有{form.per.label}，没有可填的内容。请换一个期间。")
    added = form.shipped and is_added(office, form)
    if form.per is None or not form.shipped:
        seen = preview(office, form, window, progress=progress)
        told = {sheet.name: spoken(office, form, sheet) for sheet in form.sheets}
        known = {sheet.name: offers_of(office, form, sheet) for sheet in form.sheets if told[sheet.name]}
        return Shown(seen, news=news(form), added=added, spoken=told, offers=known)
    _, title, day = next((each for each in found if each[0] == wish.chosen), found[0])
    where = one_of(form, title, day)
    made = preview(office, form, window, where, title=title, day=day, progress=progress)
    return Shown(made, found, where=where, added=added)


def about(found: Preview) -> str:
    """What one row of the return is, or what was recognised in a file never seen."""
    form = found.form
    what = kind_of(form)
    sheet = next((each for each in form.sheets if each.has_list), None)
    if form.shipped or sheet is None:
        return what if form.shipped else f"识别：{what} ✓"
    rows = f"第 {sheet.header_rows[0]}–{sheet.header_rows[1]} 行表头，第 {sheet.first_row} 行起填"
    return f"识别：{what}，{rows} ✓"


def kind_of(form: Form) -> str:
    """What one row, card or cell of a form is."""
    if form.layout == "cross":
        return "统计表，一格一个数"
    what = f"每{'张' if form.layout == 'card' else '行'}一条{form.record.label}"
    return what + (f"，每个{form.per.label}一份" if form.per else "")


def counted(found: Preview) -> str:
    """How many rows will be filled, and what is left blank or covered."""
    words = f"将填 {found.rows} 行"
    if found.unbound:
        words += f" · {len(found.unbound)} 列没有对应的字段，留空"
    masked = any(sheet.masked for sheet in found.sheets)
    return words + (" · 证件号码等在屏幕上遮住，导出的文件里是完整的" if masked else "")
