"""The house rules that no other tool checks, each as a function from a file to complaints.

A complaint is one line: where, and what to do about it. `tests/test_architecture.py` holds every
file of the project against every rule, and shows on planted samples that each rule can complain.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from sys import stdlib_module_names

MAX_FUNCTION_LINES = 50
MAX_FILE_LINES = 400
MAX_LINE = 100

DOORS = {"service/site_app.py", "service/hub_app.py", "service/cli.py", "service/__main__.py"}

# Third-party packages that have one place, and that place (shell patterns on the path).
PLACES = {
    ("fastapi", "starlette"): (
        "service/*/*routes.py",
        "service/desk.py",
        "service/direct_routes.py",
        "service/route_guards.py",
        "service/http_guard.py",
        "service/http_problems.py",
        "service/metrics.py",
        "service/site_status.py",
        "service/hub_status.py",
        "service/say_faults.py",
        "service/sync/asking.py",
        "service/sync/bundle_counter.py",
        "service/site_app.py",
        "service/hub_app.py",
    ),
    ("typer",): ("service/*/*commands.py", "service/cli.py"),
    ("httpx",): (
        "service/sync/*.py",
        "service/console/*.py",
        "service/demo/*.py",
        "service/devices/site_line.py",
        "service/*/*commands.py",
        "service/cli.py",
    ),
    ("sqlmodel",): (),  # a site has no memory for it: see service/stored_row.py
    ("sqlalchemy",): (
        "service/*/*store.py",
        "service/*/*tables.py",
        "service/*/*routes.py",
        "service/kept_answers.py",
        "service/write_probe.py",
        "service/tables.py",
        "service/journal/rebuild.py",
        "service/console/verify_site.py",
        "service/stored_row.py",
        "service/session.py",
        "service/database.py",
        "service/postgres.py",
        "service/migrate.py",
    ),
}

# The simulator runs the production code: what differs from run to run must be handed in.
CLOCK_AND_CHANCE = re.compile(
    r"time\.(time|monotonic|perf_counter|process_time)(_ns)?"
    r"|time\.(clock_gettime(_ns)?|localtime|gmtime|ctime)"
    r"|datetime\.datetime\.(now|utcnow|today)|datetime\.date\.today"
    r"|os\.(urandom|getrandom)|random\..+|secrets\.(?!compare_digest).+|uuid\.(?!UUID).+"
    r"|cryptography\..+\.generate(_\w+)?"
)
CLOCK_AND_CHANCE_PLACES = DOORS | {
    "service/kit/clock.py",
    "service/kit/ids.py",
    "service/demo/run_demo.py",
}

# The one test that needs a device which only a kernel can make. Where it cannot, the test says why,
# and what stood in for it.
MAY_SKIP = {"tests/devices/test_virtual_scanner.py"}

# Parts of the standard library that reach outside the program: no place in a pure decision.
WORLD = set(
    "asyncio http io logging multiprocessing os pathlib shutil socket sqlite3 subprocess "
    "tempfile threading time urllib".split()
)


@dataclass(frozen=True)
class Source:
    """One file of the project: its path from the project's root, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def name(self) -> str:
        """The file's name without its ending: ``check_in_member``."""
        return PurePosixPath(self.path).stem

    @property
    def slice(self) -> str | None:
        """The room of the house it is in, if in one: ``service/days/rules.py`` is in ``days``."""
        parts = PurePosixPath(self.path).parts
        return parts[1] if parts[0] == "service" and len(parts) > 2 else None


def complaints_about_files(source: Source) -> Iterator[str]:
    """A file that outgrows its ceiling holds two things; a migration is one list of tables."""
    if source.path.startswith("migrations/versions/"):
        return
    lines = len(source.text.splitlines())
    if lines > MAX_FILE_LINES:
        yield f"{source.path}: {lines} lines; at most {MAX_FILE_LINES}"


def complaints_about_lines(source: Source) -> Iterator[str]:
    """A line fits beside another file on one screen."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if len(line) > MAX_LINE:
            yield f"{source.path}:{number}: {len(line)} characters; at most {MAX_LINE}"


def complaints_about_functions(source: Source) -> Iterator[str]:
    """A function is read without scrolling; a migration is a list, made by Alembic."""
    if source.path.startswith("migrations/versions/"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield (
                    f"{source.path}:{node.lineno}: {node.name} has {lines} lines; "
                    f"at most {MAX_FUNCTION_LINES}"
                )


def complaints_about_opening(source: Source) -> Iterator[str]:
    """A module opens with one sentence; a verb's docstring tells what it does and refuses."""
    opening = (ast.get_docstring(source.tree) or "").partition("\n")[0]
    if not opening.endswith((".", "。", ":")):
        yield f"{source.path}:1: open with one sentence, in one line: what is this file's job?"
    verb = verb_of(source)
    if source.slice and verb and not ast.get_docstring(verb):
        yield f"{source.path}:{verb.lineno}: {verb.name} needs a docstring"


def verb_of(source: Source) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The public function with the file's own name, which makes a file a verb."""
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == source.name:
            return node
    return None


def complaints_about_places(source: Source) -> Iterator[str]:
    """HTTP, terminal and network each have their files; nothing else knows of them."""
    for line, module in imports_of(source):
        for packages, places in PLACES.items():
            if module.partition(".")[0] in packages and not _is_at(source, places):
                yield f"{source.path}:{line}: {module} belongs in {', '.join(places) or 'no room'}"


