"""The page that a link of a letter opens, without an account: the listings of exactly one organisation.

Opening it changes nothing, since scanners of mail open links: only a form that is sent does. The secret is
the right, and is in the address of these pages alone.
"""

from datetime import UTC, timedelta

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from directory.accounts.attempts import count, too_many_letters
from directory.actors import Actor
from directory.editing.changing import amend
from directory.editing.errors import ConflictError, EditError, FieldsError
from directory.freshness.links import LASTS
from directory.partner.acts import say
from directory.partner.asking_page import AskingForm
from directory.partner.categories import category_groups
from directory.partner.editing_page import (
    ListingPage,
    asked,
    listing_page,
    looked_at,
    own_listing,
    with_conflict,
    with_form,
    with_problems,
)
from directory.partner.linking import ask_again, link_actor
from directory.partner.own import own_ids, own_organization
from directory.partner.schemas import ListingForm, read_act, read_form, read_plain
from directory.partner.sent_act import NOTHING_SENT, SentAct, sent_act
from directory.views.partner import DELAY_SAID, Page, locate
from directory.views.reading import reading
from directory.views.signed_in import now, writing

blueprint = Blueprint("link", __name__, url_prefix="/lien")

MOST_ASKED, WITHIN = 3, timedelta(hours=1)
"""Links asked again for one address."""


class ClosedLinkError(LookupError):
    """A link that opens nothing, or nothing any more."""


@blueprint.errorhandler(ClosedLinkError)
def closed(_: ClosedLinkError) -> Page:
    """Say that the link opens nothing any more, and offer another."""
    return render_template("partner/link_closed.html", form=AskingForm(), days=LASTS.days), 410


def _actor(secret: str) -> Actor:
    found = link_actor(reading(), secret, now())
    if found is None:
        raise ClosedLinkError
    return found


@blueprint.get("/<secret>")
def page(secret: str) -> Page:
    """Show the listings of the organisation, and what may be said of them. Nothing changes."""
    return _page(secret)


def _page(secret: str, sent: SentAct = NOTHING_SENT) -> str:
    who = _actor(secret)
    organization = own_organization(reading(), who, next(iter(who.organizations)), now())
    return render_template(
        "partner/link.html",
        organization=organization,
        secret=secret,
        sent=sent,
        later=(now() + DELAY_SAID).date(),
    )


@blueprint.post("/<secret>/dire")
def say_of_all(secret: str) -> Page:
    """Say something of every listing at once: nothing has changed, or closed from a day to another."""
    who = _actor(secret)
    return _said(secret, own_ids(reading(), next(iter(who.organizations))), "o", "merci")


@blueprint.post("/<secret>/fiches/<int(max=2147483647):service_id>/dire")
def say_of(secret: str, service_id: int) -> Page:
    """Say something of one listing."""
    own_listing(reading(), _actor(secret), service_id)
    return _said(secret, [service_id], f"f{service_id}", f"fiche-{service_id}")


def _said(secret: str, ids: list[int], place: str, anchor: str) -> Page:
    """Do what was said for `place` of the page, or give it back there with what was typed."""
    who, form = _actor(secret), request.form.to_dict(flat=False)
    try:
        with writing() as session:
            say(session, who, ids, read_act(form), now())
    except EditError as error:
        return _page(secret, sent_act(place, form, error)), 422
    return redirect(url_for("link.page", secret=secret, _anchor=anchor), 303)


@blueprint.get("/<secret>/fiches/<int(max=2147483647):service_id>")
def listing(secret: str, service_id: int) -> Page:
    """Show the form of a listing as it stands."""
    return _shown(secret, listing_page(reading(), _actor(secret), service_id))


@blueprint.post("/<secret>/fiches/<int(max=2147483647):service_id>")
def change(secret: str, service_id: int) -> Page:
    """Save a listing, or show what Relais understands of what was typed."""
    stands = listing_page(reading(), _actor(secret), service_id)
    form = read_form(request.form.to_dict(flat=False), stands.fields)
    if form.step != "save":
        return _shown(secret, looked_at(reading(), with_form(stands, form), now().replace(tzinfo=UTC)))
    return _saved(secret, stands, form)


def _saved(secret: str, stands: ListingPage, form: ListingForm) -> Page:
    typed, who = with_form(stands, form), _actor(secret)
    try:
        after = asked(reading(), who, stands, form, locate)
        with writing() as session:
            done = amend(session, who, stands.service_id, after, form.seen, now())
    except ConflictError as error:
        return _shown(secret, with_conflict(reading(), typed, error, after)), 409
    except FieldsError as error:
        return _shown(secret, with_problems(typed, error.problems)), 422
    if done.later:
        return _shown(secret, listing_page(reading(), who, stands.service_id), later=True)
    return redirect(url_for("link.page", secret=secret, _anchor=f"fiche-{stands.service_id}"), 303)


def _shown(secret: str, shown: ListingPage, *, later: bool = False) -> str:
    return render_template(
        "partner/link_listing.html", page=shown, secret=secret, later=later, categories=category_groups()
    )


@blueprint.route("/demander", methods=["GET", "POST"])
def ask() -> Page:
    """Ask for another link: the answer is the same whatever the address."""
    if request.method != "POST":
        return render_template("partner/link_closed.html", form=AskingForm(), days=LASTS.days)
    texts, problems = read_plain(request.form.to_dict(flat=False), {"email": 254})
    problems |= {} if texts["email"] or problems else {"email": "Écrivez l’adresse où Relais vous écrit."}
    if problems:
        form = AskingForm(texts, problems)
        return render_template("partner/link_closed.html", form=form, days=LASTS.days), 422
    with writing() as session:
        is_too_often = too_many_letters(session, request.remote_addr, now())
        waits = count(session, f"link:{texts['email'].lower()}", now(), MOST_ASKED, WITHIN)
        if waits is None and not is_too_often:
            ask_again(session, texts["email"], current_app.config["PUBLIC_URL"], now())
    return render_template("partner/link_asked.html", days=LASTS.days)
