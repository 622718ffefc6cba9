"""The closed lists of the field, read from `vocabulary/*.yaml`: what a file or form may say, no more."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeVar

from directory.rhythms import Rhythms, read_rhythms
from directory.typography import typeset
from directory.words import Action, Category, Facet, Line, Need, Term, Vocabulary
from directory.yaml_fields import Entry, nearest, read_entries, read_entry, refuse_twice, texts
from directory.yaml_files import YamlFileError

FOLDER = Path(__file__).parent / "vocabulary"
FACET_KINDS = ("single", "multi", "tri", "text")
SCALED = ("opening", "coverage", "assignment", "access", "address_policy", "card_policy")
SAID = ("audience", "fee", "mode", "feature", "report")
"""What listings say of themselves, and what may be reported of them."""

SCALES = (*SCALED, "tri_state", "confidence", "channel", *SAID)
MAPPINGS = ("themes", "networks", "finess", "dila", "confidence")


class _Slugged(Protocol):
    """What has a slug of its own."""

    @property
    def slug(self) -> str: ...


T = TypeVar("T", bound=_Slugged)


class VocabularyError(Exception):
    """The vocabulary's files contradict themselves; the message has one French sentence a line."""


@cache
def vocabulary() -> Vocabulary:
    """Give the project's own vocabulary, read once."""
    return load_vocabulary()


def load_vocabulary(folder: Path = FOLDER) -> Vocabulary:
    """Read every closed list of `folder`; raise VocabularyError with all that is wrong, file and line."""
    problems: list[str] = []
    try:
        lists = _read(folder, problems)
    except YamlFileError as error:
        raise VocabularyError(str(error)) from error
    if problems:
        raise VocabularyError("\n".join(problems))
    return lists


def _read(folder: Path, problems: list[str]) -> Vocabulary:
    """Read every file, each against the words of the others."""
    scales = _scales(read_entry(folder / "scales.yaml", problems))
    groups = _terms(read_entry(folder / "category_groups.yaml", problems))
    need_groups = _terms(read_entry(folder / "need_groups.yaml", problems))
    needs = [_need(entry, need_groups) for entry in _listed(folder / "needs.yaml", "slug", problems)]
    in_groups = _category_entries(folder / "categories", groups, problems)
    line_entries = _listed(folder / "lines.yaml", "slug", problems)
    categories = [entry.plain("slug", required=False) for _, entry in in_groups]
    words: dict[str, Collection[str]] = {
        **scales,
        "category": categories,
        "regulator": categories,
        "fallback_helplines": [entry.plain("slug", required=False) for entry in line_entries],
        "needs": [need.slug for need in needs],
    }
    facets = _listed(folder / "facets.yaml", "key", problems)
    rhythms = read_rhythms(read_entry(folder / "rhythms.yaml", problems), groups, categories)
    return Vocabulary(
        scales=scales,
        category_groups=groups,
        categories=_by_slug(_category(entry, group, words, rhythms) for group, entry in in_groups),
        need_groups=need_groups,
        needs=_by_slug(needs),
        facets=MappingProxyType({f.key: f for f in (_facet(e, scales, needs) for e in facets)}),
        flags=_terms(read_entry(folder / "flags.yaml", problems)),
        actions=_by_slug(_action(entry) for entry in _listed(folder / "actions.yaml", "slug", problems)),
        lines=_by_slug(_line(entry, words) for entry in line_entries),
    )


def _listed(path: Path, key: str, problems: list[str]) -> list[Entry]:
    """Give the entries of a file, each named by its `key`, which nothing else of the file may bear."""
    entries = [entry.named(entry.plain(key)) for entry in read_entries(path, problems)]
    refuse_twice(entries, key)
    return entries


def _category_entries(folder: Path, groups: Collection[str], problems: list[str]) -> list[tuple[str, Entry]]:
    """Give each category with its group: one file for each group, and no file besides."""
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in groups:
            found = f"{path.name} : « {path.stem} » n'est pas un groupe de catégories."
            problems.append(typeset(found + nearest(path.stem, groups)))
    found_in = [(group, e) for group in groups for e in _listed(folder / f"{group}.yaml", "slug", problems)]
    refuse_twice([entry for _, entry in found_in], "slug")
    return found_in


