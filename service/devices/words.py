"""The words on a slip, as the kiosk's screens say them (``kiosk_ui/src/locales``)."""

from typing import Final, NamedTuple

from service.devices.bodies import Lane, Language, Total


class Words(NamedTuple):
    """The words of one language."""

    checked_in: str
    turn: str
    lanes: dict[Lane, str]
    saved: str
    closing: str
    totals: dict[Total, str]
    records: str
    unsent: str
    head: str
    passing: str
    comes_from: str
    goes_to: str
    valid_until: str


WORDS: Final[dict[Language, Words]] = {
    "zh-CN": Words(
        "已签到",
        "您的排队号",
        {"person": "人员通道", "goods": "货物通道", "green": "绿色通道", "help": "人工服务"},
        "已存本机",
        "闭市单",
        {
            "entered": "入场",
            "left": "离场",
            "inside": "在场",
            "refused": "未放行",
            "annulled": "作废",
        },
        "本机记录数",
        "还没有上传",
        "记录链末端",
        "通行码",
        "签发",
        "前往",
        "有效至",
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
        "Phiếu đóng ngày",
        {
            "entered": "Lượt vào",
            "left": "Lượt ra",
            "inside": "Đang ở trong",
            "refused": "Từ chối",
            "annulled": "Đã hủy",
        },
        "Số bản ghi tại máy",
        "Chưa gửi về trung tâm",
        "Đầu chuỗi ghi nhận",
        "Mã thông hành",
        "Nơi cấp:",
        "Đến:",
        "Có hiệu lực đến",
    ),
    "en": Words(
        "Checked in",
        "Your turn number",
        {"person": "People", "goods": "Goods", "green": "Green channel", "help": "Help desk"},
        "Saved on this machine",
        "Closing slip",
        {
            "entered": "Entered",
            "left": "Left",
            "inside": "Inside",
            "refused": "Refused",
            "annulled": "Annulled",
        },
        "Records on this machine",
        "Not yet sent to centre",
        "Head of the chain",
        "Pass",
        "From",
        "To",
        "Valid until",
    ),
}
IN_CHINESE: Final = WORDS["zh-CN"]
