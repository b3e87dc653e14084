"""Checks of exam batches, candidates and certificates (domain.md §2)."""

from __future__ import annotations

from datetime import date

from desktop.core.numbers import certificate_number
from desktop.services.health import bases as on
from desktop.services.health.dialect import day, days_ago, listed, made_of, matches
from desktop.services.health.rule import Check, Context, Rule, Same, Words

SCHEME_END = "人社厅函〔2025〕154号"
NUMBERS = "通行做法：证书编号的编制办法"
_NAMED = {"batch": "b.number", "held": "b.held_on"}
_YEAR = "b.school_year"
_IN_SCHOOL = "k.source IN ('毕业年级', '其他在校生')"
_OF_SCHOOL = f"(k.graduating IS NOT NULL OR {_IN_SCHOOL})"


def _ended(context: Context) -> str:
    """Exams of a scheme after its last day, by the code list of schemes."""
    ends = {item.code: item.valid_to for item in context.codes["scheme"].items if item.valid_to}
    if not context.policy.switch("certificate.check.x_after_end", context.today) or not ends:
        return ""
    return " OR ".join(
        f"(y.scheme = {listed([code])} AND b.held_on > {day(end)})" for code, end in ends.items()
    )


def _out_of_time(context: Context) -> str:
    """Exams outside the dates of their type; those after their scheme's end have a check of their own."""
    ended = _ended(context)
    other = f" AND NOT coalesce({ended}, FALSE)" if ended else ""
    return f'(b.held_on < y.start OR b.held_on > y."end"){other}'


def _pass_mark(context: Context) -> int | None:
    """In tenths, as scores are kept; None where the school has set none."""
    mark = context.policy.number("health.pass_mark", context.today)
    return None if mark is None else int(mark * 10)


def _passed_below(context: Context) -> str:
    mark = _pass_mark(context)
    if mark is None:
        return ""
    return f"k.result = '通过' AND (k.theory < {mark} OR k.practice < {mark})"


def _failed_above(context: Context) -> str:
    mark = _pass_mark(context)
    if mark is None:
        return ""
    return f"k.result = '未通过' AND k.theory >= {mark} AND k.practice >= {mark}"


def _no_result(context: Context) -> str:
    days = context.policy.number("health.result_days", context.today)
    if days is None:
        return ""
    return f"k.result IS NULL AND {days_ago(context, 'b.held_on')} > {int(days)}"


def _suspicious(context: Context) -> str:
    """Numbers that SQL cannot vouch for; Python reads those by its rules."""
    groups = {item.code: item.group for item in context.codes["scheme"].items}
    long_ = listed([code for code, group in groups.items() if group == "22位"])
    short = listed([code for code, group in groups.items() if group == "16位"])
    issued = "substr(CAST(h.issued AS VARCHAR), 3, 2)"
    digit = (
        "CASE substr(y.level, 1, 2) WHEN '一级' THEN '1' WHEN '二级' THEN '2' WHEN '三级' THEN '3'"
        " WHEN '四级' THEN '4' WHEN '五级' THEN '5' ELSE substr(h.number, {}, 1) END"
    )
    letters, digits = "[0-9A-Z]", "[0-9]"
    renshe = matches(
        context, "h.number", ["[A-Z]", *[letters] * 4, *[digits] * 2, *[letters] * 6, *[digits] * 9]
    )
    old = matches(context, "h.number", [digits] * 16)
    return f"""NOT CASE
        WHEN y.scheme IN ({long_}) THEN {renshe}
            AND substr(h.number, 14, 2) = coalesce({issued}, substr(h.number, 14, 2))
            AND substr(h.number, 16, 1) = {digit.format(16)}
        WHEN y.scheme IN ({short}) THEN {old}
            AND substr(h.number, 1, 2) = coalesce({issued}, substr(h.number, 1, 2))
            AND substr(h.number, 11, 1) = {digit.format(11)}
        ELSE length(h.number) <= 40 AND {made_of(context, "h.number", "A-Za-z0-9-")} END"""


def _wrong_number(words: Words, context: Context) -> str | None:
    scheme = context.codes["scheme"].get(str(words["scheme"])) if words["scheme"] else None
    issued = date.fromisoformat(str(words["issued"])) if words["issued"] else None
    found = certificate_number(str(words["number"]), scheme, str(words["level"] or ""), issued)
    return None if found.ok else found.sentence


def _issued_later(context: Context) -> str:
    return f"h.issued > {day(context.today)} AND coalesce(h.status, '有效') = '有效'"


def _nobody(context: Context) -> str:
    return f"b.held_on < {day(context.today)} AND k.listed IS NULL"


def _not_over(context: Context) -> str:
    return f"b.status = '结束' AND b.held_on > {day(context.today)}"


def _too_early(context: Context) -> str:
    return f"b.held_on > {day(context.today)} AND (k.result IS NOT NULL OR k.theory IS NOT NULL)"


