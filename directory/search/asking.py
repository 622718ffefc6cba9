"""What is asked of the directory: a text, a place, filters, a time."""

from dataclasses import dataclass
from datetime import date, datetime

from directory.places import Place

PAGE = 20
FURTHEST = 10_000
"""The last result that a page may begin at."""

Slugs = frozenset[str]
NOTHING_ASKED: Slugs = frozenset()


@dataclass(frozen=True, slots=True)
class Filters:
    """What results must satisfy; an empty part asks for nothing, and several slugs mean one or the other.

    `groups`, `categories` and `needs` are slugs of the vocabulary; `audiences`, `access`, `fees`, `modes` and
    `features` slugs of its scales; `languages` codes as listings give them. `gender` is woman or man, `age`
    in years. A service is only kept out by what it says: « tous publics » and nothing said both receive
    everybody. `is_open` keeps what is open at the time of the search. The other filters keep what says so,
    and, with `unknown_too`, what says nothing about it.
    """

    groups: Slugs = NOTHING_ASKED
    categories: Slugs = NOTHING_ASKED
    needs: Slugs = NOTHING_ASKED
    audiences: Slugs = NOTHING_ASKED
    gender: str = ""
    age: int | None = None
    is_open: bool = False
    access: Slugs = NOTHING_ASKED
    languages: Slugs = NOTHING_ASKED
    features: Slugs = NOTHING_ASKED
    fees: Slugs = NOTHING_ASKED
    modes: Slugs = NOTHING_ASKED
    verified_since: date | None = None
    unknown_too: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """A whole question. `at` is aware, on the clock of the place; `today` the day on which it is asked there,
    that of `at` where None.

    With a `place`, results are what serves it, and what stands within `radius_km` of `origin` (WGS84 degrees;
    the centre of the commune where None). Without a radius, what serves the place however far it stands, and
    what stands within `NEAR_KM`.
    """

    at: datetime
    text: str = ""
    place: Place | None = None
    origin: tuple[float, float] | None = None
    radius_km: float | None = None
    filters: Filters = Filters()
    start: int = 0
    limit: int = PAGE
    today: date | None = None

    @property
    def day(self) -> date:
        """The day from which the age of information counts."""
        return self.today or self.at.date()

    @property
    def centre(self) -> tuple[float, float] | None:
        """Where distances start from: `origin`, or the centre of the commune; None without a place."""
        if self.place is None:
            return None
        return self.origin or (self.place.latitude, self.place.longitude)


NEAR_KM = 30.0
