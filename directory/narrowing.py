"""What narrows a search, in words, and what it would find without it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from directory.places import Place
from directory.schemas import read_search
from directory.search.labels import FILTERS, VERIFIED
from directory.search.query import find_ids
from directory.search.results import Results
from directory.search.searcher import Searcher
from directory.search.synonyms import synonyms
from directory.search_form import RADII, SearchForm
from directory.typography import WIDE
from directory.wording import day, hour

LONGEST_ECHO = 60
"""Characters of a text that a way out of it repeats."""

Point = tuple[float, float]
"""Latitude and longitude (WGS84 degrees)."""


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the search, in words. `drop` is what its button sends; `count` the results
    without it, where that was worked out."""

    drop: str
    label: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """Where, when and of what a form is asked: `now` is aware, on the clock of the place."""

    session: Session
    searcher: Searcher
    place: Place | None
    origin: Point | None
    now: datetime

    def total(self, form: SearchForm) -> int:
        """Count what a form finds, for the place and the moment that it still says."""
        if not form.is_asked:
            return 0
        place, origin = (self.place, self.origin) if form.commune or form.place else (None, None)
        asked = form.search(place, self.now, origin)
        _, answer, _ = find_ids(self.session, self.searcher, replace(asked, limit=1))
        return answer.total


def chips(form: SearchForm, found: Results, at: datetime) -> Iterator[Chip]:
    """Say in words everything that narrows the search."""
    if form.date or form.time:
        yield Chip("date:", f"{day(at)} à {hour(at)}".capitalize())
    labels = {(facet.key, choice.slug): choice.label for facet in found.facets for choice in facet.choices}
    senses = {key: label for key in ("categories", "needs") if (label := _sense(key, form))}
    yield from (Chip(f"{key}:", label) for key, label in senses.items())
    for key, value in form.active():
        if key in senses:
            continue
        label = _labelled(form, key, value) or labels.get((key, value), value)
        yield Chip(f"{key}:{value}", label)


def _sense(key: str, form: SearchForm) -> str:
    """Name the sense that led to several categories, or needs, at once: one choice is one chip."""
    chosen: frozenset[str] = getattr(form.filters, key)
    senses = (sense for collision in synonyms().collisions for sense in collision.meanings)
    labels = (sense.label for sense in senses if frozenset(getattr(sense, key)) == chosen)
    return next(labels, "") if len(chosen) > 1 else ""


def _labelled(form: SearchForm, key: str, value: str) -> str:
    if key == "is_open":
        return "Ouvert à ce moment" if form.date or form.time else "Ouvert maintenant"
    if key == "age":
        return f"{value}{WIDE}ans"
    if key == "radius":
        return f"À moins de {RADII[value]}"
    if key == "unknown_too":
        return "Y compris les services qui ne précisent pas ces points"
    if key == "verified_since":
        return f"{FILTERS[key]} {VERIFIED[value].lower()}"
    return ""


def ways_out(form: SearchForm, narrowing: Sequence[Chip], asking: Asking) -> Iterator[Chip]:
    """Give what can be taken out of a search that finds nothing, with what is then found."""
    tried = [*narrowing]
    tried += [Chip("place:", "Partout, et non autour de " + asking.place.name)] if asking.place else []
    tried += [Chip("q:", f"Sans les mots «{WIDE}{_echo(form.text)}{WIDE}»")] if form.text else []
    for chip in tried:
        count = asking.total(_without(form, chip))
        if count:
            yield replace(chip, count=count)


def _echo(text: str) -> str:
    """Give the beginning of a text that is too long to be repeated."""
    return text if len(text) <= LONGEST_ECHO else text[: LONGEST_ECHO - 1].rstrip() + "…"


def _without(form: SearchForm, chip: Chip) -> SearchForm:
    """Give the form that the button of `chip` would send."""
    sent: dict[str, list[str]] = {"drop": [chip.drop]}
    for name, value in form.fields():
        sent.setdefault(name, []).append(value)
    return read_search(sent)
