"""Formulas with what they are worth, judged by hand in the usual run and by LibreOffice in the long one.

The table: a list of people and scores, days, a graded scale, as forms of schools have them.
"""

# ruff: noqa: E501 - one line a few cases

from __future__ import annotations

from typing import Final

from tests.workbook.making import number, row, text

#        A 姓名  B 性别  C 分数  D 日期(serial)  E 等级下限  F 等级   G 备注
PEOPLE: Final = [
    ("张三", "男", 58.0, 45292.0, 0.0, "不合格", "甲-01"),
    ("李四", "女", 92.5, 45350.0, 60.0, "合格", ""),
    ("王五", "男", 75.0, 44986.0, 80.0, "良好", "乙-002"),
    ("赵六", "女", None, 45657.0, 90.0, "优秀", "丙"),
    ("张七", "男", 92.5, 45299.0, None, None, "x Y z"),
]  # rows 1 to 5; blank cells are not written


def rows() -> list[str]:
    """The rows of the table as XML."""
    made = []
    for at, person in enumerate(PEOPLE, 1):
        cells = [
            text(f"{letter}{at}", value) if isinstance(value, str) else number(f"{letter}{at}", value)
            for letter, value in zip("ABCDEFG", person, strict=True)
            if value is not None and value != ""
        ]
        made.append(row(at, *cells))
    return made


