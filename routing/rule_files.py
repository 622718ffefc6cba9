"""From the files `rules/*.yaml` to the rules; what a professional could not sign is refused."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from directory.typography import typeset
from directory.words import Vocabulary
from directory.yaml_fields import Entry, nearest, read_entries, read_entry, refuse_twice, texts
from directory.yaml_files import YamlFileError
from routing.facts import DERIVED, NO_RESULT
from routing.rules import Advice, Condition, Exclusion, Rule, RuleBook, Source

FOLDER = Path(__file__).parent / "rules"
MOST_URGENT, LEAST_URGENT = 0, 4


class RulesError(Exception):
    """The rules' files cannot be signed as they are; the message has one French sentence a line."""


def load_rules(folder: Path = FOLDER, *, vocabulary: Vocabulary) -> RuleBook:
    """Read the rules of `folder` in the words of `vocabulary`; raise RulesError with all that is wrong."""
    problems: list[str] = []
    try:
        book = _read(folder, vocabulary, problems)
    except YamlFileError as error:
        raise RulesError(str(error)) from error
    if problems:
        raise RulesError("\n".join(problems))
    return book


@dataclass(frozen=True, slots=True)
class _Words:
    """Every word a rule may use."""

    categories: Collection[str]
    answers: Mapping[str, Collection[str]]
    flags: Collection[str]
    actions: Collection[str]
    helplines: Collection[str]
    confidences: Collection[str]
    chains: Collection[str]
    sources: Mapping[str, Source]


def _read(folder: Path, vocabulary: Vocabulary, problems: list[str]) -> RuleBook:
    index = read_entry(folder / "index.yaml", problems)
    index.only({"version", "semantics", "derived", "chains", "themes", "last"})
    themes, chains = texts(index.entry("themes")), texts(index.entry("chains"))
    last = index.word("last", themes)
    sources = _sources(read_entry(folder / "sources.yaml", problems), vocabulary.scales["confidence"])
    words = _words(vocabulary, chains, sources)
    entries = _rule_entries(folder, themes, problems)
    rules = [_rule(entry, theme, at, words) for at, (theme, entry) in enumerate(entries)]
    return RuleBook(
        version=index.text("version"),
        semantics=tuple(typeset(sentence) for sentence in index.words("semantics")),
        themes=MappingProxyType(themes),
        chains=MappingProxyType(chains),
        sources=MappingProxyType(sources),
        rules=tuple(rule for rule in rules if rule.theme != last),
        last=tuple(rule for rule in rules if rule.theme == last),
        exclusions=_exclusions(folder / "exclusions.yaml", words, problems),
        opening=MappingProxyType({slug: each.opening for slug, each in vocabulary.categories.items()}),
        derived=MappingProxyType(_derived(index.entry("derived"))),
        answers=MappingProxyType(
            {facet: frozenset(known) for facet, known in words.answers.items() if facet != "is"}
        ),
    )


def _words(vocabulary: Vocabulary, chains: Collection[str], sources: Mapping[str, Source]) -> _Words:
    """Gather the words of the rules; a text facet has no closed answer, so no rule may use it."""
    answers: dict[str, Collection[str]] = {
        facet.key: [term.slug for term in facet.values]
        for facet in vocabulary.facets.values()
        if facet.kind != "text"
    }
    answers["is"] = [*DERIVED, NO_RESULT]
    return _Words(
        categories=vocabulary.categories,
        answers=answers,
        flags=vocabulary.flags,
        actions=vocabulary.actions,
        helplines=vocabulary.lines,
        confidences=vocabulary.scales["confidence"],
        chains=chains,
        sources=sources,
    )


def _derived(entry: Entry) -> dict[str, str]:
    """Read what the derived facts mean: all of them, and no other."""
    entry.only([*DERIVED, NO_RESULT])
    return {fact: entry.text(fact) for fact in (*DERIVED, NO_RESULT)}


def _sources(entry: Entry, confidences: Collection[str]) -> dict[str, Source]:
    return {key: _source(entry.entry(key).named(f"source {key}"), key, confidences) for key in entry.values}


def _source(entry: Entry, key: str, confidences: Collection[str]) -> Source:
    entry.only({"title", "address", "confidence"})
    confidence = entry.word("confidence", confidences)
    return Source(key, entry.text("title"), entry.text("address"), confidence)


