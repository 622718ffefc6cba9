"""Questions that Hypothesis draws, and the two ways to answer each: from the snapshot, from the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.geo import place
from directory.models import Commune
from directory.places import Place
from directory.search import engine, sql
from directory.search.asking import Filters, Search
from directory.search.plan import Answer, Plan
from directory.search.searcher import Opened
from directory.search.synonyms import synonyms
from directory.search.understanding import understand
from directory.vocabulary import vocabulary

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)
WHOLE = 5_000
"""More results than the directory has services: a page of all of them."""

MOMENTS = (
    TUESDAY,
    datetime(2026, 11, 24, 2, 0, tzinfo=PARIS),
    datetime(2026, 12, 25, 11, 0, tzinfo=PARIS),  # Christmas, and closures
    datetime(2026, 12, 26, 11, 0, tzinfo=PARIS),  # a holiday in Alsace and Moselle alone
    datetime(2027, 3, 26, 15, 0, tzinfo=PARIS),  # Good Friday
    datetime(2027, 8, 11, 23, 30, tzinfo=PARIS),
    datetime(2026, 12, 24, 22, 30, tzinfo=PARIS),  # already Christmas in La Réunion
    datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("Indian/Reunion")),
)
SPOKEN = (
    "",
    "hébergement",
    "hebergment",
    "mari tape",
    "il me frappe et je dors dans ma voiture",
    "CHU",
    "cidff rennes",
    "medec",
    "foyer",
    "xkqz",
    "rennes",
    "115",
    "l'assistante sociale de saint-étienne",
    "zzzz foyer",
)


@dataclass(frozen=True)
class Asker:
    """What answers: an opened snapshot, and a session on the same database."""

    opened: Opened
    session: Session

    def plan(self, search: Search) -> Plan:
        """Read the text, as `query.find_ids` does."""
        held = self.opened.snapshot.stem_numbers.__contains__
        return understand(search.text, self.opened.lexicon, held)[0]

    def by_snapshot(self, search: Search, plan: Plan | None = None) -> Answer:
        """Answer from the snapshot, all results on one page."""
        whole = replace(search, start=0, limit=WHOLE)
        return engine.answer(
            self.opened.snapshot, self.opened.tables, self.plan(search) if plan is None else plan, whole
        )

    def by_sql(self, search: Search, plan: Plan | None = None) -> Answer:
        """Answer from the database, all results on one page."""
        whole = replace(search, start=0, limit=WHOLE)
        return sql.answer(self.session, self.plan(search) if plan is None else plan, whole)


def asker(app: Flask, session: Session) -> Asker:
    """Give what answers for `app`, whose search is up to date."""
    opened = app.extensions["searcher"].newest()
    assert opened is not None
    return Asker(opened, session)


def compared(answer: Answer) -> dict[str, object]:
    """Give what both ways must say alike; the order of results is the snapshot's alone."""
    return {
        "total": answer.total,
        "serving": answer.serving,
        "counts": {key: dict(counts) for key, counts in answer.counts.items()},
        "unknown": dict(answer.unknown),
        "waiting": answer.waiting,
        "ids": set(answer.ids),
    }


def places(session: Session) -> Sequence[Place]:
    """Give communes of all kinds: with and without services, overseas, in Corsica, in a great city."""
    random = session.scalars(
        select(Commune.code).order_by(func.substr(Commune.code, 3), Commune.code).limit(8)
    )
    codes = (
        "35238",
        "42218",
        "48095",
        "32013",
        "45234",
        "97411",
        "57463",
        "2A004",
        "75056",
        "69123",
        *random,
    )
    return [found for code in codes if (found := place(session, code))]


def _slugs(values: Sequence[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.just(frozenset[str]()) | st.frozensets(st.sampled_from(sorted(values)), min_size=1, max_size=3)


def _mostly(nothing: object, drawn: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.integers(0, 3).flatmap(lambda each: drawn if each == 0 else st.just(nothing))


def filters() -> st.SearchStrategy[Filters]:
    """Draw filters, most of them empty."""
    words = vocabulary()
    none = frozenset[str]()
    scale = {name: _mostly(none, _slugs([*terms, "inconnu"])) for name, terms in words.scales.items()}
    return st.builds(
        Filters,
        groups=_mostly(none, _slugs(list(words.category_groups))),
        categories=_mostly(none, _slugs(list(words.categories))),
        needs=_mostly(none, _slugs(list(words.needs))),
        audiences=scale["audience"],
        gender=_mostly("", st.sampled_from(["woman", "man"])),
        age=_mostly(None, st.integers(0, 110)),
        is_open=st.booleans(),
        access=_mostly(none, _slugs(["self", "professional", "justice"])),
        languages=_mostly(none, _slugs(["fr", "en", "ar", "xx"])),
        features=scale["feature"],
        fees=scale["fee"],
        modes=scale["mode"],
        verified_since=_mostly(None, st.dates(date(2026, 1, 1), date(2026, 12, 1))),
        unknown_too=st.booleans(),
    )


def texts() -> st.SearchStrategy[str]:
    """Draw what people type: nothing, expressions of the field, words with a slip, anything at all."""
    said = synonyms().said
    slips = st.tuples(st.sampled_from(said), st.integers(0, 20)).map(lambda pair: slipped(*pair))
    two = st.lists(st.sampled_from(said), min_size=2, max_size=3).map(" ".join)
    return st.sampled_from(SPOKEN) | st.sampled_from(said) | slips | two | st.text(max_size=40)


def slipped(text: str, rank: int) -> str:
    """Give `text` with two letters exchanged."""
    at = rank % max(len(text) - 1, 1)
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def searches(known: Sequence[Place]) -> st.SearchStrategy[Search]:
    """Draw whole questions."""
    point = st.tuples(st.floats(41, 51), st.floats(-5, 10))
    minutes = st.integers(0, 60 * 24 * 14).map(lambda minutes: timedelta(minutes=minutes))
    moments = st.sampled_from(MOMENTS) | st.builds(lambda late: TUESDAY + late, minutes)
    return st.builds(
        Search,
        at=moments,
        text=texts(),
        place=st.none() | st.sampled_from(known),
        origin=st.none() | st.none() | point,
        radius_km=st.none() | st.sampled_from([0.5, 5.0, 50.0, 500.0]),
        filters=filters(),
    )