def _is_at(source: Source, places: Iterable[str]) -> bool:
    return any(PurePosixPath(source.path).match(place) for place in places)


def complaints_about_clock_and_chance(source: Source) -> Iterator[str]:
    """The system clock and randomness come in as arguments, from kit/clock.py and kit/ids.py."""
    if source.path in CLOCK_AND_CHANCE_PLACES:
        return
    for line, name in names_used(source.tree):
        if CLOCK_AND_CHANCE.fullmatch(name):
            yield f"{source.path}:{line}: {name}: take a Clock or Randomness as an argument"


def complaints_about_purity(source: Source) -> Iterator[str]:
    """rules.py decides from its arguments: it imports only rules, vocabulary, kit, plain Python.

    Where the rules of a slice are many, they are a package of that name, each file of it as pure.
    """
    if not re.fullmatch(r"service/\w+/rules(/\w+)?\.py", source.path):
        return
    for line, module in imports_of(source):
        if not _is_pure(module):
            yield f"{source.path}:{line}: a rule may not import {module}"


def _is_pure(module: str) -> bool:
    top, _, rest = module.partition(".")
    if top == "service":
        return bool(re.fullmatch(r"vocabulary(\..+)?|kit\..+|\w+\.rules(\..+)?", rest))
    return top in stdlib_module_names - WORLD


def complaints_about_layers(source: Source, verbs: Iterable[str] = ()) -> Iterator[str]:
    """Inside a slice: routes and commands, then verbs, then store and tables.

    ``verbs`` are the modules ("service.days.open_day") that are verbs.
    """
    if source.path in DOORS:
        return
    for line, module in imports_of(source):
        in_slice = module.startswith("service.") and module.count(".") > 1
        if in_slice and module.endswith(("routes", "commands")):
            yield f"{source.path}:{line}: only a door opens {module}"
        elif source.name.endswith(("store", "tables")) and (
            module in verbs
            or module.endswith(".apply")
            or (source.name.endswith("tables") and module.endswith("store"))
        ):
            yield f"{source.path}:{line}: {source.name}.py lies below {module}"


def complaints_about_excuses(source: Source) -> Iterator[str]:
    """Whoever silences a tool says why, in the same comment; nothing is skipped or put off."""
    for number, line in enumerate(source.text.splitlines(), 1):
        silenced = re.search(EXCUSE, line)
        if silenced and not re.search(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}", line[silenced.end() :]):
            yield f"{source.path}:{number}: say why, in the same comment: {silenced[0]}"
        skipped = re.search(SKIPPED, line) and source.path not in MAY_SKIP
        if skipped or re.search(PUT_OFF, line):
            yield f"{source.path}:{number}: finish it or leave it out: {line.strip()}"


def complaints_about_addresses(source: Source) -> Iterator[str]:
    """No file names a package registry or one developer's machine: both differ elsewhere."""
    for number, line in enumerate(source.text.splitlines(), 1):
        for found in re.finditer(ADDRESS, line):
            yield f"{source.path}:{number}: names {found[0]}"


def _any_of(*words: str) -> str:
    """A pattern for words written here in two pieces, or this file would complain of itself."""
    return "|".join(word.replace("~", "") for word in words)


EXCUSE = (
    f"({_any_of('# no~qa', '# type: ig~nore', '@ts-ig~nore', '@ts-ex~pect-error')}"
    f"|{_any_of('svelte-ig~nore', 'eslint-dis~able', 'pragma: no co~ver')})"
    r"[:\w-]*(,?\s*[A-Z]+\d+\b|\[[\w, -]*\]|,?\s+\w+_\w+)*"
)
SKIPPED = (
    f"({_any_of('mark.sk~ip', 'mark.xf~ail', 'pytest.sk~ip', 'pytest.xf~ail', 'importorsk~ip')}"
    rf"|\b(it|test|describe)\.({_any_of('sk~ip', 'on~ly', 'to~do')})\b)"
)
PUT_OFF = rf"\b({_any_of('TO~DO', 'FIX~ME')})\b"
ADDRESS = _any_of(
    *("py~pi.org", "python~hosted.org", "npm~js.org", "npm~js.com", "npm~mirror.com"),
    *("deb.deb~ian.org", "security.deb~ian.org"),
    *("/wo~rk/", "/ro~ot/", "/opt/wh~eels", "/tmp/e~nv", "/tmp/br~ief", "\\.\\./sha~red"),
)


def imports_of(source: Source) -> Iterator[tuple[int, str]]:
    """Line and full name of every module that is imported, at the top or inside a function.

    ``from service.days import rules`` names the package and, as it may be one, the module in it.
    """
    package = source.path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*parents, *filter(None, [node.module])])
            if module.count(".") == 1 and module.startswith("service."):
                yield from ((node.lineno, f"{module}.{name.name}") for name in node.names)
            elif module == "service":
                yield from ((node.lineno, f"service.{name.name}") for name in node.names)
            else:
                yield node.lineno, module


def names_used(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of every imported thing that is used: ``datetime.datetime.now``."""
    known = dict(_names_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, _, rest = _dotted(node).partition(".")
            if first in known:
                yield node.lineno, f"{known[first]}.{rest}".rstrip(".")


def _names_imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                top = name.name.partition(".")[0]
                yield (name.asname, name.name) if name.asname else (top, top)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                yield name.asname or name.name, f"{node.module}.{name.name}"


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""
