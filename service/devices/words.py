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
    yuan: str
    dong: str
    passing: str
    comes_from: str
    goes_to: str
    valid_until: str
    goods_list: str


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
            "declared": "申报份数",
            "exempt_fen": "免税",
            "dutiable_fen": "应税",
            "overrides": "超额放行份数",
            "overridden_fen": "超额放行",
            "waiting": "等额度的申报",
        },
        "本机记录数",
        "还没有上传",
        "记录链末端",
        "{count} 元",
        "{count} 盾",
        "通行码",
        "签发",
        "前往",
        "有效至",
        "货物清单",
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
            "declared": "Số tờ khai",
            "exempt_fen": "Miễn thuế",
            "dutiable_fen": "Chịu thuế",
            "overrides": "Số lần cho vượt",
            "overridden_fen": "Cho vượt định mức",
            "waiting": "Tờ khai chờ định mức",
        },
        "Số bản ghi tại máy",
        "Chưa gửi về trung tâm",
        "Đầu chuỗi ghi nhận",
        "{count} tệ",
        "{count} đồng",
        "Mã thông hành",
        "Nơi cấp:",
        "Đến:",
        "Có hiệu lực đến",
        "Danh sách hàng",
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
            "declared": "Declarations",
            "exempt_fen": "Duty-free",
            "dutiable_fen": "Dutiable",
            "overrides": "Overrides",
            "overridden_fen": "Let in above quota",
            "waiting": "Waiting for quota",
        },
        "Records on this machine",
        "Not yet sent to centre",
        "Head of the chain",
        "{count} yuan",
        "{count} dong",
        "Pass",
        "From",
        "To",
        "Valid until",
        "List of goods",
    ),
}
IN_CHINESE: Final = WORDS["zh-CN"]
