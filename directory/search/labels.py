"""The filters as pages show them: their names, their values in words, and what each would give."""

from collections.abc import Iterable, Mapping

from directory.search.asking import Filters
from directory.search.plan import Answer
from directory.search.results import Choice, Facet
from directory.vocabulary import vocabulary
from directory.wording import language

FILTERS: Mapping[str, str] = {
    "is_open": "Ouvert",
    "groups": "Thème",
    "categories": "Type de service",
    "needs": "Besoin",
    "audiences": "Public",
    "gender": "Reçoit",
    "access": "Accès",
    "modes": "Comment",
    "languages": "Langue",
    "features": "Accessibilité",
    "fees": "Coût",
    "verified_since": "Information vérifiée",
}
"""Each filter and its name, in the order of pages."""

GENDERS = {"woman": "Une femme", "man": "Un homme"}
VERIFIED = {"3-months": "Depuis moins de 3 mois", "1-year": "Depuis moins d’un an"}
OPEN = {"open": "Ouvert à l’heure choisie"}
BY_COUNT = ("categories", "needs", "languages")
"""Filters with many values: those that give the most come first."""


def facets_of(answer: Answer, filters: Filters) -> tuple[Facet, ...]:
    """Give each filter with what each value would give; those that would give nothing are left out."""
    return tuple(_facet(key, label, answer, _chosen(filters, key)) for key, label in FILTERS.items())


def _facet(key: str, label: str, answer: Answer, chosen: frozenset[str]) -> Facet:
    counts = answer.counts.get(key, {})
    labels = _languages(counts.keys() | chosen) if key == "languages" else _labels(key)
    slugs = [
        slug
        for slug in (*labels, *sorted(counts.keys() - labels.keys()))
        if counts.get(slug) or slug in chosen
    ]
    if key in BY_COUNT:
        slugs.sort(key=lambda slug: -counts.get(slug, 0))
    choices = (Choice(slug, labels.get(slug, slug), counts.get(slug, 0), slug in chosen) for slug in slugs)
    return Facet(key, label, tuple(choices), answer.unknown.get(key, 0))


def _chosen(filters: Filters, key: str) -> frozenset[str]:
    if key == "is_open":
        return frozenset(["open"] if filters.is_open else [])
    if key == "verified_since":
        return frozenset()
    value = getattr(filters, key)
    return frozenset([value] if value else []) if isinstance(value, str) else frozenset(value)


def _languages(codes: Iterable[str]) -> Mapping[str, str]:
    return {code: language(code) for code in sorted(codes)}


def _labels(key: str) -> Mapping[str, str]:
    words = vocabulary()
    scales: Mapping[str, str] = {
        "audiences": "audience",
        "access": "access",
        "modes": "mode",
        "features": "feature",
        "fees": "fee",
    }
    if key in scales:
        return {slug: term.label for slug, term in words.scales[scales[key]].items()}
    if key == "groups":
        return {slug: term.label for slug, term in words.category_groups.items()}
    if key == "categories":
        return {slug: category.label_short for slug, category in words.categories.items()}
    if key == "needs":
        return {slug: need.label for slug, need in words.needs.items()}
    return {"gender": GENDERS, "verified_since": VERIFIED, "is_open": OPEN}.get(key, {})
