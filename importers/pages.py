"""The pages of imports in plain words: the sources and the runs, then one run from its reading to its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.local_time import PARIS, local
from directory.models import Source
from directory.typography import WIDE, typeset
from directory.wording import full_day, hour
from importers.asked import is_starting
from importers.catalogue import SOURCES, family
from importers.columns_page import has_columns
from importers.models import Run
from importers.own_lists import own_titles
from importers.progress import Progress, read_progress
from importers.report_page import ReportItem, report_item, summary
from importers.running import Tools, condition
from importers.undoing import KEPT_FOR

RUNS_SHOWN = 50

STATES: Mapping[str, tuple[str, str]] = {
    "starting": ("En cours", "hourglass"),
    "working": ("Lecture en cours", "hourglass"),
    "interrupted": ("Interrompu", "circle-pause"),
    "ready": ("Prêt à appliquer", "circle-play"),
    "stopped": ("Arrêté : à confirmer", "triangle-alert"),
    "blocked": ("Arrêté : lignes refusées", "triangle-alert"),
    "applying": ("Application en cours", "hourglass"),
    "applied": ("Appliqué", "circle-check"),
    "undone": ("Annulé", "undo-2"),
    "failed": ("Échec", "circle-x"),
    "abandoned": ("Abandonné", "circle-slash"),
}
"""Condition of a run -> its words and the icon beside them."""

AT_WORK = ("working", "applying")
UNDERWAY = ("starting", *AT_WORK)
"""Conditions of runs that are being worked on, or are about to be."""

ACTIONS: Mapping[str, tuple[str, ...]] = {
    "ready": ("apply", "abandon"),
    "stopped": ("apply", "abandon"),
    "blocked": ("take-the-rest", "abandon"),
    "interrupted": ("prepare", "abandon"),
    "failed": ("prepare", "abandon"),
    "applied": ("undo",),
}
"""Condition of a run -> what may be asked of it; nothing in the others."""

NOT_NOW = "Cet import n’en est pas là."
TOO_LATE = f"Cet import a plus de {KEPT_FOR.days} jours : il ne s’annule plus."
NOT_SURE = "Cochez la case pour dire que vous avez vérifié : cet import change beaucoup de choses."


@dataclass(frozen=True, slots=True)
class SourceItem:
    """A source that can be imported: its mentions, and the day of its last data, where it is known.

    `is_imported` where the directory holds something of it. Lists of one's own are told of as one source.
    """

    slug: str
    title: str
    licence: str
    attribution: str
    page: str
    data_on: str
    is_imported: bool


@dataclass(frozen=True, slots=True)
class RunItem:
    """A run in a list. `summary` says what it did, or would do."""

    id: int
    title: str
    started: str
    condition: str
    state: str
    icon: str
    summary: str
    is_partial: bool
    is_undoable: bool


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run. `progress` is there while it is worked on; `undo_until`, in words, while it may be undone.

    `has_columns` where it is a list of one's own, whose columns can be corrected.
    """

    run: RunItem
    files: tuple[tuple[str, str], ...]
    progress: Progress | None
    report: ReportItem | None
    problem: str
    undo_until: str
    has_columns: bool = False

    @property
    def is_underway(self) -> bool:
        """Whether the page must be looked at again by itself."""
        return self.run.condition in UNDERWAY

    def refusal(self, action: str, *, is_sure: bool) -> str:
        """Say why `action` cannot be done now, nothing where it can."""
        if action not in ACTIONS.get(self.run.condition, ()):
            return NOT_NOW
        if action == "undo" and not self.undo_until:
            return typeset(TOO_LATE)
        return (
            typeset(NOT_SURE) if action == "apply" and self.run.condition == "stopped" and not is_sure else ""
        )