def _rule_entries(folder: Path, themes: Collection[str], problems: list[str]) -> list[tuple[str, Entry]]:
    """Give the rules of every theme with their theme, in order; no two may bear the same id."""
    _refuse_strangers(folder, themes, problems)
    found = [
        (theme, entry.named(f"règle {entry.plain('id', required=False)}"))
        for theme in themes
        for entry in read_entries(folder / f"{theme}.yaml", problems)
    ]
    refuse_twice([entry for _, entry in found], "id")
    return found


def _refuse_strangers(folder: Path, themes: Collection[str], problems: list[str]) -> None:
    """Refuse a file of rules that no theme names: its rules would be forgotten without a word."""
    expected = {*themes, "index", "sources", "exclusions"}
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in expected:
            lost = f"{path.name} : « {path.stem} » n'est pas un thème de index.yaml."
            problems.append(typeset(lost + nearest(path.stem, themes)))


def _rule(entry: Entry, theme: str, position: int, words: _Words) -> Rule:
    entry.only({"when", *Rule.__slots__} - {"theme", "position", "all", "any", "none"})
    when = entry.entry("when")
    when.only({"all", "any", "none"})
    conditions = {key: _conditions(when, key, words) for key in ("all", "any", "none")}
    rule = Rule(
        id=entry.plain("id"),
        theme=theme,
        position=position,
        title=entry.text("title"),
        **conditions,
        then=tuple(_advice(each, words) for each in entry.entries("then")),
        exclude=entry.words("exclude", words.categories),
        flags=entry.words("flags", words.flags),
        actions=entry.words("actions", words.actions),
        helplines=entry.words("helplines", words.helplines),
        chain=entry.word("chain", words.chains),
        time=entry.text("time", required=False),
        why=entry.text("why"),
        sources=_cited(entry, words),
        confidence=entry.word("confidence", words.confidences),
        reviewed=entry.day("reviewed"),
    )
    _refuse_empty(entry, rule)
    return rule


def _refuse_empty(entry: Entry, rule: Rule) -> None:
    """Refuse a rule that always holds, or that changes nothing."""
    if not rule.all and not rule.any:
        entry.refuse("« when » ne dit pas quand la règle vaut.", "when")
    if not any((rule.then, rule.exclude, rule.flags, rule.actions, rule.helplines)):
        entry.refuse("la règle ne propose rien.", "then")


def _advice(entry: Entry, words: _Words) -> Advice:
    entry.only({"category", "priority", "reason"})
    priority = entry.number("priority", MOST_URGENT, LEAST_URGENT)
    return Advice(entry.word("category", words.categories), priority, entry.text("reason"))


def _cited(entry: Entry, words: _Words) -> tuple[Source, ...]:
    """Give the sources of a rule, at least one."""
    keys = entry.words("sources", words.sources)
    if not keys:
        entry.refuse("la règle n'a pas de source : « sources » manque.", "sources")
    return tuple(words.sources[key] for key in keys if key in words.sources)


def _conditions(entry: Entry, key: str, words: _Words) -> tuple[Condition, ...]:
    return tuple(_condition(each, words) for each in entry.entries(key))


def _condition(entry: Entry, words: _Words) -> Condition:
    """Read one condition; every facet it names asks for at least one answer."""
    entry.only(words.answers, "fait")
    if not entry.values:
        entry.refuse("une condition est vide.")
    asked = [facet for facet in entry.values if facet in words.answers]
    condition = {facet: frozenset(entry.words(facet, words.answers[facet])) for facet in asked}
    for facet in asked:
        if not condition[facet]:
            entry.refuse(f"« {facet} » n'a aucune réponse.", facet)
    return MappingProxyType(condition)


def _exclusions(path: Path, words: _Words, problems: list[str]) -> tuple[Exclusion, ...]:
    entries = [e.named(f"exclusion {e.plain('id', required=False)}") for e in read_entries(path, problems)]
    refuse_twice(entries, "id")
    return tuple(_exclusion(entry, words) for entry in entries)


def _exclusion(entry: Entry, words: _Words) -> Exclusion:
    entry.only({"id", "title", "when", "exclude", "because", "sources", "confidence", "reviewed"})
    conditions = _conditions(entry, "when", words)
    excluded = entry.words("exclude", words.categories)
    if not conditions:
        entry.refuse("« when » ne dit pas quand l'exclusion vaut.", "when")
    if not excluded:
        entry.refuse("l'exclusion n'exclut rien.", "exclude")
    return Exclusion(
        id=entry.plain("id"),
        title=entry.text("title"),
        all=conditions,
        exclude=excluded,
        because=entry.text("because"),
        sources=_cited(entry, words),
        confidence=entry.word("confidence", words.confidences),
        reviewed=entry.day("reviewed"),
    )
