"""Builds rosters as offices hand them in, with one thing wrong at a time."""

from stdnum.cn import ric

from service.members.judge_roster import RosterFrame, RosterRow
from service.vocabulary import TradeDay

DAY = TradeDay("2026-11-24")
FRAME = RosterFrame(day=DAY, groups=frozenset({"G001", "G017"}))
HEADINGS = (
    "姓名,证件号,互助组,角色,所在村,困难户,有效期至,状态,状态原因,监护人证件号,智能手机,出生日期"
)


def certificate(born: str = "1980-05-31", serial: int = 1, area: str = "999001") -> str:
    """Make a certificate number that nobody has, with its check digit."""
    body = f"{area}{born.replace('-', '')}{serial:03d}"
    return body + ric.calc_check_digit(body + "0")


ADULT = certificate("1980-05-31")
CHILD = certificate("2012-03-01")


def roster_row(line: int = 2, /, **cells: str) -> RosterRow:
    """Make the row of an adult of group G017, with some cells otherwise."""
    usual = {"certificate": ADULT, "name": "测试-甲-0001", "group": "G017"}
    return RosterRow(line, **{**usual, **cells})


def roster_line(number: str = ADULT, *, name: str = "测试-甲-0001", group: str = "G017") -> str:
    """Make a line of the file under HEADINGS."""
    return f"{name},{number},{group},组员,河洲村,否,长期,正常,,,有,"


def roster_file(*lines: str) -> str:
    """Make the text of a roster file from its lines."""
    return "\r\n".join([HEADINGS, *lines, ""])
