"""What anybody finds on opening the project: no trace of a machine, no code of others, all of it said."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
IGNORED = {".git", *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split())}

MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home|opt|tmp|Users)(?:/|\b)")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org|--(?:extra-)?index-url\s"
)
OTHERS_CODE = re.compile(r"copyright|\(c\)\s*\d{4}|@license|sourceMappingURL", re.IGNORECASE)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
ADR_MENTION = re.compile(r"docs/adr/\d{4}-[\w-]+\.md")
MAKE_COMMAND = re.compile(r"`make ([a-z]+)")

LARGEST_FILE = 8_000_000
PROMISED_TARGETS = {"help", "install", "run", "test", "check", "bench", "lock", "gazetteer"}
CHANGES = {"Ajouté", "Modifié", "Déprécié", "Supprimé", "Corrigé", "Sécurité"}


def project_files() -> Iterator[Path]:
    """Give every file of the project, and none of what it makes for itself."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - IGNORED)
        yield from (Path(folder, name) for name in sorted(names) if not name.endswith(".pyc"))


def texts() -> Iterator[tuple[str, str]]:
    """Give the text files, as their path from the root and what they hold.

    Some samples are meant to be in older encodings: what they say of machines can be read all the same.
    """
    for path in project_files():
        raw = path.read_bytes()
        if b"\0" not in raw:
            yield path.relative_to(ROOT).as_posix(), raw.decode("utf-8", "replace")


def found(pattern: re.Pattern[str], text: str) -> set[str]:
    return {match.group(0).strip() for match in pattern.finditer(text)}


def test_no_file_names_a_path_of_somebody_s_machine():
    assert not {name: paths for name, text in texts() if (paths := found(MACHINE_PATH, text))}


def test_no_file_names_a_package_registry():
    assert not {name: hosts for name, text in texts() if (hosts := found(REGISTRY, text))}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, "data in /" + "home/me"),
        (MACHINE_PATH, "/" + "tmp"),
        (REGISTRY, "https://pypi" + ".org/simple"),
        (OTHERS_CODE, "/*! Copyright 2020 */"),
    ],
)
def test_the_searches_find_what_they_look_for(pattern: re.Pattern[str], text: str):
    assert found(pattern, text)


def test_a_path_of_a_web_address_is_nobody_s_machine():
    assert not found(MACHINE_PATH, "https://www.gouvernement.fr/home/page and/opt-out ~/work")


def test_no_code_of_others_is_copied_here():
    names = [path.relative_to(ROOT) for path in project_files()]
    assert not [name for name in names if {"node_modules", "vendor", "third_party"}.intersection(name.parts)]
    assert not [name for name in names if ".min." in name.name]
    assert not {
        name: marks
        for name, text in texts()
        if name.endswith((".js", ".css", ".html")) and (marks := found(OTHERS_CODE, text))
    }


def test_no_file_is_heavy():
    sizes = {path.relative_to(ROOT): path.stat().st_size for path in project_files()}
    assert not {path: size for path, size in sizes.items() if size > LARGEST_FILE}


def test_the_licence_is_the_one_announced():
    assert pyproject()["project"]["license"] == "EUPL-1.2"
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_whoever_opens_the_project_is_told_where_to_start(name: str):
    assert (ROOT / name).read_text("utf-8").startswith("# ")


def test_the_changelog_says_what_is_not_yet_published_in_words_that_people_know():
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "\n## [Non publié]\n" in changelog
    assert set(re.findall(r"^### (.+)$", changelog, re.MULTILINE)) <= CHANGES


def test_every_decision_is_numbered_and_told_in_the_same_order():
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        titles = re.findall(r"^## (.+)$", path.read_text("utf-8"), re.MULTILINE)
        assert titles == ["Context", "Decision", "Consequences"], path.name


def test_every_decision_that_is_mentioned_exists():
    mentions = {mention for _, text in texts() for mention in found(ADR_MENTION, text)}
    assert mentions
    assert not {mention for mention in mentions if not (ROOT / mention).is_file()}


def test_every_link_between_documents_leads_somewhere():
    pages = {name: text for name, text in texts() if name.endswith(".md")}
    broken = [
        f"{name}: {target}"
        for name, text in pages.items()
        for target in LINK.findall(text)
        if not ((ROOT / name).parent / target).exists()
    ]
    assert not broken


def test_make_offers_what_is_promised_and_what_the_documents_mention():
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    mentioned = {
        target for name, text in texts() if name.endswith(".md") for target in MAKE_COMMAND.findall(text)
    }
    assert targets >= PROMISED_TARGETS | mentioned


def test_every_script_can_be_started():
    scripts = [*(ROOT / "scripts").iterdir(), ROOT / ".ci/run"]
    assert not [path.name for path in scripts if not os.access(path, os.X_OK)]
    assert not [path.name for path in scripts if not path.read_text("utf-8").startswith("#!")]


def test_every_dependency_is_locked_with_its_hashes():
    locked = dict(
        re.findall(r"^([\w.-]+)==[^\\\n]+((?:\\\n\s+--hash=sha256:[0-9a-f]{64} ?)+)", lock(), re.MULTILINE)
    )
    project = pyproject()["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[;<>=~! ]", requirement)[0].lower() for requirement in wanted}
    assert not names - {name.lower() for name in locked}
    assert len(locked) == len(re.findall(r"^[\w.-]+==", lock(), re.MULTILINE))


def test_the_lock_file_says_how_to_make_it_again_and_where_from_to_nobody():
    assert "make lock" in lock()
    assert not re.findall(r"^--|^[\w.-]+ @|https?://|file:/", lock(), re.MULTILINE)


def lock() -> str:
    return (ROOT / "requirements.lock").read_text("utf-8")


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
