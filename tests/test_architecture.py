"""The architecture, as a table that a machine reads: who may import what, and how large things may grow.

Importers fill the directory, routing asks it, the web shows it, and nothing flows back
(`docs/adr/0001-architecture-and-arrows.md`). Each check below is a function that names what is wrong in one
module; `test_each_check_sees_what_it_is_meant_to_see` plants a fault for each, so that none can fall asleep.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parent.parent

ARROWS = {
    "directory": set(),
    "routing": {"directory"},
    "importers": {"directory"},
    "web": {"directory"},
    "bench": {"directory", "routing", "importers", "wsgi"},
    "wsgi": {"directory", "routing", "importers", "web", "bench"},
}
"""Package -> the packages it may import beside itself. Only `wsgi.py` and what measures know them all."""

VIEWS = ("views.py", "directory/views/*.py", "importers/views/*.py")
COMMANDS = ("cli.py", "*_cli.py", "wsgi.py")
SHELL = ("web/*.py", *VIEWS, *COMMANDS)
MEASURES = ("bench/*.py", "bench/peers/*.py")
"""Where the web is known: everything else works without it."""

DOORS = {
    "alembic": ("directory/db.py",),
    "authlib": ("directory/accounts/providers.py", "directory/accounts/provider_calls.py"),
    "babel": ("directory/wording.py",),
    "click": COMMANDS,
    "cryptography": ("directory/accounts/sealing.py",),
    "flask": (*SHELL, *MEASURES),
    "flask_login": ("directory/views/signed_in.py",),
    "ftfy": ("importers/reading/texts.py",),
    "geopy": ("directory/geo.py", "directory/geocoding.py"),
    "holidays": ("directory/local_time.py",),
    "ijson": ("importers/reading/documents.py",),
    "joserfc": ("directory/accounts/providers.py",),
    "lucide": ("web/*.py",),
    "marshmallow": ("schemas.py",),
    "opening_hours": ("directory/hours.py",),
    "phonenumbers": ("directory/phones.py",),
    "psycopg": ("bench/peers/postgresql_rum.py",),
    "pwdlib": ("directory/accounts/passwords.py",),
    "pysqlite3": ("directory/db.py", "bench/peers/sqlite_fts5.py"),
    "pyotp": ("directory/accounts/second_factor.py",),
    "pyproj": ("importers/cleaning/points.py",),
    "python_calamine": ("importers/reading/workbooks.py",),
    "numpy": ("directory/search/*.py", *MEASURES),
    "rapidfuzz": (
        "directory/places.py",
        "directory/search/lexicon.py",
        "importers/matching/*.py",
        "importers/sources/spreadsheet_places.py",
        "bench/__main__.py",
        "bench/matching.py",
    ),
    "requests": ("directory/accounts/providers.py", "directory/accounts/provider_calls.py"),
    "segno": ("directory/accounts/second_factor.py",),
    "sqlalchemy": (
        "directory/*.py",
        "directory/accounts/*.py",
        "directory/desk/*.py",
        "directory/editing/*.py",
        "directory/freshness/*.py",
        "directory/mail/*.py",
        "directory/models/*.py",
        "directory/partner/*.py",
        "directory/search/*.py",
        "directory/views/posting.py",
        "directory/views/reading.py",
        "directory/views/signed_in.py",
        "routing/listening.py",
        "routing/referral.py",
        "routing/cards.py",
        "importers/*.py",
        "importers/matching/from_directory.py",
        *COMMANDS,
        *MEASURES,
    ),
    "tantivy": ("bench/peers/tantivy_peer.py",),
    "tests": ("bench/matching.py", "bench/relevance.py"),
    "webauthn": ("directory/accounts/passkeys.py",),
    "werkzeug": SHELL,
    "whoosh": ("directory/search/analysis.py", "bench/peers/whoosh_peer.py"),
    "xstatic": ("web/leaflet.py",),
    "yaml": ("directory/yaml_files.py",),
}
"""Library -> the modules that may import it. A library that is not here has no door: give it one first."""

DECISION = ("routing.facts", "routing.rules", "routing.engine", "directory.vocabulary", "directory.hours")
"""What decides, and what it stands on, works without database or web: by import or by import of an import."""

OUTSIDE_THE_DECISION = {"flask", "sqlalchemy", "werkzeug", "alembic"}

WHO_MAY_DECIDE_THE_TIME = (*VIEWS, *COMMANDS, *MEASURES)
VAGUE_NAMES = {"common", "core", "helpers", "services", "utils"}

LONGEST_MODULE, USUAL_MODULE = 400, 200
LONGEST_FUNCTION, USUAL_FUNCTION, MEDIAN_FUNCTION = 50, 20, 8
LONGEST_CONFTEST = 150

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of the project: its path from the root, and its text."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """Every import as line and full name: `from a.b import c` is `a.b.c`, `import a.b` is `a.b`."""
        return [
            (node.lineno, name)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in imported_names(node)
        ]

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def is_one_of(self, patterns: tuple[str, ...]) -> bool:
        return any(self.path.match(pattern) for pattern in patterns)

    def at(self, line: int, complaint: str) -> str:
        return f"{self.path}:{line}: {complaint}"


def imported_names(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]


def read_modules() -> list[Module]:
    folders = [path for package in ARROWS for path in (ROOT / package).rglob("*.py")]
    paths = sorted([*folders, *ROOT.glob("wsgi.py")])
    return [
        Module(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text("utf-8")) for path in paths
    ]


MODULES = read_modules()


# What may import what.


def check_doors(module: Module) -> Iterator[str]:
    """Each library is imported behind its door only."""
    for line, name in module.imports:
        library = name.partition(".")[0]
        if library in sys.stdlib_module_names or library in ARROWS:
            continue
        if not module.is_one_of(DOORS.get(library, ())):
            yield module.at(line, f"{library} is not imported here, see DOORS")


def check_arrows(module: Module) -> Iterator[str]:
    """Each package imports itself and what stands below it."""
    allowed = ARROWS[module.package] | {module.package}
    for line, name in module.imports:
        package = name.partition(".")[0]
        if package in ARROWS and package not in allowed:
            yield module.at(line, f"{module.package} does not know {package}")


def check_imports_come_first(module: Module) -> Iterator[str]:
    """Imports stand at the top of the module and are written in full."""
    for function in module.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield module.at(node.lineno, "import inside a function")
    for line, name in module.imports:
        if name.startswith("."):
            yield module.at(line, f"relative import of {name}")


def check_services_stay_inside(module: Module) -> Iterator[str]:
    """Views show a `Card`, never a `Service`."""
    if not module.is_one_of((*VIEWS, "web/*.py")):
        return
    for line, name in module.imports:
        if name in {"directory.models", "directory.models.Service", "directory.models.*"}:
            yield module.at(line, "a view is given a Card, never a Service")


# Who decides.


def check_time_and_commit(module: Module) -> Iterator[str]:
    """Views and commands alone ask the time, and decide that a change is done."""
    if module.is_one_of(WHO_MAY_DECIDE_THE_TIME):
        return
    for node in module.nodes(ast.Call):
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr in {"commit", "now", "today", "utcnow"}:
            yield module.at(node.lineno, f"{called.attr}() belongs to views and commands")


# How things are named and explained.


def check_names(module: Module) -> Iterator[str]:
    """A module is named by the question it answers, an exception by what went wrong."""
    for part in VAGUE_NAMES.intersection(module.path.with_suffix("").parts):
        yield module.at(1, f"« {part} » says nothing")
    for node in module.nodes(ast.ClassDef):
        bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
        is_error = any(base.endswith(("Error", "Exception")) for base in bases)
        if is_error and not node.name.endswith("Error"):
            yield module.at(node.lineno, f"{node.name} is an exception: its name ends in Error")


def check_docstrings(module: Module) -> Iterator[str]:
    """Every module, and every public class, function and method, says what it gives."""
    if not ast.get_docstring(module.tree):
        yield module.at(1, "the module has no docstring")
    for node in public_definitions(module.tree):
        if not ast.get_docstring(node):
            yield module.at(node.lineno, f"{node.name} has no docstring")


def public_definitions(parent: ast.Module | ast.ClassDef) -> Iterator[ast.ClassDef | Function]:
    for node in parent.body:
        if (
            isinstance(node, ast.ClassDef | Function)
            and not node.name.startswith("_")
            and node.name != "Meta"
        ):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node)


def check_suppressions(module: Module) -> Iterator[str]:
    """Nothing is hidden from the linter, and from the type checker only with a reason."""
    for number, line in enumerate(module.text.splitlines(), start=1):
        if re.search(r"#\s*noqa", line):
            yield module.at(number, "noqa")
        if re.search(r"#\s*type:\s*ignore(?!\[[\w-]+\]\s+#\s+\w)", line):
            yield module.at(number, "« type: ignore[code]  # the reason », or none at all")


CHECKS = (
    check_doors,
    check_arrows,
    check_imports_come_first,
    check_services_stay_inside,
    check_time_and_commit,
    check_names,
    check_docstrings,
    check_suppressions,
)

PLANTED = [
    (check_doors, "routing/engine.py", "from sqlalchemy import select"),
    (check_doors, "directory/models.py", "import flask.globals"),
    (check_doors, "web/views.py", "import requests"),
    (check_arrows, "directory/find.py", "from routing.rules import Rule"),
    (check_arrows, "routing/views.py", "import web.access"),
    (check_arrows, "importers/load.py", "from routing import engine"),
    (check_imports_come_first, "routing/cli.py", "def a():\n    def b():\n        import json"),
    (check_imports_come_first, "routing/cli.py", "from .rules import Rule"),
    (check_services_stay_inside, "routing/views.py", "from directory.models import Phone, Service"),
    (check_services_stay_inside, "directory/views/consult.py", "from directory import models"),
    (check_time_and_commit, "routing/referral.py", "at = datetime.datetime.now(PARIS)"),
    (check_time_and_commit, "directory/editing.py", "session.commit()"),
    (check_names, "web/utils.py", ""),
    (check_names, "web/common/forms.py", ""),
    (check_names, "routing/rules.py", "class BadRule(ValueError): ..."),
    (check_docstrings, "routing/rules.py", ""),
    (
        check_docstrings,
        "routing/rules.py",
        "'''Rules.'''\nclass Rule:\n    '''A rule.'''\n    def holds(self): ...",
    ),
    (check_suppressions, "routing/rules.py", "import a  # " + "noqa: F401"),
    (check_suppressions, "routing/rules.py", "a = b  # " + "type: ignore[misc]"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
def test_the_architecture_is_kept(check: Callable[[Module], Iterator[str]]):
    assert not list_of(complaint for module in MODULES for complaint in check(module))


@pytest.mark.parametrize(("check", "path", "text"), PLANTED)
def test_each_check_sees_what_it_is_meant_to_see(
    check: Callable[[Module], Iterator[str]], path: str, text: str
):
    assert list(check(Module(PurePosixPath(path), text)))


def test_each_door_is_used_and_leads_to_a_module():
    assert DOORS.keys() == {name.partition(".")[0] for module in MODULES for _, name in module.imports} - {
        *sys.stdlib_module_names,
        *ARROWS,
    }
    patterns = {pattern for doors in DOORS.values() for pattern in doors}
    assert not [each for each in patterns if not any(module.is_one_of((each,)) for module in MODULES)]


def test_each_check_has_a_planted_fault():
    assert {check for check, _, _ in PLANTED} == set(CHECKS)


def list_of(complaints: Iterator[str]) -> str:
    """Give the complaints one a line: that is what a person reads when a test fails."""
    return "\n".join(complaints)


# Who knows whom, from one import to the next.


def test_no_import_ever_comes_back_to_where_it_started():
    try:
        TopologicalSorter(import_graph(MODULES)).prepare()
    except CycleError as cycle:
        pytest.fail(" -> ".join(cycle.args[1]))


def test_the_decision_works_without_database_or_web():
    assert not outside_libraries(MODULES, DECISION)


def test_a_library_is_seen_through_the_module_that_imports_it():
    engine = Module(PurePosixPath("routing/engine.py"), "from directory import models")
    models = Module(PurePosixPath("directory/models.py"), "import sqlalchemy.orm")
    assert outside_libraries([engine, models], ("routing.engine",)) == {"directory.models imports sqlalchemy"}


def import_graph(modules: list[Module]) -> dict[str, set[str]]:
    """Give, for each module, the project's modules that it imports."""
    known = {module.name for module in modules}
    return {module.name: {name for name in imported_modules(module) if name in known} for module in modules}


