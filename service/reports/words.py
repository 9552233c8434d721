"""The headings of an exported report in three languages; screens have their own words."""

from typing import Final, Literal

Language = Literal["zh-CN", "vi", "en"]

COLUMN_WORDS: Final[dict[Language, dict[str, str]]] = {
    "zh-CN": {
        "day": "交易日",
        "site": "站点",
        "hour": "小时",
        "group": "互助组",
        "name": "名称",
        "entered": "入场",
        "left": "离场",
        "members": "边民人数",
        "spent": "已用免税额度",
        "overridden": "超额放行",
        "opened": "已开额度",
        "fen": "分",
        "gram": "克",
        "piece": "件",
        "time": "次",
    },
    "vi": {
        "day": "Ngày giao dịch",
        "site": "Điểm",
        "hour": "Giờ",
        "group": "Tổ",
        "name": "Tên",
        "entered": "Lượt vào",
        "left": "Lượt ra",
        "members": "Số cư dân",
        "spent": "Hạn mức đã dùng",
        "overridden": "Cho qua vượt mức",
        "opened": "Hạn mức đã mở",
        "fen": "xu",
        "gram": "gam",
        "piece": "chiếc",
        "time": "lượt",
    },
    "en": {
        "day": "Trade day",
        "site": "Site",
        "hour": "Hour",
        "group": "Group",
        "name": "Name",
        "entered": "Entered",
        "left": "Left",
        "members": "Members",
        "spent": "Quota used",
        "overridden": "Let pass above quota",
        "opened": "Quota opened",
        "fen": "fen",
        "gram": "grams",
        "piece": "pieces",
        "time": "times",
    },
}
