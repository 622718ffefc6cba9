"""Every situation that the rules can tell apart, where a promise is at stake: proofs, not samples.

A promise reads « in situations of this kind (the guard), this category is never suggested ». The engine
suggests category C exactly when some rule R that advises C holds and no law (a hard exclusion, or a rule that
excludes C) holds. So if a promise is broken somewhere, it is broken through one such R, and whether it is
depends on nothing but the facets that R, the laws on C and the guard name. For each pair (C, R) it is enough
to try every combination of answers to those facets, the others being left unanswered: the broken situation,
reduced to those facets, is among them; R still holds in it, and still no law on C does.

For one facet, answers are reduced to those that the conditions at hand can tell apart: two answers (for a
facet with several answers: two sets of answers) that meet the same lists of the same conditions are one
class, and one witness stands for it. « Nobody answered » is always one of the classes. The witnesses are then
given to the real `route()`, with every rule.

A rule of last resort holds only where no other rule has proposed anyone, which depends on every rule. It is
judged as if that were always so (`where_nobody_is_left`): more situations than can occur, so a proof stands.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from directory.vocabulary import vocabulary
from routing.engine import route
from routing.facts import DEFAULTS_TO_UNKNOWN, DERIVED, UNKNOWN, Situation
from routing.judging import facts_of, judge
from routing.rules import Condition, Exclusion, Rule, RuleBook

Law = Rule | Exclusion
Answer = frozenset[str]
"""The answers to one facet; empty where nobody answered."""

Lists = Mapping[str, Sequence[Answer]]
"""Facet -> the lists of answers that conditions ask for."""

ANY_SITUATION: Condition = {}


def broken(categories: Iterable[str], guard: Condition, book: RuleBook) -> list[tuple[Situation, str]]:
    """Give every witness in which one of `categories` is suggested although `guard` holds."""
    bare = where_nobody_is_left(book)
    return [
        (situation, category)
        for category in categories
        for rules, read in ((book.rules, book), (book.last, bare))
        for rule in rules
        for situation in witnesses(rule, category, guard, book)
        if category in suggested(situation, read)
    ]


def suggested(situation: Situation, book: RuleBook) -> list[str]:
    """Give the categories suggested, in order."""
    return [suggestion.category for suggestion in route(situation, book).suggestions]


def where_nobody_is_left(book: RuleBook) -> RuleBook:
    """Give the same rules, of which only those of last resort still advise; every exclusion stays."""
    return replace(book, rules=tuple(replace(rule, then=()) for rule in book.rules))


def without(book: RuleBook, *ids: str) -> RuleBook:
    """Give the book without these hard exclusions, and without what these rules exclude."""
    return replace(
        book,
        exclusions=tuple(law for law in book.exclusions if law.id not in ids),
        rules=tuple(replace(rule, exclude=()) if rule.id in ids else rule for rule in book.rules),
    )


def laws_on(category: str, book: RuleBook) -> list[Law]:
    """Give whatever may exclude `category`."""
    laws: list[Law] = [*book.exclusions, *book.rules, *book.last]
    return [law for law in laws if category in law.exclude]


def witnesses(rule: Rule, category: str, guard: Condition, book: RuleBook) -> Iterator[Situation]:
    """Give one situation for each class in which `guard` holds and `rule` advises `category`."""
    if all(advice.category != category for advice in rule.then):
        return
    lists = lists_of([rule, *laws_on(category, book)], guard)
    own = {facet: lists[facet] for facet in lists_of([rule], guard)}
    others = {facet: asked for facet, asked in lists.items() if facet not in own}
    for base in combinations(own, guard):
        if judge(rule, facts_of(base).without_result()).outcome == "holds":
            for more in combinations(others, guard):
                yield Situation.of({**base.answers, **more.answers})


def combinations(lists: Lists, guard: Condition) -> Iterator[Situation]:
    """Give one situation for each combination of classes in which `guard` holds."""
    kept = [
        [
            answer
            for answer in classes(facet, asked)
            if facet not in guard or guard[facet] & read(facet, answer)
        ]
        for facet, asked in lists.items()
    ]
    for answers in product(*kept):
        yield Situation.of(dict(zip(lists, answers, strict=True)))


def lists_of(laws: Iterable[Law], guard: Condition) -> Lists:
    """Give every list of answers that `laws` and `guard` ask for, derived facts being spelled out."""
    asked: dict[str, dict[Answer, None]] = {}
    for condition in (guard, *(each for law in laws for each in conditions_of(law))):
        for key, values in condition.items():
            spelled = [DERIVED[name] for name in sorted(values) if name in DERIVED]
            for facet, answers in spelled if key == "is" else [(key, values)]:
                asked.setdefault(facet, {})[answers] = None
    return {facet: tuple(found) for facet, found in asked.items()}


def conditions_of(law: Law) -> tuple[Condition, ...]:
    """Give every condition of a rule or an exclusion."""
    return law.all if isinstance(law, Exclusion) else (*law.all, *law.any, *law.none)


def read(facet: str, answer: Answer) -> Answer:
    """Give `answer` as the rules read it: unknown, for some facets, where nobody answered."""
    return UNKNOWN if not answer and facet in DEFAULTS_TO_UNKNOWN else answer


def signature(facet: str, answer: Answer, asked: Sequence[Answer]) -> Answer:
    """Say which of the lists `answer` meets, by their rank: all that conditions can see of it."""
    held = read(facet, answer)
    return frozenset(str(rank) for rank, answers in enumerate(asked) if answers & held)


def classes(facet: str, asked: Sequence[Answer]) -> list[Answer]:
    """Give one witness for each class of answers to `facet`, the first being that nobody answered."""
    found = {signature(facet, frozenset(), asked): frozenset[str]()}
    known = vocabulary().facets[facet]
    for term in known.values:
        one = frozenset({term.slug})
        joined = list(found.values()) if known.kind == "multi" else [frozenset[str]()]
        for answer in (one | other for other in joined):
            found.setdefault(signature(facet, answer, asked), answer)
    return list(found.values())


def reduced(situation: Situation, rule: Rule, category: str, guard: Condition, book: RuleBook) -> Situation:
    """Give the witness that stands for `situation` where `rule` and the laws on `category` are at stake."""
    lists = lists_of([rule, *laws_on(category, book)], guard)
    answers: dict[str, Answer] = {}
    for facet, asked in lists.items():
        seen = signature(facet, situation.answers.get(facet, frozenset()), asked)
        answers[facet] = next(each for each in classes(facet, asked) if signature(facet, each, asked) == seen)
    return Situation.of(answers)
