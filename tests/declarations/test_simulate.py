"""A draft of the rules is judged before it is published: recorded days, replayed under it."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.declarations.rules.simulation import LineChange, sum_by, sum_up
from service.declarations.simulate_policy import Draft, simulate_policy
from service.journal.event import EventName
from service.policies.rules import read_pack
from service.policies.rules.judge_pack import first_day_of
from service.policies.rules.read_pack import EVER
from service.quota.receive_quota import Received, receive_quota
from service.quota.transfer import Carried
from service.vocabulary import ComponentNo, Epoch, SiteNo, TradeDay
from tests.builders import TODAY, Place
from tests.declarations.port import CASHEW, come_in, declare, grant, publish_pack
from tests.people import CHEN, DAWEI, LAN, NENG_PO, OFFICER, SUPERVISOR
from tests.places import DONGXING
from tests.policies.packs import Said, said_in

TOMORROW = TradeDay("2026-11-25")
SUGAR = {"goods": "sugar", "origin": "VN", "amount": 3_000, "value_fen": 2_100}
WITNESSED = {"presence": "officer_attested"}


def cashew(yuan: int) -> dict[str, Any]:
    return {**CASHEW, "amount": yuan * 100, "value_fen": yuan * 100}


@pytest.fixture
def port(place: Place) -> Place:
    """Two days at Dongxing under 8,000 yuan: Chen, Neng and Dawei declare, each in their way."""
    publish_pack(place)
    grant(place)
    come_in(place, CHEN, NENG_PO, DAWEI)
    officer = place.signed_in(OFFICER)
    declare(officer, cashew(2_000), person=CHEN, **WITNESSED)
    declare(officer, cashew(7_000), SUGAR, person=CHEN, **WITNESSED)
    declare(officer, cashew(900), person=NENG_PO, **WITNESSED)
    wrong = declare(officer, cashew(5_000), person=DAWEI, **WITNESSED)
    officer.post(f"/v1/declarations/{wrong['reference']}/withdraw", {"reason": "mistake"})
    declare(officer, cashew(9_000), person=DAWEI, excess="leave", **WITNESSED)
    supervisor = place.signed_in(SUPERVISOR, step_up=True)
    assert supervisor.post("/v1/day/close").status_code == 200
    place.open_day(TOMORROW)
    come_in(place, CHEN)
    declare(place.signed_in(OFFICER), cashew(3_500), person=CHEN, **WITNESSED)
    return place


def draft_of(said: Said) -> Draft:
    return Draft(read_pack(0, EVER, said), first_day_of(said))


def with_limit(yuan: int) -> Said:
    """The Chinese pack with one limit of the value, for all its days."""
    said = said_in("cn")
    value = said["components"][0]
    value["limits"] = [{**value["limits"][0], "from": "1996-04-01", "limit": yuan * 100}]
    return said


def simulated(
    port: Place, said: Said, *, first: TradeDay = TODAY, last: TradeDay = TOMORROW
) -> list[LineChange]:
    draft = draft_of(said)
    return port.read(lambda session: simulate_policy(session, draft, first=first, last=last))


def test_the_pack_in_force_changes_nothing(port: Place) -> None:
    lines = simulated(port, said_in("cn"))
    assert len(lines) == 6, "what was withdrawn counts on neither side"
    assert [each for each in lines if each.changes] == []
    assert sum_up(lines).before.exempt_fen == 1_240_000


@pytest.mark.parametrize(
    ("yuan", "exempt_yuan", "members"),
    [
        (1_000, 1_000 + 900 + 1_000, 1),
        (3_000, 3_000 + 900 + 3_000, 1),
        (8_000, 8_000 + 900 + 3_500, 0),
        (10_000, 9_007 + 900 + 9_000 + 3_500, 2),
    ],
)
def test_each_limit_of_the_history_is_replayed_over_both_days(
    port: Place, yuan: int, exempt_yuan: int, members: int
) -> None:
    sums = sum_up(simulated(port, with_limit(yuan)))
    assert sums.after.exempt_fen == exempt_yuan * 100
    assert sums.members == members


def test_it_tells_by_day_goods_and_member_what_changes(port: Place) -> None:
    lines = simulated(port, with_limit(3_000))
    by_day = sum_by(lines, lambda each: each.day)
    assert [(day, each.after.exempt_fen) for day, each in by_day.items()] == [
        (TODAY, 390_000),
        (TOMORROW, 300_000),
    ]
    by_goods = sum_by(lines, lambda each: each.goods)
    assert by_goods["sugar"].after.dutiable_fen == 2_100
    by_member = sum_by(lines, lambda each: str(each.member))
    assert by_member[str(NENG_PO.number)].changed == 0
    assert by_member[str(CHEN.number)].changed == 2


def test_what_waited_for_want_of_enough_is_filed_where_the_draft_gives_enough(port: Place) -> None:
    sums = sum_up(simulated(port, with_limit(10_000)))
    assert (sums.before.waiting, sums.after.waiting) == (1, 0)


def test_goods_that_the_draft_lists_no_more_are_refused(port: Place) -> None:
    said = said_in("cn")
    said["catalogue"] = [each for each in said["catalogue"] if each["code"] != "sugar"]
    (line,) = [each for each in simulated(port, said) if each.changes]
    assert (line.goods, line.after.outcome, line.after.exempt_fen) == ("sugar", "unknown_goods", 0)
    assert sum_up([line]).after.refused == 1


def test_goods_that_the_draft_exempts_no_more_are_dutiable(port: Place) -> None:
    said = said_in("cn")
    listed = {**said["listed_goods"][0], "headings": ["0801"], "from": "2010-04-16"}
    said["listed_goods"] = [*said["listed_goods"], listed]
    sums = sum_up(simulated(port, said))
    assert sums.after.exempt_fen == 0 + sums.before.exempt_fen - 1_240_000 + 700
    assert sums.after.dutiable_fen > sums.before.dutiable_fen


def test_only_the_days_that_were_asked_for_are_told(port: Place) -> None:
    lines = simulated(port, with_limit(3_000), first=TOMORROW)
    assert {each.day for each in lines} == {TOMORROW}


def test_quota_that_came_by_transfer_is_no_more_under_a_draft(place: Place) -> None:
    publish_pack(place)
    come_in(place, LAN)
    carried = Carried(
        name=EventName(SiteNo("S02"), Epoch("ab12cd34"), 1),
        to_site=DONGXING,
        to_epoch=place.desk.journal.epoch,
        member=LAN.number,
        regime="CN",
        day=TODAY,
        amounts={ComponentNo(1): 200_000},
    )
    assert isinstance(place.do(lambda act: receive_quota(act, carried)), Received)
    declare(place.signed_in(OFFICER), cashew(5_000), person=LAN, **WITNESSED)
    sums = sum_up(simulated(place, with_limit(10_000)))
    assert (sums.before.exempt_fen, sums.after.exempt_fen) == (200_000, 200_000)


def test_the_command_tells_and_writes_it_while_the_site_runs(
    port: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, lines, sums = (tmp_path / name for name in ("draft.json", "lines.csv", "sums.json"))
    draft.write_text(json.dumps(with_limit(3_000)), encoding="utf-8")
    monkeypatch.setenv("TWOGATE_DATA_DIR", str(port.site.settings.data_dir))
    arguments = ["policy", "simulate", "--draft", str(draft), "--from", TODAY, "--to", TOMORROW]
    before = len(port.events())
    said = CliRunner().invoke(
        app, [*arguments, "--csv", str(lines), "--json", str(sums)], env={"COLUMNS": "160"}
    )
    assert said.exit_code == 0, said.output
    assert "of 1 members" in said.output
    assert len(port.events()) == before
    rows = list(csv.DictReader(lines.read_text(encoding="utf-8").splitlines()))
    assert {row["member"] for row in rows} == {f"{CHEN.number:08d}"}
    told = json.loads(sums.read_text(encoding="utf-8"))
    assert told["all"]["after"]["exempt_fen"] == 690_000
    assert told["by_day"][TODAY]["before"]["exempt_fen"] == 890_000
    nobody = CliRunner().invoke(app, [*arguments, "--group", "G003"])
    assert "Nothing was declared" in nobody.output
    told_at_rest: list[str] = []
    port.restart(
        meanwhile=lambda: told_at_rest.append(
            CliRunner().invoke(app, [*arguments, "--group", "G001"]).output
        )
    )
    assert "of 1 members" in told_at_rest[0]


def test_a_draft_with_a_fault_or_days_that_are_none_are_refused(tmp_path: Path) -> None:
    draft = tmp_path / "draft.json"
    draft.write_text("{}", encoding="utf-8")
    days = ["--from", TODAY, "--to", TOMORROW]
    faulty = CliRunner().invoke(app, ["policy", "simulate", "--draft", str(draft), *days])
    assert faulty.exit_code == 2
    draft.write_text(json.dumps(said_in("cn")), encoding="utf-8")
    backward = ["--from", TOMORROW, "--to", TODAY]
    said = CliRunner().invoke(app, ["policy", "simulate", "--draft", str(draft), *backward])
    assert said.exit_code == 2
