"""A rival is called by one name everywhere."""

import re

import pytest

from ui import words


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_message_calls_a_rival_as_the_model_does(language):
    said = words.of(language).messages.values()
    texts = [text for message in said for text in (message if isinstance(message, tuple) else (message,))]
    assert not [text for text in texts if re.search(r"\b(OPENLAB|FRONTIER|BAIDU|TENCENT)\b", text)]