def _scales(entry: Entry) -> Mapping[str, Mapping[str, Term]]:
    entry.only(SCALES)
    for scale in SCALES:
        if scale not in entry.values:
            entry.refuse(f"l'échelle « {scale} » manque.")
    return MappingProxyType({scale: _terms(entry.entry(scale)) for scale in SCALES})


def _terms(entry: Entry) -> Mapping[str, Term]:
    return MappingProxyType({slug: Term(slug, label) for slug, label in texts(entry).items()})


def _by_slug(items: Iterable[T]) -> Mapping[str, T]:
    return MappingProxyType({item.slug: item for item in items})


def _need(entry: Entry, groups: Collection[str]) -> Need:
    entry.only({"slug", "label", "group"})
    return Need(entry.plain("slug"), entry.text("label"), entry.word("group", groups))


def _action(entry: Entry) -> Action:
    entry.only({"slug", "label", "who", "detail"})
    return Action(entry.plain("slug"), entry.text("label"), entry.text("who"), entry.text("detail"))


def _facet(entry: Entry, scales: Mapping[str, Mapping[str, Term]], needs: list[Need]) -> Facet:
    """Read a facet; the answers of a three-state facet and of `needs` are written elsewhere, once."""
    entry.only({"key", "label", "question", "kind", "values"})
    key, kind = entry.plain("key"), entry.word("kind", FACET_KINDS)
    values = tuple(Term(slug, label) for slug, label in texts(entry.entry("values")).items())
    written_elsewhere = kind in ("tri", "text") or key == "needs"
    if bool(values) == written_elsewhere:
        entry.refuse("les réponses manquent." if not values else "les réponses sont déjà connues.", "values")
    if kind == "tri":
        values = tuple(scales["tri_state"].values())
    elif key == "needs":
        values = tuple(Term(need.slug, need.label) for need in needs)
    return Facet(key, entry.text("label"), entry.text("question"), kind, values)


def _category(entry: Entry, group: str, words: Mapping[str, Collection[str]], rhythms: Rhythms) -> Category:
    """Read a category; only what a regulator allocates has one."""
    entry.only({*Category.__slots__} - {"group", "verify_every_months"})
    scaled = {scale: entry.word(scale, words[scale]) for scale in SCALED}
    regulator = entry.word("regulator", words["regulator"], required=False)
    if bool(regulator) != (scaled["assignment"] == "dispatch"):
        entry.refuse("« regulator » va avec « assignment: dispatch », et avec lui seul.", "regulator")
    return Category(
        slug=entry.plain("slug"),
        group=group,
        label=entry.text("label"),
        label_short=entry.text("label_short"),
        aliases=tuple(typeset(alias) for alias in entry.words("aliases")),
        role=entry.text("role"),
        public=entry.text("public"),
        **scaled,
        regulator=regulator or None,
        max_km=entry.number("max_km", 1, 1000) if entry.values.get("max_km") is not None else None,
        fallback_helplines=entry.words("fallback_helplines", words["fallback_helplines"]),
        needs=entry.words("needs", words["needs"]),
        mapping=_mapping(entry.entry("mapping"), words["confidence"]),
        verify_every_months=rhythms.of(group, entry.plain("slug", required=False)),
    )


def _mapping(entry: Entry, confidences: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    entry.only(MAPPINGS)
    entry.word("confidence", confidences)
    return MappingProxyType({key: entry.words(key) for key in MAPPINGS})


def _line(entry: Entry, words: Mapping[str, Collection[str]]) -> Line:
    entry.only(Line.__slots__)
    return Line(
        slug=entry.plain("slug"),
        number=entry.plain("number"),
        name=entry.text("name"),
        public=entry.text("public"),
        channel=entry.word("channel", words["channel"]),
        category=entry.word("category", words["category"]),
        hours=entry.plain("hours", required=False) or None,
        hours_text=entry.text("hours_text"),
        languages_text=entry.text("languages_text"),
        accessibility=entry.text("accessibility", required=False),
        cost=entry.text("cost"),
        on_bill=entry.boolean("on_bill"),
        needs=entry.words("needs", words["needs"]),
        source=entry.text("source"),
        confidence=entry.word("confidence", words["confidence"]),
        reviewed=entry.day("reviewed"),
        note=entry.text("note", required=False),
        receives=entry.text("receives", required=False),
    )