def sources(session: Session) -> tuple[SourceItem, ...]:
    """Give every source that can be imported, in the order of the catalogue."""
    days = _days(session)
    return tuple(
        SourceItem(
            slug=slug,
            title=typeset(module.ORIGIN.title),
            licence=typeset(module.ORIGIN.licence),
            attribution=typeset(module.ORIGIN.attribution),
            page=module.ORIGIN.page,
            data_on=full_day(day) if (day := days.get(slug)) else "",
            is_imported=slug in days,
        )
        for slug, module in SOURCES.items()
    )


def _days(session: Session) -> Mapping[str, date | None]:
    """Give the day of the newest data of each source that was imported, None where it gives none."""
    days: dict[str, date | None] = {}
    for slug, day in session.execute(select(Source.slug, Source.data_on)):
        known = (each for each in (days.get(family(slug)), day) if each)
        days[family(slug)] = max(known, default=None)
    return days


def runs(session: Session, tools: Tools, now: datetime) -> tuple[RunItem, ...]:
    """Give the last runs, the latest first, as they are `now` (UTC, without zone)."""
    titles = _titles(session)
    # What was given up changed nothing: it would only push out of sight what can still be undone.
    latest = select(Run).where(Run.state != "abandoned").order_by(Run.id.desc()).limit(RUNS_SHOWN)
    return tuple(_item(run, tools, titles, now) for run in session.scalars(latest))


def run_page(session: Session, tools: Tools, run_id: int, now: datetime) -> RunPage | None:
    """Give one run as it is `now` (UTC, without zone); None where there is no such run."""
    run = session.get(Run, run_id)
    if run is None:
        return None
    item = _item(run, tools, _titles(session), now)
    return RunPage(
        run=item,
        files=tuple((each["name"], size(each["size"])) for each in run.files),
        progress=read_progress(tools.folder_of(run_id)) if item.condition in AT_WORK else None,
        report=report_item(session, run.report) if run.report else None,
        problem=typeset(run.problem or ""),
        undo_until=_undo_until(run) if item.is_undoable else "",
        has_columns=has_columns(tools, run),
    )


def _titles(session: Session) -> Mapping[str, str]:
    """Give the title of each source, those that are no module too: spreadsheets have names of their own."""
    known = dict(session.execute(select(Source.slug, Source.name)).all())
    own = {slug: typeset(title) for slug, title in own_titles(session).items()}
    return {**known, **own, **{slug: typeset(module.ORIGIN.title) for slug, module in SOURCES.items()}}


def _item(run: Run, tools: Tools, titles: Mapping[str, str], now: datetime) -> RunItem:
    now_is = _condition(tools, run, now)
    state, icon = STATES[now_is]
    return RunItem(
        id=run.id,
        title=titles.get(run.source_slug, run.source_slug),
        started=moment(run.started_at),
        condition=now_is,
        state=typeset(state),
        icon=icon,
        summary=summary(run.report or {}),
        is_partial=run.is_partial,
        is_undoable=now_is == "applied" and run.applied_at is not None and now <= run.applied_at + KEPT_FOR,
    )


def _condition(tools: Tools, run: Run, now: datetime) -> str:
    """Give the condition of a run as its page tells it: what was asked of it a moment ago counts."""
    if is_starting(tools.folder_of(run.id), run, now):
        return "starting"
    found = condition(tools, run)
    if found == "stopped" and (run.report or {}).get("is_blocked"):
        return "blocked"
    return "interrupted" if found == "waiting" else found


def _undo_until(run: Run) -> str:
    return full_day(_here(run.applied_at + KEPT_FOR).date()) if run.applied_at else ""


def _here(at: datetime) -> datetime:
    return local(at.replace(tzinfo=UTC), PARIS)


def moment(at: datetime) -> str:
    """Give « 24 novembre 2026 à 14 h 05 » for a moment of the database (UTC, without zone)."""
    here = _here(at)
    return f"{full_day(here.date())} à {hour(here)}"


def size(count: int) -> str:
    """Give « 640 ko » or « 12,4 Mo » for a number of bytes."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))}{WIDE}ko"
    return f"{count / 1_000_000:.1f}{WIDE}Mo".replace(".", ",")
