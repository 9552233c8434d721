"""What the documents say is so: settings, commands, events, links, make targets, versions."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Annotated

import pytest
import typer
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from service import __version__
from service.cli import app
from service.journal.events import CATALOGUE, EventKind
from service.settings import Settings
from tools import reference_pages

ROOT = Path(__file__).resolve().parent.parent
AGREED_TARGETS = set("run test check bench soak simulate ui docs clean help".split())


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


# --- Reference pages ---


@pytest.mark.parametrize("name", ["settings", "commands", "events"])
def test_a_reference_page_says_what_the_code_says(name: str) -> None:
    (page,) = (path for path in reference_pages.made_parts() if path.endswith(f"{name}.md"))
    made = reference_pages.with_part(read(page), reference_pages.made_parts()[page])
    assert read(page) == made, f"{page} is out of date: run `make docs`"


def test_every_setting_is_documented() -> None:
    page = read("docs/operations/settings.md")
    for name, field in Settings.model_fields.items():
        assert f"`TWOGATE_{name.upper()}`" in page
        assert field.description, f"Settings.{name} has no description"


def test_every_command_is_documented() -> None:
    page = read("docs/operations/commands.md")
    commands = dict(reference_pages.commands_of(app))
    assert commands
    for path, command in commands.items():
        assert re.search(rf"^## `twogate {path}\b", page, re.MULTILINE), path
        assert command.help, f"twogate {path} has no help"
        for parameter in command.params:
            assert parameter.help, f"twogate {path}: {parameter.name} has no help"


def test_every_event_is_documented() -> None:
    page = read("docs/events.md")
    for name, kind in CATALOGUE.items():
        assert f"| `{name}` | {kind.version} |" in page
        assert kind.meaning.endswith("."), f"{name}: its meaning is not a sentence"


# --- The makers of these pages, on small samples ---


def test_a_setting_becomes_a_row() -> None:
    class Sample(BaseSettings):
        model_config = SettingsConfigDict(env_prefix="TWOGATE_")
        hosts: tuple[str, ...] = Field(default=("a", "b"), description="Names | aliases.")
        demo: bool = Field(default=False, description="Serve samples.")

    assert reference_pages.settings_part(Sample).splitlines()[2:] == [
        "| `TWOGATE_HOSTS` | `a, b` | Names \\| aliases. |",
        "| `TWOGATE_DEMO` | `false` | Serve samples. |",
    ]


def test_a_command_of_a_group_becomes_a_section() -> None:
    sample, imports = typer.Typer(), typer.Typer()
    sample.add_typer(imports, name="import")

    @sample.command()
    def verify() -> None:
        """Check the chain."""

    @imports.command()
    def roster(
        file: Annotated[Path, typer.Argument(help="The file.")],
        dry_run: Annotated[bool, typer.Option(help="Only look.")] = False,
    ) -> None:
        """Bring in a roster.

        All or nothing.
        """

    assert list(dict(reference_pages.commands_of(sample))) == ["import roster", "verify"]
    assert reference_pages.commands_part(sample).splitlines() == [
        "## `twogate import roster FILE`",
        "",
        "Bring in a roster. All or nothing.",
        "",
        "| argument, option | what it does | default |",
        "|---|---|---|",
        "| `FILE` | The file. | (must be given) |",
        "| `--dry-run`, `--no-dry-run` | Only look. | `false` |",
        "",
        "## `twogate verify`",
        "",
        "Check the chain.",
    ]


def test_an_event_becomes_a_row() -> None:
    kinds = {"day.opened": EventKind(2, frozenset({"day", "automatic"}), "A day began.")}
    assert reference_pages.events_part(kinds).splitlines()[2:] == [
        "| `day.opened` | 2 | `automatic`, `day` | A day began. |"
    ]


def test_only_the_part_between_the_marks_is_written() -> None:
    marked = f"# Title\n{reference_pages.BEGIN}\nold\n{reference_pages.END}\nafter\n"
    new = reference_pages.with_part(marked, "new")
    assert new == f"# Title\n{reference_pages.BEGIN}\n\nnew\n\n{reference_pages.END}\nafter\n"
    assert reference_pages.with_part(new, "new") == new
    with pytest.raises(ValueError, match="two marks"):
        reference_pages.with_part("# Title without marks", "new")


# --- Links ---


@cache
def tracked() -> tuple[Path, ...]:
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = (ROOT / name for name in names.splitlines())
    return tuple(path for path in paths if path.is_file())


def broken_links(page: Path) -> list[str]:
    """Links of a Markdown page to files or headings that are not there."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    broken = []
    for link in re.findall(r"\]\(([^()\s]+)\)", text):
        file, _, heading = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists() or (heading and heading not in headings(target)):
            broken.append(f"{page.name}: {link}")
    return broken


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as a browser of the repository makes them."""
    return set(map(anchor, re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)))


def anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")


def test_every_link_of_every_page_leads_somewhere() -> None:
    pages = [path for path in tracked() if path.suffix == ".md"]
    assert [link for page in pages for link in broken_links(page)] == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# The way of a check-in\n")
    page = tmp_path / "a.md"
    page.write_text("[1](b.md#the-way-of-a-check-in) [2](b.md#no) [3](c.md) [4](#no) # T\n")
    assert broken_links(page) == ["a.md: b.md#no", "a.md: c.md", "a.md: #no"]


def test_every_page_that_the_code_refers_to_exists() -> None:
    suffixes = {".py", ".ts", ".svelte", ".toml", ".sh", ".md"}
    mentioned = {
        (name, path.relative_to(ROOT).as_posix())
        for path in tracked()
        if path.suffix in suffixes and path.name != "test_docs.py"
        for name in re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text("utf-8"))
    }
    assert mentioned
    assert [pair for pair in sorted(mentioned) if not (ROOT / pair[0]).is_file()] == []


def test_every_section_that_the_code_refers_to_exists() -> None:
    """Code names the source of a rule as "(docs/protocol.md, Journal)"."""
    sections = {
        (page, section, path.relative_to(ROOT).as_posix())
        for path in tracked()
        if path.suffix in {".py", ".ts", ".svelte"} and path.name != "test_docs.py"
        for page, section in re.findall(
            r"(docs/[\w/-]+\.md), ([A-Z][\w ]+)", path.read_text("utf-8")
        )
    }
    assert [
        each for each in sorted(sections) if anchor(each[1]) not in headings(ROOT / each[0])
    ] == []


def test_the_glossary_has_the_four_words_of_state_as_screens_say_them() -> None:
    glossary = read("docs/glossary.md")
    for language in ("zh-CN", "vi", "en"):
        messages: dict[str, str] = {}
        for catalogue in (ROOT / "kiosk_ui/src/locales").rglob(f"{language}.json"):
            messages |= json.loads(catalogue.read_text("utf-8"))
        for state in ("saved", "sent", "confirmed", "attention"):
            assert f"| {messages[f'state.{state}']} |" in glossary


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    index = read("docs/index.md")
    assert [name for name in names if f"decisions/{name}" not in index] == []


# --- The table of contents of development ---


def test_every_make_target_tells_what_it_does() -> None:
    rules = re.findall(r"^([a-z-]+):(?!=)(.*)$", read("Makefile"), re.MULTILINE)
    assert [name for name, rest in rules if "## " not in rest] == []
    assert set(dict(rules)) >= AGREED_TARGETS


def test_the_documents_name_only_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    pages = [path for path in tracked() if path.suffix == ".md"]
    named = {name for page in pages for name in re.findall(r"`make ([a-z]+)", page.read_text())}
    assert named <= targets


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in read("CHANGELOG.md")
