"""Search: names by any characters, numbers by head or tail, pinyin in full or by initials; both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from desktop.records.enterprise import Enterprise
from desktop.records.people import Person
from desktop.store import search
from desktop.store.act import act
from desktop.store.ledger import Ledger
from desktop.store.undo import undo
from desktop.store.verify import verify

PEOPLE = [
    {"name": "王浩宇", "document_number": "220202199003070018", "phone": "13812345678"},
    {"name": "王芳", "document_number": "22020219851231002X", "phone": "15900001111"},
    {"name": "单雄信", "former_name": "单通"},
    {"name": "𬱖𬱖䶮", "phone": "13812340000"},
    {"name": "阿依古丽·买买提"},
    {"name": "吕布"},
    {"name": "Anna Ivanova"},
    {"name": "任我行"},
]


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    with act(ledger, "新增") as s:
        s.insert(Person, PEOPLE)
        s.insert(
            Enterprise,
            [{"name": "吉林化纤集团有限责任公司", "credit_code": "91220201244076579B"}, {"name": "长春银行"}],
        )
    return ledger


def found(ledger: Ledger, text: str) -> list[str | None]:
    hits = search.search_clause(ledger, ("person", "enterprise"), text)
    with ledger.reading() as connection:
        names = select(Person.name).where(Person.id.in_(hits)).order_by(Person.id)
        firms = select(Enterprise.name).where(Enterprise.id.in_(hits)).order_by(Enterprise.id)
        return [*connection.execute(names).scalars(), *connection.execute(firms).scalars()]


CASES: list[tuple[str, list[str]]] = [
    ("王芳", ["王芳"]),
    ("浩宇", ["王浩宇"]),
    ("王", ["王浩宇", "王芳"]),
    ("王宇", []),  # not next to each other
    ("0018", ["王浩宇"]),
    ("002x", ["王芳"]),
    ("００２Ｘ", ["王芳"]),
    ("220202", ["王浩宇", "王芳"]),
    ("19900307", ["王浩宇"]),
    ("1381234", ["王浩宇", "𬱖𬱖䶮"]),
    ("5678", ["王浩宇"]),
    ("why", ["王浩宇"]),
    ("wanghao", ["王浩宇"]),
    ("WangFang", ["王芳"]),
    ("haoyu", ["王浩宇"]),
    ("hy", ["王浩宇"]),
    ("shanxiongxin", ["单雄信"]),
    ("danxiong", ["单雄信"]),
    ("sxx", ["单雄信"]),
    ("单通", ["单雄信"]),
    ("𬱖", ["𬱖𬱖䶮"]),
    ("𬱖䶮", ["𬱖𬱖䶮"]),
    ("䶮", ["𬱖𬱖䶮"]),
    ("古丽·买", ["阿依古丽·买买提"]),
    ("lvbu", ["吕布"]),
    ("lyubu", ["吕布"]),
    ("ivan", ["Anna Ivanova"]),
    ("anna iva", ["Anna Ivanova"]),
    ("王 1381", ["王浩宇"]),
    ("化纤集团", ["吉林化纤集团有限责任公司"]),
    ("jlhx", ["吉林化纤集团有限责任公司"]),
    ("hxjt", ["吉林化纤集团有限责任公司"]),
    ("9122", ["吉林化纤集团有限责任公司"]),
    ("579b", ["吉林化纤集团有限责任公司"]),
    ("yinhang", []),  # pinyin is sought from the first or the second character
    ("ccyh", ["长春银行"]),
    ("changchunyinhang", ["长春银行"]),
    ("张三", []),
    ("信王", []),  # no phrase runs from one field into the next
    ("%", []),
    ('"', []),
    ("_", []),
    ("", []),
]


def test_found(filled: Ledger) -> None:
    assert {text: found(filled, text) for text, _ in CASES} == dict(CASES)


def test_the_index_follows_changes_and_undo(filled: Ledger) -> None:
    with filled.reading() as connection:
        row_id = connection.execute(select(Person.id).where(Person.name == "王芳")).scalar_one()
    with act(filled, "改名") as s:
        s.update(Person, {row_id: {"name": "欧阳芳菲"}})
    assert found(filled, "王芳") == []
    assert found(filled, "oyff") == ["欧阳芳菲"]
    assert found(filled, "002x") == ["欧阳芳菲"]
    undo(filled)
    assert found(filled, "王芳") == ["王芳"]
    with act(filled, "删除") as s:
        s.delete(Person, [row_id])
    assert found(filled, "wf") == []
    assert verify(filled) == []


def test_a_record_without_searchable_fields_finds_nothing(filled: Ledger) -> None:
    with filled.reading() as connection:
        assert connection.execute(search.search_clause(filled, ("headcount",), "王")).all() == []


def test_a_stale_index_is_found_and_made_anew(filled: Ledger) -> None:
    with filled.locked() as connection:
        connection.execute(search.SEARCH.delete())
    assert [finding.check for finding in verify(filled)] == ["检索"]
    with filled.locked() as connection:
        search.rebuild(filled, connection)
    assert verify(filled) == []