_CERTIFICATE = {
    "number": "h.number", "issued": "h.issued", "level": "y.level", "scheme": "y.scheme",
}  # fmt: skip

EXAMS: tuple[Check, ...] = (
    Rule(
        "证书停办后考核", "warning", on.BATCH, "考核日期",
        "“{scheme}”在教育系统已经停办，{held} 的考核在停办以后，请核对日期，或说明考生是停办前报名的。",
        SCHEME_END, _ended, {"scheme": "y.scheme", "held": "b.held_on"},
    ),
    Rule(
        "批次没有考生", "warning", on.BATCH, "批次号",
        "考核日期 {held} 已过，批次里一个考生也没有，请补录名单。",
        "通行做法", _nobody, {"held": "b.held_on"},
    ),
    Rule(
        "批次未考先结束", "error", on.BATCH, "状态", "考核日期是 {held}，状态却已经是“结束”，请核对。",
        "通行做法",
        _not_over, {"held": "b.held_on", "status": "b.status"},
    ),
    Rule(
        "批次资料不全", "warning", on.BATCH, "证书目录",
        "批次没有证书目录或考核日期，统计不到任何期间，请补上。",
        "台账口径：必填", "b.certificate_type IS NULL OR b.held_on IS NULL",
        {"held": "b.held_on", "type": "b.certificate_type"},
    ),
    Rule(
        "考核不在证书有效期", "warning", on.BATCH, "考核日期",
        "考核日期 {held} 不在证书目录的起止日期（{start} 至 {end}）内，请核对。", "台账口径：证书目录",
        _out_of_time,
        {"held": "b.held_on", "start": "y.start", "end": 'y."end"'},
    ),
    Rule(
        "证书目录日期颠倒", "error", on.TYPE, "终止日期", "终止日期 {end} 早于起始日期 {start}，请核对。",
        "台账口径：证书目录", 'y."end" < y.start', {"start": "y.start", "end": 'y."end"'},
    ),
    Rule(
        "缺考却有成绩", "error", on.CANDIDATE, "结果",
        "批次 {batch} 登记为缺考，却有成绩（理论 {theory:tenths}，实操 {practice:tenths}），请核对。",
        "通行做法",
        "(k.result = '缺考' OR (k.sat IS NOT NULL AND NOT k.sat AND k.result IS NULL))"
        " AND (k.theory > 0 OR k.practice > 0)",
        {**_NAMED, "theory": "k.theory", "practice": "k.practice", "result": "k.result"},
    ),
    Rule(
        "实考与结果矛盾", "error", on.CANDIDATE, "实考",
        "批次 {batch} 的“实考”与结果“{result}”矛盾，请核对。", "通行做法：通过率 = 通过 ÷ 实考",
        "(k.sat AND k.result = '缺考') OR (NOT k.sat AND k.result IN ('通过', '未通过'))",
        {**_NAMED, "result": "k.result", "sat": "k.sat"},
    ),
    Rule(
        "不及格却通过", "error", on.CANDIDATE, "结果",
        "批次 {batch} 的结果是通过，成绩却不及格（理论 {theory:tenths}，实操 {practice:tenths}），请核对。",
        "学校设置：及格线", _passed_below,
        {**_NAMED, "theory": "k.theory", "practice": "k.practice", "result": "k.result"},
    ),
    Rule(
        "及格却未通过", "warning", on.CANDIDATE, "结果",
        "批次 {batch} 两项都及格（理论 {theory:tenths}，实操 {practice:tenths}），结果却是未通过，请核对。",
        "学校设置：及格线", _failed_above,
        {**_NAMED, "theory": "k.theory", "practice": "k.practice", "result": "k.result"},
    ),
    Rule(
        "考核成绩超过满分", "error", on.CANDIDATE, "理论成绩",
        "批次 {batch} 的成绩（理论 {theory:tenths}，实操 {practice:tenths}，总分 {total:tenths}）"
        "超过 100 或小于 0，请核对。", "通行做法",
        "k.theory > 1000 OR k.practice > 1000 OR k.theory < 0 OR k.practice < 0 OR k.total > 2000",
        {**_NAMED, "theory": "k.theory", "practice": "k.practice", "total": "k.total"},
    ),
    Rule(
        "考核结果未录", "warning", on.CANDIDATE, "结果",
        "批次 {batch} 在 {held} 已经考完，还没有结果，请补录。",
        "通行做法", _no_result, _NAMED,
    ),
    Rule(
        "未考先有成绩", "error", on.CANDIDATE, "结果",
        "批次 {batch} 在 {held} 才考，已经有成绩或结果，请核对。",
        "通行做法", _too_early, {**_NAMED, "result": "k.result", "theory": "k.theory"},
    ),
    Rule(
        "毕业年级与学籍不符", "warning", on.STANDING, "毕业年级",
        "批次 {batch} 里登记为{said:graduating}，学籍在 {year} 学年是{held_as:graduating}，请核对。",
        "通行做法：毕业年级 / 其他在校生 / 社会人员",
        "k.graduating IS NOT NULL AND w.graduating <> k.graduating",
        {**_NAMED, "said": "k.graduating", "year": _YEAR, "held_as": "w.graduating"}, given=_OF_SCHOOL,
    ),
    Rule(
        "考生来源与学籍不符", "warning", on.STANDING, "考生来源",
        "批次 {batch} 里来源是“{said}”，{year} 学年却没有这个人的学籍，请核对。",
        "通行做法：毕业年级 / 其他在校生 / 社会人员",
        f"{_IN_SCHOOL} AND b.held_on IS NOT NULL AND w.id IS NULL",
        {**_NAMED, "said": "k.source", "year": _YEAR}, given=_OF_SCHOOL,
    ),
    Rule(
        "考生来源与毕业年级矛盾", "warning", on.CANDIDATE, "考生来源",
        "批次 {batch} 里来源是“{said}”，“毕业年级”一栏却相反，请核对。", "通行做法",
        "(k.source = '毕业年级' AND NOT k.graduating) OR (k.source = '其他在校生' AND k.graduating)",
        {**_NAMED, "said": "k.source", "graduating": "k.graduating"},
    ),
    Rule(
        "先考核后培训", "warning", on.CANDIDATE, "培训班次",
        "{held} 考核，考前培训班“{title}”却在 {start} 才开班，请核对。", "通行做法：培训 → 考核",
        "b.held_on < c.start", {**_NAMED, "title": "c.title", "start": "c.start"},
    ),
    Same(
        "准考证号重复", "error", on.CANDIDATE, "准考证号",
        "准考证号 {ticket} 在同一批次里有两名考生，请核对。",
        "台账口径：考生", "CAST(k.batch AS VARCHAR) || '|' || k.ticket", ("batch", "ticket"),
        narrow="batch",
        words={"ticket": "k.ticket"}, parts=("k.batch", "k.ticket"),
    ),
    Rule(
        "证书编号有误", "error", on.CERTIFICATE, "证书编号", "{confirmed}", NUMBERS, _suspicious,
        _CERTIFICATE, _wrong_number, given="h.number IS NOT NULL",
    ),
    Same(
        "证书编号重复", "error", on.CERTIFICATE, "证书编号",
        "证书编号 {number} 登记了不止一次（证书目录不同），请核对。", "通行做法：一证一号", "h.number",
        ("number",), words={"number": "h.number", "level": "y.level"},
    ),
    Rule(
        "未通过却有证书", "error", on.CERTIFICATE, "考生",
        "证书 {number} 所依据的考核结果是“{result}”，不是通过，请核对。", "通行做法：考核 → 发证",
        "k.id IS NOT NULL AND coalesce(k.result, '') <> '通过' AND coalesce(h.status, '') <> '注销'",
        {"number": "h.number", "result": "coalesce(k.result, '未录')"},
    ),
    Rule(
        "发证早于考核", "error", on.CERTIFICATE, "发证日期",
        "证书 {number} 的发证日期 {issued} 早于考核日期 {held}，请核对。", "通行做法：考核 → 发证",
        "h.issued < b.held_on", {"number": "h.number", "issued": "h.issued", "held": "b.held_on"},
    ),
    Rule(
        "发证日期在以后", "error", on.CERTIFICATE, "发证日期",
        "证书 {number} 的发证日期 {issued} 还没有到，状态却是有效，请核对。", "通行做法", _issued_later,
        {"number": "h.number", "issued": "h.issued"},
    ),
    Rule(
        "证书与考生不是一人", "error", on.CERTIFICATE, "学员",
        "证书 {number} 的持证人与所依据的考生不是同一人，请核对。", "台账口径：证书",
        "h.student <> k.student", {"number": "h.number", "holder": "h.student", "sitter": "k.student"},
    ),
    Rule(
        "证书与学员名册不是一人", "error", on.CERTIFICATE, "学员",
        "证书 {number} 的持证人与所依据的名册行不是同一人，请核对。", "台账口径：证书",
        "h.student <> e.student", {"number": "h.number", "holder": "h.student", "listed": "e.student"},
    ),
    Rule(
        "证书与批次不是一种", "error", on.CERTIFICATE, "证书目录",
        "证书 {number} 的证书目录与考核批次 {batch} 的不同，请核对。", "台账口径：证书",
        "h.certificate_type <> b.certificate_type",
        {"number": "h.number", "batch": "b.number", "type": "h.certificate_type", "of": "b.certificate_type"},
    ),
    Rule(
        "证书资料不全", "warning", on.CERTIFICATE, "发证日期", "证书 {number} 没有持证人或发证日期，请补上。",
        "台账口径：必填", "h.student IS NULL OR h.issued IS NULL",
        {"number": "coalesce(h.number, '')", "issued": "h.issued"},
    ),
)  # fmt: skip
