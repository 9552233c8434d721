"""What operators read at the hub: how sites stand, what runs brought, and sums over all of them."""

import csv
import io
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import pytest
from openpyxl import load_workbook

from service.journal.act import Act
from service.sync.report_run import report_run
from service.sync.run_bodies import HowSiteIs, RunDone, RunReport
from tests.hub_place import Fault, Joined
from tests.people import CHEN, DAWEI, LAN
from tests.places import NOW_MS
from tests.sync.teller import Teller

DAY: Final = "2026-11-24"
VALUE, SUGAR = 1, 2


def ask(joined: Joined, path: str, **query: object) -> Any:
    with joined.hub.console() as console:
        answer = console.get(f"/v1/hub/{path}", params={k: str(v) for k, v in query.items()})
    assert answer.is_success, answer.text
    return answer.json() if "json" in answer.headers["content-type"] else answer


def state_of(joined: Joined, site: str = "S01") -> dict[str, Any]:
    [found] = [each for each in ask(joined, "states")["sites"] if each["site"] == site]
    return dict(found)


def sync(joined: Joined) -> None:
    report_run(joined.line, joined.site, joined.sync())


def report(software: str = "9.9.9", **said: Any) -> bytes:
    site = HowSiteIs(software=software, saved=9, attention=0, now=NOW_MS, clock="synced", **said)
    run = RunDone(outcome="done", events=1, aside=0, pages=0)
    return RunReport(site=site, run=run).model_dump_json().encode()


# --- Sites and runs ---


def test_a_site_that_never_came_is_told_apart_from_one_that_is_well(joined: Joined) -> None:
    before = state_of(joined)
    assert (before["standing"], before["heard_at"], before["unsent"]) == ("blue", None, None)
    sync(joined)
    after = state_of(joined)
    assert (after["standing"], after["concerns"]) == ("green", [])
    assert after["unsent"] == 0 and after["stored"] == after["applied"] > 0
    assert after["software"] and after["clock"] == "synced" and after["behind"] == {}


def test_what_a_site_has_not_sent_and_not_received_is_told(joined: Joined) -> None:
    sync(joined)
    archive = joined.place.archive()
    lost = {"type": "card.revoked", "v": 1, "member": CHEN.number, "serial": 1}
    archive.publish("members", [lost], at_ms=NOW_MS)
    joined.hub.bring(archive)
    for number in range(3):
        data = {"lane": "help", "number": number + 1}
        joined.place.do(partial(Act.record, kind="turn.taken", data=data))
    joined.bad.faults = [Fault.NONE, Fault.NONE, Fault.NO_LINE]
    run = joined.sync()
    assert not run.is_done and run.reached
    joined.bad.faults = []
    joined.hub.machine.wait(60)
    report_run(joined.line, joined.site, run)
    state = state_of(joined)
    assert state["unsent"] == 3
    assert "roster_lag" in state["concerns"] and state["standing"] == "amber"
    outcomes = [each["outcome"] for each in ask(joined, "runs")["runs"]]
    assert outcomes == ["hub_unreachable", "done"], "the newest first"


def test_an_idle_run_is_not_kept_again_and_again(joined: Joined) -> None:
    for _ in range(3):
        sync(joined)
    runs = ask(joined, "runs", site="S01")["runs"]
    assert len(runs) == 1 and runs[0]["events"] > 0
    assert ask(joined, "runs", site="S07")["runs"] == []
    assert ask(joined, "runs", before=runs[0]["at"])["runs"] == []


def test_nobody_tells_of_a_site_but_the_site(joined: Joined) -> None:
    sync(joined)
    line = joined.line
    good, line.sign = line.sign, lambda request: "TQ1AAAA"
    with pytest.raises(Exception, match="hub_refused"):
        line.ask("POST", "/sync/v1/runs", report())
    line.sign = good
    assert line.ask("POST", "/sync/v1/runs", b"{}").status_code == 422
    assert line.ask("POST", "/sync/v1/runs", report()).is_success
    assert state_of(joined)["concerns"][-1] == "other_software"


def test_an_older_hub_that_takes_no_report_changes_nothing(joined: Joined) -> None:
    run = joined.sync()
    joined.bad.faults = [Fault.PORTAL]
    report_run(joined.line, joined.site, run)
    assert state_of(joined)["told_at"] is None


# --- Sums ---


