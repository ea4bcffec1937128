"""Chinese and Latin letters do not touch where a value is put into a sentence."""

from datetime import date

import pytest

from ui import words

CHINESE = words.of("zh_CN")


@pytest.mark.parametrize(
    ("key", "values", "said"),
    [
        ("pipelines.contract", {"unit": "Lazada"}, "Lazada 的数据"),
        ("pipelines.contract", {"unit": "淘宝"}, "淘宝的数据"),
        ("map.week", {"week": 3}, "第 3 周"),
        (
            "why.shares.changed",
            {"now": "R5 风气", "before": "R1 飞轮", "when": "自第 3 季起"},
            "自第 3 季起 R5 风气最强；此前是 R1 飞轮",
        ),
    ],
)
def test_a_value_keeps_its_distance_from_chinese(key, values, said):
    assert CHINESE(key, **values) == said


def test_a_date_stays_one_word_and_a_name_stays_a_name():
    assert CHINESE.period(date(2026, 1, 1), 4) == "2027年1月至3月"
    assert "测试b.toml" in CHINESE("refused.broken", file="测试b.toml")
    assert words.of("en")("tree.over.end", run="B", value="5 %", quarter=2).count("\x00") == 0
