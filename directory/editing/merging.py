"""Two listings of one place become one; and two again, where that was wrong.

The one that is kept takes what it did not say, the other names, and what sources say; it hides as much as
the more secret of both. Undoing brings both back, but for a place that was forgotten.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from directory.actors import Actor, moderates
from directory.editing.creating import add, new_service
from directory.editing.entries import ENTRIES, hand_over, keys_of, link_again
from directory.editing.errors import EditError, NotYoursError
from directory.editing.filling import filled
from directory.editing.hiding import FILLED, NUMBER, hide
from directory.editing.locking import lock
from directory.editing.placing import settle
from directory.editing.recording import record, revision_of, tell
from directory.editing.requesting import hold
from directory.editing.restoring import history_again, known, refuse_listed
from directory.editing.sensitive import is_guarded, part
from directory.editing.values import PLACE, ZONE, Values, values_of
from directory.models import ChangeRequest, Report, Revision, Service, Tally, Verification
from directory.secrecy import is_raised, most_secret

HOSTED, MERGED, VERIFIED = "hosted", "merged", "verified_on"
"""Keys, with `NUMBER` and `FILLED`, beside the values of a duplicate, of what the merge did: to be undone."""

KEEP_THE_OTHER = (
    "Gardez l’autre fiche\u202f: comment joindre un hébergement ou une ligne nationale ne change pas sans "
    "une seconde personne."
)
NEVER_BACK = ("address_policy", *PLACE, *ZONE)


def merge(session: Session, actor: Actor, kept_id: int, duplicate_id: int, at: datetime) -> Revision:
    """Merge a duplicate into the listing that is kept, and give the change to undo. The caller commits.

    Raises:
        EditError: it is one and the same listing, or how one reaches a shelter would change.
        FieldsError: what is kept must hide, and no zone can be said of it.
        NotYoursError: one of them does not exist, or is not in a territory of this author.
    """
    if kept_id == duplicate_id:
        raise EditError("Choisissez deux fiches différentes : celle-ci est la même.")
    listings = {number: lock(session, number) for number in sorted((kept_id, duplicate_id))}
    if not all(moderates(session, actor, each) for each in listings.values()):
        raise NotYoursError
    kept, duplicate = listings[kept_id], listings[duplicate_id]
    if is_guarded(duplicate) and not is_guarded(kept):
        raise EditError(KEEP_THE_OTHER)
    policy = most_secret(kept.address_policy, duplicate.address_policy)
    if is_raised(duplicate.address_policy, policy):
        zone = (
            {"zone_kind": kept.zone_kind, "zone_code": kept.zone_code} if not duplicate.commune_code else None
        )
        hide(session, duplicate, policy, at, zone)
    said = values_of(duplicate)
    change = _fill(session, actor, kept, said | {"address_policy": policy}, at)
    revision = revision_of(actor, duplicate, "merged", at, said, {})
    revision.into_id = kept.id
    revision.before = {
        **said,
        ENTRIES: keys_of(duplicate),
        NUMBER: duplicate.id,
        MERGED: _hand_history_over(session, duplicate, kept),
        HOSTED: _hosted(session, duplicate, kept),
        VERIFIED: duplicate.verified_on.isoformat() if duplicate.verified_on else None,
        FILLED: {name: [change.before[name], change.after[name]] for name in change.after} if change else {},
    }
    session.add(revision)
    hand_over(session, duplicate, kept)
    _move(session, duplicate, kept)
    tell(session, "merged", actor, kept, at, duplicate=duplicate.source_key, name=duplicate.name)
    session.flush()
    session.expire(duplicate)
    session.delete(duplicate)
    session.flush()
    session.refresh(revision)
    session.expire(kept)
    return revision


def _fill(session: Session, actor: Actor, kept: Service, said: Values, at: datetime) -> Revision | None:
    """Have what is kept take what it did not say; how one reaches a shelter waits for a second person."""
    held = values_of(kept)
    parted = part(kept, held, filled(held, said) | {"address_policy": said["address_policy"]})
    if parted.waiting:
        hold(session, actor, kept, parted.waiting, at)
    return record(session, actor, kept, parted.now, at, author=actor.name)


def unmerge(session: Session, actor: Actor, revision_id: int, at: datetime) -> Service:
    """Undo a merge, and give the listing that comes back. The caller commits.

    Raises:
        EditError: it is no merge, it is undone already, or the listing that was kept is gone.
        NotYoursError: it does not exist, or is not in a territory of this author.
    """
    revision = session.get(Revision, revision_id)
    if revision is None:
        raise NotYoursError
    if revision.kind != "merged" or revision.into_id is None or revision.service_id is not None:
        raise EditError("Cette fusion ne peut plus être défaite : une des deux fiches n’existe plus.")
    kept = lock(session, revision.into_id)
    if not moderates(session, actor, kept):
        raise NotYoursError
    before = revision.before
    refuse_listed(session, revision)
    _give_back(session, actor, kept, before[FILLED], at)
    service = new_service(_own(session, kept, before), revision.organization_id or kept.organization_id, at)
    service.source_slug, service.source_key = revision.source_slug, revision.source_key
    service.verified_on = date.fromisoformat(before[VERIFIED]) if before[VERIFIED] else None
    add(session, service)
    link_again(session, before, service.id)
    history_again(session, service)
    _take_history_back(session, service, before[MERGED])
    host = update(Service).where(Service.id.in_(before[HOSTED]), Service.host_id == kept.id)
    session.execute(host.values(host_id=service.id))
    tell(session, "unmerged", actor, service, at, kept=kept.id)
    session.expire(kept, ["entries"])
    return service


def _own(session: Session, kept: Service, before: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a duplicate said, hidden as much as what was kept of both hides."""
    values = known(before)
    values["address_policy"] = most_secret(values["address_policy"], kept.address_policy)
    if values["address_policy"] == "confidential" and not values["zone_kind"]:
        values |= {"zone_kind": kept.zone_kind, "zone_code": kept.zone_code, "commune_code": None}
    return values | settle(session, values, values)


