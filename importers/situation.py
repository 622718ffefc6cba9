"""All that is asked about the rows of a run, read once: what was said before, decided, withheld, verified."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.editing.entries import ENTRIES
from directory.folding import fold
from directory.models import Entry, Revision, Service, Verification
from importers.ground import Ground
from importers.keeping import read_kept
from importers.matching.from_directory import read_known
from importers.matching.known import Known
from importers.matching.subject import Subject, number_of, subject_of
from importers.merging import PEOPLE
from importers.models import Decision, Withheld
from importers.statements import Statement

Name = tuple[str, str]
"""How a place is called: by its key, SIRET, FINESS, phone or name, and which."""

Waiting = Mapping[Name, frozenset[str]]
"""Each name of what waits since it may hide, and the sources that say it."""

SURE = ("key", "finess")
"""What names one place, in whichever source; two rows of one source may share the rest."""

Answer = tuple[str, int | None]
"""What a person answered, and the listing that it names, if that is still there."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of a row that the source gave before."""

    digest: str
    state: str
    service_id: int | None


@dataclass(slots=True)
class Situation:
    """What rows are asked about. `secret` gives the address policy of each service whose place is hidden."""

    slug: str
    ground: Ground
    held: Mapping[str, Held]
    decisions: Mapping[str, Answer]
    withheld: Mapping[str, frozenset[str]]
    waiting: Waiting
    verified: frozenset[int]
    secret: Mapping[int, str]
    known: Known
    taken: set[int] = field(default_factory=set)
    """Services that a row of this source is already linked to: two rows of one source are two places."""

    def is_hidden(self, number: int) -> bool:
        """Say whether a listing that a row resembles hides: one of the directory, or of the withheld list."""
        return number < 0 or self.secret.get(number) == "confidential"

    def is_waiting(self, statement: Statement) -> bool:
        """Say whether what a row says is a place that waits in some source since it may hide."""
        return _waits(names_of(statement, self.slug, self.ground), self.slug, self.waiting)


def read_answers(session: Session, slug: str) -> dict[str, str]:
    """Give what was decided of the rows of a source, and of its kinds: subject, answer."""
    query = select(Decision.subject, Decision.answer).where(Decision.source_slug == slug)
    return dict(session.execute(query).all())


def read_situation(session: Session, slug: str, ground: Ground) -> Situation:
    """Read what the rows of the source `slug` are asked about."""
    entries = session.execute(
        select(Entry.source_key, Entry.digest, Entry.state, Entry.service_id).where(Entry.source_slug == slug)
    )
    decisions = session.execute(
        select(Decision.subject, Decision.answer, Service.id)
        .outerjoin(Service, Service.id == Decision.service_id)
        .where(Decision.source_slug == slug)
    )
    hidden = select(Service.id, Service.address_policy).where(Service.address_policy != "public")
    held = {key: Held(digest, state, number) for key, digest, state, number in entries}
    return Situation(
        slug=slug,
        ground=ground,
        held=held,
        decisions={
            **{subject: (answer, number) for subject, answer, number in decisions},
            **read_removed(session, slug),
        },
        withheld=_withheld(session),
        waiting=_waiting(session, ground),
        verified=read_verified(session),
        secret=dict(session.execute(hidden).all()),
        known=_with_withheld(session, read_known(session)),
        taken={each.service_id for each in held.values() if each.service_id},
    )


def read_verified(session: Session) -> frozenset[int]:
    """Give the services that a person has verified, changed or merged: nothing but a person changes them."""
    verified = select(Verification.service_id).where(Verification.source_slug.in_(PEOPLE))
    columns = (Revision.service_id, Revision.into_id)
    touched = [select(column).where(column.is_not(None)) for column in columns]
    return frozenset(number for each in (verified, *touched) for number in session.scalars(each) if number)


