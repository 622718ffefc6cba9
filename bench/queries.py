"""The 300 questions of the measurements, drawn once for all from a seed: what people ask, in eight kinds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.field_words import TERMS, tail
from directory.folding import plain
from directory.geo import place
from directory.models import Commune
from directory.places import Place
from directory.search.analysis import forms
from directory.search.asking import Filters, Search
from directory.vocabulary import vocabulary

Kind = Literal["one", "several", "sentence", "faceted", "radius", "prefix", "slip", "near"]
"""One word; two or three; a sentence; words, category and place; words and radius (a third of them with an
audience); the beginning of a word; a word with a slip; a category and a radius."""

KINDS: tuple[Kind, ...] = get_args(Kind)
LABELS: dict[Kind, str] = {
    "one": "un mot",
    "several": "des mots",
    "sentence": "phrase",
    "faceted": "avec lieu",
    "radius": "avec rayon",
    "prefix": "début",
    "slip": "faute",
    "near": "sans mot",
}
COUNTS: dict[Kind, int] = {
    "one": 40,
    "several": 50,
    "sentence": 30,
    "faceted": 50,
    "radius": 60,
    "prefix": 25,
    "slip": 25,
    "near": 20,
}
WITHOUT_ACCENTS = 0.35
RADII = (10.0, 20.0, 50.0)
_SENTENCES = (
    "je cherche {} pour une personne qui a des problèmes de {} et de {}",
    "elle a besoin de {} et peut-être de {} près de chez elle, avec {}",
    "où trouver {} ou {} quand on vit avec {}",
    "famille sans solution, {} demandé, {} à prévoir, suivi par {}",
    "un jeune veut {} mais il faut d’abord {} puis {}",
)
_AUDIENCES = ("families", "minors", "older", "disabled", "exiled", "homeless")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its kind."""

    kind: Kind
    search: Search


class _Drawing:
    """Draws texts, places and filters from one seed."""

    def __init__(self, session: Session, at: datetime, seed: int) -> None:
        self.session, self.at = session, at
        self.rng = np.random.default_rng(seed)

    @cached_property
    def communes(self) -> tuple[Sequence[str], Sequence[float]]:
        rows = self.session.execute(select(Commune.code, Commune.population).order_by(Commune.code)).all()
        people = np.array([population for _, population in rows], float)
        return [code for code, _ in rows], (people / people.sum()).tolist()

    @cached_property
    def field_words(self) -> Sequence[str]:
        """Words of the terms of the field that mean something by themselves."""
        said = sorted({word for terms in TERMS.values() for term in terms for word in term.split()})
        return [word for word in said if len(word) > 4 and "’" not in word and forms(word)]

    def one_of(self, values: Sequence[str]) -> str:
        return values[int(self.rng.integers(len(values)))]

    def word(self) -> str:
        """Draw a word: of the field two times in three, otherwise a rarer one."""
        if self.rng.random() < 2 / 3:
            return self.one_of(self.field_words)
        return tail()[min(int(self.rng.zipf(1.3)), 5_000)]

    def term(self) -> str:
        return self.one_of([term for terms in TERMS.values() for term in terms])

    def typed(self, text: str) -> str:
        return plain(text) if self.rng.random() < WITHOUT_ACCENTS else text

    def words(self, most: int) -> str:
        count = int(self.rng.integers(2, most + 1))
        return self.typed(" ".join(self.word() for _ in range(count)))

    def somewhere(self) -> Place:
        codes, shares = self.communes
        found = place(self.session, codes[int(self.rng.choice(len(codes), p=shares))])
        if found is None:
            raise LookupError("The gazetteer does not know its own commune.")
        return found

    def word_of(self, category: str) -> str:
        """Draw a word of what services of `category` are about."""
        terms = TERMS[vocabulary().categories[category].group]
        own = [word for word in self.field_words if any(word in term.split() for term in terms)]
        return self.one_of(own)

    def category(self) -> frozenset[str]:
        return frozenset((self.one_of(list(vocabulary().categories)),))

    def radius(self) -> float:
        return RADII[int(self.rng.integers(len(RADII)))]


def draw_questions(session: Session, at: datetime, seed: int = 3) -> list[Asked]:
    """Give the questions, `at` on the clock of Paris; those of one kind follow one another."""
    drawing = _Drawing(session, at, seed)
    return [Asked(kind, _MAKERS[kind](drawing)) for kind, count in COUNTS.items() for _ in range(count)]


def _one(drawing: _Drawing) -> Search:
    return Search(drawing.at, drawing.typed(drawing.word()))


def _several(drawing: _Drawing) -> Search:
    return Search(drawing.at, drawing.words(3))


def _sentence(drawing: _Drawing) -> Search:
    said = drawing.one_of(_SENTENCES).format(drawing.term(), drawing.term(), drawing.word())
    return Search(drawing.at, drawing.typed(said))


def _faceted(drawing: _Drawing) -> Search:
    chosen = drawing.category()
    text = drawing.typed(drawing.word_of(*chosen))
    return Search(drawing.at, text, drawing.somewhere(), filters=Filters(categories=chosen))


def _radius(drawing: _Drawing) -> Search:
    has_audience = drawing.rng.random() < 1 / 3
    filters = Filters(audiences=frozenset((drawing.one_of(_AUDIENCES),))) if has_audience else Filters()
    text = drawing.typed(drawing.word())
    return Search(drawing.at, text, drawing.somewhere(), radius_km=drawing.radius(), filters=filters)


def _prefix(drawing: _Drawing) -> Search:
    word = drawing.word()
    return Search(drawing.at, drawing.typed(word[: max(3, len(word) - 3)]))


def _slip(drawing: _Drawing) -> Search:
    """Exchange two letters of a word, drop one, or double one; never the first."""
    word = plain(drawing.one_of([each for each in drawing.field_words if len(each) > 6]))
    rank = int(drawing.rng.integers(1, len(word) - 2))
    slips = (
        word[:rank] + word[rank + 1] + word[rank] + word[rank + 2 :],
        word[:rank] + word[rank + 1 :],
        word[:rank] + word[rank] + word[rank:],
    )
    return Search(drawing.at, drawing.one_of(slips))


def _near(drawing: _Drawing) -> Search:
    filters = Filters(categories=drawing.category())
    return Search(drawing.at, place=drawing.somewhere(), radius_km=drawing.radius(), filters=filters)


_MAKERS: dict[Kind, Callable[[_Drawing], Search]] = {
    "one": _one,
    "several": _several,
    "sentence": _sentence,
    "faceted": _faceted,
    "radius": _radius,
    "prefix": _prefix,
    "slip": _slip,
    "near": _near,
}
