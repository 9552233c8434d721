"""A pack is signed as the next version, never over a day that has begun; changes in words."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.feeds.archive import PageArchive, archive_of
from service.policies.rules.dates import begins_ms
from service.policies.sign_notice import sign_notice
from service.policies.sign_pack import Signing, SignRefusal, items_of, sign_pack, signed_packs
from service.policies.tell_difference import tell_difference
from service.vocabulary import TradeDay
from tests.places import DONGXING, NOW_MS, make_authority
from tests.policies.packs import Said, pack_file, said_in

TODAY, TOMORROW = TradeDay("2026-11-24"), TradeDay("2026-11-25")


@pytest.fixture(scope="module")
def authority_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    make_authority(folder)
    return folder


@pytest.fixture
def archive(authority_dir: Path, tmp_path: Path) -> PageArchive:
    opened = archive_of(authority_dir, make_authority(tmp_path / "other"))
    return PageArchive(tmp_path / "feeds", opened.authority)


def more_sugar() -> Said:
    said = said_in("cn")
    limit: dict[str, Any] = {"limit": 2_000, "source": "assumed", "note": "a trial"}
    said["components"][1]["limits"].append({"from": "2026-12-01", **limit})
    return said


def sign(archive: PageArchive, said: Said, day: str, at_ms: int = NOW_MS, **others: str) -> Any:
    return sign_pack(said, Signing(archive, TradeDay(day), at_ms, **others))


def test_versions_are_numbered_and_all_kept(archive: PageArchive) -> None:
    sign(archive, said_in("cn"), "1996-04-01")
    sign(archive, more_sugar(), TOMORROW)
    first, second = signed_packs(archive, at_ms=NOW_MS)
    assert (first.version, first.said) == (1, said_in("cn"))
    assert (second.version, second.from_day, second.said) == (2, TOMORROW, more_sugar())


@pytest.mark.parametrize(
    ("said", "day", "refusal"),
    [
        (more_sugar(), "2026-11-23", SignRefusal.DAY_HAS_BEGUN),
        (more_sugar(), TODAY, SignRefusal.DAY_HAS_BEGUN),
        (said_in("cn"), TOMORROW, SignRefusal.SAME_AS_BEFORE),
        (said_in("vn"), TOMORROW, SignRefusal.OTHER_REGIME),
    ],
)
def test_a_pack_that_would_change_a_day_that_has_begun_is_refused(
    archive: PageArchive, said: Said, day: str, refusal: SignRefusal
) -> None:
    sign(archive, said_in("cn"), "1996-04-01")
    assert sign(archive, said, day) is refusal
    assert len(signed_packs(archive, at_ms=NOW_MS)) == 1


def test_a_day_begins_at_the_midnight_of_the_packs_own_zone(archive: PageArchive) -> None:
    sign(archive, said_in("cn"), "1996-04-01")
    midnight = begins_ms(TOMORROW, "Asia/Shanghai")
    assert sign(archive, more_sugar(), TOMORROW, midnight) is SignRefusal.DAY_HAS_BEGUN
    assert isinstance(sign(archive, more_sugar(), TOMORROW, midnight - 1), list)


def test_a_pack_does_not_begin_before_the_one_it_follows(archive: PageArchive) -> None:
    sign(archive, said_in("cn"), "1996-04-01")
    sign(archive, more_sugar(), "2026-12-01")
    assert sign(archive, said_in("cn"), "2026-11-30") is SignRefusal.BEFORE_THE_LAST


def test_the_other_side_of_the_border_has_its_own_pack(archive: PageArchive) -> None:
    sign(archive, said_in("cn"), "1996-04-01")
    sign(archive, said_in("vn"), "2018-01-23", audience="S71")
    assert [(each.version, each.audience) for each in signed_packs(archive, at_ms=NOW_MS)] == [
        (1, "all"),
        (2, "S71"),
    ]


def test_a_catalogue_of_a_thousand_goods_goes_in_parts(archive: PageArchive) -> None:
    said = said_in("cn")
    pattern = said["catalogue"][0]
    rows = [{**pattern, "code": f"goods_{number}"} for number in range(1_000)]
    items = list(items_of({**said, "catalogue": rows}, 1, TODAY))
    assert len(items) > 10
    sign(archive, {**said, "catalogue": rows}, "1996-04-01")
    [signed] = signed_packs(archive, at_ms=NOW_MS)
    assert signed.said["catalogue"] == rows


def test_notices_are_numbered_and_one_that_ends_before_it_begins_is_refused(
    archive: PageArchive,
) -> None:
    said = {"state": "closed", "from_ms": 2, "message": {"zh": "关", "vi": "đóng", "en": "closed"}}
    for _ in range(2):
        sign_notice(archive, DONGXING, said, at_ms=NOW_MS)
    numbers = [item["notice"]["number"] for item in archive.items("status", at_ms=NOW_MS)]
    assert numbers == [1, 2]
    with pytest.raises(ValueError, match="ends before"):
        sign_notice(archive, DONGXING, {**said, "until_ms": 2}, at_ms=NOW_MS)


# --- What changes, in words ---


def test_a_difference_is_told_as_a_member_meets_it() -> None:
    new = more_sugar()
    new["relaxations"][0]["to"] = "2027-02-28"
    new["passes"]["valid_seconds"] = 7_200
    new["presence"]["check_in"] = ["card_at_kiosk"]
    new["opening_hours"]["sun"] = []
    new["catalogue"][2]["origins"].append({"origin": "TH", "from": "2027-01-01"})
    new["draws"][0]["per_myriad"] = 150
    assert tell_difference(said_in("cn"), new) == [
        "sugar: 1,000 g → 2,000 g a day from 2026-12-01",
        "cashew_in_shell may come from KH, LA from 2026-10-01 to 2027-02-28 (relaxed)",
        "no longer: cashew_in_shell may come from KH, LA from 2026-10-01 to 2027-01-31 (relaxed)",
        "durian fresh: origin VN → VN, TH from 2027-01-01",
        "draws, green: 1 % drawn → 1.5 % drawn",
        "to check in: card at kiosk or number at kiosk or an officer → card at kiosk or an officer",
        "passes, valid seconds: 14,400 → 7,200",
        "opening hours, sun: 08:00–18:00 → none",
    ]


def test_what_ends_is_told_too() -> None:
    old, new = said_in("cn"), said_in("cn")
    new["components"].pop()
    gone = new["catalogue"].pop()
    told = tell_difference(old, new)
    assert told == [
        "grain: no longer limited",
        f"{gone['names']['en']}: no longer in the catalogue",
    ]
    assert tell_difference(old, old) == []


# --- At the command line ---


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["policy", *map(str, words)])
    return result.exit_code, result.output


def test_the_command_line_checks_compares_signs_and_looks_back(
    authority_dir: Path, tmp_path: Path
) -> None:
    code, said = run("check", pack_file("cn"))
    assert (code, "39 goods" in said, "CNY 8,000 a day" in said) == (0, True, True)
    later = tmp_path / "later.yaml"
    text = pack_file("cn").read_text(encoding="utf-8")
    later.write_text(text.replace("limit: 50000", "limit: 60000"), encoding="utf-8")
    assert run("diff", pack_file("cn"), later) == (
        0,
        "grain: 50,000 g → 60,000 g a day from 2014-01-01\n",
    )
    assert run("sign", authority_dir, pack_file("cn"), "--from-day", "1996-04-01")[0] == 0
    code, said = run("sign", authority_dir, later, "--from-day", "2020-01-01")
    assert (code, "has begun" in said) == (1, True)
    assert run("sign", authority_dir, later, "--from-day", "2999-01-01")[0] == 0
    code, said = run("history", authority_dir)
    assert said.splitlines()[-1] == "  grain: 50,000 g → 60,000 g a day from 2014-01-01"


def test_a_faulty_pack_is_refused_at_the_command_line(tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.yaml"
    text = pack_file("cn").read_text(encoding="utf-8")
    spoilt.write_text(text.replace("draws_on: sugar", "draws_on: suger"), encoding="utf-8")
    code, said = run("check", spoilt)
    assert code == 1
    assert "catalogue/sugar/draws_on: suger is no component of this pack" in said
