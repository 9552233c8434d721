"""Whatever is wrong with a list is told in three languages."""

from string import Formatter

import pytest

from service.kit.certificates import CertificateReason
from service.kit.read_table import TableFault, TableReason
from service.kit.text_table import BrokenReason
from service.members.judge_roster import RosterRow
from service.members.languages import Language
from service.members.read_roster import ROSTER_COLUMNS
from service.members.row_faults import FIELDS, SENTENCES, fault_sentence, file_sentence
from service.members.rules import RowFault, RowReason

LANGUAGES: tuple[Language, ...] = ("zh", "en", "vi")


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == {*RowReason, *CertificateReason, *BrokenReason, *TableReason}


def test_no_two_lists_use_one_word_for_two_reasons() -> None:
    words = [*RowReason, *CertificateReason, *BrokenReason, *TableReason]
    assert len({str(word) for word in words}) == len(words)


def test_every_column_is_named() -> None:
    fields = set(RosterRow.__dataclass_fields__) - {"line"}
    assert fields == set(ROSTER_COLUMNS.headings)
    assert fields <= set(FIELDS)


@pytest.mark.parametrize("told", SENTENCES.values(), ids=map(str, SENTENCES))
def test_the_three_languages_say_something_and_fill_in_the_same(told: tuple[str, ...]) -> None:
    assert all(told)
    blanks = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in told]
    assert blanks[0] == blanks[1] == blanks[2]


def test_a_fault_is_told_with_line_field_and_masked_value() -> None:
    fault = RowFault(17, "certificate", RowReason.CERTIFICATE_TWICE, "999*************16", 3)
    assert [fault_sentence(fault, language) for language in LANGUAGES] == [
        "第 17 行，证件号（999*************16）：与第 3 行重复。",
        "Line 17, certificate number (999*************16): repeats line 3.",
        "Dòng 17, số giấy tờ (999*************16): trùng với dòng 3.",
    ]


def test_a_missing_heading_row_names_the_missing_columns() -> None:
    fault = TableFault(TableReason.NO_HEADING, ("certificate", "group"))
    assert file_sentence(fault, "zh").endswith("缺少：证件号、互助组。")
    assert file_sentence(fault, "en").endswith("not found: certificate number, group.")
    assert file_sentence(fault, "vi").endswith("thiếu: số giấy tờ, tổ tương trợ.")
