"""A situation written by hand, in a file: the format of the golden cases, with the line of every mistake."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from directory.vocabulary import vocabulary
from directory.words import Facet
from directory.yaml_fields import Entry, nearest
from directory.yaml_files import Value, YamlFileError, YamlList, YamlMap, read_yaml
from routing.facts import Situation

PLACE_FACTS = ("commune", "insee", "department")
EXPECTED = (
    "expect_first",
    "expect_includes",
    "expect_excludes",
    "expect_flags",
    "expect_actions",
    "expect_helplines",
)
AROUND = ("version", "cases")
ABOUT = ("id", "title", "why", "source", "situation", *EXPECTED)
TRI_STATE = {True: "confirmed", False: "ruled-out"}


class SituationFileError(ValueError):
    """A file that cannot be read as a situation; one French sentence for each mistake, with its line."""


@dataclass(frozen=True, slots=True)
class Written:
    """A situation as it was written, with the place it names, and what is expected of the answer.

    `place` has the keys commune, insee and department, as far as they were written; `lines` says where.
    """

    file: str
    id: str
    title: str
    situation: Situation
    place: Mapping[str, str]
    lines: Mapping[str, int]
    expected: Mapping[str, tuple[str, ...]]


def read_situation(path: Path) -> Written:
    """Read the one situation of a file: facets at the top, or under `situation`, or a single case.

    Raises:
        SituationFileError: the file cannot be read, says a word that is not known, or holds several cases.
    """
    cases = read_cases(path)
    if len(cases) != 1:
        raise SituationFileError(
            f"{path.name} : {len(cases)} situations dans ce fichier. Il en faut une seule ; "
            "pour vérifier plusieurs cas, utilisez « flask routing check »."
        )
    return cases[0]


def read_cases(path: Path) -> list[Written]:
    """Read every case of a file.

    Raises:
        SituationFileError: with every mistake of the file, one per line.
    """
    problems: list[str] = []
    try:
        entries = list(_entries(read_yaml(path), path.name, problems))
    except YamlFileError as error:
        raise SituationFileError(str(error)) from error
    cases = [_written(entry) for entry in entries]
    if problems:
        raise SituationFileError("\n".join(problems))
    return cases


def _entries(value: Value, file: str, problems: list[str]) -> Iterable[Entry]:
    """Give each case of a document, whatever its shape."""
    if isinstance(value, YamlMap) and "cases" in value:
        Entry(value, file, "", problems).only(AROUND)
        value = value["cases"]
    listed = value if isinstance(value, YamlList) else [value]
    if not any(isinstance(item, YamlMap) and item for item in listed):
        problems.append(f"{file} : aucune situation. Écrivez par exemple « person_role: victim ».")
    for rank, item in enumerate(listed, start=1):
        if isinstance(item, YamlMap):
            yield Entry(item, file, str(item.get("id") or ""), problems)
        elif item is not None:
            line = value.lines[rank - 1] if isinstance(value, YamlList) else 1
            problems.append(f"{file}, ligne {line} : « {item} » n’est pas une situation, mais un mot seul.")


def _written(entry: Entry) -> Written:
    """Read a case, or facets written without any case around them."""
    inner = entry.values.get("situation")
    is_case = "situation" in entry.values
    if is_case:
        entry.only(ABOUT)
    if is_case and not isinstance(inner, YamlMap):
        entry.refuse("« situation » doit contenir des faits, un par ligne.", "situation")
    facts = Entry(inner, entry.file, entry.who, entry.problems) if isinstance(inner, YamlMap) else entry
    if is_case and facts is entry:
        facts = Entry(YamlMap(entry.values.line), entry.file, entry.who, entry.problems)
    place = {key: facts.plain(key, required=False) for key in PLACE_FACTS}
    return Written(
        file=entry.file,
        id=entry.who,
        title=entry.plain("title", required=False),
        situation=_situation(facts),
        place={key: written for key, written in place.items() if written},
        lines=facts.values.lines,
        expected=_expected(entry),
    )


def _expected(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Read what is expected of the answer: words of the vocabulary, or nobody could ever meet them."""
    words = vocabulary()
    known: Mapping[str, Collection[str]] = {
        "expect_flags": words.flags,
        "expect_actions": words.actions,
        "expect_helplines": words.lines,
    }
    return {
        key: entry.words(key, known.get(key, words.categories)) for key in EXPECTED if key in entry.values
    }


def _situation(entry: Entry) -> Situation:
    facets = vocabulary().facets
    entry.only(facets, "fait")
    answers = {
        key: _answers(entry, facets[key])
        for key in entry.values
        if key in facets and facets[key].kind != "text"
    }
    return Situation.of(answers)


def _answers(entry: Entry, facet: Facet) -> list[str]:
    """Read the answers to `facet`; each must be one of its closed list."""
    written = entry.values[facet.key]
    if facet.kind == "tri" and isinstance(written, bool):
        return [TRI_STATE[written]]
    words = entry.words(facet.key)
    known = {term.slug: term.label for term in facet.values}
    for word in words:
        if word not in known:
            hint = nearest(word, known) or f" Réponses possibles : {', '.join(known)}."
            entry.refuse(f"« {word} » n’est pas une réponse à « {facet.key} ».{hint}", facet.key)
    if facet.kind != "multi" and len(words) > 1:
        entry.refuse(f"« {facet.key} » n’a qu’une réponse.", facet.key)
    return [word for word in words if word in known]