def imported_modules(module: Module) -> set[str]:
    """Give the modules that `module` imports: `from a.b import c` is a.b, or a.b.c where that is a module."""
    names = {name for _, name in module.imports}
    return names | {name.rpartition(".")[0] for name in names}


def outside_libraries(modules: list[Module], names: tuple[str, ...]) -> set[str]:
    """Name the libraries kept outside the decision that `names` reach, with the module that imports them."""
    graph = import_graph(modules)
    reached, waiting = set(), [name for name in names if name in graph]
    while waiting:
        reached.add(name := waiting.pop())
        waiting += graph[name] - reached
    return {
        f"{module.name} imports {library}"
        for module in modules
        if module.name in reached
        for library in OUTSIDE_THE_DECISION & {name.partition(".")[0] for _, name in module.imports}
    }


# How large things may grow.


def test_modules_stay_small():
    sizes = {str(module.path): module.text.count("\n") for module in MODULES}
    assert not over(sizes, LONGEST_MODULE)
    assert len(over(sizes, USUAL_MODULE - 1)) <= len(sizes) / 10, over(sizes, USUAL_MODULE - 1)


def test_functions_stay_small():
    sizes = {
        module.at(function.lineno, function.name): length(function)
        for module in MODULES
        for function in module.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
    }
    assert not over(sizes, LONGEST_FUNCTION)
    assert len(over(sizes, USUAL_FUNCTION)) <= len(sizes) / 10, over(sizes, USUAL_FUNCTION)
    assert median(sizes.values()) <= MEDIAN_FUNCTION


def test_the_fixtures_of_the_tests_stay_on_one_page():
    sizes = {path.name: path.read_text("utf-8").count("\n") for path in ROOT.glob("tests/**/conftest.py")}
    assert not over(sizes, LONGEST_CONFTEST)


def length(function: Function) -> int:
    """Count the lines of a function, its docstring left out."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    return lines - (first.end_lineno - first.lineno + 1 if ast.get_docstring(function) else 0)


def over(sizes: dict[str, int], limit: int) -> dict[str, int]:
    """Give what is larger than `limit`, largest first."""
    ordered = sorted(sizes.items(), key=lambda item: -item[1])
    return {name: size for name, size in ordered if size > limit}
