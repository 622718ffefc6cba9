"""The page on which one listing is changed: what it shows, and what was typed in it as a change to make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.drafts import about_listing
from directory.editing.errors import ConflictError, FieldsError, NotYoursError
from directory.editing.field_names import LABELS
from directory.editing.locking import may_change
from directory.editing.requesting import OPEN
from directory.editing.showing import Shown, in_words
from directory.editing.values import Values, print_of, values_of
from directory.hours_page import HoursPage, hours_page
from directory.local_time import local
from directory.models import ChangeRequest, Draft, Service
from directory.openings import department_of
from directory.partner.fields import GROUPS, FieldGroup, FormField, field_of
from directory.partner.form import Typed, fields_of, one, prints, touched, typed_of
from directory.partner.readers import read_listing
from directory.partner.schemas import ListingForm
from directory.typography import typeset
from directory.vocabulary import vocabulary
from directory.words import Term

Point = tuple[float, float]
Locate = Callable[[str, str], Point | None]
"""From an address and the code of its commune to a point (WGS84 degrees), None where nothing is sure."""

UNKNOWN = "« {name} » n'est pas un champ de ce formulaire."
RECEIVES = (
    Term("victims", "Victimes"),
    Term("perpetrators", "Auteurs de violences"),
    Term("everyone", "Tous publics"),
)
SEVERAL_OF: Mapping[str, str] = {"audiences": "audience", "modes": "mode", "features": "feature"}
FORM = "modifier"
"""The form whose drafts are kept."""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One listing as a form. `typed` is what each input holds, `shown` and `seen` what it was shown.

    `problems` has a sentence for each field, `others` those of no field. `hours` is what was understood of
    the hours, where that was asked. `conflict` has each value of which there are two versions. `draft_at` is
    when something was typed and not sent; `waiting` what waits for a second person.
    """

    service_id: int
    name: str
    organization: str
    category_label: str
    hides: bool
    fields: tuple[FormField, ...]
    typed: Typed
    shown: str
    seen: str
    problems: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    hours: HoursPage | None = None
    conflict: tuple[Shown, ...] = ()
    draft_at: datetime | None = None
    waiting: tuple[str, ...] = ()
    held_hours: str = ""

    @property
    def groups(self) -> list[FieldGroup]:
        """The fields as they stand together."""
        own = {each.name for each in self.fields}
        kept = [(group, tuple(each for each in group.fields if each.name in own)) for group in GROUPS]
        return [replace(group, fields=fields) for group, fields in kept if fields]

    def text(self, name: str) -> str:
        """Give what an input holds."""
        return one(self.typed, name)

    def chosen(self, name: str) -> Sequence[str]:
        """Give what is ticked."""
        return self.typed.get(name, ())

    def options(self, name: str) -> list[Term]:
        """Give the closed answers of a field."""
        words = vocabulary()
        if name == "receives":
            return list(RECEIVES)
        if name in ("accepts_women", "accepts_men"):
            return [Term("yes", "Oui"), Term("no", "Non")]
        return list(words.scales[SEVERAL_OF.get(name, name)].values())

    @property
    def rows(self) -> Mapping[str, int]:
        """How many rows of numbers and of closures are shown: those that hold something, and one more."""
        return {name: min(12, self._last_row(name) + 1) for name in ("phones", "closures")}

    def _last_row(self, name: str) -> int:
        used = [int(key.split("-")[1]) for key in self.typed if key.startswith(f"{name}-")]
        return max(used) + 1 if used else 0


def listing_page(session: Session, actor: Actor, service_id: int) -> ListingPage:
    """Give the form of a listing as it stands.

    Raises:
        NotYoursError: it does not exist, or is not for this author.
    """
    service = own_listing(session, actor, service_id)
    values = values_of(service)
    fields = fields_of(values)
    typed = typed_of(session, values)
    category = vocabulary().categories[service.category]
    return ListingPage(
        service_id=service.id,
        name=service.name,
        organization=service.organization.name,
        category_label=category.label_short,
        hides=values["address_policy"] == "confidential",
        fields=fields,
        typed=typed,
        shown=prints(fields, typed),
        seen=print_of(values),
        draft_at=_draft_at(session, actor, service_id),
        waiting=waiting_of(session, service_id),
        held_hours=values["hours"] or "",
    )


