"""What imports ask of the desk: the rows that wait in its territory, offered as the other things that wait.

A row of which nobody knows where it is waits for administrators, in the pages of imports; so does what is too
wide to be answered row by row, and whoever moderates everywhere is led there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from directory import audit
from directory.actors import Actor, answers_for, moderates, places_of
from directory.desk.items import KINDS, NOT_OFFERED, Answer, Item, Line, number_of
from directory.desk.territory import Place, communes_within, territories_of, within
from directory.desk.treated import treated_as
from directory.editing.errors import EditError, NotYoursError
from directory.models import Commune, Entry, Service, ServiceArea
from directory.typography import typeset
from directory.wording import counted
from importers.deciding import DecisionError, decide
from importers.keeping import read_kept
from importers.models import Run
from importers.questions import TOPICS, CandidateItem, Question, question_of, topic_items
from importers.running import Tools, sweep
from importers.statements import Statement
from importers.survey import read_ground
from importers.waiting import WAITING, pending_of

MOST = 100
"""Rows offered at once: the others come as these are answered."""

FEW = 3
"""Categories that are answers of one press: a longer list is chosen from in the pages of imports."""

DECIDED = "import-decided"
TOPIC_OF = {topic.state: topic for topic in TOPICS.values() if not topic.by_kind}


@dataclass(frozen=True, slots=True)
class ImportedRows:
    """The rows of sources that wait for a person: the number of the entry names one."""

    tools: Tools
    name: str = "import"

    def items(self, session: Session, actor: Actor, at: datetime) -> list[Item]:
        """Give the rows of the territory of `actor`; by sort only, where that is everywhere."""
        held = territories_of(actor)
        begun = _applied(session)
        if held is None:
            return _sorts(session, max(begun.values(), default=at))
        entries = _entries(session, actor, held)
        waiting = zip(entries, pending_of(session, entries), strict=True)
        return [
            _item(session, actor, entry, question_of(session, each), begun.get(entry.source_slug, at))
            for entry, each in waiting
        ]

    def answer(
        self, session: Session, actor: Actor, number: str, word: str, sentence: str, at: datetime
    ) -> str:
        """Obey an answer about a row, as the pages of imports do, and remember it."""
        entry = session.get(Entry, number_of(number))
        if entry is None or territories_of(actor) is None or not _is_there(session, actor, entry):
            raise NotYoursError
        if entry.state not in WAITING:
            raise treated_as(session, DECIDED, "entry", entry.id)
        [waiting] = pending_of(session, [entry])
        question = question_of(session, waiting)
        if word not in {each.word for each in _answers(session, actor, entry.state, question)}:
            raise EditError(NOT_OFFERED)
        answer, _, service = word.partition("-same-")
        try:
            decide(
                session,
                entry.id,
                answer or "same",
                int(service) if service else None,
                read_ground(session),
                at,
            )
        except DecisionError as error:
            raise EditError(str(error)) from error
        department = min(
            (code for kind, code in _places(session, entry) if kind == "department"), default=None
        )
        told = {"entry": entry.id, "answer": word}
        audit.tell(session, DECIDED, actor, at, service_id=entry.service_id, department=department, told=told)
        return f"Décidé : « {question.name} »."

    def settle(self) -> None:
        """Leave nothing on disk of what was decided to hide."""
        sweep(self.tools)


def _applied(session: Session) -> Mapping[str, datetime]:
    """Give, for each source, when it was last applied: what it asks has waited since."""
    query = select(Run.source_slug, func.max(Run.applied_at)).where(Run.applied_at.is_not(None))
    rows = session.execute(query.group_by(Run.source_slug))
    return {slug: applied_at for slug, applied_at in rows if applied_at}


def _sorts(session: Session, since: datetime) -> list[Item]:
    return [
        Item(
            key=f"import-{each.topic.slug}",
            kind=KINDS["imports"],
            title=each.topic.title,
            since=since,
            who=counted(each.count, "fiche"),
            what=each.topic.help,
            topic=each.topic.slug,
        )
        for each in topic_items(session)
        if each.count and not each.topic.by_kind
    ]


def _entries(session: Session, actor: Actor, held: frozenset[Place]) -> Sequence[Entry]:
    """Give the rows that wait in a territory: the database sorts out most of the others by their codes."""
    query = select(Entry).options(joinedload(Entry.source)).where(Entry.state.in_(WAITING))
    query = query.where(_may_be_there(session, actor, held)).order_by(Entry.id)
    found = (each for each in session.scalars(query) if _is_there(session, actor, each))
    return [each for each, _ in zip(found, range(MOST), strict=False)]


def _may_be_there(session: Session, actor: Actor, held: frozenset[Place]) -> ColumnElement[bool]:
    of_it = Commune.code.in_(communes_within(held))
    departments = session.scalars(select(Commune.department).where(of_it).distinct()).all()
    groups = session.scalars(select(Commune.epci).where(of_it, Commune.epci.is_not(None)).distinct()).all()
    patterns = [f'%"commune":"{code}%' for code in departments]
    patterns += [f'%"{code}"%' for code in (*departments, *groups)]
    listed = Entry.service_id.in_(select(Service.id).where(within(actor)))
    return or_(listed, *(Entry.said.like(pattern) for pattern in patterns))


def _is_there(session: Session, actor: Actor, entry: Entry) -> bool:
    return answers_for(session, actor, _places(session, entry))


def _places(session: Session, entry: Entry) -> frozenset[Place]:
    """Give the territories of a row: those of its listing, or where it says that it is."""
    service = session.get(Service, entry.service_id) if entry.service_id else None
    return places_of(session, service or _as_service(read_kept(entry.said)))


def _as_service(statement: Statement) -> Service:
    record = statement.record
    kind, code = record.zone or (None, None)
    areas = [ServiceArea(kind=area.kind, code=area.code, is_excluded=area.excluded) for area in record.areas]
    return Service(commune_code=record.commune or None, zone_kind=kind, zone_code=code, areas=areas)


def _item(session: Session, actor: Actor, entry: Entry, question: Question, since: datetime) -> Item:
    own = [each for each in question.candidates if _moderated(session, actor, each.service_id)]
    alone = own[0] if len(question.candidates) == 1 and own else None
    topic = TOPIC_OF[entry.state]
    return Item(
        key=f"import-{entry.id}",
        kind=KINDS["imports"],
        title=question.name,
        since=since,
        who=question.source_title,
        source=question.kind,
        organization=topic.title,
        what=question.reason or topic.help,
        lines=_lines(alone) if alone else (),
        said=() if alone else tuple((label, words) for label, words in question.words.items()),
        answers=_answers(session, actor, entry.state, question),
        service_id=alone.service_id if alone else None,
        topic=topic.slug if actor.holds("administrator") else "",
        note="" if actor.holds("administrator") or _is_settled_here(entry.state, question) else TOO_WIDE,
    )


TOO_WIDE = typeset("D'autres réponses sont possibles : un administrateur peut les donner dans les imports.")


def _is_settled_here(state: str, question: Question) -> bool:
    return state in ("proposal", "undecided") or (state == "unclassed" and 0 < len(question.proposed) <= FEW)


def _lines(candidate: CandidateItem) -> tuple[Line, ...]:
    """Put what the listing says beside what the source says, where they differ."""
    differing = [each for each in candidate.lines if each.left and each.verdict != "same"]
    return tuple(Line(each.label, each.right, each.left) for each in differing)


def _moderated(session: Session, actor: Actor, service_id: int) -> bool:
    service = session.get(Service, service_id)
    return service is not None and moderates(session, actor, service)


def _answers(session: Session, actor: Actor, state: str, question: Question) -> tuple[Answer, ...]:
    if state == "proposal":
        return (
            Answer("accept", "Prendre ce que dit la source", "a"),
            Answer("refuse", "Garder la fiche", "r"),
        )
    if state == "undecided":
        own = [each for each in question.candidates if _moderated(session, actor, each.service_id)]
        return (*_same(own), Answer("different", "Ce sont deux lieux", "r"))
    if state == "withheld":
        return (Answer("hide", "Ne jamais publier", "a"),)
    few = question.proposed if len(question.proposed) <= FEW else ()
    kinds = [Answer(term.slug, f"Classer : {term.label}", str(rank)) for rank, term in enumerate(few, 1)]
    return (*kinds, Answer("outside", "Hors de l’annuaire", "r"))


def _same(own: Sequence[CandidateItem]) -> list[Answer]:
    if len(own) == 1:
        return [Answer(f"-same-{own[0].service_id}", "C’est la même fiche", "a")]
    return [
        Answer(f"-same-{each.service_id}", f"C’est « {each.name} »", str(rank))
        for rank, each in enumerate(own, 1)
    ]
