"""The operator is spoken to in a language of their own, and in Chinese if none is known."""

import pytest

from service.members.languages import language_of_header, language_of_terminal


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("vi", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("fr, en;q=0.5, zh-CN;q=0.7", "zh"),
        ("EN-us", "en"),
        ("en;q=0, vi;q=0.1", "vi"),
        ("fr;q=1", "zh"),
        ("en;q=much,vi;q=0.2", "vi"),
        (";;;,,;q=", "zh"),
    ],
)
def test_the_browsers_wish_is_read(header: str, language: str) -> None:
    assert language_of_header(header) == language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "zh_CN.GB18030", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_terminals_language_is_read(environment: dict[str, str], language: str) -> None:
    assert language_of_terminal(environment) == language
