"""What free text is refused, whatever it is for."""

import pytest

from zhengtong.kernel.texts import TextRefused, checked_text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("字" * 20, id="just short enough"),
        pytest.param("第一行\n\t第二行　全角空格🙂", id="line breaks, tabs, wide blanks"),
    ],
)
def test_it_returns_a_good_text_as_it_stands(text):
    assert checked_text(text, limit=20, name="事由") == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("字" * 21, "事由最多 20 字，现有 21 字", id="too long"),
        *(
            pytest.param(f"甲{mark}乙", "事由里有看不见的控制字符", id=name)
            for name, mark in {
                "null": "\x00",
                "escape": "\x1b",
                "delete": "\x7f",
                "second control set": "\x85",
                "right to left": "\u202e",
                "no character": "\uffff",
                "half a pair": "\udcb0",
            }.items()
        ),
    ],
)
def test_it_refuses_what_no_column_or_document_can_keep(text, message):
    with pytest.raises(TextRefused, match=message):
        checked_text(text, limit=20, name="事由")
