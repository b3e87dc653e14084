"""Invented numbers that pass their checks: 身份证, 信用代码, phones, certificate numbers."""

from __future__ import annotations

import random
from datetime import date

from desktop.core.numbers import id_check_digit

DIVISIONS = ("220202", "220203", "220204", "220211", "220221", "220281", "220282", "220283", "220284")
_CREDIT_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MOBILE_HEADS = ("137", "138", "139", "150", "156", "159", "184", "186", "188")
_LEVEL_DIGITS = "一二三四五"


class Numbers:
    """Hands out each number once."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._used: set[str] = set()

    def resident(self, birth: date, sex: str) -> str:
        """A resident identity number; an odd serial is a man's."""
        while True:
            serial = self._chance.randrange(1, 998, 2) + (sex == "2")
            first = f"{self._chance.choice(DIVISIONS)}{birth:%Y%m%d}{serial:03d}"
            if first not in self._used:
                self._used.add(first)
                return first + id_check_digit(first)

    def mobile(self) -> str:
        return f"{self._chance.choice(_MOBILE_HEADS)}{self._chance.randrange(10**8):08d}"

    def credit(self) -> str:
        """A registration code: 企业 of a division of 吉林市, and a body of its own."""
        from stdnum.cn import uscc  # imported late: 40 ms

        body = "".join(self._chance.choice(_CREDIT_CHARS) for _ in range(9))
        first = f"91{self._chance.choice(DIVISIONS)}{body}"
        return first + str(uscc.calc_check_digit(first))


def certificate_number(scheme: str, organisation: str, level: str, issued: date, serial: int) -> str:
    """A number in the form of its scheme (domain.md §2), different for each serial."""
    if scheme == "职业技能等级证书":
        digit = _LEVEL_DIGITS.find(level[0]) + 1
        return f"{organisation[:5]}22{serial // 10**6 + 1:06d}{issued:%y}{digit}{serial % 10**6:06d}"
    head = {"X证书": "X22", "特种作业": "TZ22", "专项职业能力": "ZX22"}.get(scheme, "PX22")
    return f"{head}{issued:%Y}{serial:08d}"
