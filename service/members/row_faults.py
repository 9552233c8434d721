"""Tells what is wrong with a list, in the operator's language (zh, en, vi)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from service.kit.certificates import CertificateReason
from service.kit.read_table import TableFault, TableReason
from service.kit.text_table import BrokenReason
from service.members.languages import Language
from service.members.rules import RowFault, RowReason


class Told(NamedTuple):
    """One meaning in the three languages. The Vietnamese wants a native speaker's check."""

    zh: str
    en: str
    vi: str


Sentences = Mapping[StrEnum, Told]


def fault_sentence(fault: RowFault, language: Language, sentences: Sentences | None = None) -> str:
    """Say which line and field, with the masked value, and what is wrong with it.

    A list with reasons of its own hands in its sentences (service/groups/row_faults.py).
    """
    line = getattr(_LINE, language).format(line=fault.line)
    field = getattr(FIELDS[fault.field], language)
    value = getattr(_VALUE, language).format(value=fault.value) if fault.value else ""
    told = getattr((sentences or SENTENCES)[fault.reason], language).format(see_line=fault.see_line)
    colon, stop = ("：", "。") if language == "zh" else (": ", ".")
    return f"{line}{field}{value}{colon}{told}{stop}"


def file_sentence(fault: TableFault, language: Language) -> str:
    """Say why a file is no list at all; a missing heading row names the fields not found."""
    missing = "、" if language == "zh" else ", "
    names = missing.join(getattr(FIELDS[field], language) for field in fault.missing)
    told: str = getattr(SENTENCES[fault.reason], language)
    return told.format(missing=names)


REJECTED_HEADING = Told("未导入原因", "why not imported", "lý do không nhập")
"""The last column of the file of bad rows; none of the headings that a list itself has."""

_LINE = Told("第 {line} 行，", "Line {line}, ", "Dòng {line}, ")
_VALUE = Told("（{value}）", " ({value})", " ({value})")

FIELDS: Mapping[str, Told] = {
    "row": Told("整行", "whole row", "cả dòng"),
    "certificate": Told("证件号", "certificate number", "số giấy tờ"),
    "name": Told("姓名", "name", "họ tên"),
    "group": Told("互助组", "group", "tổ tương trợ"),
    "role": Told("角色", "role", "vai trò"),
    "village": Told("村", "village", "thôn"),
    "supported": Told("困难户", "supported member", "thành viên được hỗ trợ"),
    "valid_until": Told("有效期", "valid until", "hiệu lực đến"),
    "standing": Told("状态", "standing", "tình trạng"),
    "reason": Told("状态原因", "reason", "lý do"),
    "guardian": Told("监护人", "guardian", "người giám hộ"),
    "phone": Told("手机", "phone", "điện thoại"),
    "born": Told("出生日期", "birth date", "ngày sinh"),
    "kind": Told("类型", "kind", "loại"),
    "parent": Told("上级组", "parent group", "tổ cấp trên"),
    "leader": Told("组长", "leader", "tổ trưởng"),
    "supported_min": Told("困难户名额", "least supported members", "số hộ tối thiểu"),
}

_OF_FILES: Sentences = {
    TableReason.EMPTY: Told("文件是空的。", "The file is empty.", "Tệp trống."),
    TableReason.NO_HEADING: Told(
        "前三十行里没有找到标题行，缺少：{missing}。",
        "No heading row in the first thirty rows; not found: {missing}.",
        "Không có dòng tiêu đề trong ba mươi dòng đầu; thiếu: {missing}.",
    ),
    TableReason.OLD_EXCEL: Told(
        "这是旧版 Excel 文件（.xls），请另存为 .xlsx 或 CSV。",
        "This is an old Excel file (.xls): save it as .xlsx or CSV.",
        "Đây là tệp Excel cũ (.xls): hãy lưu thành .xlsx hoặc CSV.",
    ),
    TableReason.BROKEN_WORKBOOK: Told(
        "Excel 文件已损坏或过大，无法读取。",
        "The Excel file is damaged or too large to read.",
        "Tệp Excel bị hỏng hoặc quá lớn, không đọc được.",
    ),
    TableReason.TOO_LARGE: Told(
        "文件超过 64 MB。", "The file is larger than 64 MB.", "Tệp lớn hơn 64 MB."
    ),
    TableReason.TOO_MANY_ROWS: Told(
        "文件超过 200,000 行。",
        "The file has more than 200,000 rows.",
        "Tệp có hơn 200.000 dòng.",
    ),
}

_OF_FORM: Sentences = {
    BrokenReason.LINE_TOO_LONG: Told("这一行过长", "this line is too long", "dòng này quá dài"),
    BrokenReason.QUOTE_NOT_CLOSED: Told(
        "引号没有成对", "a quotation mark is not closed", "dấu ngoặc kép chưa đóng"
    ),
    BrokenReason.TOO_MANY_CELLS: Told(
        "单元格比标题行多，可能错列",
        "more cells than the heading row, columns may be shifted",
        "nhiều ô hơn dòng tiêu đề, có thể lệch cột",
    ),
    BrokenReason.UNREADABLE_CHARACTERS: Told(
        "有无法识别的字符", "characters that cannot be read", "có ký tự không đọc được"
    ),
}