def read_removed(session: Session, slug: str) -> dict[str, Answer]:
    """Give the rows of a source whose listing people have removed: they stay out until it is restored."""
    gone = select(Revision.before).where(Revision.kind == "removed", Revision.service_id.is_(None))
    keys = [key for before in session.scalars(gone) for key in before.get(ENTRIES, ())]
    return {f"key:{key}": ("outside", None) for source, key in keys if source == slug}


def _withheld(session: Session) -> Mapping[str, frozenset[str]]:
    rows = session.execute(select(Withheld.kind, Withheld.value)).all()
    return {kind: frozenset(value for each, value in rows if each == kind) for kind, _ in rows}


def _waiting(session: Session, ground: Ground) -> Waiting:
    found: defaultdict[Name, set[str]] = defaultdict(set)
    query = select(Entry.source_slug, Entry.said).where(Entry.state == "withheld")
    for slug, said in session.execute(query):
        for name in names_of(read_kept(said), slug, ground):
            found[name].add(slug)
    return {name: frozenset(slugs) for name, slugs in found.items()}


def _waits(names: Iterable[Name], slug: str, waiting: Waiting) -> bool:
    return any(waiting.get(name, frozenset()) - (set() if name[0] in SURE else {slug}) for name in names)


def read_listed(session: Session) -> frozenset[Name]:
    """Give every name of what is withheld for ever."""
    rows = session.execute(select(Withheld.kind, Withheld.value))
    return frozenset((kind, value) for kind, value in rows)


def names_of(statement: Statement, slug: str, ground: Ground) -> set[Name]:
    """Give every name by which a place of the source `slug` is withheld."""
    said = {
        ("key", f"{slug}:{statement.record.key}"),
        ("siret", statement.siret),
        ("finess", statement.finess),
        ("name", withheld_name(statement, ground)),
        *(("phone", number_of(phone.number)) for phone in statement.record.phones),
    }
    return {(kind, value) for kind, value in said if value}


@dataclass(frozen=True, slots=True)
class Hidden:
    """The places that hide: those of the directory, the names that are withheld, what waits to be."""

    known: Known
    listed: frozenset[Name]
    waiting: Waiting

    def resembles(self, statement: Statement, slug: str, ground: Ground) -> bool:
        """Say whether what a source says may be one of them."""
        names = names_of(statement, slug, ground)
        if not names.isdisjoint(self.listed) or _waits(names, slug, self.waiting):
            return True
        subject = subject_of(statement, slug, department_of(statement, ground))
        return self.known.match(subject).answer != "different"


def read_hidden(session: Session, ground: Ground) -> Hidden:
    """Read the places that hide."""
    known = _with_withheld(session, read_known(session, only_hidden=True))
    return Hidden(known, read_listed(session), _waiting(session, ground))


def _with_withheld(session: Session, known: Known) -> Known:
    """Add, under numbers below zero, the names that are withheld."""
    names = session.execute(select(Withheld.id, Withheld.value).where(Withheld.kind == "name"))
    for number, value in names:
        known.add(-number, _hidden_place(*value.rpartition(" ")[::2]))
    return known


def _hidden_place(name: str, department: str) -> Subject:
    return Subject(
        name=name,
        alternate_names=(),
        organization="",
        category="",
        commune="",
        department=department,
        street="",
        postcode="",
        phones=(),
        email="",
        website="",
        siret="",
        finess="",
        keys=(),
        point=None,
        is_hidden=True,
    )


def withheld_name(statement: Statement, ground: Ground) -> str:
    """Give the name under which a place is withheld: folded, within its département."""
    return f"{fold(statement.record.name)} {department_of(statement, ground)}"


def department_of(statement: Statement, ground: Ground) -> str:
    """Give the département of a place: that of its commune, or the one that stands for it."""
    record = statement.record
    town = ground.town(record.commune) if record.commune else None
    if town:
        return town.department
    return record.zone[1] if record.zone and record.zone[0] == "department" else ""
