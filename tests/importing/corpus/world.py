"""The imagined school behind the corpus: people with valid numbers, enterprises, classes, batches, a base ledger."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲芬燕彬凤琴鹏凯浩宇欣怡佳雪梅晨雨志建国文博思涵梓远山海波春晓江淑珍兰娥福德永立长少才振新东宝"
DIVISIONS = (
    "220202",
    "220203",
    "220204",
    "220211",
    "220221",
    "220281",
    "220282",
    "220283",
    "220284",
    "220104",
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

DEPARTMENTS = (
    "机电工程系",
    "信息技术系",
    "汽车工程系",
    "财经商贸系",
    "学前教育系",
    "旅游服务系",
    "公共基础部",
)
MAJORS = (
    ("机电技术应用", "660301"),
    ("数控技术应用", "660103"),
    ("汽车运用与维修", "700206"),
    ("计算机应用", "710201"),
    ("会计事务", "730301"),
    ("电子商务", "730701"),
    ("幼儿保育", "770101"),
    ("高星级饭店运营与管理", "740104"),
)
TITLES = ("助理讲师", "讲师", "高级讲师", "正高级讲师", "一级实习指导教师", "二级实习指导教师")
CERTIFICATES = (
    ("X证书", "工业机器人操作与运维", "中级", "北京新奥时代科技有限责任公司"),
    ("X证书", "Web前端开发", "初级", "工业和信息化部教育与考试中心"),
    ("X证书", "汽车运用与维修", "中级", "北京中车行高新技术有限公司"),
    ("X证书", "老年照护", "初级", "北京中福长者文化科技有限公司"),
    ("职业技能等级证书", "电工", "四级/中级工", "吉林省技能评价中心"),
    ("职业技能等级证书", "养老护理员", "五级/初级工", "吉林省技能评价中心"),
    ("职业技能等级证书", "保育师", "四级/中级工", "吉林省技能评价中心"),
    ("职业技能等级证书", "焊工", "三级/高级工", "吉林省技能评价中心"),
)
CLASSES = (
    ("2024年低压电工培训班（一期）", date(2024, 3, 11), date(2024, 3, 29)),
    ("2024年低压电工培训班（二期）", date(2024, 5, 13), date(2024, 5, 31)),
    ("养老护理员初级培训班", date(2024, 4, 8), date(2024, 4, 26)),
    ("育婴员培训班", date(2024, 6, 3), date(2024, 6, 21)),
    ("中式烹调师培训班", date(2024, 9, 2), date(2024, 9, 20)),
    ("焊工中级培训班", date(2025, 3, 3), date(2025, 3, 28)),
    ("电商直播培训班", date(2025, 4, 14), date(2025, 4, 25)),
    ("高素质农民培育班", date(2025, 7, 7), date(2025, 7, 18)),
    ("保育师培训班", date(2025, 9, 8), date(2025, 9, 26)),
    ("退役军人技能提升班", date(2025, 10, 13), date(2025, 10, 31)),
    ("叉车司机培训班", date(2025, 11, 3), date(2025, 11, 14)),
    ("数控车工提升班", date(2025, 11, 17), date(2025, 11, 28)),
)
BATCHES = (
    ("2024-ROB-01", 0, date(2024, 6, 15)),
    ("2024-WEB-01", 1, date(2024, 6, 22)),
    ("2024-CAR-01", 2, date(2024, 11, 16)),
    ("2025-ELD-01", 3, date(2025, 5, 17)),
    ("2025-DG-01", 4, date(2025, 6, 14)),
    ("2025-YL-01", 5, date(2025, 6, 21)),
)
ENTERPRISES = (
    "松江汽车零部件制造有限公司",
    "北岸机电设备有限公司",
    "长白山云数据科技有限公司",
    "江城阳光养老服务有限公司",
    "丰满食品加工有限责任公司",
    "龙潭化工装备有限公司",
    "船营物流有限公司",
    "昌邑电子商务产业园管理有限公司",
    "雾凇大酒店有限公司",
    "永吉农业科技发展有限公司",
    "蛟河木业集团有限公司",
    "桦甸矿山机械有限公司",
    "舒兰米业股份有限公司",
    "磐石建材有限公司",
    "松北幼教集团有限公司",
    "江畔会计师事务所（普通合伙）",
)
# Short as clerks write them, and only one enterprise can be meant.
SHORT_ENTERPRISES = {
    "松江汽车零部件制造有限公司": "松江汽车零部件",
    "北岸机电设备有限公司": "北岸机电",
    "长白山云数据科技有限公司": "长白山云数据",
    "江城阳光养老服务有限公司": "江城阳光养老",
    "丰满食品加工有限责任公司": "丰满食品加工",
    "雾凇大酒店有限公司": "雾凇大酒店",
    "舒兰米业股份有限公司": "舒兰米业",
    "磐石建材有限公司": "磐石建材公司",
}
SHORT_MAJORS = {"机电技术应用": "机电技术", "数控技术应用": "数控技术", "高星级饭店运营与管理": "高星级饭店"}
STRANGERS = ("通化新兴机械厂", "四平铁东汽修中心", "白城鹤鸣饭店", "辽源恒大纺织有限公司", "延边山珍食品厂")


def check_digit(first: str) -> str:
    """GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def credit_code(rng: random.Random) -> str:
    """GB 32100, valid."""
    first = "91" + rng.choice(DIVISIONS) + "".join(rng.choice(CREDIT) for _ in range(9))
    total = sum(CREDIT.index(sign) * weight for sign, weight in zip(first, CREDIT_WEIGHTS, strict=True))
    return first + CREDIT[(31 - total % 31) % 31]