_OF_CERTIFICATES: Sentences = {
    CertificateReason.MISSING: Told("没有填写", "is missing", "chưa điền"),
    CertificateReason.ROUNDED: Told(
        "被表格软件当作数字，后几位已丢失，请把该列设为文本后重填",
        "the spreadsheet took it for a number and lost its last digits; "
        "make the column text and enter it anew",
        "bảng tính coi là số và đã mất các chữ số cuối; hãy đổi cột thành văn bản rồi nhập lại",
    ),
    CertificateReason.LENGTH: Told(
        "位数不对，应为 18 位（中国）或 12 位（越南）",
        "has the wrong length: 18 characters (China) or 12 digits (Vietnam)",
        "sai độ dài: 18 ký tự (Trung Quốc) hoặc 12 chữ số (Việt Nam)",
    ),
    CertificateReason.CHARACTERS: Told(
        "含有不该有的字符", "holds characters that do not belong there", "có ký tự không hợp lệ"
    ),
    CertificateReason.BIRTH_DATE: Told(
        "其中的出生日期不存在或不合理",
        "its birth date does not exist or cannot be",
        "ngày sinh trong số không tồn tại hoặc không hợp lý",
    ),
    CertificateReason.CHECK_DIGIT: Told(
        "校验位不对，请核对证件原件",
        "its check digit is wrong: compare it with the certificate itself",
        "chữ số kiểm tra sai: hãy đối chiếu với giấy tờ gốc",
    ),
}

_OF_ROWS: Sentences = {
    RowReason.CERTIFICATE_TWICE: Told(
        "与第 {see_line} 行重复", "repeats line {see_line}", "trùng với dòng {see_line}"
    ),
    RowReason.NAME_MISSING: Told("没有填写", "is missing", "chưa điền"),
    RowReason.NAME_TOO_LONG: Told("过长", "is too long", "quá dài"),
    RowReason.GROUP_MISSING: Told("没有填写", "is missing", "chưa điền"),
    RowReason.GROUP_UNREADABLE: Told(
        "不是组号（例如 G017）",
        "is no group number (such as G017)",
        "không phải số tổ (ví dụ G017)",
    ),
    RowReason.GROUP_UNKNOWN: Told(
        "没有这个组，请先导入组名册",
        "there is no such group: import the list of groups first",
        "không có tổ này: hãy nhập danh sách tổ trước",
    ),
    RowReason.ROLE_UNKNOWN: Told(
        "应为组员或组长", "must be member or leader", "phải là thành viên hoặc tổ trưởng"
    ),
    RowReason.VILLAGE_TOO_LONG: Told("过长", "is too long", "quá dài"),
    RowReason.SUPPORTED_UNREADABLE: Told(
        "应为是或否", "must be yes or no", "phải là có hoặc không"
    ),
    RowReason.PHONE_UNREADABLE: Told(
        "应为有、无或手机号",
        "must be yes, no or a phone number",
        "phải là có, không hoặc số điện thoại",
    ),
    RowReason.STANDING_UNKNOWN: Told(
        "应为正常、停用或过期",
        "must be active, suspended or expired",
        "phải là active, suspended hoặc expired",
    ),
    RowReason.VALID_UNTIL_UNREADABLE: Told(
        "不是日期（例如 2030-12-31 或长期）",
        "is no date (such as 2030-12-31, year first)",
        "không phải ngày (ví dụ 2030-12-31, năm trước)",
    ),
    RowReason.BORN_UNREADABLE: Told(
        "不是日期（例如 1980-05-31）",
        "is no date (such as 1980-05-31, year first)",
        "không phải ngày (ví dụ 1980-05-31, năm trước)",
    ),
    RowReason.BORN_CONTRADICTS: Told(
        "与证件号中的出生日期不符",
        "contradicts the certificate number",
        "không khớp với số giấy tờ",
    ),
    RowReason.MINOR_AS_DECLARANT: Told(
        "未满 18 岁不能本人申报，须填监护人证件号",
        "a member under 18 cannot declare: name the guardian's certificate number",
        "dưới 18 tuổi không được tự khai: hãy điền số giấy tờ của người giám hộ",
    ),
    RowReason.MINOR_AS_LEADER: Told(
        "未满 18 岁不能担任组长",
        "a member under 18 cannot be leader",
        "dưới 18 tuổi không được làm tổ trưởng",
    ),
    RowReason.GUARDIAN_UNREADABLE: Told(
        "不是有效的证件号",
        "is no valid certificate number",
        "không phải số giấy tờ hợp lệ",
    ),
    RowReason.GUARDIAN_IS_SELF: Told(
        "监护人不能是本人",
        "nobody is their own guardian",
        "không ai tự giám hộ cho mình",
    ),
    RowReason.GUARDIAN_UNKNOWN: Told(
        "名册中没有此人，或此人所在行有误",
        "is on no list, or that line has a fault",
        "không có trong danh sách, hoặc dòng đó có lỗi",
    ),
    RowReason.GUARDIAN_IS_MINOR: Told(
        "监护人未满 18 岁", "the guardian is under 18", "người giám hộ dưới 18 tuổi"
    ),
    RowReason.AREA_UNKNOWN: Told(
        "提示：地区代码不在已知表中，仍已接受",
        "note: its area code is in no known table; accepted all the same",
        "lưu ý: mã vùng không có trong bảng; vẫn được chấp nhận",
    ),
    RowReason.TAKEN_AS_NOTE: Told(
        "提示：按表尾备注处理，未导入",
        "note: taken for a remark below the list, not imported",
        "lưu ý: được coi là ghi chú cuối bảng, không nhập",
    ),
}

SENTENCES: dict[StrEnum, Told] = {**_OF_FILES, **_OF_FORM, **_OF_CERTIFICATES, **_OF_ROWS}
