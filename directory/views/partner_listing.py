"""One listing of a partner: changed on one page, kept as a draft, seen as others see it, and its history."""

from datetime import UTC

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.editing.asking import ask
from directory.editing.changing import Amended, amend
from directory.editing.drafts import about_listing, forget_draft, keep_draft, read_draft
from directory.editing.errors import ConflictError, EditError, FieldsError
from directory.editing.history import restore
from directory.partner.categories import category_groups
from directory.partner.editing_page import (
    FORM,
    ListingPage,
    asked,
    listing_page,
    looked_at,
    with_conflict,
    with_form,
    with_problems,
)
from directory.partner.history_page import history_page
from directory.partner.preview import preview
from directory.partner.schemas import ListingForm, read_form, read_plain
from directory.views.partner import Page, acting, back, blueprint, locate
from directory.views.reading import reading
from directory.views.signed_in import now, writing

LISTING = "/fiches/<int(max=2147483647):service_id>"
REASONS = {"sentence": 500, "kind": 12}


@blueprint.get(LISTING)
def listing(service_id: int) -> Page:
    """Show the form of a listing as it stands."""
    return shown(listing_page(reading(), acting(), service_id))


@blueprint.post(LISTING)
def change(service_id: int) -> Page:
    """Save a listing, or show what Relais understands of it; a draft is taken up or forgotten."""
    page = listing_page(reading(), acting(), service_id)
    form = read_form(request.form.to_dict(flat=False), page.fields)
    if form.step == "look":
        return shown(looked_at(reading(), with_form(page, form), now().replace(tzinfo=UTC)))
    if form.step in ("resume", "forget"):
        return _taken_up(page, form.step)
    return _saved(page, form)


def _saved(page: ListingPage, form: ListingForm) -> Page:
    """Save a form, or show what stands in the way with all that was typed."""
    typed = with_form(page, form)
    try:
        after = asked(reading(), acting(), page, form, locate)
        done = _amended(page.service_id, after, form.seen)
    except ConflictError as error:
        return shown(with_conflict(reading(), typed, error, after)), 409
    except FieldsError as error:
        return shown(with_problems(typed, error.problems)), 422
    if done.later:
        return shown(listing_page(reading(), acting(), page.service_id), later=True)
    return redirect(url_for("partner.seen", service_id=page.service_id), 303)


def _amended(service_id: int, after: dict[str, object], seen: str) -> Amended:
    who = acting()
    with writing() as session:
        done = amend(session, who, service_id, after, seen, now())
        if who.account_id is not None:
            forget_draft(session, who.account_id, about_listing(service_id, FORM))
    return done


def _taken_up(page: ListingPage, step: str) -> Page:
    """Show what was typed and not sent, or forget it."""
    account_id, about = acting().account_id or 0, about_listing(page.service_id, FORM)
    draft = read_draft(reading(), account_id, about)
    if step == "resume" and draft:
        form = read_form({name: list(values) for name, values in draft.items()}, page.fields)
        return shown(with_form(page, form))
    with writing() as session:
        forget_draft(session, account_id, about)
    return redirect(url_for("partner.listing", service_id=page.service_id), 303)


@blueprint.post(f"{LISTING}/brouillon")
def draft(service_id: int) -> Page:
    """Keep what is being typed in the form of a listing, without any check but its names."""
    page = listing_page(reading(), acting(), service_id)
    form = read_form(request.form.to_dict(flat=False), page.fields)
    if form.unknown:
        return shown(with_form(page, form)), 422
    fields = {**form.typed, "seen": [form.seen], "shown": [form.shown]}
    with writing() as session:
        keep_draft(session, acting().account_id or 0, about_listing(service_id, FORM), fields, now())
    return Response(status=204)


def shown(page: ListingPage, *, later: bool = False) -> str:
    """Give the page of a listing; `later` where some of what was typed must be typed again."""
    return render_template("partner/listing.html", page=page, later=later, categories=category_groups())


@blueprint.get(f"{LISTING}/apercu")
def seen(service_id: int) -> Page:
    """Show a listing as the public, a professional and a card show it."""
    page = preview(reading(), acting(), service_id, now())
    return render_template("partner/seen.html", page=page)


@blueprint.get(f"{LISTING}/historique")
def history(service_id: int) -> Page:
    """Show what changed in a listing, and how often it served."""
    return _history(service_id)


@blueprint.post(f"{LISTING}/historique")
def go_back(service_id: int) -> Page:
    """Make a listing say again what it said before a change of its history."""
    page = history_page(reading(), acting(), service_id, now())
    texts, problems = read_plain(request.form.to_dict(flat=False), {"revision": 12})
    if problems or texts["revision"] not in {str(line.revision_id) for line in page.lines}:
        return _history(service_id, next(iter(problems.values()), NO_VERSION)), 422
    try:
        with writing() as session:
            restore(session, acting(), int(texts["revision"]), now())
    except EditError as error:
        return _history(service_id, str(error)), 409
    return redirect(url_for("partner.seen", service_id=service_id), 303)


NO_VERSION = "Choisissez une des versions de la page."


def _history(service_id: int, problem: str = "") -> str:
    page = history_page(reading(), acting(), service_id, now())
    return render_template("partner/history.html", page=page, problem=problem)


@blueprint.get(f"{LISTING}/demande")
def request_page(service_id: int) -> Page:
    """Show what may be asked of the desk about a listing: a correction, or its removal."""
    page = preview(reading(), acting(), service_id, now())
    return render_template("partner/request.html", page=page, typed={}, problems={})


@blueprint.post(f"{LISTING}/demande")
def send_request(service_id: int) -> Page:
    """Ask the desk for a correction (« proposé à tort ») or for the removal of a listing."""
    page = preview(reading(), acting(), service_id, now())
    texts, problems = read_plain(request.form.to_dict(flat=False), REASONS)
    kind = texts["kind"] if texts["kind"] in ("removal", "correction") else ""
    problems |= {} if kind else {"kind": "Choisissez ce que vous demandez."}
    try:
        if problems:
            raise FieldsError(problems)
        with writing() as session:
            ask(session, acting(), kind, now(), service_id=service_id, sentence=texts["sentence"])
    except EditError as error:
        found = error.problems if isinstance(error, FieldsError) else {"kind": str(error)}
        return render_template("partner/request.html", page=page, typed=texts, problems=found), 422
    return back("demandes")
