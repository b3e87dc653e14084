"""Full pinyin and initials of what is in a list, once a job has read in pypinyin (it takes a while)."""

from __future__ import annotations

import sys
from functools import cache

from desktop.core.progress import Progress


def learn(progress: Progress) -> None:
    """Read in pypinyin: work for a job."""
    progress.step(0)
    import pypinyin

    pypinyin.lazy_pinyin("台账")


def spelled(text: str) -> tuple[str, ...]:
    """The full pinyin and the initials of a text; nothing before `learn` is done."""
    module = sys.modules.get("pypinyin")
    return _spelled(text) if module is not None and hasattr(module, "lazy_pinyin") else ()


@cache
def _spelled(text: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    return ("".join(lazy_pinyin(text)), "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)))
