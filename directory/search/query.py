"""Search the directory: `find_services(session, searcher, search)` gives results, reasons and counts."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sqlalchemy.orm import Session

from directory.audience import Public, to_check
from directory.find import distance_from
from directory.models import Service
from directory.pages import shown_at
from directory.search import engine, sql
from directory.search.asking import Search
from directory.search.labels import facets_of
from directory.search.plan import Answer, Plan
from directory.search.results import Result, Results, Understood
from directory.search.searcher import UNREADABLE, Searcher, plain_lexicon
from directory.search.ties import SENTENCES, tie_of
from directory.search.understanding import understand
from directory.serving import with_ids
from directory.wording import distance


def find_services(session: Session, searcher: Searcher, search: Search) -> Results:
    """Answer `search`, from the snapshot, or from the database where there is none that can be read.

    Where no service has every word, those that have some are given, and `is_relaxed` says so.
    """
    understood, found, is_degraded = find_ids(session, searcher, search)
    services = {service.id: service for service in with_ids(session, found.ids)}
    results = [
        _result(services[each], score, matched, search)
        for each, score, matched in zip(found.ids, found.scores, found.matched, strict=True)
        if each in services
    ]
    return Results(
        total=found.total,
        serving=found.serving,
        results=tuple(results),
        facets=facets_of(found, search.filters),
        understood=understood,
        waiting=found.waiting,
        is_degraded=is_degraded,
    )


def find_ids(session: Session, searcher: Searcher, search: Search) -> tuple[Understood, Answer, bool]:
    """Do as `find_services` without reading the services found; the last value says whether SQL answered."""
    opened = searcher.newest()
    if opened is not None:
        plan, understood = understand(search.text, opened.lexicon, opened.snapshot.stem_numbers.__contains__)
        run = partial(engine.answer, opened.snapshot, opened.tables)
        try:
            return *_relaxed(run, plan, understood, search), False
        except UNREADABLE as error:
            searcher.suspect(opened, error)
    plan, understood = understand(search.text, plain_lexicon(), lambda stem: True)
    return *_relaxed(partial(sql.answer, session), plan, understood, search), True


def _relaxed(
    run: Callable[[Plan, Search], Answer], plan: Plan, understood: Understood, search: Search
) -> tuple[Understood, Answer]:
    """Run a plan; where nothing has every word, run it again for those that have some."""
    found = run(plan, search)
    if found.total or not plan.needs_all or len(plan.parts) < 2:
        return understood, found
    return replace(understood, is_relaxed=True), run(replace(plan, needs_all=False), search)


def _result(service: Service, score: float, matched: tuple[str, ...], search: Search) -> Result:
    tie = tie_of(service, search.place) if search.place else None
    km = distance_from(service, search.centre) if search.centre else None
    return Result(
        shown=shown_at(service, search.at, search.day),
        tie=tie,
        why_here=SENTENCES[tie] if tie else "",
        distance_km=km,
        distance="" if km is None else distance(km),
        score=score,
        matched=matched,
        check=to_check(service, Public(gender=search.filters.gender or None)),
    )
