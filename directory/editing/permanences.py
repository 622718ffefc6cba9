"""A new permanence of a listing: the same service, by the same people, elsewhere or at other times.

It is listed at once. What matters most is not changed by it: another category, how one reaches a shelter, or
an address that its listing hides are asked of the desk.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.cleaning import clean
from directory.editing.creating import add, new_service
from directory.editing.errors import EditError, FieldsError
from directory.editing.locking import open_listing
from directory.editing.placing import settle
from directory.editing.recording import check, revision_of, tell
from directory.editing.sensitive import is_guarded, waiting
from directory.editing.values import PLACE, Values, values_of
from directory.models import Service
from directory.typography import typeset

NO_COMMUNE = "Dites dans quelle commune se tient cette permanence."
ASK = "Une nouvelle fiche de cette sorte se demande au bureau du territoire."
ANEW = ("hours", "hours_text", *PLACE)
"""What a permanence does not take from its listing: where and when it is held."""


def add_permanence(session: Session, actor: Actor, service_id: int, after: Values, at: datetime) -> Service:
    """List a permanence of a listing, and give it: `after` says its commune, its hours, what differs.

    Raises:
        EditError: it is for the desk to list it (`asking.ask`).
        FieldsError: it has no commune, or what was typed cannot be kept.
        NotYoursError: the listing is not for this author.
    """
    service = open_listing(session, actor, service_id)
    start = {**values_of(service), **dict.fromkeys(ANEW), "closures": []}
    said = clean(session, start, after)
    if is_guarded(service) or service.address_policy != "public" or waiting(service, start, said):
        raise EditError(ASK)
    values = {**start, **said}
    if not values["commune_code"]:
        raise FieldsError({"commune_code": typeset(NO_COMMUNE)})
    made = add(session, new_service(values | settle(session, start, values), service.organization_id, at))
    session.add(revision_of(actor, made, "created", at, {}, values_of(made)))
    check(session, made, ["phone", "hours"], actor, at)
    tell(session, "created", actor, made, at, after=values_of(made))
    return made