def own_listing(session: Session, actor: Actor, service_id: int) -> Service:
    """Give a listing that `actor` may change.

    Raises:
        NotYoursError: it does not exist, or is not for this author.
    """
    service = session.get(Service, service_id)
    if service is None or not may_change(session, actor, service):
        raise NotYoursError
    return service


def _draft_at(session: Session, actor: Actor, service_id: int) -> datetime | None:
    if actor.account_id is None:
        return None
    draft = session.get(Draft, (actor.account_id, about_listing(service_id, FORM)))
    return draft.saved_at if draft else None


def waiting_of(session: Session, service_id: int) -> tuple[str, ...]:
    """Name the fields of a listing of which a change waits for a second person."""
    query = select(ChangeRequest).where(
        ChangeRequest.service_id == service_id,
        ChangeRequest.kind == "change",
        ChangeRequest.state.in_(OPEN),
    )
    names = {name for request in session.scalars(query) for name in request.after}
    return tuple(label for name, label in LABELS.items() if name in names)


def with_form(page: ListingPage, form: ListingForm) -> ListingPage:
    """Give the page with what was typed in it, and what cannot be read of that."""
    others = tuple(typeset(UNKNOWN.format(name=name)) for name in form.unknown)
    return replace(
        page,
        typed=form.typed,
        shown=form.shown or page.shown,
        seen=form.seen or page.seen,
        problems=dict(form.problems),
        others=others,
        draft_at=None,
    )


def looked_at(session: Session, page: ListingPage, at: datetime) -> ListingPage:
    """Give the page with what Relais understands of what was typed; `at` is now, aware."""
    service = session.get_one(Service, page.service_id)
    held = values_of(service)
    read = read_listing(session, held, page.typed, touched(page.fields, page.typed, page.shown))
    text = page.text("hours")
    department = department_of(service)
    hours = hours_page(text, department, local(at, department)) if text else None
    return replace(page, problems={**read.problems, **page.problems}, hours=hours)


def asked(
    session: Session, actor: Actor, page: ListingPage, form: ListingForm, locate: Locate
) -> dict[str, Any]:
    """Give the values that a form asks to change, for `editing.changing.amend`.

    Raises:
        FieldsError: something cannot be read, or is no field of this form.
        NotYoursError: the listing is not for this author.
    """
    held = values_of(own_listing(session, actor, page.service_id))
    shown = form.shown or page.shown
    fields = [each for each in touched(page.fields, form.typed, shown) if form.holds(each)]
    read = read_listing(
        session, held, form.typed, [each for each in fields if each.name not in form.problems]
    )
    unknown = {name: typeset(UNKNOWN.format(name=name)) for name in form.unknown}
    named = {each.name for each in fields}
    problems = {
        **{name: said for name, said in form.problems.items() if name in named},
        **read.problems,
        **unknown,
    }
    if problems:
        raise FieldsError(problems)
    after = {name: value for name, value in read.after.items() if form.keep.get(name) != "theirs"}
    return after | _point(held, after, locate)


def _point(held: Values, after: Values, locate: Locate) -> dict[str, Any]:
    """Give the point of an address that has changed; none is better than a wrong one."""
    whole = {**held, **after}
    moves = {"street", "commune_code", "postcode", "address_policy"} & after.keys()
    if not moves or whole["address_policy"] != "public" or not whole["street"]:
        return {}
    point = locate(f"{whole['street']} {whole['postcode'] or ''}", whole["commune_code"] or "")
    latitude, longitude = point or (None, None)
    return {"latitude": latitude, "longitude": longitude}


def with_problems(page: ListingPage, problems: Mapping[str, str]) -> ListingPage:
    """Give the page with a sentence beside each field that stands in the way, the others above."""
    own = {each.name for each in page.fields}
    by_field = {field_of(name): said for name, said in problems.items()}
    beside = {name: said for name, said in by_field.items() if name in own}
    others = tuple(said for name, said in by_field.items() if name not in own)
    return replace(page, problems=beside, others=others)


def with_conflict(session: Session, page: ListingPage, error: ConflictError, after: Values) -> ListingPage:
    """Give the page with both versions of each value: what was typed, and what somebody saved meanwhile."""
    lines = tuple(
        Shown(
            name,
            LABELS[name],
            in_words(session, name, after.get(name)),
            in_words(session, name, error.theirs[name]),
        )
        for name in error.fields
        if name not in ("latitude", "longitude")
    )
    return replace(page, conflict=lines, seen=error.seen)
