"""What the page of a search shows, in plain values: results, what narrows them, and ways out of nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from directory.pages import Shown, shown
from directory.place_in_text import PlaceInText, place_in
from directory.places import Place
from directory.schemas import read_search
from directory.search.asking import FURTHEST, PAGE
from directory.search.labels import FILTERS, VERIFIED
from directory.search.query import find_ids, find_services
from directory.search.results import SERVES, Choice, Facet, Result, Results
from directory.search.searcher import Searcher
from directory.search.understanding import LONGEST_TEXT
from directory.search_form import RADII, SearchForm
from directory.serving import find_lines
from directory.typography import NARROW, WIDE
from directory.vocabulary import vocabulary
from directory.wording import day, hour

MOST_LINES = 4
ALWAYS = ("115", "17")
"""Lines given where nothing was found and nothing says what was looked for."""


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the search, in words. `drop` is what its button sends; `count` the results
    without it, where that was worked out."""

    drop: str
    label: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A search and its answer, as the page shows them.

    `chips` narrow the search, the choice of a moment included. Where nothing was found, `ways_out` are those
    whose removal gives something, and `lines` the national lines that may help. `hint` is the commune that
    the text names where no place was chosen; `is_address_unknown` says that distances start from the commune.
    """

    form: SearchForm
    place: Place | None
    at: datetime
    found: Results
    chips: tuple[Chip, ...]
    hint: PlaceInText | None = None
    is_address_unknown: bool = False
    ways_out: tuple[Chip, ...] = ()
    lines: tuple[Shown, ...] = ()

    @property
    def heading(self) -> str:
        """How many services, and how many serve the place."""
        total, serving = self.found.total, self.found.serving
        if not total:
            return "Aucun service trouvé"
        if self.place is None:
            return counted(total, "service")
        if serving == total:
            return f"{counted(total, 'service')} {_plural('compétent', total)} pour {self.place.name}"
        if not serving:
            return f"{counted(total, 'service')}, aucun connu pour servir {self.place.name}"
        said = f"dont {counted(serving, 'compétent')} pour {self.place.name}"
        return f"{counted(total, 'service')}, {said}"

    @property
    def serving(self) -> list[Result]:
        """Those of this page that serve the place; all of them without a place."""
        return [each for each in self.found.results if each.tie is None or each.tie in SERVES]

    @property
    def others(self) -> list[Result]:
        """Those of this page that stand near and serve elsewhere."""
        return [each for each in self.found.results if each.tie is not None and each.tie not in SERVES]

    @property
    def filters(self) -> int:
        """How many filters are set; the moment is none."""
        return len(self.form.active())

    @property
    def last(self) -> int:
        """The rank of the last result of this page, from 1."""
        return self.form.start + len(self.found.results)

    @property
    def next_start(self) -> int | None:
        """Where the next page begins, None on the last one."""
        return self.last if self.last < min(self.found.total, FURTHEST) else None

    @property
    def previous_start(self) -> int | None:
        """Where the page before begins, None on the first one."""
        return max(0, self.form.start - PAGE) if self.form.start else None

    def facet(self, key: str) -> Facet:
        """Give one filter, with its values and what each would give."""
        return next(each for each in self.found.facets if each.key == key)

    @property
    def verified_choices(self) -> list[Choice]:
        """The choices of « verified since », the one that is set included."""
        choices = self.facet("verified_since").choices
        return [replace(each, is_chosen=each.slug == self.form.verified_since) for each in choices]

    @property
    def shown_count(self) -> str:
        """What a button that shows the results says of them."""
        return counted(self.found.total, "service")

    @property
    def is_cut(self) -> bool:
        """Whether the end of the text was left unread."""
        return len(self.form.text) > LONGEST_TEXT

    @property
    def has_demonstration(self) -> bool:
        """Whether an invented contact is shown."""
        return any(each.shown.card.is_demonstration for each in self.found.results)


def search_page(
    session: Session,
    searcher: Searcher,
    form: SearchForm,
    place: Place | None,
    at: datetime,
    origin: tuple[float, float] | None = None,
) -> SearchPage:
    """Answer the form for the place found, at `at` (aware, on the clock of the place).

    `origin` is the point (WGS84 degrees) of the address typed, None where there is none or it is not known.
    """
    found = find_services(session, searcher, form.search(place, at, origin))
    if found.total and not found.results:
        # The page asked for is no longer there, or never was: the first one is.
        form = replace(form, start=0)
        found = find_services(session, searcher, form.search(place, at, origin))
    page = SearchPage(
        form,
        place,
        at,
        found,
        tuple(_chips(form, found, at)),
        hint=place_in(session, form.text) if place is None else None,
        is_address_unknown=bool(form.address and place and origin is None),
    )
    if found.total:
        return page
    ways_out = tuple(_ways_out(session, searcher, page))
    return replace(page, ways_out=ways_out, lines=tuple(_lines(session, page)))


def counted(number: int, noun: str) -> str:
    """Give « 1 service », « 34 services » or « 1 200 services »."""
    return f"{number:,}".replace(",", NARROW) + f"{WIDE}{_plural(noun, number)}"


def _plural(noun: str, number: int) -> str:
    return f"{noun}s" if number > 1 else noun


def _chips(form: SearchForm, found: Results, at: datetime) -> Iterator[Chip]:
    """Say in words everything that narrows the search."""
    if form.date or form.time:
        yield Chip("date:", f"{day(at)} à {hour(at)}".capitalize())
    labels = {(facet.key, choice.slug): choice.label for facet in found.facets for choice in facet.choices}
    for key, value in form.active():
        label = _labelled(form, key, value) or labels.get((key, value), value)
        yield Chip(f"{key}:{value}", label)


def _labelled(form: SearchForm, key: str, value: str) -> str:
    if key == "is_open":
        return "Ouvert à ce moment" if form.date or form.time else "Ouvert maintenant"
    if key == "age":
        return f"{value}{WIDE}ans"
    if key == "radius":
        return f"À moins de {RADII[value]}"
    if key == "unknown_too":
        return "Y compris ceux qui ne le disent pas"
    if key == "verified_since":
        return f"{FILTERS[key]} {VERIFIED[value].lower()}"
    return ""


def _ways_out(session: Session, searcher: Searcher, page: SearchPage) -> Iterator[Chip]:
    """Give what can be taken out of a search that finds nothing, with what is then found."""
    tried = [*page.chips]
    tried += [Chip("place:", "Partout, et non autour de " + page.place.name)] if page.place else []
    tried += [Chip("q:", f"Sans les mots «{WIDE}{page.form.text}{WIDE}»")] if page.form.text else []
    for chip in tried:
        count = _count_without(session, searcher, page, chip)
        if count:
            yield replace(chip, count=count)


def _count_without(session: Session, searcher: Searcher, page: SearchPage, chip: Chip) -> int:
    sent: dict[str, list[str]] = {"drop": [chip.drop]}
    for name, value in page.form.fields():
        sent.setdefault(name, []).append(value)
    wider = read_search(sent)
    if not wider.is_asked:
        return 0
    place = page.place if wider.commune or wider.place else None
    _, answer, _ = find_ids(session, searcher, replace(wider.search(place, page.at), limit=1))
    return answer.total


def _lines(session: Session, page: SearchPage) -> Iterator[Shown]:
    """Give the national lines of what was looked for, and those that always answer."""
    words = vocabulary()
    meanings = [each for _, found in page.found.understood.meanings for each in found]
    meant = [each.slug for each in meanings if each.kind == "category"]
    slugs = [
        line
        for category in (*meant, *sorted(page.form.filters.categories))
        for line in words.categories[category].fallback_helplines
    ]
    wanted = list(dict.fromkeys((*slugs, *ALWAYS)))[:MOST_LINES]
    for line in find_lines(session, wanted):
        yield shown(line, page.at)
