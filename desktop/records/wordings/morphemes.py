"""Parts of words that stand for one another wherever a pattern of the wordings names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MORPHEMES: Final[Mapping[str, str]] = {
    "日期": "日期|时间|年月日|年月",
    "人数": "人数|数|总人数|总数|人员数|学员数|学员人数|数量",
    "金额": "金额|经费|资金|费用|款|款项|款额|数额|费",
    "号": "号|号码|编号|证号|代码",
    "单位": "单位|机构|部门|组织|主体",
    "名称": "名称|名|全称|",
    "学时": "学时|课时|学时数|课时数|学时总数|课时总数",
    "情况": "情况|状况|状态|信息|",
}