@pytest.fixture
def told(joined: Joined) -> Iterator[Joined]:
    """Two sites have told of one day: crossings and quota, one of each taken back."""
    archive = joined.place.archive()
    hezhou = Teller.of(joined.place.city.authority, "Hezhou of the reports")
    archive.publish("sites", [hezhou.item], at_ms=NOW_MS)
    joined.hub.bring(archive)
    hezhou.enters(CHEN.number)
    hezhou.enters(LAN.number)
    wrong = hezhou.enters(DAWEI.number)
    hezhou.tell("checkin.annulled", record=str(wrong), reason="mistake")
    hezhou.tell("checkin.left", member=CHEN.number)
    spends(hezhou)
    assert hezhou.send(joined.hub).json()["aside"] == []
    yield joined


def spends(site: Teller) -> None:
    """8,000 yuan opened; 5,000 spent and 1,000 of it given back; 500 sent away, and taken back."""

    def move(kind: str, amount: int, **more: Any) -> str:
        amounts = [[VALUE, DAY, amount]]
        named = {"limits" if kind == "quota.period_opened" else "amounts": amounts}
        said = {"ledger": site.keys.epoch, "member": CHEN.number, **named, **more}
        return str(site.tell(kind, said))

    move("quota.period_opened", 800_000, policy=2, regime="cn")
    spent = move("quota.spent", 500_000)
    move("quota.refunded", 100_000, debit=spent)
    sent = move("transfer.sent", 50_000, to_site="S01", to_epoch="00" * 4, regime="cn", carrier="x")
    move("quota.refunded", 50_000, debit=sent)
    over: dict[str, Any] = {"limits": [], "reason": "other", "second_officer": None}
    move("quota.overridden", 70_000, declaration="x", **over)


def sums(joined: Joined, report: str, by: str, **query: object) -> dict[str, list[int]]:
    said = ask(joined, f"reports/{report}", since=DAY, until=DAY, by=by, **query)
    return {row["key"]: row["values"] for row in said["rows"] if any(row["values"])}


def test_crossings_are_counted_by_day_site_hour_and_group(told: Joined) -> None:
    assert sums(told, "crossings", "day") == {DAY: [2, 1, 2]}
    assert sums(told, "crossings", "site") == {"S07": [2, 1, 2]}
    assert list(sums(told, "crossings", "hour").values()) == [[2, 1, 2]]
    by_group = sums(told, "crossings", "group")
    assert by_group == {CHEN.group: [1, 1, 1], LAN.group: [1, 0, 1]}


@pytest.mark.parametrize("by", ["day", "site", "hour", "group"])
def test_quota_used_is_what_was_spent_and_not_given_back(told: Joined, by: str) -> None:
    assert list(sums(told, "quota", by, component=VALUE).values()) == [
        [400_000, 70_000, 800_000, 1]
    ]
    assert sums(told, "quota", by, component=SUGAR) == {}


def test_a_report_of_other_days_has_nothing_of_this_one(told: Joined) -> None:
    said = ask(told, "reports/crossings", since="2026-11-01", until="2026-11-23", by="day")
    assert len(said["rows"]) == 23 and not any(any(row["values"]) for row in said["rows"])
    with told.hub.console() as console:
        wrong = {"since": "2026-11-24", "until": "2026-11-23", "by": "day"}
        refused = console.get("/v1/hub/reports/quota", params=wrong)
    assert refused.status_code == 422 and refused.json()["code"] == "report_span_wrong"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_report_is_a_file_with_the_numbers_of_the_screen(told: Joined, form: str) -> None:
    query = {"since": DAY, "until": DAY, "by": "group", "form": form, "lang": "vi"}
    answer = ask(told, "reports/crossings/file", **query)
    assert f'filename="crossings-group-{DAY}-{DAY}.{form}"' in answer.headers["content-disposition"]
    rows = rows_of(answer.content, form)
    assert rows[0] == ["Tổ", "Tên", "Lượt vào", "Lượt ra", "Số cư dân"]
    [chen] = [row for row in rows if row[0] == CHEN.group]
    assert [int(each) for each in chen[2:]] == [1, 1, 1]
    everything = "".join(str(cell) for row in rows for cell in row)
    assert CHEN.name not in everything and CHEN.certificate not in everything


def rows_of(content: bytes, form: str) -> list[list[Any]]:
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]
