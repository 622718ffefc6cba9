"""What a listing has said, by whom and when, and how to say it again: but for a place that hides since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.changing import Amended, change
from directory.editing.clues import FORGOTTEN
from directory.editing.errors import EditError, NotYoursError
from directory.editing.locking import open_listing
from directory.editing.restoring import bring_back
from directory.editing.showing import Shown, shown
from directory.editing.values import NAMES
from directory.models import Revision


@dataclass(frozen=True, slots=True)
class Line:
    """One change, as it is shown: who, when, from which door, and the fields before and after, in French.

    `kind` is one of `models.changes.REVISION_KINDS`; `is_restorable` says whether one may go back before it.
    """

    revision_id: int
    kind: str
    at: datetime
    author: str
    door: str
    fields: tuple[Shown, ...]
    is_restorable: bool


def history(session: Session, service_id: int) -> list[Line]:
    """Give what changed in a listing, the latest first."""
    merged = and_(Revision.into_id == service_id, Revision.kind == "merged")
    of_it = or_(Revision.service_id == service_id, merged)
    query = select(Revision).where(of_it).order_by(Revision.id.desc())
    return [line_of(session, revision) for revision in session.scalars(query)]


def removed_of(session: Session, organization_id: int) -> list[Line]:
    """Give the removals of an organisation's listings that are still gone, the latest first."""
    gone = (Revision.kind == "removed", Revision.service_id.is_(None))
    query = select(Revision).where(*gone, Revision.organization_id == organization_id)
    return [line_of(session, each) for each in session.scalars(query.order_by(Revision.id.desc()))]


def line_of(session: Session, revision: Revision) -> Line:
    """Give one change as it is shown."""
    names = [name for name in NAMES if name in {*revision.before, *revision.after}]
    return Line(
        revision_id=revision.id,
        kind=revision.kind,
        at=revision.at,
        author=revision.author,
        door=revision.door,
        fields=tuple(shown(session, name, revision.before, revision.after) for name in names),
        is_restorable=revision.kind in ("amended", "restored", "removed"),
    )


def restore(session: Session, actor: Actor, revision_id: int, at: datetime) -> Amended:
    """Make a listing say what it said before a change; of a removed one, list it again.

    A place that hides stays hidden, and what matters waits for a second person, as in any other change.

    Raises:
        EditError: it says so already, or the change is undone in another way.
        FieldsError: what it said cannot be said any more.
        NotYoursError: it does not exist, or is not for this author.
    """
    revision = session.get(Revision, revision_id)
    if revision is None:
        raise NotYoursError
    if revision.kind == "removed" and revision.service_id is None:
        bring_back(session, actor, revision, at)
        return Amended(applied=tuple(NAMES))
    if revision.service_id is None or revision.kind not in ("amended", "restored"):
        raise EditError("Ce changement se défait autrement : depuis la fiche, ou depuis la fusion.")
    service = open_listing(session, actor, revision.service_id)
    done = change(session, actor, service, _before(session, revision), at, kind="restored")
    if not done.applied and not done.waiting:
        raise EditError("La fiche dit déjà cela : il n’y a rien à rétablir.")
    return done


def _before(session: Session, revision: Revision) -> Mapping[str, Any]:
    """Give what the listing said just before a change, as far as it is still known."""
    query = select(Revision).where(Revision.service_id == revision.service_id, Revision.id >= revision.id)
    said: dict[str, Any] = {}
    for each in session.scalars(query.order_by(Revision.id.desc())):
        said |= {name: value for name, value in each.before.items() if name in NAMES}
    return {name: value for name, value in said.items() if value != FORGOTTEN}