CASES: Final[dict[str, object]] = {
    # looking up
    'VLOOKUP("李四",A1:C5,3,FALSE)': 92.5, 'VLOOKUP("李*",A1:C5,2,0)': "女", "VLOOKUP(75,E1:F4,2)": "合格",
    "VLOOKUP(95,E1:F4,2,TRUE)": "优秀", 'VLOOKUP("赵六",A:C,3,0)': 0.0, 'IFERROR(VLOOKUP("钱八",A1:C5,3,0),"无")': "无",
    'HLOOKUP("女",A2:C3,2,0)': "男", 'MATCH("王五",A1:A5,0)': 3.0, "MATCH(85,E1:E4,1)": 3.0, "MATCH(60,E1:E4)": 2.0,
    'INDEX(C1:C5,MATCH("张七",A1:A5,0))': 92.5, "INDEX(A1:G5,2,2)": "女", "INDEX(A1:C1,2)": "男",
    "SUM(INDEX(A1:C5,0,3))": 318.0, "LOOKUP(61,E1:E4,F1:F4)": "合格", 'LOOKUP(82,{0,60,80,90},{"差","中","良","优"})': "良",
    'LOOKUP(1,0/(A1:A5="王五"),C1:C5)': 75.0, 'CHOOSE(2,"甲","乙","丙")': "乙", "CHOOSE(1,C1,C2)": 58.0,
    'IFS(C1>=60,"过",TRUE,"未过")': "未过", 'SWITCH(B1,"男",1,"女",2,0)': 1.0, 'SWITCH("无","男",1,"女",2,9)': 9.0,
    'MATCH("张?",A1:A5,0)': 1.0, 'IFNA(MATCH("没有",A1:A5,0),-1)': -1.0,
    # conditions
    'COUNTIF(B1:B5,"<>男")': 2.0, 'COUNTIF(A1:A5,"<>张*")': 3.0, 'COUNTIFS(B1:B5,"男",C1:C5,">=60")': 2.0,
    'SUMIFS(C1:C5,B1:B5,"男",A1:A5,"张*")': 150.5, 'AVERAGEIFS(C1:C5,B1:B5,"男")': 225.5 / 3,
    'AVERAGEIF(B1:B5,"女",C1:C5)': 92.5, 'COUNTIF(G1:G5,"")': 1.0, 'COUNTIF(C1:C5,">"&AVERAGE(C1:C5))': 2.0,
    'SUMIF(B1:B5,"<>男",C1:C5)': 92.5, "COUNTBLANK(C1:C5)": 1.0,
    # arrays
    'SUMPRODUCT((B1:B5="男")*(C1:C5>=60))': 2.0, 'SUMPRODUCT((B1:B5="男")*1,C1:C5)': 225.5,
    'SUMPRODUCT(--(LEFT(A1:A5,1)="张"))': 2.0, "SUMPRODUCT(1/COUNTIF(B1:B5,B1:B5))": 2.0,
    'SUMPRODUCT((A1:A5<>"")/COUNTIF(B1:B5,B1:B5&""))': 2.0, "SUMPRODUCT((MOD(ROW(C1:C5),2)=1)*C1:C5)": 225.5,
    "SUM({1,2;3,4})": 10.0, "SUMPRODUCT({1,2,3}*{1;10})": 66.0, 'SUMPRODUCT((YEAR(D1:D5)=2024)*(B1:B5="男"))': 2.0,
    'SUMPRODUCT((B1:B5="女")*(C1:C5))': 92.5, "SUMPRODUCT(C1:C5*E1:E5)": 92.5 * 60 + 75 * 80,
    # order
    "RANK(C3,C1:C5)": 3.0, "RANK(C1,C1:C5,1)": 1.0, "RANK(C5,C$1:C$5,0)": 1.0, "LARGE(C1:C5,2)": 92.5, "SMALL(C1:C5,2)": 75.0,
    "MEDIAN(C1:C5)": 83.75, "PRODUCT(C1,2)": 116.0, "LARGE(C1:C5,1)-SMALL(C1:C5,1)": 34.5,
    # days
    "DATE(2024,2,30)": 45352.0, "DATE(2023,14,1)": 45323.0, "YEAR(D1)": 2024.0, "MONTH(D3)": 3.0, "DAY(D4)": 31.0,
    "EDATE(D2,12)": 45716.0, "EDATE(45322,1)": 45351.0, "EOMONTH(D2,0)": 45351.0, "EOMONTH(D1,-1)": 45291.0,
    'DATEDIF(D3,D1,"Y")': 0.0, 'DATEDIF(D3,D1,"M")': 10.0, 'DATEDIF(D3,D1,"D")': 306.0, 'DATEDIF(D3,D4,"YM")': 9.0,
    "WEEKDAY(D1)": 2.0, "WEEKDAY(D1,2)": 1.0, "WEEKDAY(D1,3)": 0.0, "NETWORKDAYS(D1,D5)": 6.0, "NETWORKDAYS(D1,D5,D1:D2)": 5.0,
    "DAYS(D2,D1)": 58.0, "D2-D1+1": 59.0, "DATE(YEAR(D2),MONTH(D2)+1,0)": 45351.0,
    # texts
    'TEXT(D1,"yyyy年m月d日")': "2024年1月1日", 'TEXT(D1,"yyyy-mm-dd")': "2024-01-01", 'TEXT(D3,"yyyy.mm")': "2023.03",
    'TEXT(D1,"yyyymmdd")': "20240101", 'TEXT(1234.567,"0.00")': "1234.57", 'TEXT(1234567.5,"#,##0.00")': "1,234,567.50",
    'TEXT(0.1256,"0.0%")': "12.6%", 'TEXT(7,"000")': "007", 'TEXT(-3.5,"0")': "-4", 'TEXT("文","@")': "文", 'TEXT(0.5,"0%")': "50%",
    'TEXTJOIN("、",TRUE,A1:A5)': "张三、李四、王五、赵六、张七", 'TEXTJOIN("-",FALSE,A1,G2,B1)': "张三--男", "CONCAT(A1:B2)": "张三男李四女",
    'FIND("-",G1)': 2.0, 'MID(G3,FIND("-",G3)+1,9)': "002", 'SUBSTITUTE(G1,"-","")': "甲01", 'SUBSTITUTE("一一一","一","二",2)': "一二一",
    'REPLACE("13812345678",4,4,"****")': "138****5678", 'REPT("★",3)': "★★★", "UPPER(G5)": "X Y Z", "LOWER(G5)": "x y z",
    'SEARCH("y",G5)': 3.0, 'LEN(SUBSTITUTE(G5," ",""))': 3.0, 'LEFT(A1,1)&"某"': "张某", 'TRIM("  甲  乙 ")': "甲 乙", 'VALUE("12.5")*2': 25.0,
    'EXACT("a","A")': False, 'ISNUMBER(FIND("乙",G3))': True, 'ISERROR(FIND("丁",G3))': True, 'IF(ISNA(MATCH("丁",A1:A5,0)),"无","有")': "无",
    # numbers
    "ROUND(AVERAGE(C1:C5),1)": 79.5, "ROUNDUP(7.01,0)": 8.0, "ROUNDDOWN(7.99,0)": 7.0, "MOD(10,3)": 1.0, "SIGN(-2)": -1.0, "POWER(2,10)": 1024.0,
    "SUBTOTAL(9,C1:C5)": 318.0, "SUBTOTAL(3,A1:A5)": 5.0, "SUBTOTAL(101,C1:C5)": 79.5, "COLUMNS(A1:C1)": 3.0, "INT(-2.5)": -3.0,
    'IF(COUNT(C1:C5)=0,"",SUM(C1:C5)/COUNT(C1:C5))': 79.5,
}  # fmt: skip

