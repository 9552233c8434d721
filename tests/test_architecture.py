"""The house stands as docs/architecture.md draws it: ranks, places, sizes, purity, no excuses."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest

from tests import house_rules
from tests.house_rules import Source

ROOT = Path(__file__).resolve().parent.parent
PICTURES_AND_LOCKS = {".gz", ".png", ".webp", ".svg", ".ico", ".woff2", ".ogg", ".lock", ".db"}

Rule = Callable[[Source], Iterator[str]]

RULES_OF_THE_SERVICE: list[Rule] = [
    house_rules.complaints_about_places,
    house_rules.complaints_about_clock_and_chance,
    house_rules.complaints_about_purity,
]
RULES_OF_PYTHON: list[Rule] = [
    house_rules.complaints_about_files,
    house_rules.complaints_about_lines,
    house_rules.complaints_about_functions,
    house_rules.complaints_about_opening,
]
RULES_OF_EVERY_TEXT: list[Rule] = [
    house_rules.complaints_about_excuses,
    house_rules.complaints_about_addresses,
]


@cache
def project() -> tuple[Source, ...]:
    """Every text file that is, or is about to be, under version control."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = [Path(name) for name in names.splitlines()]
    return tuple(
        Source(path.as_posix(), (ROOT / path).read_text("utf-8"))
        for path in paths
        if path.suffix not in PICTURES_AND_LOCKS and (ROOT / path).is_file()
    )


def python() -> list[Source]:
    return [source for source in project() if source.path.endswith(".py")]


def service() -> list[Source]:
    return [source for source in python() if source.path.startswith("service/")]


def complaints(rule: Rule, sources: list[Source]) -> list[str]:
    return [complaint for source in sources for complaint in rule(source)]


def assert_kept(rule: Rule, sources: list[Source]) -> None:
    found = complaints(rule, sources)
    assert not found, "\n".join([f"{len(found)} complaints:", *found])


@pytest.mark.parametrize("rule", RULES_OF_THE_SERVICE, ids=lambda rule: rule.__name__)
def test_the_service_keeps(rule: Rule) -> None:
    assert_kept(rule, service())


@pytest.mark.parametrize("rule", RULES_OF_PYTHON, ids=lambda rule: rule.__name__)
def test_all_python_keeps(rule: Rule) -> None:
    assert_kept(rule, python())


@pytest.mark.parametrize("rule", RULES_OF_EVERY_TEXT, ids=lambda rule: rule.__name__)
def test_every_text_keeps(rule: Rule) -> None:
    assert_kept(rule, list(project()))


def test_inside_a_slice_nothing_reaches_up() -> None:
    verbs = {
        source.path.removesuffix(".py").replace("/", ".")
        for source in service()
        if house_rules.verb_of(source)
    }
    assert verbs, "there is no verb in the whole service: verb_of looks for the wrong thing"
    assert_kept(partial(house_rules.complaints_about_layers, verbs=verbs), service())


def test_pages_are_as_short_as_modules() -> None:
    pages = [
        source
        for source in project()
        if source.path.startswith("kiosk_ui/")
        and source.path.endswith((".ts", ".svelte"))
        and "auto-generated" not in source.text[:200]
    ]
    assert pages
    assert_kept(house_rules.complaints_about_files, pages)


def test_every_rank_is_kept_and_nothing_goes_in_circles() -> None:
    verdict = lint_imports(ROOT)
    assert verdict.returncode == 0, verdict.stdout


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


