"""A search as a form holds it: what it asks, what it carries, what a button changes in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from directory.local_time import existing
from directory.places import Place
from directory.search.asking import Filters, Search
from directory.search.said import VERIFIED_WITHIN

RADII = {"5": "5 km", "10": "10 km", "20": "20 km", "50": "50 km"}
UNLIMITED = "none"
NOON = time(12)

SEVERAL = ("groups", "categories", "needs", "audiences", "access", "languages", "features", "fees", "modes")
"""Fields that take several values, one or the other of which must be satisfied."""

TOGETHER: Mapping[str, tuple[str, ...]] = {
    "place": ("place", "commune", "radius", "address"),
    "date": ("date", "time"),
}
"""What goes away with a field that is taken out."""

MEANT = ("q", "groups", "categories", "needs")
"""What a meaning chosen by the reader takes the place of: « CHU » has become a hospital, or a shelter."""

ASKING_NOTHING = frozenset(("start", "date", "time", "address", "radius", "unknown_too"))
"""Fields that only say how to answer the others."""

ACTIONS = ("drop", "instead", "around", "asked")
"""What a page sends beside the fields: the button pressed, and the text that it answered."""

Chosen = tuple[date | None, time | None]
"""A day and an hour, None where nobody said."""

ANYTHING = Filters()


@dataclass(frozen=True, slots=True)
class SearchForm:
    """A search as it was sent, to be answered, shown again, and carried to the next page.

    `chosen` is the day and the hour, None where nobody said. `verified_since` and `radius` are choices of the
    form; `errors` gives a sentence for each field refused.
    """

    text: str = ""
    place: str = ""
    commune: str = ""
    radius: str = ""
    address: str = ""
    date: str = ""
    time: str = ""
    chosen: Chosen = (None, None)
    filters: Filters = ANYTHING
    verified_since: str = ""
    start: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked for: an empty form asks for nothing, rather than for everything."""
        return any(name not in ASKING_NOTHING for name, _ in self.fields())

    def fields(self) -> list[tuple[str, str]]:
        """Give everything the form said, as names and values: what a page carries to the next one."""
        said = [
            ("q", self.text),
            ("place", self.place),
            ("commune", self.commune),
            ("address", self.address),
            ("date", self.date),
            ("time", self.time),
            *self.active(),
            ("start", str(self.start or "")),
        ]
        return [(name, value) for name, value in said if value]

    def active(self) -> list[tuple[str, str]]:
        """Give what narrows the search, as names and values of its fields."""
        filters = self.filters
        several = [(key, slug) for key in SEVERAL for slug in sorted(getattr(filters, key))]
        said = [
            ("is_open", "open" if filters.is_open else ""),
            *several,
            ("gender", filters.gender),
            ("age", "" if filters.age is None else str(filters.age)),
            ("verified_since", self.verified_since),
            ("radius", self.radius),
            ("unknown_too", "yes" if filters.unknown_too else ""),
        ]
        return [(name, value) for name, value in said if value]

    def search(self, place: Place | None, now: datetime, origin: tuple[float, float] | None = None) -> Search:
        """Give the question that the form asks `now` (aware, local), for the place found.

        What is open is told at the moment chosen, but the age of information counts from now. Distances are
        counted from `origin` (WGS84 degrees), the point of an address, where it is known.
        """
        within = VERIFIED_WITHIN.get(self.verified_since)
        return Search(
            at=moment_of(self.chosen, now),
            today=now.date(),
            text=self.text,
            place=place,
            origin=origin,
            radius_km=float(self.radius) if self.radius in RADII and place else None,
            filters=replace(self.filters, verified_since=now.date() - within if within else None),
            start=self.start,
        )


def moment_of(chosen: Chosen, now: datetime) -> datetime:
    """Give the moment chosen, on the clocks of `now` (aware): at noon where only the day was given."""
    day, hour = chosen
    if day is None and hour is None:
        return now
    return existing(datetime.combine(day or now.date(), (hour or NOON).replace(tzinfo=now.tzinfo)))


def changed(sent: dict[str, list[str]]) -> dict[str, list[str]]:
    """Do what the button pressed asks: `drop` takes a value out, `instead` puts one in place of others.

    Both say « field:value », and show the first results again; `instead` may give several values, « a,b ».
    `around` says « commune:text »: the place that was written among the words becomes the place.
    """
    sent = _asked_anew(sent)
    for code, _, text in (said.partition(":") for said in sent.pop("around", ())):
        sent |= {"commune": [code], "place": [], "q": [text], "start": []}
    for key, _, value in (said.partition(":") for said in sent.pop("drop", ())):
        for name in TOGETHER.get(key, (key,)):
            sent[name] = [other for other in sent.get(name, ()) if value and other != value]
        sent.pop("start", None)
    for key, _, value in (said.partition(":") for said in sent.pop("instead", ())):
        for name in (*(MEANT if key in MEANT[1:] else ()), "start"):
            sent.pop(name, None)
        sent[key] = value.split(",") if key in SEVERAL else [value]
    return {name: said for name, said in sent.items() if said}


def _asked_anew(sent: dict[str, list[str]]) -> dict[str, list[str]]:
    """Let go of what the text meant, where it is no longer the one that the page answered.

    `asked` says that text, as « q:text ».
    """
    asked, text = sent.get("asked"), "".join(sent.get("q", ())[-1:])
    is_other = asked is not None and asked[-1] != f"q:{text}"
    left = {"asked", *((*MEANT[1:], "start") if is_other else ())}
    return {name: said for name, said in sent.items() if name not in left}