@dataclass(frozen=True)
class Person:
    """One human being."""

    name: str
    number: str
    phone: str

    @property
    def sex(self) -> str:
        return "男" if int(self.number[16]) % 2 else "女"

    @property
    def birth(self) -> date:
        digits = self.number[6:14]
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


@dataclass
class World:
    """Everybody and everything, without a name twice."""

    rng: random.Random
    names: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    teachers: list[tuple[str, Person, str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    rosters: dict[str, list[Person]] = field(default_factory=dict)
    lessons: list[tuple[str, date, str, int]] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)  # faults made so far, so that none is forgotten

    def __post_init__(self) -> None:
        for place in range(60):
            whose = DEPARTMENTS[-1] if place % 7 == 6 else DEPARTMENTS[place % 6]
            self.teachers.append((f"{2001 + place // 6}{place + 1:03d}", self.person(1966, 1996), whose))
        self.codes = [credit_code(self.rng) for _ in ENTERPRISES]
        for title, start, _ in CLASSES[:4]:
            self.rosters[title] = [self.person(1975, 2004) for _ in range(30)]
            for day in range(10):
                for period in ("上午", "下午"):
                    teacher = (day * 2 + (period == "下午")) % 60
                    self.lessons.append((title, start + timedelta(days=day), period, teacher))

    def person(self, first: int, last: int) -> Person:
        """Somebody new, born in these years; nobody has the name or the number of another."""
        rng = self.rng
        while True:
            name = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))
            born = date(rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28))
            body = rng.choice(DIVISIONS) + born.strftime("%Y%m%d") + f"{rng.randint(1, 899):03d}"
            number = body + check_digit(body)
            if name not in self.names and number not in self.numbers and not number.endswith("000"):
                break
        self.names.add(name)
        self.numbers.add(number)
        phone = (
            rng.choice(("138", "139", "150", "158", "177", "186", "136")) + f"{rng.randint(10**7, 10**8 - 1)}"
        )
        return Person(name, number, phone)

    def base(self) -> list[tuple[str, str, list[list[Any]]]]:
        """(file, record, rows) of the ledger that every workbook is imported into."""
        students = [
            [title, start, person.name, "居民身份证", person.number, person.sex, person.phone]
            for title, start, _ in CLASSES[:4]
            for person in self.rosters[title]
        ]
        starts = {title: start for title, start, _ in CLASSES}
        lessons = [
            [title, starts[title], day, period, self.teachers[at][1].name, self.teachers[at][0], 4]
            for title, day, period, at in self.lessons
        ]
        return [
            ("1系部", "系部", [["名称"], *([name] for name in DEPARTMENTS)]),
            ("2专业", "专业", [["专业名称", "专业代码"], *map(list, MAJORS)]),
            ("3教师", "教师", [
                ["工号", "姓名", "证件类型", "证件号码", "性别", "教师类别", "职称", "系部", "入职日期"],
                *(
                    [number, each.name, "居民身份证", each.number, each.sex,
                     "公共基础课" if whose == DEPARTMENTS[-1] else "专业课", TITLES[at % 6], whose,
                     date(1996 + at % 24, 9, 1)]
                    for at, (number, each, whose) in enumerate(self.teachers)
                ),
            ]),
            ("4企业", "企业", [["统一社会信用代码", "企业名称"], *map(list, zip(self.codes, ENTERPRISES, strict=True))]),
            ("5证书目录", "证书目录", [["方案", "证书名称", "等级", "评价组织"], *map(list, CERTIFICATES)]),
            ("6培训班次", "培训班次", [
                ["班次编号", "项目名称", "面向", "培训类型", "培训对象", "性质", "开班日期", "结业日期", "学时"],
                *(
                    [f"PX{at:03d}", title, "社会", "职业技能等级培训", "社区居民", "补贴性", start, end, 80]
                    for at, (title, start, end) in enumerate(CLASSES, start=1)
                ),
            ]),
            ("7考核批次", "考核批次", [
                ["批次号", "方案", "证书名称", "等级", "评价组织", "考核日期"],
                *([number, *CERTIFICATES[at], day] for number, at, day in BATCHES),
            ]),
            ("8学员名册", "学员名册", [
                ["项目名称", "开班日期", "姓名", "证件类型", "证件号码", "性别", "联系电话"], *students,
            ]),
            ("9授课记录", "授课记录", [
                ["项目名称", "开班日期", "日期", "时段", "教师姓名", "工号", "学时"], *lessons,
            ]),
        ]  # fmt: skip
