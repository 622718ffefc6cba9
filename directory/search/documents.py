"""What is searched in a listing: its words, each with the weight of where it stands.

A street, an hour, a phone number or a neutral name is never searched: the first would show where a place is,
and the last would tell whom a neutral name hides.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Commune, Organization, Service, Zone
from directory.search.analysis import forms, stem
from directory.vocabulary import vocabulary

NAME, PLACE, TEXT = 4, 2, 1

Weights = Mapping[str, int]
"""Form of a word -> its weight in one listing."""

_COLUMNS: tuple[Any, ...] = (
    Service.id,
    Service.category,
    Service.name,
    Service.alternate_names,
    Service.description,
    Service.audiences,
    Organization.name,
    Commune.name,
    Zone.name,
)


def read_documents(session: Session, ids: Sequence[int]) -> dict[int, Weights]:
    """Give the words of services `ids`; a service that is gone is not in the answer.

    Nor is one whose category is no longer in the vocabulary: nothing could be said of it.
    """
    query = (
        select(*_COLUMNS)
        .join(Service.organization)
        .outerjoin(Service.commune)
        .outerjoin(Service.zone)
        .where(Service.id.in_(ids))
    )
    known = vocabulary().categories
    rows = map(tuple, session.execute(query.where(Service.category.in_(known))))
    return {row[0]: _weigh(*row[1:]) for row in rows}


def _weigh(
    category: str,
    name: str,
    other_names: Sequence[str],
    description: str | None,
    audiences: Sequence[str],
    organization: str,
    commune: str | None,
    zone: str | None,
) -> Weights:
    own = Counter(dict(_of_category(category)))
    for weight, texts in (
        (NAME, [name, *other_names]),
        (PLACE, [organization if organization != name else "", commune or "", zone or ""]),
        (TEXT, [description or "", *_labels(audiences)]),
    ):
        for text in texts:
            for form in forms(text):
                own[form] += weight
    return own


@cache
def _of_category(slug: str) -> Weights:
    """Give the words that every service of a category has: what it is called, what it answers."""
    words = vocabulary()
    category = words.categories[slug]
    needs = [words.needs[need].label for need in category.needs]
    # « 3114 » is the number of one listening line, and an alias of all: only that line is found by it.
    aliases = [alias for alias in category.aliases if not alias.replace(" ", "").isdigit()]
    weights: Counter[str] = Counter()
    for weight, texts in (
        (PLACE, [category.label, category.label_short, *aliases]),
        (TEXT, [category.role, category.public, *needs]),
    ):
        for form in {form for text in texts for form in forms(text)}:
            weights[form] += weight
    return weights


def _labels(audiences: Iterable[str]) -> list[str]:
    labels = vocabulary().scales["audience"]
    return [labels[slug].label for slug in audiences if slug != "everyone"]


def written_words(weights: Weights) -> str:
    """Give the words of a listing as they are stored: « |abri:4|nuit:1| »."""
    return "|" + "".join(f"{form}:{weight}|" for form, weight in sorted(weights.items()))


def written_stems(weights: Weights) -> str:
    """Give the stems of a listing as they are stored: « |abri|nuit| »."""
    return "|" + "".join(f"{each}|" for each in sorted({stem(form) for form in weights}))
