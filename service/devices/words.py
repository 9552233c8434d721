"""The words on a slip, as the kiosk's screens say them (``kiosk_ui/src/locales``)."""

from typing import Final, NamedTuple

from service.devices.bodies import Lane, Language


class Words(NamedTuple):
    """The words of one language."""

    checked_in: str
    turn: str
    lanes: dict[Lane, str]
    saved: str


WORDS: Final[dict[Language, Words]] = {
    "zh-CN": Words(
        "已签到",
        "您的排队号",
        {"person": "人员通道", "goods": "货物通道", "green": "绿色通道", "help": "人工服务"},
        "已存本机",
    ),
    "vi": Words(
        "Đã điểm danh",
        "Số thứ tự của bạn",
        {
            "person": "Lối người đi",
            "goods": "Lối hàng hóa",
            "green": "Lối xanh",
            "help": "Quầy hỗ trợ",
        },
        "Đã lưu tại máy này",
    ),
    "en": Words(
        "Checked in",
        "Your turn number",
        {"person": "People", "goods": "Goods", "green": "Green channel", "help": "Help desk"},
        "Saved on this machine",
    ),
}
