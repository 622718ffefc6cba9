"""What the page of a search shows, in plain values: results, what narrows them, and ways out of nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from directory.folding import fold
from directory.narrowing import Asking, Chip, Point, chips, ways_out
from directory.pages import Shown
from directory.place_in_text import PlaceInText, places_in
from directory.places import Place
from directory.search.asking import FURTHEST, PAGE
from directory.search.query import find_services
from directory.search.results import SERVES, Choice, Facet, Result, Results
from directory.search.searcher import Searcher
from directory.search.understanding import LONGEST_TEXT
from directory.search_form import SearchForm, moment_of
from directory.search_lines import lines_of
from directory.wording import counted, plural

LOCAL = ("competent", "neighbour")


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A search and its answer, as the page shows them.

    `chips` narrow the search, the choice of a moment included. Where nothing was found, `ways_out` are those
    whose removal gives something. `lines` are the national lines that may help where nothing local serves the
    place. `hints` are the communes that the text names where no place was chosen; `is_address_unknown` says
    that distances start from the commune.
    """

    form: SearchForm
    place: Place | None
    at: datetime
    found: Results
    chips: tuple[Chip, ...]
    hints: tuple[PlaceInText, ...] = ()
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
            return f"{counted(total, 'service')} dans toute la France"
        if serving == total:
            return f"{counted(total, 'service')} {plural('compétent', total)} pour {self.place.name}"
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
    def unknown(self) -> tuple[str, ...]:
        """The words that nothing contains, those of a place that is offered left out."""
        words = self.found.understood.unknown
        if not self.hints:
            return words
        looked_for = fold(self.hints[0].rest).split()
        return tuple(word for word in words if fold(word) in looked_for)

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
    now: datetime,
    origin: Point | None = None,
) -> SearchPage:
    """Answer the form for the place found, at the moment that it says; `now` is aware, on the clock of the
    place.

    `origin` is the point (WGS84 degrees) of the address typed, None where there is none or it is not known.
    """
    at = moment_of(form.chosen, now)
    found = find_services(session, searcher, form.search(place, now, origin))
    if found.total and not found.results:
        # The page asked for is no longer there, or never was: the first one is.
        form = replace(form, start=0)
        found = find_services(session, searcher, form.search(place, now, origin))
    page = SearchPage(
        form,
        place,
        at,
        found,
        tuple(chips(form, found, at)),
        hints=places_in(session, form.text) if place is None else (),
        is_address_unknown=bool(form.address and place and origin is None),
    )
    lines = partial(lines_of, session, found, form.filters.categories, at, now.date())
    if found.total:
        return replace(page, lines=lines()) if _is_far(page) else page
    asking = Asking(session, searcher, place, origin, now)
    return replace(page, ways_out=tuple(ways_out(form, page.chips, asking)), lines=lines())


def _is_far(page: SearchPage) -> bool:
    """Say whether nothing local serves the place: what serves it, if anything, answers from elsewhere."""
    is_local = any(result.tie in LOCAL for result in page.found.results)
    return page.place is not None and not page.form.start and not is_local