# --- Each rule can complain: a planted sample for every way to break it. ---


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"members/store.py": "import service.checkin.store"}, "looks back along"),
        ({"journal/act.py": "import service.feeds.tables"}, "looks back along"),
        ({"kit/money.py": "import service.vocabulary"}, "looks back along"),
        ({"smuggling/rules.py": ""}, "service.smuggling"),
        (
            {
                "days/open_day.py": "import service.days.close_day",
                "days/close_day.py": "import service.days.open_day",
            },
            "cycle",
        ),
    ],
)
def test_the_ranks_can_break(tmp_path: Path, files: dict[str, str], said: str) -> None:
    house = ("checkin/store", "feeds/tables", "kit/ids", "vocabulary", "days/rules")
    for name, text in {**{f"{name}.py": "" for name in house}, **files}.items():
        file = tmp_path / "service" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        for folder in (file.parent, tmp_path / "service"):
            (folder / "__init__.py").touch()
    verdict = lint_imports(tmp_path)
    assert verdict.returncode == 1, verdict.stdout
    assert said in verdict.stdout


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (house_rules.complaints_about_files, "service/a.py", "\n" * 401),
        (house_rules.complaints_about_lines, "service/a.py", "x" * 101),
        (house_rules.complaints_about_functions, "a.py", "def f():\n" + "  x = 1\n" * 50),
        (house_rules.complaints_about_functions, "a.py", "async def f():\n" + "  x = 1\n" * 50),
        (house_rules.complaints_about_opening, "a.py", ""),
        (house_rules.complaints_about_opening, "a.py", '"""Helpers"""'),
        (house_rules.complaints_about_opening, "a.py", '"""One sentence\nin two lines."""'),
        (
            house_rules.complaints_about_opening,
            "service/days/open_day.py",
            '"""Opens a day."""\ndef open_day(): pass',
        ),
        (house_rules.complaints_about_places, "service/days/store.py", "import fastapi"),
        (house_rules.complaints_about_places, "service/days/x.py", "from starlette.types import A"),
        (house_rules.complaints_about_places, "service/days/open_day.py", "import sqlmodel"),
        (house_rules.complaints_about_places, "service/days/routes.py", "import typer"),
        (house_rules.complaints_about_places, "service/days/routes.py", "from httpx import Client"),
        (house_rules.complaints_about_places, "service/desk.py", "def f():\n  import typer"),
        (house_rules.complaints_about_purity, "service/days/rules.py", "import sqlmodel"),
        (house_rules.complaints_about_purity, "service/days/rules.py", "import os.path"),
        (house_rules.complaints_about_purity, "service/days/rules/dates.py", "import os.path"),
        (
            house_rules.complaints_about_purity,
            "service/days/rules.py",
            "from service.days import store",
        ),
        (
            house_rules.complaints_about_purity,
            "service/days/rules.py",
            "from service.days.store import find_day",
        ),
        (house_rules.complaints_about_purity, "service/days/rules.py", "from . import store"),
        (house_rules.complaints_about_purity, "service/days/rules.py", "from service import desk"),
    ],
)
def test_a_rule_complains(rule: Rule, path: str, text: str) -> None:
    assert len(complaints(rule, [Source(path, text)])) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.time()",
        "import time as t\nnow = t.monotonic_ns",
        "from time import perf_counter\nperf_counter()",
        "from datetime import datetime, UTC\ndatetime.now(UTC)",
        "import datetime as dt\ndt.date.today()",
        "import os\nos.urandom(4)",
        "import random\nrandom.Random(7)",
        "from secrets import token_hex\ntoken_hex(8)",
        "from uuid import uuid4\nuuid4()",
        "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey as K\n"
        "K.generate()",
    ],
)
def test_the_clock_and_chance_have_one_place(text: str) -> None:
    rule = house_rules.complaints_about_clock_and_chance
    assert complaints(rule, [Source("service/members/list_member.py", text)])
    assert complaints(rule, [Source("service/kit/clock.py", text)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.sleep(1)",
        "import secrets\nsecrets.compare_digest(a, b)",
        "from datetime import datetime\ndatetime.fromisoformat(x)",
        "def judge(time, random):\n  return time.now() + random.random()",
    ],
)
def test_what_is_handed_in_may_be_used(text: str) -> None:
    source = Source("service/members/list_member.py", text)
    assert complaints(house_rules.complaints_about_clock_and_chance, [source]) == []


def test_a_pure_rule_passes() -> None:
    text = """
from dataclasses import dataclass
from service import vocabulary
from service.days.rules import Day
from service.kit.money import Fen
from service.members import rules
"""
    source = Source("service/checkin/rules.py", text)
    assert complaints(house_rules.complaints_about_purity, [source]) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("service/days/store.py", "from service.days import open_day"),
        ("service/days/store.py", "from service.days.open_day import open_day"),
        ("service/days/slots_store.py", "from service.days.apply import APPLY"),
        ("service/days/tables.py", "from service.days import store"),
        ("service/days/tables.py", "from service.days.apply import APPLY"),
        ("service/days/open_day.py", "from service.days import routes"),
        ("service/checkin/check_in_member.py", "import service.days.commands"),
    ],
)
def test_the_layers_of_a_slice_can_break(path: str, text: str) -> None:
    verbs = {"service.days.open_day"}
    assert len(list(house_rules.complaints_about_layers(Source(path, text), verbs))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # no" + "qa",
        "x = 1  # no" + "qa: E501",
        "x = y  # type: ig" + "nore[attr-defined]",
        "// @ts-ig" + "nore",
        "<!-- svelte-ig" + "nore a11y_no_static_element_interactions -->",
        "@pytest.mark.sk" + "ip",
        "  pytest.sk" + "ip('no browser here')",
        "it.sk" + "ip('draws', () => {})",
        "# TO" + "DO later",
        "see the package index at py" + "pi.org",
        "data = open('/wo" + "rk/main/data.csv')",
        "data = open('../sha" + "red/data.csv')",
    ],
)
def test_no_excuse_and_no_foreign_address_goes_unseen(line: str) -> None:
    assert sum(len(complaints(rule, [Source("x", line)])) for rule in RULES_OF_EVERY_TEXT) == 1


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # no" + "qa: E501 - a URL cannot be broken",
        "x = y  # type: ig" + "nore[attr-defined]  # SQLModel adds it",
        "// @ts-ex" + "pect-error the wedge sends what the type forbids",
        "it.each([1, 2])('draws', () => {})",
        "a shared/ folder, the work/life balance, a root/leaf tree",
    ],
)
def test_a_reason_excuses(line: str) -> None:
    assert [c for rule in RULES_OF_EVERY_TEXT for c in rule(Source("x", line))] == []