# in a cell of its own as an array formula
ARRAYS: Final[dict[str, object]] = {
    'SUM((B1:B5="男")*(C1:C5>=60))': 2.0, 'SUM(IF(B1:B5="男",C1:C5,0))': 225.5, 'MAX(IF(B1:B5="男",C1:C5))': 92.5,
    "SUM(1/COUNTIF(B1:B5,B1:B5))": 2.0, 'AVERAGE(IF(B1:B5="男",C1:C5))': 225.5 / 3, "SUM(LEN(A1:A5))": 10.0,
    'INDEX(A1:A5,MATCH("女"&92.5,B1:B5&C1:C5,0))': "李四", "SUM(LARGE(C1:C5,{1,2}))": None,
}  # fmt: skip

# LibreOffice 7.4, Debian's, has no XLOOKUP
NEWER: Final[dict[str, object]] = {
    'XLOOKUP("王五",A1:A5,C1:C5)': 75.0, 'XLOOKUP("钱八",A1:A5,C1:C5,"无")': "无",
}  # fmt: skip

ERRORS: Final[dict[str, str]] = {
    'VLOOKUP("钱八",A1:C5,3,0)': "#N/A", "VLOOKUP(-1,E1:F4,2)": "#N/A", 'MATCH("x",A1:A5,0)': "#N/A",
    'FIND("丁",G3)': "#VALUE!",
    "CHOOSE(4,1,2)": "#VALUE!", 'AVERAGEIFS(C1:C5,B1:B5,"无")': "#DIV/0!", "SUMPRODUCT(C1:C5,C1:C4)": "#VALUE!",
    "SUMPRODUCT(1/COUNTIF(A1:A5,B1:B5))": "#DIV/0!", 'VALUE("文")': "#VALUE!", "MOD(1,0)": "#DIV/0!", 'REPT("一",-1)': "#VALUE!",
}  # fmt: skip

UNKNOWN: Final = [
    "TODAY()", "NOW()", "RAND()", 'TEXT(D1,"aaaa")', 'TEXT(5,"[红色]0")', "C1:C5*2", 'VLOOKUP("李",A1:C5,3)', "OFFSET(A1,1,0)", 'DATEDIF(D3,D1,"MD")',
    "YEAR(1)", 'MATCH(5,{9,3,7})', 'COUNTIF(A1:A5,">李")', 'SEARCH("?",A1)', "VLOOKUP(C4,A1:C5,2,0)", "{1,2}+1", 'DATEDIF(D1,D3,"D")', "INDEX(A1:A5,9)", "LARGE(C1:C5,9)", "RANK(1,C1:C5)", 'VLOOKUP("李四",A1:B5,3,0)', 'COUNTIF(G1:G5,"=")', "DATE(24,1,1)",
    "XLOOKUP(70,E1:E4,F1:F4,0,-1)", 'UPPER("ß")',
]  # fmt: skip