def _give_back(
    session: Session, actor: Actor, kept: Service, done: Mapping[str, list[Any]], at: datetime
) -> None:
    """Take out of the listing that was kept what the merge put in, unless somebody changed it since."""
    held = values_of(kept)
    undone = {
        name: before
        for name, (before, after) in done.items()
        if name not in NEVER_BACK and held[name] == after
    }
    record(session, actor, kept, undone, at, kind="restored")


def _hosted(session: Session, duplicate: Service, kept: Service) -> list[int]:
    """Give the services held in a duplicate, which are now held in what is kept."""
    query = select(Service.id).where(Service.host_id == duplicate.id, Service.id != kept.id)
    numbers = list(session.scalars(query))
    session.execute(update(Service).where(Service.id.in_(numbers)).values(host_id=kept.id))
    return numbers


def _hand_history_over(session: Session, duplicate: Service, kept: Service) -> list[int]:
    """Tie the history of a duplicate to what is kept, so that it hides with it; give earlier merges."""
    earlier = list(session.scalars(select(Revision.id).where(Revision.into_id == duplicate.id)))
    own = or_(Revision.service_id == duplicate.id, Revision.id.in_(earlier))
    session.execute(update(Revision).where(own).values(into_id=kept.id))
    return earlier


def _take_history_back(session: Session, service: Service, earlier: list[int]) -> None:
    """Untie again the history of a duplicate that comes back."""
    session.execute(update(Revision).where(Revision.service_id == service.id).values(into_id=None))
    session.execute(update(Revision).where(Revision.id.in_(earlier)).values(into_id=service.id))


def _move(session: Session, duplicate: Service, kept: Service) -> None:
    """Give to what is kept all that is known of a duplicate: requests, verifications, reports, counts."""
    for request in session.scalars(select(ChangeRequest).where(ChangeRequest.service_id == duplicate.id)):
        request.service_id = kept.id
    days = {each.verified_on for each in kept.verifications}
    for verification in session.scalars(select(Verification).where(Verification.service_id == duplicate.id)):
        if verification.verified_on not in days:
            verification.service_id = kept.id
    abouts = {each.about for each in kept.reports}
    for report in session.scalars(select(Report).where(Report.service_id == duplicate.id)):
        if report.about not in abouts:
            report.service_id = kept.id
    for tally in session.scalars(select(Tally).where(Tally.service_id == duplicate.id)):
        held = session.get(Tally, (kept.id, tally.month, tally.what))
        if held:
            held.count += tally.count
        else:
            session.add(Tally(service_id=kept.id, month=tally.month, what=tally.what, count=tally.count))
    session.flush()
