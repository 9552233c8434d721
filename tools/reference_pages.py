"""Writes the reference pages from the code they describe: settings, commands, events.

Each page is written by hand but for the part between two marks, which is made here. `make docs`
writes it; `tests/test_docs.py` makes it again and compares.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import typer
from pydantic_settings import BaseSettings

ROOT = Path(__file__).resolve().parent.parent
BEGIN = "<!-- From here on `make docs` writes: change the code, not this. -->"
END = "<!-- Here the written part ends. -->"


class EventKind(Protocol):
    """What a page tells of an event type; `service.journal.events` has the real one."""

    @property
    def version(self) -> int: ...
    @property
    def fields(self) -> frozenset[str]: ...
    @property
    def meaning(self) -> str: ...


def made_parts() -> dict[str, str]:
    """Page path to the part of it that is made from the code as it is now."""
    from service.cli import app
    from service.journal.events import CATALOGUE
    from service.settings import Settings

    return {
        "docs/operations/settings.md": settings_part(Settings),
        "docs/operations/commands.md": commands_part(app),
        "docs/events.md": events_part(CATALOGUE),
    }


def settings_part(settings: type[BaseSettings]) -> str:
    """One row for each setting: its variable, its default, what it does."""
    rows = ["| variable | default | what it does |", "|---|---|---|"]
    for name, field in settings.model_fields.items():
        variable = f"{settings.model_config['env_prefix']}{name}".upper()
        rows.append(f"| `{variable}` | {_default(field.default)} | {_cell(field.description)} |")
    return "\n".join(rows)


def _default(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    return f"`{', '.join(value) if isinstance(value, tuple) else value}`"


def commands_part(app: typer.Typer) -> str:
    """One section for each command: how it is called, what it does, its options."""
    sections = [_section(path, command) for path, command in commands_of(app)]
    return "\n\n".join(sections)


def commands_of(app: typer.Typer) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with all words of its call: ``import roster``."""
    yield from _leaves("", typer.main.get_command(app))


def _leaves(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    # Typer's group class is its own; what makes a group is that it has commands.
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name in sorted(inner):
        yield from _leaves(f"{path} {name}".strip(), inner[name])


def _section(path: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    call = " ".join([f"twogate {path}".rstrip(), *map(_metavar, arguments)])
    lines = [f"## `{call}`", "", _paragraphs(command.help)]
    if arguments or options:
        lines += ["", "| argument, option | what it does | default |", "|---|---|---|"]
        lines += [f"| {_names(p)} | {_cell(p.help)} | {_option_default(p)} |" for p in arguments]
        lines += [f"| {_names(p)} | {_cell(p.help)} | {_option_default(p)} |" for p in options]
    return "\n".join(lines)


def _metavar(argument: Any) -> str:
    name = (argument.metavar or argument.name).upper() + ("..." if argument.nargs != 1 else "")
    return name if argument.required else f"[{name}]"


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{_metavar(parameter)}`"
    names = [*parameter.opts, *parameter.secondary_opts]
    return ", ".join(f"`{name}`" for name in names)


def _option_default(parameter: Any) -> str:
    if parameter.required:
        return "(must be given)"
    return "none" if parameter.default in (None, "", (), []) else _default(parameter.default)


def _paragraphs(help_text: str | None) -> str:
    return " ".join((help_text or "").replace("\f", "").split())


def events_part(catalogue: Mapping[str, EventKind]) -> str:
    """One row for each type of event: version, fields, meaning."""
    rows = ["| type | version | fields of `data` | meaning |", "|---|---|---|---|"]
    for name in sorted(catalogue):
        kind = catalogue[name]
        fields = ", ".join(f"`{field}`" for field in sorted(kind.fields))
        rows.append(f"| `{name}` | {kind.version} | {fields or 'none'} | {_cell(kind.meaning)} |")
    return "\n".join(rows)


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def with_part(page: str, part: str) -> str:
    """The page with its made part replaced.

    Raises ``ValueError`` when the page has not exactly one pair of marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end) or BEGIN in after:
        raise ValueError("the page needs the two marks, once each")
    return f"{before}{BEGIN}\n\n{part}\n\n{END}{after}"


def main() -> None:
    """Write every page whose made part has changed, and name it."""
    for name, part in made_parts().items():
        page = ROOT / name
        old = page.read_text("utf-8")
        new = with_part(old, part)
        if new != old:
            page.write_text(new, "utf-8")
            print(f"wrote {name}")


if __name__ == "__main__":
    main()
